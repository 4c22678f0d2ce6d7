"""One row of a known layout as a record, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from sys import intern

from xiehuan.evidence.record import Direction, Kind, Place, Record
from xiehuan.money import Money
from xiehuan.readers.bills.layout import Column, Columns, Layout
from xiehuan.readers.bills.movement import Entry, Flag, Movement
from xiehuan.readers.bills.refusal import BAD_AMOUNT, BAD_TIME, BAD_WIDTH, Refusal
from xiehuan.readers.bills.row import Row
from xiehuan.readers.bills.values import amount_of, moment_of, order_of

_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Source:
    """What distinguishes one source of bills: its layouts, and what its words mean for the user's money."""

    name: str
    layouts: tuple[Layout, ...]
    judge: Callable[[Entry], Movement]


@dataclass(frozen=True, slots=True)
class Understood:
    """A row whose columns, time and amount are what they must be."""

    row: Row
    columns: Columns
    at: str
    at_raw: str
    amount: Money
    order: str | None
    spoilt: bool
    digest: str


def understood(row: Row, columns: Columns) -> Understood | Refusal:
    """The values of the row, or the rule it breaks."""
    if not columns.fit(row.cells):
        return Refusal(BAD_WIDTH, f"{len(row.cells)}/{columns.width}")
    time = columns.cell(row.cells, Column.TIME) or columns.cell(row.cells, Column.CREATED)
    if (at := moment_of(time)) is None:
        return Refusal(BAD_TIME, time)
    written = columns.cell(row.cells, Column.AMOUNT)
    if (amount := amount_of(written)) is None:
        return Refusal(BAD_AMOUNT, written)
    order, spoilt = order_of(columns.cell(row.cells, Column.ORDER))
    return Understood(row, columns, at, time, amount, order, spoilt, sha256(row.raw).hexdigest())


def record_of(found: Understood, source: Source, identity: str, name: str) -> Record:
    """The record with its sign and flags."""
    entry = _entry(found.row, found.columns)
    movement = source.judge(entry)
    damaged = found.spoilt or "\ufffd" in "".join(found.row.cells)
    return Record(
        id=identity,
        source=source.name,
        kind=Kind.BILL,
        at=found.at,
        at_raw=found.at_raw,
        direction=movement.direction,
        sha256=found.digest,
        where=Place(name, row=found.row.number),
        status=entry.status or None,
        sender=entry.party or None if movement.direction is Direction.IN else None,
        to=(entry.party,) if entry.party and movement.direction is Direction.OUT else (),
        text=" ".join(part for part in (entry.party, entry.goods) if part),
        amount=_signed(found.amount, movement),
        category=entry.category or None,
        method=entry.method or None,
        order_no=found.order,
        flags=tuple(f.value for f in (*movement.flags, *((Flag.DAMAGED,) if damaged else ()))),
    )


def _entry(row: Row, columns: Columns) -> Entry:
    def said(column: Column) -> str:
        cell = columns.cell(row.cells, column)
        if cell.startswith('"') and _QUOTED.fullmatch(cell):  # WeChat quotes twice, as in "/"
            cell = cell[1:-1]
        return "" if cell == "/" else intern(cell)  # few words for many rows

    return Entry(
        category=said(Column.CATEGORY),
        party=said(Column.PARTY),
        goods=said(Column.GOODS),
        flow=said(Column.FLOW),
        method=said(Column.METHOD),
        status=said(Column.STATUS),
        funds=said(Column.FUNDS),
        refunded=said(Column.REFUNDED),
    )


def _signed(amount: Money, movement: Movement) -> Money:
    if Flag.CLOSED in movement.flags:
        return Money.ZERO
    return -amount if movement.direction is Direction.OUT else amount
