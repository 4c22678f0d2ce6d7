"""Outlook items (`.msg`): the file is the original, and what is shown of it is a view made by a converter, flagged so.

The container is read by olefile; properties are those of Microsoft's MS-OXMSG and MS-OXPROPS. Text is the plain body, else the
HTML one, else the words of the RTF one.
"""

from xiehuan.readers.msg.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]
