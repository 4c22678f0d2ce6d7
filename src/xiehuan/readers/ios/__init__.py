"""The message databases of iPhone and Mac (`sms.db`, `chat.db`): a copy is read, never the file itself.

README.md says what is read, the units of time, and how a record is identified.
"""

from __future__ import annotations

from xiehuan.readers.ios.reader import recognises, stream
from xiehuan.readers.ios.row import SOURCE

__all__ = ["SOURCE", "recognises", "stream"]
