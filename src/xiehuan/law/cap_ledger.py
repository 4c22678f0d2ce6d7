"""The cap ledger: the real payments replayed at the ceiling, the number a court would use.

Simple interest at the ceiling on what is really outstanding, actual days over 365; a payment pays the interest run up so
far, then principal (Civil Code art. 561); unpaid interest bears none. Money still standing against the borrower at the end is
what would be owed at the ceiling; a negative figure is what was paid beyond it, which may be asked back, not demanded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import lcm

from xiehuan.law.rule import rule
from xiehuan.loan.terms import Payment
from xiehuan.money import Money, round_fraction

Rates = Sequence[tuple[date, Fraction]]  # a yearly rate from each day on, in order of days


@dataclass(frozen=True, slots=True)
class Row:
    """One payment in the replay: interest run up before it, what it paid, what is left after it."""

    on: date
    interest: Money
    paid: Money
    principal_left: Money
    interest_left: Money


@dataclass(frozen=True, slots=True)
class Replay:
    """The replay up to a day. `balance`: principal and interest at the ceiling, below zero where more was paid."""

    on: date
    rate: Fraction
    rows: tuple[Row, ...]
    principal: Money
    interest: Money

    @property
    def balance(self) -> Money:
        """What would be owed at the ceiling on the day."""
        return self.principal + self.interest

    def as_json(self) -> dict[str, object]:
        """Amounts as decimal strings."""
        return {
            "on": self.on.isoformat(),
            "rate": f"{float(self.rate):.6f}",
            "principal": str(self.principal),
            "interest": str(self.interest),
            "balance": str(self.balance),
            "payments": len(self.rows),
        }


@rule("cn.cap_ledger", articles=("civil_code:第五百六十一条", "financial_trials:第二条"))
def replay(received: Money, received_on: date, payments: Sequence[Payment], rates: Rates, on: date) -> Replay:
    """Replay `payments` on the money received at the ceiling `rates`; a rate holds from its day until the next.

    Before the first day of `rates` the first rate holds. Interest is exact within a stretch and rounded half up when a
    payment meets it and at the end.
    """
    unit = 365 * lcm(*(rate.denominator for _, rate in rates))  # interest is counted in whole parts of a fen
    yearly = [(day, rate.numerator * (unit // 365 // rate.denominator)) for day, rate in rates]
    principal, run_up, since = received.fen, 0, received_on
    rows = []
    for payment in sorted((p for p in payments if received_on <= p.on <= on), key=lambda p: p.on):
        run_up += _interest(principal, yearly, since, payment.on)
        since, owed = payment.on, round_fraction(Fraction(run_up, unit))
        to_interest = min(owed, payment.amount.fen)
        principal -= payment.amount.fen - to_interest
        run_up = (owed - to_interest) * unit
        rows.append(Row(payment.on, Money(owed), payment.amount, Money(principal), Money(owed - to_interest)))
    run_up += _interest(principal, yearly, since, on)
    last = [rate for day, rate in rates if day <= on] or [rates[0][1]]
    interest = Money(round_fraction(Fraction(run_up, unit)))
    return Replay(on, last[-1], tuple(rows), Money(principal), interest)


def _interest(principal: int, rates: Sequence[tuple[date, int]], since: date, until: date) -> int:
    """Exact interest between two days, cut where the rate changes; money paid too much bears none."""
    if principal <= 0 or until <= since:
        return 0
    cuts = [since, *(day for day, _ in rates if since < day < until), until]
    found = 0
    for start, end in pairwise(cuts):
        rate = next((r for day, r in reversed(rates) if day <= start), rates[0][1])
        found += principal * (end - start).days * rate
    return found
