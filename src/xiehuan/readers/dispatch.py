"""Which reader takes a file: by folder first, then by what the bytes are."""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence import Kind, Reading, Record
from xiehuan.readers import bills, files, mail, sms
from xiehuan.readers.files.media import HEAD, TEXT, recognise
from xiehuan.readers.sms import calls

_MESSAGES = (sms, calls, mail)


def read_one(path: Path, name: str) -> Reading:
    """Read one file; only OSError escapes, everything else is in the reading."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    folder = name.partition("/")[0] if "/" in name else ""
    if folder == "papers":
        return files.read(path, name, Kind.PAPER)
    for source in _MESSAGES:
        if head and source.recognises(name, head):
            return source.read(path, name)
    if folder == "calls":
        return files.read(path, name, _call_kind(name, head))
    if folder == "bills" or any(s.recognises(name, head) for s in bills.SOURCES):
        return bills.read_bill(path, name)
    return files.read(path, name)


def key_of(record: Record) -> str | None:
    """What makes two bill rows the same row; messages are never dropped, only grouped."""
    return bills.key(record) if record.kind is Kind.BILL else None


def _call_kind(name: str, head: bytes) -> Kind:
    """A text beside a recording is its transcript, a paper; the rest is sound."""
    return Kind.PAPER if recognise(head) is TEXT or name.lower().endswith(".txt") else Kind.RECORDING
