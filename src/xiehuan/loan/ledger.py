"""What is owed on a day: an append-only list of postings, and the account as a pure fold over them.

Settled readings (docs/algorithms/ledger.md): payments go instalment by instalment, oldest first, in
the order of the contract; an early payment waits until the due day (a daily revolving loan takes it off the principal at
once); penalty interest of an instalment is rounded whenever its base changes; the missed amount is frozen at
the end of grace; grace moves charges only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.allocation import Line, allocate
from xiehuan.loan.charges import Accrual, Segment, late_fee_of
from xiehuan.loan.schedule import Schedule, build_schedule, period_fraction
from xiehuan.loan.terms import (
    SCHEDULED,
    Component,
    Fee,
    Grace,
    LoanTerms,
    Method,
    Overdue,
    Payment,
)
from xiehuan.money import Money, round_fraction


class What(StrEnum):
    """What a posting says happened to one component of one instalment."""

    DUE = "due"
    CHARGED = "charged"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of the ledger; `payment` is the index of the payment a PAID entry came from."""

    on: date
    what: What
    k: int
    component: Component
    fen: int
    payment: int | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """One component: what fell due, what was paid or waived, what is left."""

    due: Money = Money.ZERO
    paid: Money = Money.ZERO
    waived: Money = Money.ZERO

    @property
    def outstanding(self) -> Money:
        """Due less paid less waived."""
        return self.due - self.paid - self.waived


@dataclass(frozen=True, slots=True)
class Account:
    """The state of one loan on a day. `not_yet_due_*` stand apart from what is owed."""

    on: date
    schedule: Schedule
    due_of: Mapping[int, date]
    postings: tuple[Posting, ...]
    not_yet_due_principal: Money
    not_yet_due_interest: Money
    unapplied: Money
    accelerated_on: date | None = None
    segments: Mapping[int, tuple[Segment, ...]] = field(
        default_factory=dict
    )  # by instalment: how charges ran

    def bucket(self, component: Component, k: int | None = None) -> Bucket:
        """The component over all instalments, or of instalment k."""
        due = paid = 0
        for p in self.postings:
            if p.component is component and (k is None or p.k == k):
                if p.what is What.PAID:
                    paid += p.fen
                else:
                    due += p.fen
        return Bucket(Money(due), Money(paid))

    def outstanding(self, *components: Component) -> Money:
        """What is left of the components (all of them when none is named)."""
        wanted = components or tuple(Component)
        return Money.total(self.bucket(c).outstanding for c in wanted)

    @property
    def unpaid_instalments(self) -> tuple[int, ...]:
        """Numbers of due instalments whose principal, interest or fee is not fully paid, oldest first."""
        left: dict[int, int] = {}
        for p in self.postings:
            if p.component in SCHEDULED:
                left[p.k] = left.get(p.k, 0) + (-p.fen if p.what is What.PAID else p.fen)
        return tuple(sorted(k for k, fen in left.items() if fen > 0 and k in self.due_of))

    @property
    def oldest_unpaid_due(self) -> date | None:
        """The due date from which days past due are counted; None when nothing due is unpaid."""
        return min((self.due_of[k] for k in self.unpaid_instalments), default=None)

    @property
    def days_past_due(self) -> int:
        """`on` less the oldest unpaid due date; grace does not change it."""
        oldest = self.oldest_unpaid_due
        return (self.on - oldest).days if oldest else 0

    def principal_history(self) -> list[tuple[date, int]]:
        """The principal still lent (due or not) from each day on, in fen, starting at disbursement."""
        left = self.schedule.terms.principal.fen
        history = [(self.schedule.terms.received_on, left)]
        for p in self.postings:
            if p.what is What.PAID and p.component is Component.PRINCIPAL:
                left -= p.fen
                history.append((p.on, left))
        return history


def account(
    terms: LoanTerms,
    *,
    on: date,
    payments: Sequence[Payment] = (),
    overdue: Overdue | None = None,
    fees: Sequence[Fee] = (),
) -> Account:
    """What is owed at the end of day `on` after these payments (later ones are ignored).

    Raises LoanError: `payment_before_disbursement`, `payment_not_positive`, and those of `build_schedule`.
    """
    schedule = build_schedule(terms, fees)
    known = sorted((p for p in payments if p.on <= on), key=lambda p: p.on)
    _check_payments(known, terms)
    return _Run(schedule, overdue or Overdue(), known, on).account()


def _check_payments(payments: Iterable[Payment], terms: LoanTerms) -> None:
    for p in payments:
        if p.on < terms.received_on:
            raise LoanError(
                "payment_before_disbursement",
                Text(f"{p.on} 的还款早于到账日 {terms.received_on}", f"payment of {p.on} precedes the loan"),
                Text("请核对日期，或确认是否属于另一笔借款", "check the date, or whose payment it is"),
            )
        if p.amount.fen <= 0:
            raise LoanError(
                "payment_not_positive",
                Text(
                    f"{p.on} 的还款金额 {p.amount} 应大于 0",
                    f"payment {p.amount} on {p.on} must be above zero",
                ),
                Text("请改正金额或删去这一行", "correct the amount or remove the row"),
            )


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happens on a day; on one day in the order due, accelerate, pay, end of grace."""

    on: date
    rank: int
    k: int


_DUE, _ACCELERATE, _PAY, _GRACE_END = range(4)


class _Run:
    """One pass over the days that matter. Only `self.postings` leaves this class."""

    def __init__(self, schedule: Schedule, overdue: Overdue, payments: Sequence[Payment], on: date) -> None:
        self.schedule, self.terms, self.overdue = schedule, schedule.terms, overdue
        self.payments, self.on = payments, on
        self.postings: list[Posting] = []
        self.lines: dict[int, Line] = {}
        self.waiting: list[list[int]] = []  # [payment index, fen] not yet applied
        self.undue = schedule.terms.principal.fen
        declared = overdue.accelerated_on
        # at maturity everything is due already: a later declaration changes nothing
        self.declared = declared if declared and declared < schedule.maturity else None
        self.grace = timedelta(days=overdue.grace_days)
        self.accelerated: date | None = None
        self.last_due = schedule.terms.received_on
        self.revolved = Fraction(0)  # Σ balance × days of the running revolving period
        self.revolved_to = schedule.terms.received_on
        for event in sorted(self._events(), key=lambda e: (e.on, e.rank, e.k)):
            self._handle(event)
        for line in self.lines.values():
            self._charge(line, on)

    def _events(self) -> Iterator[_Event]:
        grace, stop = self.grace, self.declared
        for row in self.schedule.instalments:
            if row.due <= self.on:
                yield _Event(row.due, _DUE, row.k)
                if row.due + grace < self.on:
                    yield _Event(row.due + grace, _GRACE_END, row.k)
        if stop is not None and stop <= self.on:
            yield _Event(stop, _ACCELERATE, 0)
            if stop + grace < self.on:
                yield _Event(stop + grace, _GRACE_END, self._accelerated_k(stop))
        for i, payment in enumerate(self.payments):
            yield _Event(payment.on, _PAY, i)

    def _handle(self, event: _Event) -> None:
        if event.rank == _DUE:
            if self.accelerated is None:
                self._fall_due(event.k, event.on)
        elif event.rank == _ACCELERATE:
            self._accelerate(event.on)
        elif event.rank == _PAY:
            self.waiting.append([event.k, self.payments[event.k].amount.fen])
        elif event.k in self.lines and self.lines[event.k].due + self.grace == event.on:
            self._end_grace(self.lines[event.k], event.on)
        if event.rank != _GRACE_END:
            self._apply(event.on)

    # what falls due

    def _fall_due(self, k: int, day: date) -> None:
        row = self.schedule.instalments[k - 1]
        principal, interest = min(row.principal.fen, self.undue), row.interest.fen
        if self.terms.method is Method.DAILY_REVOLVING:
            interest = self._revolving_interest(day)
            principal = self.undue if k == len(self.schedule.instalments) else principal
        self._open(
            k,
            day,
            {Component.PRINCIPAL: principal, Component.INTEREST: interest, Component.FEE: row.fees.fen},
        )

    def _accelerate(self, day: date) -> None:
        """Undue principal falls due with the interest earned so far; unearned interest does not."""
        if self.undue > 0:
            earned = self._earned_interest(day)
            k = self._accelerated_k(day)
            self.accelerated = day
            self._open(k, day, {Component.PRINCIPAL: self.undue, Component.INTEREST: earned})

    def _accelerated_k(self, day: date) -> int:
        return 1 + sum(row.due <= day for row in self.schedule.instalments)

    def _open(self, k: int, day: date, parts: Mapping[Component, int]) -> None:
        maturity = self.declared or self.schedule.maturity
        start = day
        if self.overdue.grace is Grace.SHIFTS:
            start += timedelta(days=self.overdue.grace_days)
        forgiving = self.overdue.grace is Grace.FORGIVES_IF_PAID and self.overdue.grace_days > 0
        self.lines[k] = Line(
            k,
            day,
            Accrual(self.terms, self.overdue, start, maturity),
            on_hold=forgiving,
        )
        for component, fen in parts.items():
            self._post(day, What.DUE, self.lines[k], component, fen)
        self.lines[k].accrual.rebase(self.lines[k], day)
        self.undue -= parts.get(Component.PRINCIPAL, 0)
        self.last_due, self.revolved, self.revolved_to = day, Fraction(0), day

    def _end_grace(self, line: Line, day: date) -> None:
        """At the end of grace: a fully paid instalment is forgiven, any other is missed."""
        missed = sum(line.left(c) for c in SCHEDULED)
        if missed <= 0:
            line.accrual.forgive()
        line.on_hold = False
        declared = (
            self.accelerated is not None
            and line.due == self.accelerated
            and line.k == self._accelerated_k(line.due)
        )
        if missed > 0 and not declared and (late := late_fee_of(self.overdue, missed, self.terms.rounding)):
            self._post(day + timedelta(days=1), What.CHARGED, line, Component.LATE_FEE, late)

    # charges

    def _charge(self, line: Line, day: date) -> None:
        """Post the penalty and compound interest that a line has run up to `day`."""
        if line.on_hold and day <= line.due + timedelta(days=self.overdue.grace_days):
            return
        charges = zip((Component.PENALTY, Component.COMPOUND), line.accrual.up_to(day), strict=True)
        for component, run_up in charges:
            self._post(day, What.CHARGED, line, component, run_up - line.due_fen[component])

    # payments

    def _apply(self, day: date) -> None:
        while self.waiting:
            for line in self.lines.values():
                self._charge(line, day)
            index, fen = self.waiting[0]
            used = 0
            for part in allocate(list(self.lines.values()), fen, self.overdue):
                self._post(day, What.PAID, part.line, part.component, part.fen, index)
                part.line.accrual.rebase(part.line, day)
                used += part.fen
            used += self._prepay(day, fen - used, index)
            if used < fen:
                self.waiting[0][1] = fen - used
                return
            self.waiting.pop(0)

    def _prepay(self, day: date, fen: int, index: int) -> int:
        """A daily revolving loan takes early money off the principal at once: that is its contract."""
        amount = min(fen, self.undue) if self.terms.method is Method.DAILY_REVOLVING else 0
        if amount > 0:
            self._revolve_to(day)
            self.undue -= amount
            k = len(self.schedule.instalments)
            self.postings.append(Posting(day, What.DUE, k, Component.PRINCIPAL, amount))
            self.postings.append(Posting(day, What.PAID, k, Component.PRINCIPAL, amount, index))
        return amount

    def _post(
        self, day: date, what: What, line: Line, component: Component, fen: int, payment: int | None = None
    ) -> None:
        if fen:
            self.postings.append(Posting(day, what, line.k, component, fen, payment))
            line.book(component, fen, paid=what is What.PAID)

    # interest of the running period

    def _revolve_to(self, day: date) -> None:
        if day > self.revolved_to:  # a day before the money arrived has run up nothing
            self.revolved += Fraction(self.undue * (day - self.revolved_to).days)
            self.revolved_to = day

    def _revolving_interest(self, day: date) -> int:
        self._revolve_to(day)
        return round_fraction(
            self.revolved * self.terms.rate.per_day(self.terms.day_count), self.terms.rounding
        )

    def _earned_interest(self, day: date) -> int:
        """Interest of the running period up to `day`, never more than the whole period's."""
        if self.terms.method is Method.DAILY_REVOLVING:
            return self._revolving_interest(day)
        row = next((r for r in self.schedule.instalments if r.due > self.last_due), None)
        if row is None or self.undue <= 0 or day <= self.last_due:
            return 0
        if self.terms.method is Method.FLAT:
            days = (day - self.last_due).days
            share = Fraction(days, max((row.due - self.last_due).days, 1))
            earned = round_fraction(row.interest.fen * share, self.terms.rounding)
        else:
            annual = self.terms.rate.per_year(self.terms.day_count)
            part = period_fraction(self.terms, self.last_due, day)
            earned = round_fraction(self.undue * annual * part, self.terms.rounding)
        return min(earned, row.interest.fen)

    def account(self) -> Account:
        running = self._earned_interest(self.on)
        return Account(
            on=self.on,
            schedule=self.schedule,
            due_of={line.k: line.due for line in self.lines.values()},
            postings=tuple(self.postings),
            not_yet_due_principal=Money(self.undue),
            not_yet_due_interest=Money(running),
            unapplied=Money(sum(fen for _, fen in self.waiting)),
            accelerated_on=self.accelerated,
            segments={line.k: line.accrual.segments(self.on) for line in self.lines.values()},
        )
