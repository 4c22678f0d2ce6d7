"""Backups of Android's "SMS Backup & Restore": texts with their attachments, and the call log.

This package reads texts; `xiehuan.readers.sms.calls` has the same three names for `calls-*.xml`. `key` says
which records of several files are one event, `normal` which numbers are one.
"""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence import Reading
from xiehuan.readers.sms.backup import gather, stream
from xiehuan.readers.sms.grouping import key
from xiehuan.readers.sms.message_record import SOURCE
from xiehuan.readers.sms.numbers import normal
from xiehuan.readers.sms.recognise import holds_texts

__all__ = ["SOURCE", "key", "normal", "read", "recognises", "stream"]


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """Whether the file begins like a backup of messages, whatever it is called."""
    return holds_texts(head)


def read(path: Path, name: str) -> Reading:
    """Every message of the file, and the account of those that could not be read."""
    return gather(path, name, SOURCE)
