"""When a lender counts interest and charges as income: at the end of the day they fell due, or when the loan closes.

A borrower's account never shows this; a lender's list of transactions does (as "accrual"), and a claim copied from such a
list must not be taken for a charge. Income once counted is not taken back when a payment is reversed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xiehuan.loan.ledger.account import Account, What
from xiehuan.loan.ledger.event import Charged
from xiehuan.loan.terms import Component

INCOME = (Component.INTEREST, Component.FEE, Component.PENALTY, Component.COMPOUND, Component.LATE_FEE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Income counted on a day, in fen by component."""

    on: date
    parts: Mapping[Component, int]

    @property
    def total(self) -> int:
        """All of it, in fen."""
        return sum(self.parts.values())


def at_closing(account: Account, before: list[Recognised]) -> Recognised | None:
    """All income not yet counted, on the day nothing is left to pay; None while something is, or nothing is new."""
    if any(s.left() for s in account.standings):
        return None
    again = {
        c: sum(p.fen for p in account.postings if p.what is What.LENT and p.component is c) for c in INCOME
    }
    asked = {c: sum(s.asked[c] - s.waived[c] for s in account.standings) - again[c] for c in INCOME}
    return _new(account.on, asked, before)


def at_end_of_day(charges: list[Charged], closed: date, before: list[Recognised]) -> list[Recognised]:
    """Charges booked one by one whose own day came on or before the closed day, each counted on that day."""
    found: list[Recognised] = []
    for day in sorted({c.due for c in charges if c.due <= closed}):
        come = {c: sum(x.amount.fen for x in charges if x.component is c and x.due <= day) for c in INCOME}
        new = _new(day, come, [*before, *found])
        if new:
            found.append(new)
    return found


def _new(day: date, asked: Mapping[Component, int], before: list[Recognised]) -> Recognised | None:
    counted = {c: sum(r.parts.get(c, 0) for r in before) for c in INCOME}
    parts = {c: asked[c] - counted[c] for c in INCOME if asked[c] > counted[c]}
    return Recognised(day, parts) if parts else None
