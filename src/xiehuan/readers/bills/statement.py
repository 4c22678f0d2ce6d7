"""One bill file of a known source: every row after the header becomes a record, a duplicate or an unread row."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path

from xiehuan.evidence.record import Direction, Reading, Record, Unread
from xiehuan.readers.bills.account import Account
from xiehuan.readers.bills.amounts import signed_amount
from xiehuan.readers.bills.layout import Column, columns_in, looks_glued
from xiehuan.readers.bills.refusal import GLUED_HEADER, NO_HEADER, Refusal, unread
from xiehuan.readers.bills.row import WHOLE_FILE, Row, clean
from xiehuan.readers.bills.rows import RowReader, Source
from xiehuan.readers.bills.table import rows_of
from xiehuan.readers.room import MOST_RECORDS, Room, too_much

_CLAIM = re.compile(r"共\s*[:：]?\s*([0-9]{1,9})\s*笔")
_SUM = re.compile(r".{0,6}(合计|总计|小计)")
_PART = re.compile("小计|本页|当页")
_ASIDE = re.compile(
    r"-{4,}|—{4,}|={4,}|\*{4,}|共\s*[:：]?\s*\d+\s*笔|[已待]?(收入|支出)\s*[:：]|(不计收支|中性交易|其他)\s*[:：]"
    r"|导出(时间|信息|类型|交易类型)|(账号|支付宝账户|微信昵称|姓名|起始时间|起始日期|用户|注)\s*[:：]"
    r"|(收入|支出|贷方|借方|转入|转出)(合计|总额|总金额|金额合计|发生额合计|交易总额)"
    r"|特别提示|温馨提示|以上数据|具体内容|打印(时间|日期)|\d{1,2}[.、]\s*\D"
)
_MOST_ASIDE_CELLS = 2
_AT_ONCE = 512
_SHORT = 16  # hex digits of the digest that go into an id


class Statement:
    """Iterate it once: records and unread rows in file order. The counts and findings are complete afterwards.

    Holds no record itself: whoever iterates decides what to keep.
    """

    def __init__(self, path: Path, name: str, source: Source, rows: Iterator[Row] | None = None) -> None:
        self.path = path
        self._rows = rows
        self.name = name
        self.source = source
        self.duplicates = 0
        self.claimed: int | None = None
        self.account = Account(name)
        self._reader: RowReader | None = None
        self._sheet = 0
        self._seen: set[str] = set()
        self._again: dict[str, int] = {}

    def __iter__(self) -> Iterator[Record | Unread]:
        explained = False
        rows = self._rows
        for row in rows_of(self.path, self.source.layouts, self.account.ends) if rows is None else rows:
            reader = self._reader
            item: Record | Unread | None
            at = None
            if reader is not None and row.trouble is None and row.sheet == self._sheet and not row.outside:
                at = reader.moment(row.cells)
            if at is not None and reader is not None:
                item = self._record(row, reader, at)
            else:
                item = self._item(row)
                explained = explained or self._reader is not None or row.number == WHOLE_FILE
            if item is not None:
                yield item
        if not explained:
            yield unread(self.name, None, NO_HEADER)

    def _item(self, row: Row) -> Record | Unread | None:
        """What the row is when it is not plainly a record; None for what is none."""
        if row.number == WHOLE_FILE and row.trouble:
            return unread(self.name, None, row.trouble)
        if row.outside:
            self._hear(list(filter(None, map(clean, row.cells))))
            return None
        if self._is_header(row):
            return unread(self.name, row.number, GLUED_HEADER) if looks_glued(row.cells) else None
        if self._is_aside(row) or self._reader is None:
            return None
        if row.trouble:
            return unread(self.name, row.number, row.trouble)
        refused = self._reader.refusal(row.cells)
        return refused.unread(self.name, row.number) if refused else None

    def _record(self, row: Row, reader: RowReader, at: str) -> Record | Unread | None:
        """The record; None for the same row of the same order once more."""
        digest = sha256(row.raw).hexdigest()
        short = f"{self.source.name}:{digest[:_SHORT]}"
        found = reader.record(row, at, short, digest)
        if isinstance(found, Refusal):
            return found.unread(self.name, row.number)
        record, shape = found
        if short in self._seen:
            if record.order_no is not None:
                self.duplicates += 1
                return None
            self._again[digest] = self._again.get(digest, 1) + 1
            record = record._replace(id=f"{short}-{self._again[digest]}")
        else:
            self._seen.add(short)
        self.account.see(record, shape)
        return record

    def _is_header(self, row: Row) -> bool:
        if row.sheet != self._sheet:
            self._sheet, self._reader = row.sheet, None
        found = columns_in(row.cells, self.source.layouts)
        if found is not None:
            self._reader = RowReader(found, self.source, self.name, self.account.number)
            self._reader.negative_income = self.account.negative_income
        return found is not None

    def _is_aside(self, row: Row) -> bool:
        """Blank lines, and the notes and sums that stand above and below the table."""
        if row.trouble:
            return False
        said = list(islice(filter(None, map(clean, row.cells)), _MOST_ASIDE_CELLS + 1))
        if not said:
            return True
        if self._reader is not None and _SUM.fullmatch(said[0]):
            self._claim_sums(row, self._reader)
            return True
        if len(said) > _MOST_ASIDE_CELLS and self._reader is not None:
            return False
        aside = self._reader is None or _ASIDE.match(said[0]) is not None
        if aside:
            self._hear(said)
        return aside

    def _hear(self, said: Sequence[str]) -> None:
        """What a line beside the table claims."""
        if self.claimed is None and (claim := next(filter(None, map(_CLAIM.match, said)), None)):
            self.claimed = int(claim[1])
        self.account.hear(" ".join(said))

    def _claim_sums(self, row: Row, reader: RowReader) -> None:
        """The sums of the table; 小计 and 本页合计 are of the rows since the last such line."""
        part = _PART.search("".join(row.cells)) is not None
        for column, side in ((Column.MONEY_IN, Direction.IN), (Column.MONEY_OUT, Direction.OUT)):
            place = reader.columns.at.get(column)
            amount = (
                None if place is None or place >= len(row.cells) else signed_amount(clean(row.cells[place]))
            )
            if amount is not None:
                self.account.totals.claim(side, amount, row.number if part else None)
        if part:
            self.account.totals.end_part()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the cycle collector rest: records hold no cycles, and it would walk them all over and over.

    Measured on 100,000 rows: 1.2 s instead of 1.55 s. The pause ends with the bill, whatever happens in it. Freezing and
    thawing hands what was made to the oldest generation without walking it once more. Nothing but the time depends on it.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def read_statement(path: Path, name: str, source: Source, rows: Iterator[Row] | None = None) -> Reading:
    """The whole file as a Reading; `rows` when they were taken out of it already."""
    statement = Statement(path, name, source, rows)
    records: list[Record] = []
    bad: list[Unread] = []
    room = Room()
    items = iter(statement)
    with _without_collecting():
        while some := list(islice(items, _AT_ONCE)):
            new = [item for item in some if isinstance(item, Record)]
            records += new
            room.keep_all(new)
            if len(new) < len(some):
                bad += [item for item in some if isinstance(item, Unread)]
            if not room.left or len(bad) > MOST_RECORDS:
                return too_much(path, name, source.name)
    reading = Reading(source.name, tuple(records), statement.duplicates, tuple(bad))
    flags: tuple[str, ...] = ()
    if statement.claimed is not None and statement.claimed != reading.present:
        flags = ("count_differs", f"count_claimed={statement.claimed}")
    return replace(reading, flags=flags, findings=statement.account.findings())
