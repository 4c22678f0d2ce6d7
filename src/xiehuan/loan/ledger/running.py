"""Interest of the running period: what has been earned since the last due day and is not due yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from xiehuan.loan.ledger.line import Line
from xiehuan.loan.schedule import period_fraction
from xiehuan.loan.terms import Component, LoanTerms, Method
from xiehuan.money import round_fraction


class Ahead(Protocol):
    """What running interest needs to know of the loan."""

    terms: LoanTerms

    @property
    def ahead(self) -> list[Line]:
        """The instalments to come."""

    @property
    def undue(self) -> int:
        """Principal not yet due."""


@dataclass(slots=True)
class Running:
    """The period since `since`; `fixed` is interest of it earned before the rate or the principal changed on that day.

    For a daily revolving loan `balance_days` is Σ principal × days of the period so far.
    """

    since: date
    fixed: int = 0
    counted_to: date | None = None
    balance_days: Fraction = Fraction(0)

    def start(self, day: date) -> None:
        """A due day: the next period begins."""
        self.since, self.fixed, self.counted_to, self.balance_days = day, 0, day, Fraction(0)

    def change(self, earned: int, day: date) -> None:
        """Rate, principal or plan are other ones from the day on; what was earned before stays."""
        self.since, self.fixed = day, earned

    def revolve(self, principal: int, day: date) -> None:
        """Count the days up to `day` on this principal."""
        from_day = self.counted_to or self.since
        if day > from_day:  # a day before the money arrived has run up nothing
            self.balance_days += principal * (day - from_day).days
            self.counted_to = day

    def revolving_interest(self, terms: LoanTerms, principal: int, day: date) -> int:
        """Σ balance × days × the daily rate, rounded once per statement."""
        self.revolve(principal, day)
        return round_fraction(self.balance_days * terms.rate.per_day(terms.day_count), terms.rounding)

    def earned(self, loan: Ahead, day: date) -> int:
        """Interest of the running period up to `day` that is not paid yet, in fen."""
        line = self._line(loan)
        return max(self.gross(loan, day) - (line.settled(Component.INTEREST) if line else 0), 0)

    def gross(self, loan: Ahead, day: date) -> int:
        """Interest of the running period up to `day`, paid ahead or not; never more than the whole period's."""
        terms, undue, line = loan.terms, loan.undue, self._line(loan)
        if terms.method is Method.DAILY_REVOLVING:
            return self.revolving_interest(terms, undue, day)
        if line is None or undue <= 0 or day <= self.since:
            return self.fixed
        whole = line.due_fen[Component.INTEREST]
        if terms.method is Method.FLAT:
            share = Fraction((day - self.since).days, max((line.due - self.since).days, 1))
            earned = round_fraction((whole - self.fixed) * share, terms.rounding)
        else:
            annual = terms.rate.per_year(terms.day_count)
            earned = round_fraction(undue * annual * period_fraction(terms, self.since, day), terms.rounding)
        return min(self.fixed + earned, whole)

    def _line(self, loan: Ahead) -> Line | None:
        """The instalment that the running period ends with."""
        return next((x for x in loan.ahead if x.due > self.since and not x.extra), None)
