"""The call log of the same app, `calls-*.xml`."""

from __future__ import annotations

from xiehuan.readers.sms.backup import stream
from xiehuan.readers.sms.call_record import SOURCE
from xiehuan.readers.sms.recognise import holds_calls

__all__ = ["SOURCE", "recognises", "stream"]


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """Whether the file begins like a backup of calls, whatever it is called."""
    return holds_calls(head)
