"""Which reader takes a file: by folder first, then by what the bytes are."""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence import Kind, Reading
from xiehuan.readers import bills, files, mail, sms
from xiehuan.readers.files.media import HEAD, TEXT, recognise
from xiehuan.readers.sms import calls


def read_one(path: Path, name: str) -> Reading:
    """Read one file; only OSError escapes, everything else is in the reading."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    folder = name.partition("/")[0] if "/" in name else ""
    if folder == "papers":
        return files.read(path, name, Kind.PAPER)
    return _message(path, name, head) or _other(path, name, folder, head)


def _message(path: Path, name: str, head: bytes) -> Reading | None:
    if head and sms.recognises(name, head):
        return sms.read(path, name)
    if head and calls.recognises(name, head):
        return calls.read(path, name)
    return mail.read(path, name) if head and mail.recognises(name, head) else None


def _other(path: Path, name: str, folder: str, head: bytes) -> Reading:
    if folder == "calls":
        return files.read(path, name, _call_kind(name, head))
    if folder == "bills" or bills.recognises(name, head):
        return bills.read_bill(path, name)
    if not folder and bills.is_pdf(head) and (reading := bills.read_bill(path, name)).records:
        return reading
    return files.read(path, name)


def _call_kind(name: str, head: bytes) -> Kind:
    """A text beside a recording is its transcript, a paper; the rest is sound."""
    return Kind.PAPER if recognise(head) is TEXT or name.lower().endswith(".txt") else Kind.RECORDING
