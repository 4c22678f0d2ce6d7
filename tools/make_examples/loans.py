"""Schedules and overdue amounts of the example loans, written down once more, apart from the product's engine.

The examples must not be made with the code they are later read by, so the formulas stand here again.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from tools.make_examples.dice import half_up

DECEMBER = 12


@dataclass(frozen=True)
class Row:
    """One instalment, amounts in fen."""

    k: int
    due: date
    principal: int
    interest: int
    fee: int

    @property
    def total(self) -> int:
        """All that is due that day."""
        return self.principal + self.interest + self.fee


@dataclass(frozen=True)
class Loan:
    """A loan on its contract's terms. `rate` is annual, or per day (revolving), or a flat fee per month."""

    id: str
    principal: int
    method: str
    n: int
    rate: Fraction
    received_on: date
    first_due: date
    fee: int = 0

    def due(self, k: int) -> date:
        """The k-th due date."""
        year, month0 = divmod(self.first_due.year * 12 + self.first_due.month - 1 + k - 1, 12)
        return date(year, month0 + 1, min(self.first_due.day, monthrange(year, month0 + 1)[1]))

    def rows(self) -> list[Row]:
        """The schedule."""
        rows, balance = [], self.principal
        for k in range(1, self.n + 1):
            start = self.due(k - 1) if k > 1 else self.received_on
            interest = self._interest(balance, (self.due(k) - start).days)
            principal = balance if k == self.n else self._principal(interest)
            rows.append(Row(k, self.due(k), principal, interest, self.fee))
            balance -= principal
        return rows

    def _interest(self, balance: int, days: int) -> int:
        if self.method == "flat":
            return half_up(self.principal * self.rate)
        if self.method == "interest_only":
            return half_up(balance * self.rate * days / 360)
        if self.method == "daily_revolving":
            return half_up(balance * self.rate * days)
        return half_up(balance * self.rate / 12)

    def _principal(self, interest: int) -> int:
        if self.method == "equal_instalment":
            return self.level() - interest
        return self.principal // self.n if self.method in {"equal_principal", "flat"} else 0

    def level(self) -> int:
        """The level payment P·i/(1 − (1+i)⁻ⁿ)."""
        i = self.rate / 12
        return half_up(self.principal * i / (1 - 1 / (1 + i) ** self.n))


@dataclass(frozen=True)
class Late:
    """What the contract says about late payment; `daily` and `compound` are rates for one day."""

    daily: Fraction = Fraction(0)
    compound: Fraction = Fraction(0)
    late_share: Fraction = Fraction(0)
    grace: int = 0
    shifts: bool = False


@dataclass
class Owed:
    """What has fallen due and is unpaid on a day, in fen."""

    on: date
    principal: int = 0
    interest: int = 0
    fee: int = 0
    penalty: int = 0
    compound: int = 0
    late_fee: int = 0
    lines: list[Row] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The contract sum."""
        return self.principal + self.interest + self.fee + self.penalty + self.compound + self.late_fee


def owed(loan: Loan, late: Late, paid: int, on: date) -> Owed:
    """The contract sum on a day when the first `paid` instalments were paid in full and nothing since."""
    out = Owed(on)
    for row in loan.rows()[paid:]:
        if row.due > on:
            break
        out.lines.append(row)
        out.principal += row.principal
        out.interest += row.interest
        out.fee += row.fee
        over = on > row.due + timedelta(days=late.grace)
        if over:
            start = row.due + timedelta(days=late.grace if late.shifts else 0)
            days = (on - start).days
            out.penalty += half_up(row.principal * late.daily * days)
            out.compound += half_up(row.interest * late.compound * days)
            out.late_fee += half_up(row.total * late.late_share)
    return out
