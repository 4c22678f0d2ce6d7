"""Backups of Fossify Messages and Simple SMS Messenger: one JSON list, older ones a list of conversations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from xiehuan.evidence import Place
from xiehuan.readers.chat.json_elements import Element, Elements, values_of
from xiehuan.readers.phone_json.elements import never_nothing, record_of
from xiehuan.readers.sms.origin import Ids
from xiehuan.readers.stream import Item

SOURCE = "fossify"
_NAMES = {
    "subscriptionId": "sub_id", "dateSent": "date_sent", "serviceCenter": "service_center", "contentType": "ct_t",
    "messageBox": "msg_box", "messageType": "m_type", "subject": "subject", "threadId": "thread_id",
}  # fmt: skip


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """A JSON list whose elements name their kind of backup, or hold lists of texts and multimedia messages."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"["):
        return False
    top = head[:16_384]
    return (
        b'"backupType"' in top
        or (b'"subscriptionId"' in top and b'"body"' in top)
        or (b'"sms"' in top and b'"mms"' in top and b'"address"' in top)
    )


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message; those inside a conversation carry its place."""
    return never_nothing(_items(path, name), name)


def _items(path: Path, name: str) -> Iterator[Item]:
    ids = Ids()
    with path.open("rb") as file:
        for element in Elements(file).all():
            for part, value in values_of(element):
                place = Place(name, byte=part.start, length=part.length)
                for piece, columns in _messages(part, value):
                    yield record_of(piece, columns, SOURCE, place, ids, _nothing)


def _nothing(name: str) -> None:
    """The data of parts stands in the list itself."""
    del name


def _messages(part: Element, value: object) -> Iterator[tuple[Element, object]]:
    """The element itself, or the messages of a conversation: those are told apart by their JSON."""
    inner = _inner(value) if isinstance(value, dict) else None
    if inner is None:
        yield part, _renamed(value)
        return
    for message in inner:
        raw = json.dumps(message, sort_keys=True, ensure_ascii=True).encode()
        yield part._replace(sha256=hashlib.sha256(raw).hexdigest()), _renamed(message)


def _inner(value: dict[str, object]) -> list[object] | None:
    lists = [value.get("sms"), value.get("mms")]
    if "address" in value or not any(isinstance(x, list) for x in lists):
        return None
    return [m for x in lists if isinstance(x, list) for m in x]


def _renamed(value: object) -> object:
    """With the names of the phone's own columns."""
    if not isinstance(value, dict):
        return value
    return {_NAMES.get(str(k), str(k)): v for k, v in value.items()}
