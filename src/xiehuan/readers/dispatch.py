"""Which reader takes a file: by folder first, then by what the bytes are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from xiehuan.evidence import Kind, Reading, Record, Remark
from xiehuan.readers import bills, files, mail, sms
from xiehuan.readers.files.media import HEAD, TEXT, recognise
from xiehuan.readers.sms import calls
from xiehuan.readers.stream import Item, Reader, gather

MESSAGES: tuple[Reader, ...] = (sms, calls, mail)


def read_one(path: Path, name: str) -> Reading:
    """Read one file; only OSError escapes, everything else is in the reading."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    folder = name.partition("/")[0] if "/" in name else ""
    if folder == "papers":
        return files.read(path, name, Kind.PAPER)
    reader = message_reader(name, head)
    return gather(reader, path, name) if reader else _other(path, name, folder, head)


def stream_one(path: Path, name: str) -> tuple[str, Iterator[Item]]:
    """The source that knows the file and all of it as a stream of any length; only OSError escapes."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    folder = name.partition("/")[0] if "/" in name else ""
    reader = None if folder == "papers" else message_reader(name, head)
    if reader is not None:
        return reader.SOURCE, reader.stream(path, name)
    reading = read_one(path, name)
    return reading.source, _items(reading)


def _items(reading: Reading) -> Iterator[Item]:
    yield from reading.records
    yield from reading.unread
    if reading.flags or reading.findings:
        yield Remark(reading.flags, reading.findings)


def message_reader(name: str, head: bytes) -> Reader | None:
    """The first reader of messages that knows a file which begins like this."""
    return next((r for r in MESSAGES if r.recognises(name, head)), None) if head else None


def _other(path: Path, name: str, folder: str, head: bytes) -> Reading:
    if folder == "calls":
        return files.read(path, name, _call_kind(name, head))
    if folder == "bills" or bills.recognises(name, head):
        return bills.read_bill(path, name)
    return files.read(path, name)


def fresh(records: Sequence[Record], seen: set[str]) -> tuple[Record, ...]:
    """The records that no earlier file had; their keys are added to `seen`.

    Only bill rows are held against earlier files (a second export of the same days adds nothing); two equal rows
    of one file are two events, and messages are never dropped.
    """
    keyed = [(r, bills.key(r) if r.kind is Kind.BILL else None) for r in records]
    new = tuple(r for r, key in keyed if key is None or key not in seen)
    seen.update(key for _, key in keyed if key is not None)
    return new


def _call_kind(name: str, head: bytes) -> Kind:
    """A text beside a recording is its transcript, a paper; the rest is sound."""
    return Kind.PAPER if recognise(head) is TEXT or name.lower().endswith(".txt") else Kind.RECORDING
