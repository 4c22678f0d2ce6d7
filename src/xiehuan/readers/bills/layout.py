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
_MOST_LOOKED_AT = 1_000
_HINT = re.compile("收[/／]支|(?:交易|记账|入账)(?:日|时间)")


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
    CLOCK = "clock"  # the time of day, where the day has a column of its own
    MONEY_IN = "money_in"
    MONEY_OUT = "money_out"
    SIDE = "side"  # 借/贷, as the bank sees its deposit: 贷 is money in
    BALANCE = "balance"
    CURRENCY = "currency"
    ACCOUNT = "account"  # the user's own card or account
    COUNTER = "counter"  # the other side's account
    NOTE = "note"  # a second text beside GOODS


class Amounts(StrEnum):
    """How a layout writes amounts and their direction."""

    MAGNITUDE = "magnitude"  # never negative; FLOW or the words say the direction
    SIGNED = "signed"  # money out is negative
    SIDES = "sides"  # one column for money in, one for money out
    MARKED = "marked"  # never negative; SIDE says the direction


@dataclass(frozen=True, slots=True)
class Layout:
    """The header names of one export; those of `needed` must all be there, those of `never` must not.

    `card`: the statement of a credit card, where a purchase is positive and a repayment negative (`SIGNED`).
    """

    names: tuple[tuple[Column, str], ...]
    needed: frozenset[str]
    amounts: Amounts = Amounts.MAGNITUDE
    card: bool = False
    never: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand in one file, how many the header has, and of which layout they are."""

    at: dict[Column, int]
    width: int
    layout: Layout

    def cell(self, cells: Sequence[str], column: Column) -> str:
        """The cleaned cell, "" when the layout has no such column."""
        place = self.at.get(column)
        return "" if place is None else clean(cells[place])

    def fit(self, cells: Sequence[str]) -> bool:
        """A row has every column of the header and nothing but a few blanks after them."""
        more = len(cells) - self.width
        return more == 0 or (0 < more <= _MOST_COLUMNS and not any(map(clean, cells[self.width :])))


def header_name(cell: str) -> str:
    """A header cell without padding and with one form of brackets and slash: 金额（元） is 金额(元)."""
    return "".join(unicodedata.normalize("NFKC", clean(cell)).split())


def looks_glued(cells: Sequence[str]) -> bool:
    """Whether a header row has swallowed something, because the line end between them is lost."""
    return len(cells) > _MOST_COLUMNS or any(
        len(clean(c)) > _LONGEST_NAME or _DAY.search(header_name(c)) for c in cells
    )


def columns_in(cells: Sequence[str], layouts: Iterable[Layout]) -> Columns | None:
    """The columns, when this row is the header of one of the layouts; the layout that needs most names goes first."""
    if not _HINT.search("\n".join(cells)):  # every known header has it; spares the work on other rows
        return None
    names = [header_name(c) for c in cells[:_MOST_LOOKED_AT]]
    there = frozenset(names)
    fitting = [x for x in layouts if x.needed <= there and not x.never & there]
    if not fitting:
        return None
    layout = max(fitting, key=lambda x: len(x.needed))
    at: dict[Column, int] = {}
    for column, name in layout.names:
        if name in there:
            at.setdefault(column, names.index(name))
    width = max((i + 1 for i, cell in enumerate(cells) if clean(cell)), default=0)
    return Columns(at, width, layout)
