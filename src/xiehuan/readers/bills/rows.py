"""One row of a known layout as a record, or the reason why it is none.

A bill has many rows and few words: what the words of a row mean is worked out once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from xiehuan.evidence.meaning import Meaning
from xiehuan.evidence.record import Direction, Kind, Place, Record
from xiehuan.money import Money
from xiehuan.readers.bills.amounts import read_amount, signed_amount
from xiehuan.readers.bills.category import meaning_of
from xiehuan.readers.bills.layout import Amounts, Column, Columns, Layout
from xiehuan.readers.bills.movement import Entry, Flag, Movement, named_flow
from xiehuan.readers.bills.refusal import BAD_TIME, BAD_WIDTH, Refusal
from xiehuan.readers.bills.row import Row, clean
from xiehuan.readers.bills.values import moment_of, order_of, plain_fen

_QUOTED = re.compile(r'"[^"]*"')
_NONE = re.compile(r"-{2,}|/|\*{4,}(?!\w)")  # how banks and apps write "none"
_REMEMBERED = 20_000
_WORDS = (Column.CATEGORY, Column.PARTY, Column.GOODS, Column.NOTE, Column.FLOW, Column.METHOD, Column.STATUS)
_MORE_WORDS = (Column.FUNDS, Column.REFUNDED)
_AMOUNTS = (Column.AMOUNT, Column.MONEY_IN, Column.MONEY_OUT, Column.SIDE, Column.CURRENCY)
_NUMBER = re.compile(r"[0-9A-Z]*[0-9*]{4,}[0-9A-Z]*")
_BACK = re.compile(r"已退款[^0-9]?([0-9]+(?:\.[0-9]{1,2})?)")
_PLAIN_TIME = len("2026-03-04 05:06:07")
_LEAST_DIGITS = 4
_CLOCK = len("05:06:07")
_SIXTY = frozenset(f"{n:02d}" for n in range(60))
_BILL = Kind.BILL
STRANGE_STARTS = {"=": "text_like_formula", "@": "text_begins_with_at"}
STRANGE_NUL = "text_with_nul"
_record = Record._make
_HOURS = frozenset(f"{n:02d}" for n in range(24))


@dataclass(frozen=True, slots=True)
class Source:
    """What distinguishes one source of bills: its layouts, and what its words mean for the user's money.

    `bank`: the amount columns give the direction of a row, not its words.
    """

    name: str
    layouts: tuple[Layout, ...]
    judge: Callable[[Entry], Movement]
    bank: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything a record takes from the words of its row and the direction of its amount."""

    direction: Direction
    out: bool
    closed: bool
    status: str | None
    category: str | None
    method: str | None
    flags: tuple[str, ...]
    sender: str | None
    to: tuple[str, ...]
    text: str
    meaning: Meaning
    side: Direction  # as the source itself counts the row
    less: int  # fen that the source itself leaves out of its total
    strange: frozenset[str]  # codes of what its texts hold that a careless program would not take as text


class RowReader:
    """Reads the rows of one table; `account` is what the lines above the table say it is of."""

    def __init__(self, columns: Columns, source: Source, name: str, account: str | None = None) -> None:
        self.columns, self.source, self.name, self.account = columns, source, name, account
        at = columns.at
        self._time, self._clock = at.get(Column.TIME, at.get(Column.CREATED, 0)), at.get(Column.CLOCK)
        self._created = at.get(Column.CREATED) if Column.TIME in at else None
        self._order, self._width = at.get(Column.ORDER), columns.width
        self._words = tuple(at[c] for c in (*_WORDS, *_MORE_WORDS) if c in at)
        self._said_in, self._amount_in = _picked(self._words), _picked([at[c] for c in _AMOUNTS if c in at])
        self._accounts = tuple(at.get(c) for c in (Column.ACCOUNT, Column.COUNTER, Column.BALANCE))
        self._plain = not any(x is not None for x in self._accounts)
        # what a positive amount in the one column of amounts means, by the cells beside it (mark, currency)
        self._one = None if Column.MONEY_IN in at else at.get(Column.AMOUNT)
        self._two = (at[Column.MONEY_IN], at[Column.MONEY_OUT]) if self._one is None else None
        self._marked = columns.layout.amounts is Amounts.MARKED
        self._negative = False  # the row just read has money in below zero
        self.negative_income: list[int] = []  # rows that have
        self._flips = columns.layout.amounts in (Amounts.SIGNED, Amounts.MARKED)
        self._beside = _picked([at[c] for c in (Column.SIDE, Column.CURRENCY) if c in at])
        self._plus: dict[object, Direction] = {}
        self._shapes: dict[tuple[Direction, object], Shape] = {}
        self._amounts: dict[object, tuple[int, Direction]] = {}
        self._made: dict[int, Money] = {}
        self._days: dict[str, str] = {}
        self._moments: dict[str, str] = {}
        self._numbers: dict[str, str | None] = {}

    def record(self, row: Row, at: str, identity: str, digest: str) -> tuple[Record, Shape] | Refusal:
        """The record with its sign and flags and what its words mean, or the rule the row breaks."""
        cells = row.cells
        if len(cells) != self._width and (refused := self.refusal(cells)):
            return refused
        amount = self._money(cells)
        if isinstance(amount, Refusal):
            return amount
        if self._negative:
            self.negative_income.append(row.number)
            self._negative = False
        fen, named = amount
        shape = self._shape(cells, named)
        fen = -fen if shape.out else 0 if shape.closed else fen
        if (moved := self._made.get(fen)) is None:
            moved = Money(fen)
            if len(self._made) < _REMEMBERED:
                self._made[fen] = moved
        order, spoilt = (None, False) if self._order is None else order_of(cells[self._order])
        account, counter, balance = (self.account, None, None) if self._plain else self._own(cells)
        written = cells[self._time]
        if self._clock is not None and len(cells[self._clock]) == _CLOCK and ":" not in written:
            written = f"{written.strip()} {cells[self._clock]}"
        elif len(written) != _PLAIN_TIME and written not in self._moments:
            written = self._written(cells)
        record = _record(  # all fields in their order; their number is checked
            (
                identity,
                self.source.name,
                _BILL,
                at,
                written,
                shape.direction,
                digest,
                Place(self.name, None, row.number),
                shape.status,
                shape.sender,
                shape.to,
                None,
                shape.text,
                moved,
                shape.category,
                shape.method,
                order,
                (),
                (*shape.flags, Flag.DAMAGED.value) if spoilt else shape.flags,
                account,
                counter,
                balance,
                shape.meaning,
            )
        )
        return record, shape

    def refusal(self, cells: Sequence[str]) -> Refusal | None:
        """The first rule the row breaks: width, time, amount."""
        if not self.columns.fit(cells):
            return Refusal(BAD_WIDTH, f"{len(cells)}/{self.columns.width}")
        if self.moment(cells) is None:
            return Refusal(BAD_TIME, self._written(cells))
        amount = read_amount(cells, self.columns)
        return amount if isinstance(amount, Refusal) else None

    def entry(self, cells: Sequence[str], named: Direction = Direction.UNKNOWN) -> Entry:
        """The words of the row."""
        goods, note = self._said(cells, Column.GOODS), self._said(cells, Column.NOTE)
        return Entry(
            category=self._said(cells, Column.CATEGORY),
            party=self._said(cells, Column.PARTY),
            goods=f"{goods} {note}".strip() if note else goods,
            flow=self._said(cells, Column.FLOW),
            method=self._said(cells, Column.METHOD),
            status=self._said(cells, Column.STATUS),
            funds=self._said(cells, Column.FUNDS),
            refunded=self._said(cells, Column.REFUNDED),
            named=named,
            card=self.columns.layout.card,
        )

    def _said(self, cells: Sequence[str], column: Column) -> str:
        cell = self.columns.cell(cells, column)
        if cell.startswith('"') and _QUOTED.fullmatch(cell):  # WeChat quotes twice, as in "/"
            cell = cell[1:-1]
        return "" if _NONE.fullmatch(cell) else cell

    def _money(self, cells: Sequence[str]) -> tuple[int, Direction] | Refusal:
        """Fen, never negative, and the direction that the columns give; amounts written plainly are read at once."""
        plus = self._plus.get(self._beside(cells))
        if plus is not None:
            if self._two is not None:
                money_in, money_out = cells[self._two[0]], cells[self._two[1]]
                if not money_out and (fen := plain_fen(money_in)) and fen > 0:
                    return fen, Direction.IN
                if not money_in and (fen := plain_fen(money_out)) and fen > 0:
                    return fen, Direction.OUT
            elif self._one is not None and (fen := plain_fen(cells[self._one])) is not None:
                if fen >= 0:
                    return fen, plus
                if self._flips:
                    self._negative = self._marked and plus is Direction.IN
                    return -fen, Direction.OUT if plus is Direction.IN else Direction.IN
        key = self._amount_in(cells)
        return self._amounts.get(key) or self._amount(cells, key)

    def _amount(self, cells: Sequence[str], key: object) -> tuple[int, Direction] | Refusal:
        """The amount read with all its rules, and remembered with what the cells beside it mean."""
        read = read_amount(cells, self.columns)
        if isinstance(read, Refusal):
            return read
        found = (read[0].fen, read[1])
        if self._is_negative_income(cells, read[1]):  # not remembered: each such row is said
            self._negative = True
            return found
        if len(self._amounts) >= _REMEMBERED:
            self._amounts.clear()
        self._amounts[key] = found
        positive = self._two is not None or (
            self._one is not None and (plain_fen(cells[self._one]) or -1) > 0
        )
        if positive and len(self._plus) < _REMEMBERED:
            self._plus[self._beside(cells)] = read[1]
        return found

    def _is_negative_income(self, cells: Sequence[str], named: Direction) -> bool:
        if named is not Direction.OUT:
            return False
        if self._two is not None:
            return "-" in cells[self._two[0]][:-1] and any(c.isdecimal() for c in cells[self._two[0]])
        one = self._one
        return self._marked and one is not None and clean(cells[one]).startswith(("-", "－"))

    def _shape(self, cells: Sequence[str], named: Direction) -> Shape:
        key = (named, self._said_in(cells))
        if (known := self._shapes.get(key)) is not None:
            return known
        if len(self._shapes) >= _REMEMBERED:
            self._shapes.clear()
        found = self._shapes[key] = self._new_shape(cells, named)
        return found

    def _new_shape(self, cells: Sequence[str], named: Direction) -> Shape:
        entry = self.entry(cells, named)
        movement = self.source.judge(entry)
        lost = any("\ufffd" in cells[i] for i in self._words)
        flags = tuple(f.value for f in (*movement.flags, *((Flag.DAMAGED,) if lost else ())))
        direction = movement.direction
        return Shape(
            direction=direction,
            out=direction is Direction.OUT,
            closed=Flag.CLOSED in movement.flags,
            status=entry.status or None,
            category=entry.category or None,
            method=entry.method or None,
            flags=flags,
            sender=entry.party or None if direction is Direction.IN else None,
            to=(entry.party,) if entry.party and direction is Direction.OUT else (),
            text=" ".join(part for part in (entry.party, entry.goods) if part),
            meaning=meaning_of(direction, flags, movement.words, entry.words),
            side=named if self.source.bank else named_flow(entry.flow or entry.funds),
            less=Money.parse(back[1]).fen if (back := _BACK.search(entry.refunded)) else 0,
            strange=frozenset().union(*(_strange(cells[i]) for i in self._words)),
        )

    def moment(self, cells: Sequence[str]) -> str | None:
        """The time of the row, None where none stands or a column is missing: such a row may be no record."""
        if len(cells) < self._width:
            return None
        text = cells[self._time]
        if self._clock is None:
            if len(text) == _PLAIN_TIME:
                day = self._days.get(text[:11])
                if day is not None and _is_clock(text):
                    return f"{day}{text[11:]}+08:00"
            elif (known := self._moments.get(text)) is not None:
                return known
        elif (day := self._days.get(text)) is not None:
            clock = cells[self._clock]
            if (
                len(clock) == _CLOCK
                and clock[:2] in _HOURS
                and clock[3:5] in _SIXTY
                and clock[6:] in _SIXTY
                and clock[2] == ":" == clock[5]
            ):
                return f"{day}{clock}+08:00"
        at = moment_of(self._written(cells))
        if at is not None and len(self._days) < _REMEMBERED and len(self._moments) < _REMEMBERED:
            self._remember(text, at)
        return at

    def _remember(self, text: str, at: str) -> None:
        """What a day means as this file writes it, for the next row of that day."""
        if self._clock is not None:
            if ":" not in text:
                self._days[text] = at[:11]
        elif text[:10] == at[:10] and text[10:11] == " ":
            self._days[text[:11]] = at[:11]
        elif self._created is None and len(text) < _PLAIN_TIME:
            self._moments[text] = at

    def _written(self, cells: Sequence[str]) -> str:
        day = clean(cells[self._time])
        if not day and self._created is not None:
            day = clean(cells[self._created])
        if self._clock is None:
            return day
        clock = clean(cells[self._clock])
        return f"{day} {clock}" if clock and ":" not in day else day

    def _own(self, cells: Sequence[str]) -> tuple[str | None, str | None, Money | None]:
        """The user's own account, the other side's, and the balance."""
        account, counter, balance = self._accounts
        own, other, held = self.account, None, None
        if balance is not None:
            fen = plain_fen(cells[balance])
            held = signed_amount(clean(cells[balance])) if fen is None else Money(fen)
        if account is not None:
            own = clean(cells[account]) or own
        if counter is not None:
            other = cells[counter]
            if len(other) < _LEAST_DIGITS or not other.isdecimal():
                other = self._number(other)
        return own, other, held

    def _number(self, cell: str) -> str | None:
        """The account number that stands in a cell beside a name."""
        if cell not in self._numbers:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            match = _NUMBER.search(cell)
            self._numbers[cell] = match[0] if match else None
        return self._numbers[cell]


def _strange(cell: str) -> set[str]:
    found = {code for sign, code in STRANGE_STARTS.items() if clean(cell).startswith(sign)}
    return found | {STRANGE_NUL} if "\0" in cell else found


def _picked(places: Sequence[int]) -> Callable[[Sequence[str]], object]:
    """What stands at these places of a row, as a key."""
    return itemgetter(*places) if places else lambda _: ()


def _is_clock(text: str) -> bool:
    """HH:MM:SS at the end of a moment of nineteen characters."""
    return (
        text[11:13] in _HOURS
        and text[14:16] in _SIXTY
        and text[17:] in _SIXTY
        and text[13] == ":" == text[16]
    )
