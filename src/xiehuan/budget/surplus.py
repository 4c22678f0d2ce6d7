"""What was left each month by the bills: real income less real spending, debts and own transfers aside."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.dates import add_months
from xiehuan.evidence import Direction, Kind, Record
from xiehuan.money import Money

_ASIDE = frozenset(
    {"own_transfer", "card_repayment", "debt_payment", "loan_drawdown", "closed", "counted_elsewhere"}
)
_EDGE_DAYS = 3  # a source covers a month it has rows in up to this many days from the month's edge


@dataclass(frozen=True, slots=True)
class MonthSurplus:
    """Income less spending of one whole calendar month."""

    year: int
    month: int
    income: Money
    spending: Money

    @property
    def surplus(self) -> Money:
        """What was left (negative when more was spent)."""
        return self.income - self.spending


def monthly_surpluses(records: Iterable[Record], *, since: date, on: date) -> tuple[MonthSurplus, ...]:
    """The whole months after `since` and before `on` that every source of bills covers.

    Debt payments, card repayments and own transfers are neither income nor spending; a refund lowers spending;
    spending on consumer credit is spending (its repayment is not a second time).
    """
    bills = [r for r in records if r.kind is Kind.BILL and r.at and r.amount is not None]
    months = _covered_months(bills, since, on)
    return tuple(_month(bills, y, m) for y, m in months)


def _covered_months(bills: Sequence[Record], since: date, on: date) -> list[tuple[int, int]]:
    first = since if since.day == 1 else add_months(since.replace(day=1), 1)
    months, start = [], first
    while add_months(start, 1) <= on:
        months.append((start.year, start.month))
        start = add_months(start, 1)
    sources = {r.source for r in bills}
    return [
        m
        for m in months
        if sources and all(_covers([r for r in bills if r.source == s], *m) for s in sources)
    ]


def _covers(bills: Sequence[Record], year: int, month: int) -> bool:
    days = [_day(r) for r in bills]
    start, end = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return min(days) <= start.replace(day=_EDGE_DAYS) and (end - max(days)).days < _EDGE_DAYS


def _day(record: Record) -> date:
    return date.fromisoformat((record.at or "")[:10])


def _month(bills: Sequence[Record], year: int, month: int) -> MonthSurplus:
    income = spending = Money.ZERO
    for r in bills:
        if r.amount is None or _ASIDE & set(r.flags) or (_day(r).year, _day(r).month) != (year, month):
            continue
        if r.direction is Direction.IN and "refund" not in r.flags:
            income += r.amount
        elif r.direction is not Direction.UNKNOWN:
            spending -= r.amount
    return MonthSurplus(year, month, income, spending)
