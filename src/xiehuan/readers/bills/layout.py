"""How a layout is known: by the names in its header row, in any order, among any others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xiehuan.readers.bills.row import clean

_DAY = re.compile("[0-9]{4}[-/年.][0-9]{1,2}")
_MOST_COLUMNS = 60
_LONGEST_NAME = 30
_FLOW = re.compile("收[/／]支")


class Column(StrEnum):
    """What a column holds, whatever its header calls it."""

    TIME = "time"
    CREATED = "created"
    CATEGORY = "category"
    PARTY = "party"
    GOODS = "goods"
    FLOW = "flow"  # 收/支
    AMOUNT = "amount"
    METHOD = "method"
    STATUS = "status"
    ORDER = "order"
    FUNDS = "funds"  # 资金状态 of the old Alipay layout
    REFUNDED = "refunded"  # 成功退款（元） of the same


@dataclass(frozen=True, slots=True)
class Layout:
    """The header names of one export; those of `needed` must all be there."""

    names: tuple[tuple[Column, str], ...]
    needed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand in one file, and how many the header has."""

    at: dict[Column, int]
    width: int

    def cell(self, cells: Sequence[str], column: Column) -> str:
        """The cleaned cell, "" when the layout has no such column."""
        place = self.at.get(column)
        return "" if place is None else clean(cells[place])

    def fit(self, cells: Sequence[str]) -> bool:
        """A row has every column of the header and nothing but blanks after them."""
        return len(cells) >= self.width and not any(clean(c) for c in cells[self.width :])


def header_name(cell: str) -> str:
    """A header cell without padding and with one form of brackets and slash: 金额（元） is 金额(元)."""
    return "".join(unicodedata.normalize("NFKC", clean(cell)).split())


def looks_glued(cells: Sequence[str]) -> bool:
    """Whether a header row has swallowed something, because the line end between them is lost."""
    return len(cells) > _MOST_COLUMNS or any(
        len(clean(c)) > _LONGEST_NAME or _DAY.search(header_name(c)) for c in cells
    )


def columns_in(cells: Sequence[str], layouts: Iterable[Layout]) -> Columns | None:
    """The columns, when this row is the header of one of the layouts."""
    if not _FLOW.search("\n".join(cells)):  # every known header has it; spares the work on other rows
        return None
    names = [header_name(c) for c in cells]
    width = max((i + 1 for i, n in enumerate(names) if n), default=0)
    for layout in layouts:
        if layout.needed.issubset(names):
            at = {column: names.index(name) for column, name in layout.names if name in names}
            return Columns(at, width)
    return None
