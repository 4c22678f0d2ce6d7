"""CSV exports: the header names the exporter; garbled ones without a byte order mark are read by what decodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Unread
from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.lines import Line, lines_of, texts_of
from xiehuan.readers.chat.said import only_other, record_of
from xiehuan.readers.chat.table import DELIMITERS, Row, cells_of, rows_of
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item
from xiehuan.readers.wechat.layouts import Layout, folded, layout_of
from xiehuan.readers.wechat.message import Value, said_by
from xiehuan.readers.wechat.origin import SOURCE

_MOST_ABOVE = 30  # lines that may stand above the header: titles, notes
_BROKEN = Text(
    "这一行的引号没有闭合或内容过长, 请重新导出",
    "a quotation mark in this row is never closed, or it is too long: export again",
)
_SHORT = Text("这一行的列数不足", "the row has too few columns")


def knows(name: str, head: bytes) -> bool:  # noqa: ARG001 - every form is asked with the name
    """Whether a header of a known exporter stands among the first lines."""
    return any(_header(text) for text in texts_of(head))


def _header(text: str) -> tuple[int, str, tuple[str, ...]] | None:
    """The line of the header, its delimiter and its names."""
    for number, line in enumerate(islice(text.splitlines(), _MOST_ABOVE), start=1):
        for delimiter in DELIMITERS:
            names = cells_of(line, delimiter) if delimiter in line and len(line) < 4000 else ()  # noqa: PLR2004
            if layout_of(names):
                return number, delimiter, names
    return None


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every row below the header."""
    ids = Ids()
    peer = None
    for table, row in _rows(path):
        if peer is None:
            peer = (only_other(_speakers(path)),)
        yield _item(row, table, peer[0], name, ids)


@dataclass(frozen=True, slots=True)
class _Table:
    layout: Layout
    columns: dict[str, int]

    def cells(self, row: Row) -> Value:
        """The first cell that is not empty, of the columns of a role."""

        def value(role: str) -> str | None:
            at = (self.columns[n] for n in self.layout.roles.get(role, ()) if n in self.columns)
            cells = (row.cells[i] for i in at if i < len(row.cells))
            return next((c for c in cells if c.strip()), None)

        return value

    def fits(self, row: Row) -> bool:
        """Whether the row reaches every column that the layout needs."""
        return not row.broken and len(row.cells) > max(self.columns[n] for n in self.layout.needs)


def _rows(path: Path) -> Iterator[tuple[_Table, Row]]:
    lines = lines_of(lambda: path.open("rb"))
    above: list[Line] = list(islice(lines, _MOST_ABOVE))
    found = _header("\n".join(line.text for line in above))
    layout = layout_of(found[2]) if found else None
    if found is None or layout is None:
        return
    number, delimiter, names = found
    table = _Table(layout, {folded(n): at for at, n in reversed(list(enumerate(names)))})
    for row in rows_of(chain(above[number:], lines), delimiter, len(names)):
        yield table, row


def _speakers(path: Path) -> Iterator[tuple[str, bool]]:
    """Who speaks in the whole table, by the exporter's own mark."""
    for table, row in _rows(path):
        if table.fits(row):
            said = said_by(table.cells(row), content_is_json=table.layout.content_is_json)
            if said.content is not Content.SYSTEM and said.sender:
                yield said.sender, bool(said.mine)


def _item(row: Row, table: _Table, peer: str | None, name: str, ids: Ids) -> Record | Unread:
    place = Place(name, byte=row.start, row=row.number, length=len(row.raw))
    if row.broken:
        return Unread(place, _BROKEN.zh, _BROKEN.en)
    if not table.fits(row):
        return Unread(place, _SHORT.zh, _SHORT.en)
    sha256 = hashlib.sha256(row.raw).hexdigest()
    said = said_by(table.cells(row), content_is_json=table.layout.content_is_json)
    said.chat = said.chat or peer
    said.flags.update(row.flags)
    said.flags.add(f"layout={table.layout.name}")
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, sha256), place, sha256))
