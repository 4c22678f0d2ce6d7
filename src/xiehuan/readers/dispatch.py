"""Which reader takes a file: by folder first, then by what the bytes are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiehuan.evidence import Kind, Reading, Remark
from xiehuan.readers import (
    bills,
    columns,
    files,
    ios,
    mail,
    maildir,
    mbox,
    msg,
    page,
    qq,
    recordings,
    sms,
    vcard,
    wechat,
    whatsapp,
)
from xiehuan.readers.archive import SEPARATOR, Archives
from xiehuan.readers.chat import chatlab
from xiehuan.readers.files.media import HEAD, TEXT, recognise
from xiehuan.readers.page import mht
from xiehuan.readers.phone_json import fossify, sms_ie
from xiehuan.readers.sms import calls
from xiehuan.readers.stream import Item, Reader, gather


def read_one(path: Path, name: str) -> Reading:
    """Read one file; only OSError escapes, everything else is in the reading."""
    head = _head(path)
    reader = _streaming(name, head)
    return gather(reader, path, name) if reader else _other(path, name, head)


def stream_one(path: Path, name: str) -> tuple[str, Iterator[Item]]:
    """The source that knows the file and all of it as a stream of any length; only OSError escapes."""
    head = _head(path)
    if (reader := _streaming(name, head)) is not None:
        return reader.SOURCE, reader.stream(path, name)
    reading = _other(path, name, head)
    return reading.source, _items(reading)


ARCHIVES = Archives(lambda path, name: stream_one(path, name)[1])
# text without a format of its own comes last among the chats: its readers look for lines of their shape
CHATS: tuple[Reader, ...] = (ios, sms_ie, fossify, chatlab, vcard, qq, whatsapp, wechat)
_TEXTS: tuple[Reader, ...] = (qq, whatsapp, wechat, page)  # a bill may look like one of these
MESSAGES: tuple[Reader, ...] = (
    sms,
    calls,
    *CHATS,
    mbox,
    maildir,
    mht,
    mail,
    msg,
    recordings,
    page,
    ARCHIVES,
)

_FOLDERS = ("papers", "calls", "bills")


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD)


def _streaming(name: str, head: bytes) -> Reader | None:
    """A file among the papers is a paper, whatever it holds."""
    return None if _folder(name) == "papers" else message_reader(name, head)


def _folder(name: str) -> str:
    """The folder of the case that a file lies in; in an archive the one that lies in it, else that of the archive."""
    inside = name.rpartition(SEPARATOR)[2]
    folders = [path.partition("/")[0] for path in (inside, name) if "/" in path]
    return next((folder for folder in folders if folder in _FOLDERS), "")


def _items(reading: Reading) -> Iterator[Item]:
    yield from reading.records
    yield from reading.unread
    flags = (*reading.flags, *((f"duplicates={reading.duplicates}",) if reading.duplicates else ()))
    if flags or reading.findings:
        yield Remark(flags, reading.findings)


def message_reader(name: str, head: bytes) -> Reader | None:
    """The first reader of messages that knows a file which begins like this."""
    found = next((r for r in MESSAGES if r.recognises(name, head)), None) if head else None
    return None if found in _TEXTS and bills.recognises(name, head) else found


def _other(path: Path, name: str, head: bytes) -> Reading:
    folder = _folder(name)
    if folder == "papers":
        return files.read(path, name, Kind.PAPER)
    if folder == "calls":
        return files.read(path, name, _call_kind(name, head))
    if folder == "bills" or bills.recognises(name, head):
        return bills.read_bill(path, name)
    if not folder and bills.is_pdf(head) and (reading := bills.read_bill(path, name)).records:
        return reading
    picking = _picked_before(path, name, head)
    return columns.picked(path, name, picking) if picking else files.read(path, name)


def _picked_before(path: Path, name: str, head: bytes) -> columns.Picking | None:
    """The columns that were picked for a table with this header, kept in the file's folder."""
    if recognise(head) is not TEXT and not name.lower().endswith((".csv", ".tsv")):
        return None
    beside = path.with_name(columns.FILE)
    header = columns.header_of(path) if beside.is_file() else None
    return columns.kept(beside, header.names) if header else None


def _call_kind(name: str, head: bytes) -> Kind:
    """A text beside a recording is its transcript, a paper; the rest is sound."""
    return Kind.PAPER if recognise(head) is TEXT or name.lower().endswith(".txt") else Kind.RECORDING
