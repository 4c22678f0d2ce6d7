"""What the instalments still to come ask for, from the principal lent today, their dates and the rates from here on.

The first period is split at the day of the restructuring: interest earned so far is known (`running`), the rest of the
period is what the days that are left earn. A level payment A makes the values of all later payments add up to the
principal over the periods as long as they really are: with G the growth of a period, A = (P·ΠG − balloon) / Σ Π(later G);
the last instalment takes the few fen that rounding leaves. When the rate changes on the way the rest is levelled again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from xiehuan.dates import DayCount, whole_months, year_fraction
from xiehuan.loan.position import Open, Pays, Position, parts_of
from xiehuan.loan.restructure.refusal import refuse
from xiehuan.loan.schedule.interest import round_ratio
from xiehuan.loan.switches import Compounding
from xiehuan.loan.terms import Component, LoanTerms, Method, Rate
from xiehuan.money import Rounding, round_fraction

PAYS_PRINCIPAL = frozenset({Pays.BOTH, Pays.INTEREST_LATER, Pays.FREE})
PAYS_INTEREST = frozenset({Pays.BOTH, Pays.INTEREST_ONLY})
_WAITS = frozenset({Pays.INTEREST_LATER, Pays.WAITS})
_FIXED_AT_THE_START = frozenset({Method.ADD_ON, Method.PRESENT_VALUE})
_AT_THE_END = frozenset({Method.INTEREST_ONLY, Method.BULLET, Method.DAILY_REVOLVING})


def part_of_year(terms: LoanTerms, start: date, end: date, anchor: int) -> Fraction:
    """The part of a year from `start` to `end` by the contract's count; months are counted on the anchor day."""
    if terms.method is Method.DAILY_REVOLVING:
        return Fraction((end - start).days, terms.day_count.basis)
    if terms.day_count is DayCount.MONTHLY or terms.method is Method.FLAT:
        months, days = whole_months(start, end, anchor)
        return Fraction(months, 12) + Fraction(days, 360)
    return year_fraction(start, end, terms.day_count)


def anchor_of(future: Sequence[Open]) -> int:
    """The day of the month the due dates stand on, which a short month clamps."""
    return max((o.due.day for o in future), default=1)


def round_to_unit(value: Fraction, unit: int, mode: Rounding) -> int:
    """The value as a multiple of `unit` fen, by the named rule."""
    return round_fraction(value / unit, mode) * unit


def payment_mode(terms: LoanTerms) -> Rounding:
    """How the contract rounds a payment."""
    return terms.payment_rounding or terms.rounding


def spread(total: int, n: int, unit: int, mode: Rounding) -> list[int]:
    """`total` fen in n equal parts of whole units, never more than what is left; the last takes the remainder."""
    each, parts, left = round_to_unit(Fraction(total, n), unit, mode), [], total
    for _ in range(n - 1):
        parts.append(min(each, left))
        left -= parts[-1]
    return [*parts, left]


def relevel(position: Position, bearing: int, keep: int = 0) -> Position:
    """The position with its later instalments computed anew over `bearing` fen of principal.

    The first `keep` of them stay as they are. Other components of an instalment, and interest carried into it, stay.
    """
    if not position.future:
        return position
    if position.terms.method in _FIXED_AT_THE_START or position.terms.compounding is not Compounding.NONE:
        raise refuse("interest_not_by_balance")
    kept, rest = position.future[:keep], position.future[keep:]
    balance = bearing - sum(o.of(Component.PRINCIPAL) - o.capitalises for o in kept)
    waiting = 0
    for o in kept:
        waiting = 0 if o.pays in PAYS_INTEREST else waiting + (o.put_by if o.pays in _WAITS else 0)
    return replace(position, future=(*kept, *_Run(position, rest, balance, waiting, first=keep == 0).rows))


class _Run:
    """One pass over the instalments; only `rows` leaves this class."""

    def __init__(
        self, position: Position, rows: Sequence[Open], balance: int, waiting: int, *, first: bool
    ) -> None:
        self.position, self.terms = position, position.terms
        self.todo, self.first = rows, first
        self.anchor = anchor_of(position.future)
        self.balance, self.waiting = balance, waiting
        self.level: tuple[Rate, int] | None = None
        self.part: int | None = None
        self.last = max(i for i, o in enumerate(rows) if o.pays in PAYS_PRINCIPAL)
        began = balance > 0
        self.rows = []
        for i, o in enumerate(rows):
            if began and self.balance == 0 and i <= self.last and self.terms.instalment_unit > 1:
                raise refuse("clears_early")
            self.rows.append(self._row(i, o))

    def _row(self, i: int, row: Open) -> Open:
        earned = 0 if row.pays is Pays.FREE else self._earned(i, row)
        principal = self._principal(i, row, earned) if row.pays in PAYS_PRINCIPAL else 0
        asked, put_by = row.carried.get(Component.INTEREST, 0), 0
        if row.pays in PAYS_INTEREST:
            asked, self.waiting = asked + earned + self.waiting, 0
        else:
            put_by = earned
            self.waiting += earned if row.pays in _WAITS else 0
        self.balance -= principal
        if row.pays is Pays.CAPITALISES:
            self.balance += put_by
        parts = {**row.parts, Component.PRINCIPAL: principal, Component.INTEREST: asked}
        return replace(row, parts=parts_of(parts), put_by=put_by)

    # interest

    def _starts(self, i: int, row: Open) -> date:
        """The day from which the interest of the period is still to be computed."""
        return max(row.start, self.position.on) if self.first and i == 0 else row.start

    def _running(self, i: int) -> int:
        return self.position.running if self.first and i == 0 else 0

    def _earned(self, i: int, row: Open) -> int:
        """Interest of the period to the fen: what is earned already, and what the days left will earn."""
        base = self.terms.principal.fen if self.terms.method is Method.FLAT else self.balance
        start, total = self._starts(i, row), Fraction(0)
        changes = [r.since for r in self.position.rates if start < r.since < row.due]
        for a, b in pairwise([start, *changes, row.due]):
            total += self._annual(self.position.rate_on(a)) * self._part(row, a, b)
        return self._running(i) + round_fraction(
            base * total, self.terms.interest_rounding or self.terms.rounding
        )

    def _annual(self, rate: Rate) -> Fraction:
        return rate.per_year(self.terms.day_count)

    def _part(self, row: Open, start: date, end: date) -> Fraction:
        """The part of a year between two days of one period, so that the pieces make up the whole."""
        whole = part_of_year(self.terms, row.start, end, self.anchor)
        return (
            whole if start == row.start else whole - part_of_year(self.terms, row.start, start, self.anchor)
        )

    # principal

    def _principal(self, i: int, row: Open, earned: int) -> int:
        if i == self.last:
            return self.balance
        if self.terms.method in _AT_THE_END:
            return 0
        if self.terms.method is Method.EQUAL_INSTALMENT:
            return min(max(self._payment(i, row) - earned, 0), self.balance)
        return min(self._equal_part(i), self.balance)

    def _payment(self, i: int, row: Open) -> int:
        rate = self.position.rate_on(self._starts(i, row))
        if self.level is None or self.level[0] != rate:
            self.level = rate, self._level(i, self._annual(rate))
        return self.level[1]

    def _level(self, i: int, annual: Fraction) -> int:
        """The level payment from instalment i on, at one rate; instalments that pay no principal take no part.

        Numerators and denominators are multiplied up on their own, so that nothing is reduced or rounded on the way.
        """
        if self.balance == 0:
            return 0
        grown, plain, summed = 1, 1, 0
        for j, row in enumerate(self.todo[i:], i):
            if row.pays not in PAYS_PRINCIPAL and row.pays is not Pays.CAPITALISES:
                continue
            growth = Fraction(1) if row.pays is Pays.FREE else self._growth(j, row, annual)
            grown *= growth.numerator
            plain *= growth.denominator
            summed *= growth.numerator
            summed += 0 if row.pays is Pays.CAPITALISES else plain
        unit = self.terms.instalment_unit
        exact = self.balance * grown - self.position.balloon * plain
        return round_ratio(max(exact, 0), summed * unit, payment_mode(self.terms)) * unit

    def _growth(self, i: int, row: Open, annual: Fraction) -> Fraction:
        """What one fen grows to over the period, with the interest already earned."""
        growth = 1 + annual * self._part(row, self._starts(i, row), row.due)
        running = self._running(i)
        return growth + Fraction(running, self.balance) if running else growth

    def _equal_part(self, i: int) -> int:
        if self.part is None:
            n = sum(o.pays in PAYS_PRINCIPAL for o in self.todo[i:])
            exact = Fraction(self.balance - self.position.balloon, n)
            self.part = round_to_unit(exact, self.terms.instalment_unit, Rounding.DOWN)
        return self.part
