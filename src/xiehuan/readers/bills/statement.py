"""One bill file of a known source: every row after the header becomes a record, a duplicate or an unread row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from xiehuan.evidence.record import Reading, Record, Unread
from xiehuan.readers.bills.layout import Columns, columns_in, looks_glued
from xiehuan.readers.bills.refusal import GLUED_HEADER, NO_HEADER, Refusal, unread
from xiehuan.readers.bills.row import WHOLE_FILE, Row, clean
from xiehuan.readers.bills.rows import Source, record_of, understood
from xiehuan.readers.bills.seen import Seen
from xiehuan.readers.bills.table import rows_of
from xiehuan.readers.room import MOST_RECORDS, Room, too_much

_CLAIM = re.compile(r"共\s*([0-9]{1,9})\s*笔")
_ASIDE = re.compile(
    r"-{4,}|—{4,}|={4,}|\*{4,}|共\s*\d+\s*笔|[已待]?(收入|支出)\s*[:：]|(不计收支|中性交易|其他)\s*[:：]"
    r"|导出(时间|信息|类型|交易类型)|(账号|支付宝账户|微信昵称|姓名|起始时间|起始日期|用户|注)\s*[:：]"
    r"|特别提示|\d{1,2}[.、]\s*\D"
)
_MOST_ASIDE_CELLS = 2
_SHORT = 16  # hex digits of the digest that go into an id


class Statement:
    """Iterate it once: records and unread rows in file order. The counts are complete afterwards.

    Holds no record itself: whoever iterates decides what to keep.
    """

    def __init__(self, path: Path, name: str, source: Source) -> None:
        self.path = path
        self.name = name
        self.source = source
        self.duplicates = 0
        self.claimed: int | None = None
        self._columns: Columns | None = None
        self._sheet = 0
        self._seen = Seen()
        self._again: dict[str, int] = {}

    def __iter__(self) -> Iterator[Record | Unread]:
        explained = False
        for row in rows_of(self.path, self.source.layouts):
            item = self._item(row)
            explained = explained or self._columns is not None or row.number == WHOLE_FILE
            if item is not None:
                yield item
        if not explained:
            yield unread(self.name, None, NO_HEADER)

    def _item(self, row: Row) -> Record | Unread | None:
        """What the row is; None for a duplicate and for what is no record."""
        if row.number == WHOLE_FILE and row.trouble:
            return unread(self.name, None, row.trouble)
        if self._is_header(row):
            return unread(self.name, row.number, GLUED_HEADER) if looks_glued(row.cells) else None
        if self._is_aside(row) or self._columns is None:
            return None
        if row.trouble:
            return unread(self.name, row.number, row.trouble)
        found = understood(row, self._columns)
        if isinstance(found, Refusal):
            return found.unread(self.name, row.number)
        identity = self._identity(found.digest, found.order)
        return None if identity is None else record_of(found, self.source, identity, self.name)

    def _is_header(self, row: Row) -> bool:
        if row.sheet != self._sheet:
            self._sheet, self._columns = row.sheet, None
        found = columns_in(row.cells, self.source.layouts)
        self._columns = found or self._columns
        return found is not None

    def _is_aside(self, row: Row) -> bool:
        """Blank lines, and the notes and sums that stand above and below the table."""
        if row.trouble:
            return False
        said = list(islice(filter(None, map(clean, row.cells)), _MOST_ASIDE_CELLS + 1))
        if not said:
            return True
        if len(said) > _MOST_ASIDE_CELLS and self._columns is not None:
            return False
        if self.claimed is None and (claim := _CLAIM.match(said[0])):
            self.claimed = int(claim[1])
        return self._columns is None or _ASIDE.match(said[0]) is not None

    def _identity(self, digest: str, order: str | None) -> str | None:
        """An id that is unique in the file; None for the same row of the same order once more."""
        short = f"{self.source.name}:{digest[:_SHORT]}"
        if self._seen.add(int(digest[:_SHORT], 16)):
            return short
        if order is not None:
            self.duplicates += 1
            return None
        self._again[digest] = self._again.get(digest, 1) + 1
        return f"{short}-{self._again[digest]}"


def read_statement(path: Path, name: str, source: Source) -> Reading:
    """The whole file as a Reading."""
    statement = Statement(path, name, source)
    records: list[Record] = []
    bad: list[Unread] = []
    room = Room()
    for item in statement:
        if isinstance(item, Record):
            records.append(item)
            room.keep(item)
        else:
            bad.append(item)
        if not room.left or len(bad) > MOST_RECORDS:
            return too_much(path, name, source.name)
    reading = Reading(source.name, tuple(records), statement.duplicates, tuple(bad))
    if statement.claimed is None or statement.claimed == reading.present:
        return reading
    flags = ("count_differs", f"count_claimed={statement.claimed}")
    return Reading(source.name, reading.records, reading.duplicates, reading.unread, flags)
