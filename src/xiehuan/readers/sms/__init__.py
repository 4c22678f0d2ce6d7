"""Backups of Android's "SMS Backup & Restore": texts with their attachments, and the call log.

This package reads texts; `xiehuan.readers.sms.calls` has the same three names for `calls-*.xml`.
"""

from __future__ import annotations

from xiehuan.readers.sms.backup import stream
from xiehuan.readers.sms.message_record import SOURCE
from xiehuan.readers.sms.recognise import holds_texts

__all__ = ["SOURCE", "recognises", "stream"]


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """Whether the file begins like a backup of messages, whatever it is called."""
    return holds_texts(head)
