"""Backups of "SMS Import / Export": lines of JSON in a zip with the data of parts, older ones one JSON list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from xiehuan.evidence import Place, Unread
from xiehuan.readers.chat.json_elements import LONGEST_ELEMENT, Element, Elements, value_of, values_of
from xiehuan.readers.chat.zipped import LOCAL, Refused, Zipped, opened
from xiehuan.readers.phone_json.columns import Find
from xiehuan.readers.phone_json.elements import never_nothing, record_of
from xiehuan.readers.sms.origin import Ids
from xiehuan.readers.stream import Item

SOURCE = "sms_ie"
_MEMBER = "messages.ndjson"
_BLOCK = 1 << 18
_KEYS = re.compile(rb'"(?:_id|thread_id|__display_name|__parts|date_sent|msg_box|sub_id|sender_address)"\s*:')
_CALL_KEYS = re.compile(rb'"(?:number|duration|geocoded_location|phone_account_address)"\s*:')
_ENOUGH = 2


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """The zip with its member, lines of the provider's columns, or a list of them."""
    if head.startswith(LOCAL):
        return _MEMBER.encode() in head
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith((b"[", b"{")) or b'"backupType"' in head:
        return False
    own = len(set(_KEYS.findall(head[:16_384])))
    return own > _ENOUGH or (own > 0 and len(set(_CALL_KEYS.findall(head[:16_384]))) >= _ENOUGH)


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message and call."""
    return never_nothing(_items(path, name), name)


def _items(path: Path, name: str) -> Iterator[Item]:
    with path.open("rb") as file:
        head = file.read(1 << 14)
    if not head.startswith(LOCAL):
        with path.open("rb") as file:
            yield from _records(file, head, name, _nothing)
        return
    try:
        with opened(path) as archive:
            yield from _unpacked(archive, name)
    except Refused as refused:
        yield Unread(Place(name), refused.why.zh, refused.why.en)


def _unpacked(archive: Zipped, name: str) -> Iterator[Item]:
    members = [n for n in archive.names() if n.rpartition("/")[2].endswith((".ndjson", ".json"))]
    for member in members:
        with archive.open(member) as file:
            yield from _records(file, b"{", f"{name}/{member}", partial(_digest, archive))


def _digest(archive: Zipped, name: str) -> tuple[int, str] | None:
    return archive.digest(f"data/{name}")


def _nothing(name: str) -> None:
    """A bare JSON file has no data files beside it."""
    del name


def _records(file: BinaryIO, head: bytes, name: str, find: Find) -> Iterator[Item]:
    ids = Ids()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    pairs = _list(file) if start == b"[" else ((e, value_of(e.raw) if e.raw else None) for e in lines(file))
    for element, value in pairs:
        place = Place(name, byte=element.start, length=element.length)
        yield record_of(element, value, SOURCE, place, ids, find)


def _list(file: BinaryIO) -> Iterator[tuple[Element, object | None]]:
    for element in Elements(file).all():
        yield from values_of(element)


def lines(file: BinaryIO) -> Iterator[Element]:
    """Each line that is not empty as an element; one that is too long comes without its bytes."""
    pending, start, digest, size = b"", 0, hashlib.sha256(), 0
    while True:
        block = file.read(_BLOCK)
        pieces = (pending + block).split(b"\n")
        pending = pieces.pop() if block else b""
        for piece in pieces:
            size += len(piece)
            if size > LONGEST_ELEMENT:
                digest.update(piece)
                yield Element(start, size, digest.hexdigest(), None)
            elif raw := piece.strip():
                at = start + len(piece) - len(piece.lstrip())
                yield Element(at, len(raw), hashlib.sha256(raw).hexdigest(), raw)
            start, digest, size = start + size + 1, hashlib.sha256(), 0
        if len(pending) + size > LONGEST_ELEMENT:
            digest.update(pending)
            size, pending = size + len(pending), b""
        if not block:
            return
