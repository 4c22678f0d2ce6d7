"""Mails saved as files (`.eml`), Chinese ones included: one file, one record.

Who the user is, and so the direction of a mail, is not known here; the caller may add it.
"""

from xiehuan.readers.mail.reader import SOURCE, stream
from xiehuan.readers.mail.recognise import looks_like_mail as recognises

__all__ = ["SOURCE", "recognises", "stream"]
