"""WhatsApp chats as the app exports them: `_chat.txt`, alone or in its zip. README.md tells about the dates."""

from __future__ import annotations

from xiehuan.readers.whatsapp.reader import SOURCE, recognises, stream

__all__ = ["SOURCE", "recognises", "stream"]
