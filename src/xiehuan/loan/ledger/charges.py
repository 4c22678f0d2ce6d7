"""Penalty interest, compound interest and late fee of one overdue instalment.

The charge runs from the due date (or the end of shifting grace), the day after it being day 1. A segment is
rounded to the fen at every event that changes its base or its rate; closed segments never change again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from xiehuan.loan.terms import Component, Compound, LoanTerms, Overdue, PenaltyBase
from xiehuan.money import Rounding, round_fraction


@dataclass(frozen=True, slots=True)
class Run:
    """What a charge has run up since its own base last changed: it is rounded as one, however it is cut."""

    days: int = 0
    base: Fraction = Fraction(0)
    charge: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of days with unchanged bases: how a charge came about, to the fen.

    `penalty` = round(penal × penalty_rate × (days + days before)) − the penalty before, where "before" is the run
    of the same base that an event of the other charge has cut. `compound` = round(compound_base × compound_rate) −
    the compound before; the base is Σ over days of unpaid interest (and unpaid penalty interest where that bears
    compound interest) of the whole run.
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
    penalty_before: Run = Run()
    compound_before: Run = Run()

    @property
    def days(self) -> int:
        """Days from start (in) to end (out)."""
        return (self.end - self.start).days


class Balances(Protocol):
    """What an accrual needs to know of its instalment."""

    def left(self, component: Component) -> int:
        """What is left of the component, in fen."""

    def settled(self, component: Component) -> int:
        """What has been paid or waived of the component, in fen."""


Daily = tuple[Fraction, Fraction]  # the contract's rate and the penalty rate, for one day


def daily_rates(terms: LoanTerms, overdue: Overdue) -> Daily:
    """The rates that the charges of one contract run at."""
    return terms.rate.per_day(terms.day_count), overdue.penalty_per_day(terms)


class Accrual:
    """The running charges of one instalment: closed segments (rounded) and the open one."""

    def __init__(
        self, terms: LoanTerms, overdue: Overdue, start: date, maturity: date, daily: Daily | None = None
    ) -> None:
        self._terms, self._overdue, self._maturity = terms, overdue, maturity
        self._contract_daily, self._penalty_daily = daily or daily_rates(terms, overdue)
        self._from = start
        self._bases = (0, 0, 0)
        self._closed: tuple[Segment, ...] = ()
        self._closed_fen = 0, 0
        self._runs = Run(), Run()
        self._forgiven = False
        self._grows = overdue.compound is Compound.ON_INTEREST_AND_PENALTY
        self.at_rest = not self._grows  # nothing more can run up until the balances change

    def forgive(self) -> None:
        """The instalment was paid within grace: nothing is charged."""
        self._forgiven = self.at_rest = True

    def segments(self, day: date) -> tuple[Segment, ...]:
        """The closed segments and the open one up to the end of `day`; none once forgiven."""
        if self._forgiven:
            return ()
        done, runs = self._closed, self._runs
        for start, end in self._pieces(day):
            if start == self._maturity:
                runs = runs[0], Run()  # compound interest goes on at another rate
            segment = self._segment(start, end, runs, sum(s.penalty for s in done))
            done, runs = (*done, segment), _runs_after(segment)
        return done

    def up_to(self, day: date) -> tuple[int, int]:
        """Penalty and compound interest run up to the end of `day`, in fen, paid or not."""
        if self._forgiven:
            return 0, 0
        if self.at_rest:
            return self._closed_fen
        return _sums(self.segments(day))

    def rebase(self, line: Balances, day: date) -> None:
        """The balances changed on `day`: close the segment if a base changed and go on."""
        bases = self._bases_of(line)
        if bases != self._bases:
            done = self.segments(day)
            runs = _runs_after(done[-1]) if len(done) > len(self._closed) else self._runs
            self._closed, self._closed_fen = done, _sums(done)
            same_penal = bases[0] == self._bases[0]
            same_interest = bases[1] == self._bases[1] and (not self._grows or bases == self._bases)
            self._runs = runs[0] if same_penal else Run(), runs[1] if same_interest else Run()
            self._from = max(self._from, day)
            self._bases = bases
            self.at_rest = self._forgiven or (bases[0] == bases[1] == 0 and not self._grows)

    def rerate(self, terms: LoanTerms, day: date) -> None:
        """The contract rate is another one from `day` on: what ran before is closed at the old rate."""
        self._closed, self._runs = self.segments(day), (Run(), Run())
        self._closed_fen = _sums(self._closed)
        self._from = max(self._from, day)
        self._terms = terms
        self._contract_daily, self._penalty_daily = daily_rates(terms, self._overdue)

    def _pieces(self, day: date) -> list[tuple[date, date]]:
        """The open segment, cut at maturity where compound interest changes its rate."""
        if day <= self._from:
            return []
        if self._overdue.compound is not Compound.NONE and self._from < self._maturity < day:
            return [(self._from, self._maturity), (self._maturity, day)]
        return [(self._from, day)]

    def _bases_of(self, line: Balances) -> tuple[int, int, int]:
        """What bears penalty interest, what bears compound interest, and the penalty interest settled so far."""
        interest = line.left(Component.INTEREST)
        penal = line.left(Component.PRINCIPAL)
        if self._overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST:
            penal += interest
        compounds = self._overdue.compound
        paid = line.settled(Component.PENALTY) if compounds is Compound.ON_INTEREST_AND_PENALTY else 0
        return penal, 0 if compounds is Compound.NONE else interest, paid

    def _segment(self, start: date, end: date, runs: tuple[Run, Run], penalty_so_far: int) -> Segment:
        penal, interest, paid = self._bases
        days, mode, daily = (end - start).days, self._terms.rounding, self._penalty_daily
        rate = self._contract_daily if start < self._maturity else daily or self._contract_daily
        base = runs[1].base + interest * days
        if self._overdue.compound is Compound.ON_INTEREST_AND_PENALTY:
            # each day on the unpaid penalty interest before it: Σ_{d<days} (so far − paid + penal·rate·d)
            base += (penalty_so_far - paid) * days + penal * daily * (days * (days - 1) // 2)
        penalty = round_fraction(penal * daily * (runs[0].days + days), mode) - runs[0].charge
        compound = round_fraction(base * rate, mode) - runs[1].charge
        return Segment(start, end, penal, interest, daily, base, rate, penalty, compound, *runs)


def _sums(segments: Iterable[Segment]) -> tuple[int, int]:
    """Penalty and compound interest of the segments, in fen."""
    penalty = compound = 0
    for segment in segments:
        penalty += segment.penalty
        compound += segment.compound
    return penalty, compound


def _runs_after(segment: Segment) -> tuple[Run, Run]:
    before, other = segment.penalty_before, segment.compound_before
    return (
        Run(before.days + segment.days, Fraction(0), before.charge + segment.penalty),
        Run(other.days + segment.days, segment.compound_base, other.charge + segment.compound),
    )


def late_fee_of(overdue: Overdue, missed: int, rounding: Rounding) -> int:
    """The one-time late fee for a missed amount in fen (zero where none is agreed)."""
    late = overdue.late_fee
    if late is None:
        return 0
    if late.flat is not None:
        return late.flat.fen
    return round_fraction(missed * (late.share or Fraction(0)), rounding)
