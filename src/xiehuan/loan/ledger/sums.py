"""What is owed on a day, part by part, without the history: the fold of `book` in plain whole numbers.

A search follows the same loan many times with one term changed and needs sums only. This reads what the ledger reads and
owes what the ledger owes, to the fen; where a contract does more than wait for the next due day (a daily revolving loan,
rules for payments ahead, acceleration, interest on penalty interest) the ledger itself is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

from xiehuan.loan.ledger.allocation import complete_order
from xiehuan.loan.ledger.charges import late_fee_of
from xiehuan.loan.ledger.fold import follow
from xiehuan.loan.ledger.line import Line
from xiehuan.loan.ledger.running import Running
from xiehuan.loan.ledger.tail import Tail
from xiehuan.loan.schedule import Instalment as Planned
from xiehuan.loan.schedule import Schedule
from xiehuan.loan.terms import (
    SCHEDULED,
    Ahead,
    Component,
    Compound,
    Grace,
    LoanTerms,
    Method,
    Overdue,
    PenaltyBase,
    Scope,
)
from xiehuan.money import Money, Rounding, round_ratio

_PRINCIPAL, _INTEREST, _PENALTY = Component.PRINCIPAL, Component.INTEREST, Component.PENALTY
_NOTHING = dict.fromkeys(Component, 0)


class Instalment(Protocol):
    """An instalment on the day, as `Standing` has it."""

    @property
    def k(self) -> int:
        """Its number."""

    @property
    def due(self) -> date:
        """Its due day."""

    @property
    def called(self) -> bool:
        """Whether that day has come."""

    @property
    def asked(self) -> Mapping[Component, int]:
        """What is asked, in fen by component."""

    def left(self, *components: Component) -> int:
        """What is left of the components (all when none is named), in fen."""


class Owed(Protocol):
    """What is owed on a day, as `Account` and `Sums` say it."""

    @property
    def on(self) -> date:
        """The day."""

    @property
    def schedule(self) -> Schedule:
        """The instalments followed."""

    @property
    def accelerated_on(self) -> date | None:
        """The day all fell due, if it did."""

    @property
    def not_yet_due_principal(self) -> Money:
        """Principal that has not fallen due."""

    @property
    def not_yet_due_interest(self) -> Money:
        """Interest earned that has not fallen due."""

    @property
    def standings(self) -> Sequence[Instalment]:
        """The instalments."""

    @property
    def oldest_unpaid_due(self) -> date | None:
        """The oldest due day on which something is left of the scheduled parts."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The instalments that have fallen due and what is not due yet; never accelerated."""

    on: date
    schedule: Schedule
    standings: tuple[Instalment, ...]
    not_yet_due_principal: Money
    not_yet_due_interest: Money
    accelerated_on: date | None = None

    @property
    def oldest_unpaid_due(self) -> date | None:
        """The oldest due day on which something is left of the scheduled parts."""
        return min((s.due for s in self.standings if s.left(*SCHEDULED) > 0), default=None)


def owed(tail: Tail, overdue: Overdue, on: date) -> Owed:
    """What is owed at the end of day `on` after what is left to follow. Raises LoanError as the ledger does."""
    schedule, received_on = tail.schedule, tail.schedule.terms.received_on
    plain = (
        schedule.terms.method is not Method.DAILY_REVOLVING
        and overdue.ahead is Ahead.WAIT
        and not overdue.by_kind
        and overdue.accelerated_on is None
        and overdue.compound is not Compound.ON_INTEREST_AND_PENALTY
        and all(p.on >= received_on and p.amount.fen > 0 for p in tail.payments)
    )
    if not plain:
        return follow(schedule, on=on, payments=tail.payments, overdue=overdue, since=tail.since)
    return _followed(tail, overdue, on)


@dataclass(frozen=True, slots=True)
class _Rates:
    """What charges need to know of the contract, worked out once for a ledger."""

    penalty: Fraction
    contract: Fraction
    with_interest: bool
    compounds: bool
    maturity: date
    rounding: Rounding

    @classmethod
    def of(cls, terms: LoanTerms, overdue: Overdue, maturity: date) -> _Rates:
        contract, agreed = terms.rate.per_day(terms.day_count), overdue.penalty_rate
        factor = overdue.penalty_factor or Fraction(0)
        return cls(
            agreed.per_day(terms.day_count) if agreed is not None else contract * factor,
            contract,
            overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST,
            overdue.compound is not Compound.NONE,
            maturity,
            terms.rounding,
        )


@dataclass(slots=True)
class _Run:
    """Days on one base: rounded as one, however they are cut."""

    base: int
    since: date
    closed: int = 0

    def change(self, base: int, day: date, price: Callable[[int, date, date], int]) -> None:
        """Another base from the day on."""
        if base != self.base:
            self.closed += price(self.base, self.since, day)
            self.base, self.since = base, max(self.since, day)


@dataclass(slots=True)
class _Due:
    """One instalment that has fallen due."""

    k: int
    due: date
    held_to: date  # the end of forgiving grace; the due day itself where there is none
    rates: _Rates
    penal: _Run
    bearing: _Run
    asked: dict[Component, int]
    paid: dict[Component, int] = field(default_factory=_NOTHING.copy)
    called: bool = True
    forgiven: bool = False

    def left(self, *components: Component) -> int:
        """What is left of the components (all when none is named), in fen."""
        if not components:
            return sum(self.asked.values()) - sum(self.paid.values())
        return sum([self.asked[c] - self.paid[c] for c in components])

    def charge(self, day: date) -> None:
        """Ask for what has run up to the day."""
        if self.forgiven or (self.held_to > self.due and day <= self.held_to):
            return
        self.asked[_PENALTY] = self.penal.closed + self._penalty(self.penal.base, self.penal.since, day)
        if self.rates.compounds:
            run = self.bearing
            self.asked[Component.COMPOUND] = run.closed + self._compound(run.base, run.since, day)

    def rebase(self, day: date) -> None:
        """Something was paid: charges run on what is left."""
        asked, paid = self.asked, self.paid
        interest = asked[_INTEREST] - paid[_INTEREST]
        penal = asked[_PRINCIPAL] - paid[_PRINCIPAL]
        self.penal.change(penal + interest if self.rates.with_interest else penal, day, self._penalty)
        if self.rates.compounds:
            self.bearing.change(interest, day, self._compound)

    def _penalty(self, base: int, since: date, day: date) -> int:
        days = (day - since).days
        rate = self.rates.penalty
        if days <= 0 or base <= 0:
            return 0
        return round_ratio(base * days * rate.numerator, rate.denominator, self.rates.rounding)

    def _compound(self, base: int, since: date, day: date) -> int:
        rates, total = self.rates, 0
        late = rates.penalty or rates.contract
        before = (min(day, rates.maturity) - since).days
        after = (day - max(since, rates.maturity)).days
        for days, rate in ((before, rates.contract), (after, late)):
            if days > 0 < base:
                total += round_ratio(base * days * rate.numerator, rate.denominator, rates.rounding)
        return total


def _followed(tail: Tail, overdue: Overdue, on: date) -> Sums:
    """Due days and payments in turn; what a day of grace decides is settled before the next of them."""
    schedule, grace = tail.schedule, timedelta(days=overdue.grace_days)
    terms, rows = schedule.terms, [r for r in schedule.instalments if r.due <= on]
    rates = _Rates.of(terms, overdue, schedule.maturity)
    held = grace if overdue.grace is Grace.FORGIVES_IF_PAID else timedelta(0)
    shift = grace if overdue.grace is Grace.SHIFTS else timedelta(0)
    done, live, ending = list[_Due](), list[_Due](), list[_Due]()
    paid = [p for p in tail.payments if p.on <= on]
    order, waiting, used = complete_order(overdue.allocation), 0, 0
    for day in sorted({*(r.due for r in rows), *(p.on for p in paid)}):
        if ending and ending[0].due + grace < day:
            ending = _ended(ending, grace, day, overdue)
        while len(done) < len(rows) and rows[len(done)].due <= day:
            row = rows[len(done)]
            line = _called(row, row.due + held, row.due + shift, rates)
            done.append(line)
            live.append(line)
            ending.append(line)
        while used < len(paid) and paid[used].on <= day:
            waiting += paid[used].amount.fen
            used += 1
        if waiting:
            waiting = _spread(live, waiting, order, overdue.scope, day)
            live = [x for x in live if x.left()]
    _ended(ending, grace, on, overdue)
    for line in live:
        line.charge(on)
    undue = sum(r.principal.fen for r in schedule.instalments[len(rows) :])
    earned = _running(schedule, rows[-1].due if rows else tail.since, on, len(rows), undue)
    return Sums(on, schedule, tuple(done), Money(undue), Money(earned))


def _called(row: Planned, held_to: date, start: date, rates: _Rates) -> _Due:
    """An instalment whose due day came; charges run from `start`."""
    principal, interest, fee = row.principal.fen, row.interest.fen, row.fees.fen
    asked = {**_NOTHING, _PRINCIPAL: principal, _INTEREST: interest, Component.FEE: fee}
    penal = principal + interest if rates.with_interest else principal
    return _Due(row.k, row.due, held_to, rates, _Run(penal, start), _Run(interest, start), asked)


def _ended(ending: list[_Due], grace: timedelta, day: date, overdue: Overdue) -> list[_Due]:
    """Settle the days of grace that ended before the day: a paid instalment is forgiven, any other is missed."""
    for line in ending:
        if line.due + grace >= day:
            continue
        missed = line.left(*SCHEDULED)
        if missed <= 0:
            line.forgiven = True
        else:
            line.asked[Component.LATE_FEE] = late_fee_of(overdue, missed, line.rates.rounding)
    return [x for x in ending if x.due + grace >= day]


def _spread(live: Sequence[_Due], fen: int, order: Sequence[Component], scope: Scope, day: date) -> int:
    """Pay what is due in the contract's order; what is left over waits."""
    for line in live:
        line.charge(day)
    touched = []
    for line, component in _targets(live, order, scope, day):
        take = min(fen, line.asked[component] - line.paid[component])
        if take > 0:
            line.paid[component] += take
            touched.append(line)
            fen -= take
            if not fen:
                break
    for line in touched:
        line.rebase(day)
    return fen


def _targets(
    live: Sequence[_Due], order: Sequence[Component], scope: Scope, day: date
) -> Iterator[tuple[_Due, Component]]:
    if scope is Scope.HORIZONTAL:
        yield from ((line, c) for line in live for c in order)
        return
    groups: list[Sequence[_Due]] = [live]
    if scope is Scope.VERTICAL_PAST_DUE_FIRST:
        groups = [[x for x in live if x.due < day], [x for x in live if x.due >= day]]
    for group in groups:
        yield from ((line, c) for c in order for line in group)


@dataclass(slots=True)
class _Next:
    """The instalment that the running period ends with, as `Running` reads it."""

    terms: LoanTerms
    ahead: list[Line]
    undue: int


def _running(schedule: Schedule, since: date, on: date, k: int, undue: int) -> int:
    """Interest earned since the last due day."""
    if undue <= 0 or on <= since:
        return 0
    row = schedule.instalments[k]
    line = Line(row.k, since, row.due)
    line.due_fen[_INTEREST] = row.interest.fen
    return Running(since).earned(_Next(schedule.terms, [line], undue), on)
