"""Penalty interest, compound interest and late fee of one overdue instalment.

The charge runs from the due date (or the end of shifting grace), the day after it being day 1. A segment is
rounded to the fen at every event that changes its base or its rate; closed segments never change again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from xiehuan.loan.terms import Component, Compound, LoanTerms, Overdue, PenaltyBase
from xiehuan.money import Rounding, round_fraction


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of days with unchanged bases: how a charge came about, to the fen.

    `penalty` = round(penal × penalty_rate × days); `compound` = round(compound_base × compound_rate), where the
    base is already Σ over days (interest × days, and unpaid penalty interest where that bears compound interest).
    """

    start: date
    end: date
    penal: int
    interest: int
    penalty_rate: Fraction
    compound_base: Fraction
    compound_rate: Fraction
    penalty: int
    compound: int

    @property
    def days(self) -> int:
        """Days from start (in) to end (out)."""
        return (self.end - self.start).days


class Balances(Protocol):
    """What an accrual needs to know of its instalment."""

    def left(self, component: Component) -> int:
        """What is left of the component, in fen."""

    def paid(self, component: Component) -> int:
        """What has been paid of the component, in fen."""


class Accrual:
    """The running charges of one instalment: closed segments (rounded) and the open one."""

    def __init__(self, terms: LoanTerms, overdue: Overdue, start: date, maturity: date) -> None:
        self._terms, self._overdue, self._maturity = terms, overdue, maturity
        self._penalty_daily = overdue.penalty_per_day(terms)
        self._from = start
        self._bases = (0, 0, 0)
        self._closed: tuple[Segment, ...] = ()
        self._forgiven = False

    def forgive(self) -> None:
        """The instalment was paid within grace: nothing is charged."""
        self._forgiven = True

    def segments(self, day: date) -> tuple[Segment, ...]:
        """The closed segments and the open one up to the end of `day`; none once forgiven."""
        if self._forgiven:
            return ()
        done = self._closed
        for start, end in self._pieces(day):
            done = (*done, self._segment(start, end, sum(s.penalty for s in done)))
        return done

    def up_to(self, day: date) -> tuple[int, int]:
        """Penalty and compound interest run up to the end of `day`, in fen, paid or not."""
        done = self.segments(day)
        return sum(s.penalty for s in done), sum(s.compound for s in done)

    def rebase(self, line: Balances, day: date) -> None:
        """The balances changed on `day`: close the segment if a base changed and go on."""
        bases = self._bases_of(line)
        if bases != self._bases:
            self._closed = self.segments(day)
            self._from = max(self._from, day)
            self._bases = bases

    def _pieces(self, day: date) -> list[tuple[date, date]]:
        """The open segment, cut at maturity where compound interest changes its rate."""
        if day <= self._from:
            return []
        if self._overdue.compound is not Compound.NONE and self._from < self._maturity < day:
            return [(self._from, self._maturity), (self._maturity, day)]
        return [(self._from, day)]

    def _bases_of(self, line: Balances) -> tuple[int, int, int]:
        """What bears penalty interest, what bears compound interest, and the penalty interest paid so far."""
        interest = line.left(Component.INTEREST)
        penal = line.left(Component.PRINCIPAL)
        if self._overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST:
            penal += interest
        compounds = self._overdue.compound
        paid = line.paid(Component.PENALTY) if compounds is Compound.ON_INTEREST_AND_PENALTY else 0
        return penal, 0 if compounds is Compound.NONE else interest, paid

    def _segment(self, start: date, end: date, penalty_before: int) -> Segment:
        penal, interest, paid = self._bases
        days, mode = (end - start).days, self._terms.rounding
        daily = self._penalty_daily
        contract = self._terms.rate.per_day(self._terms.day_count)
        rate = contract if start < self._maturity else daily or contract
        base = Fraction(interest * days)
        if self._overdue.compound is Compound.ON_INTEREST_AND_PENALTY:
            # each day on the unpaid penalty interest before it: Σ_{d<days} (before − paid + penal·rate·d)
            base += (penalty_before - paid) * days + penal * daily * (days * (days - 1) // 2)
        penalty = round_fraction(penal * daily * days, mode)
        return Segment(
            start, end, penal, interest, daily, base, rate, penalty, round_fraction(base * rate, mode)
        )


def late_fee_of(overdue: Overdue, missed: int, rounding: Rounding) -> int:
    """The one-time late fee for a missed amount in fen (zero where none is agreed)."""
    late = overdue.late_fee
    if late is None:
        return 0
    if late.flat is not None:
        return late.flat.fen
    return round_fraction(missed * (late.share or Fraction(0)), rounding)
