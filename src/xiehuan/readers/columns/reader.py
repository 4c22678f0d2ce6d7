"""A table as messages by the columns that were picked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from xiehuan.errors import Text
from xiehuan.evidence import Kind, Place, Reading, Record, Unread
from xiehuan.money import Money
from xiehuan.readers.chat.lines import lines_of
from xiehuan.readers.chat.said import Said, record_of
from xiehuan.readers.chat.table import DELIMITERS, Row, cells_of, rows_of
from xiehuan.readers.columns.picking import Picking, guessed
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item, gather

SOURCE = "table"
_MOST_ABOVE = 30
_OUT = frozenset(
    ("发送", "已发送", "发出", "去", "我", "out", "sent", "outgoing", "send", "2", "发件", "发件箱")
)
_IN = frozenset(
    (
        "接收",
        "已接收",
        "收到",
        "来",
        "对方",
        "in",
        "received",
        "incoming",
        "receive",
        "1",
        "inbox",
        "收件",
        "收件箱",
    )
)
_UNSENT = frozenset(
    ("草稿", "未发送", "发送失败", "失败", "draft", "failed", "outbox", "3", "4", "5", "6", "queued")
)
_NO_HEADER = Text("文件里没有所选的列", "the file has no header with the picked columns")
_SHORT = Text("这一行没有所选的列", "the row does not reach the picked columns")
_BROKEN = Text(
    "这一行的引号没有闭合或内容过长", "a quotation mark in this row is never closed, or it is too long"
)


class Header(NamedTuple):
    """Where the header stands and how its cells are parted."""

    number: int
    delimiter: str
    names: tuple[str, ...]


def header_of(path: Path) -> Header | None:
    """The first line with at least two cells, all of them words and none a number; None when there is none."""
    lines = islice(lines_of(lambda: path.open("rb")), _MOST_ABOVE)
    for number, line in enumerate(lines, start=1):
        for delimiter in DELIMITERS:
            names = tuple(c.strip() for c in cells_of(line.text, delimiter)) if delimiter in line.text else ()
            if len(names) > 1 and all(names) and not any(c[:1].isdigit() for c in names):
                return Header(number, delimiter, names)
    return None


def guess(path: Path) -> Picking | None:
    """What the header suggests; None for a file that shows no table of messages. Only OSError escapes."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return None
    header = header_of(path)
    return guessed(header.names) if header else None


def picked(path: Path, name: str, picking: Picking) -> Reading:
    """All rows of the table; a row is a record or unread, never dropped."""
    return gather(_Picked(picking), path, name)


class _Picked:
    """A reader for one picking."""

    SOURCE = SOURCE

    def __init__(self, picking: Picking) -> None:
        self._picking = picking

    def recognises(self, name: str, head: bytes) -> bool:
        """It was picked for the file."""
        del name, head
        return True

    def stream(self, path: Path, name: str) -> Iterator[Item]:
        """Rows below the header."""
        header = header_of(path)
        if header is None or not set(self._picking.roles.values()) <= set(header.names):
            yield Unread(Place(name), _NO_HEADER.zh, _NO_HEADER.en)
            return
        lines = lines_of(lambda: path.open("rb"))
        for _ in islice(lines, header.number):
            pass
        places = {role: header.names.index(column) for role, column in self._picking.roles.items()}
        ids = Ids()
        for row in rows_of(lines, header.delimiter, len(header.names)):
            yield _item(row, places, name, ids)


def _item(row: Row, places: dict[str, int], name: str, ids: Ids) -> Record | Unread:
    place = Place(name, byte=row.start, row=row.number, length=len(row.raw))
    if row.broken:
        return Unread(place, _BROKEN.zh, _BROKEN.en)
    if len(row.cells) <= max(places["at"], places["text"]):
        return Unread(place, _SHORT.zh, _SHORT.en)

    def cell(role: str) -> str | None:
        at = places.get(role)
        return (row.cells[at].strip() or None) if at is not None and at < len(row.cells) else None

    box = (cell("direction") or "").casefold()
    mine = True if box in _OUT | _UNSENT else False if box in _IN else None
    said = Said(
        text=row.cells[places["text"]],
        at_raw=cell("at"),
        sender=cell("from"),
        chat=cell("to"),
        mine=mine,
        kind=cell("kind") or cell("direction"),
        flags={"columns_picked", *row.flags, *(("not_sent",) if box in _UNSENT else ())},
    )
    sha256 = hashlib.sha256(row.raw).hexdigest()
    record = record_of(said, SOURCE, Origin(ids.id_for(SOURCE, sha256), place, sha256))
    return record._replace(
        kind=Kind.CHAT, subject=cell("subject"), amount=_amount(cell("amount")) or record.amount
    )


def _amount(text: str | None) -> Money | None:
    try:
        return Money.parse((text or "").strip("¥￥元 ").replace(",", ""))
    except ValueError:
        return None
