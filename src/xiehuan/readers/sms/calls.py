"""The call log of the same app, `calls-*.xml`."""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence import Reading
from xiehuan.readers.sms.backup import gather
from xiehuan.readers.sms.call_record import SOURCE
from xiehuan.readers.sms.recognise import holds_calls

__all__ = ["SOURCE", "read", "recognises"]


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """Whether the file begins like a backup of calls, whatever it is called."""
    return holds_calls(head)


def read(path: Path, name: str) -> Reading:
    """Every call of the file, and the account of those that could not be read."""
    return gather(path, name, SOURCE)
