"""Mail boxes in one file (mbox): every mail a record that is a range of the file, which itself stays as it came.

Known dialects (mboxo, mboxrd, mboxcl, mboxcl2) differ in what they do with a line of a text that begins with "From ", and
boxes that people bring mix them; `separators` weighs the signs, `split` finds the ranges, `quoting` is for the view only.
"""

from xiehuan.readers.mbox.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]
