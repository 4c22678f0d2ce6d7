"""Interest on a principal over time, by the two methods of the People's Bank of China, and the rate of being late.

银发〔2005〕129号: a daily rate is the annual rate / 360 (or 365 where agreed), a monthly one the annual rate / 12. Which of
the two methods is used changes the interest of a 365-day year by 365/360, which is why an audit names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import whole_months
from xiehuan.money import Money, Rounding


@dataclass(frozen=True, slots=True)
class Term:
    """How long interest runs: whole years and months, and odd days after them."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def between(cls, start: date, end: date, anchor: int | None = None) -> Term:
        """The term from one day (in) to another (out)."""
        months, days = whole_months(start, end, anchor)
        return cls(months // 12, months % 12, days)

    def in_years(self, basis: int = 360) -> Fraction:
        """The part of a year, odd days over the basis."""
        return self.years + Fraction(self.months, 12) + Fraction(self.days, basis)


def interest_by_term(
    principal: Money, annual: Fraction, term: Term, basis: int = 360, rounding: Rounding = Rounding.HALF_UP
) -> Money:
    """Interest by the transaction method (逐笔计息): principal × (years and months × rate + odd days × daily rate)."""
    return principal.times(annual * term.in_years(basis), rounding)


def interest_by_daily_balances(
    balances: Iterable[tuple[Money, int]],
    annual: Fraction,
    basis: int = 360,
    rounding: Rounding = Rounding.HALF_UP,
) -> Money:
    """Interest by the accumulated-balance method (积数计息): Σ balance × days, times the daily rate, rounded once."""
    accumulated = Money.total(Money(balance.fen * days) for balance, days in balances)
    return accumulated.times(annual / basis, rounding)


def penalty_rate(contract: Fraction, markup: Fraction) -> Fraction:
    """The rate for late payment: the contract rate and a markup on it (银发〔2003〕251号: 30 % to 50 %)."""
    return contract * (1 + markup)


def heavier_penalty(late: Fraction, misuse: Fraction) -> Fraction:
    """The rate when a loan is both late and misused: the heavier of the two, never both (银发〔2003〕251号)."""
    return max(late, misuse)
