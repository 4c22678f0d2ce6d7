"""The ledger's working state: lines, postings and money that waits. Only `Book.account` leaves it.

Every amount enters by `post`, so that the postings are the whole truth: a line's sums are the sums of its postings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from xiehuan.loan.ledger.account import Account, Posting, Standing, What
from xiehuan.loan.ledger.allocation import allocate
from xiehuan.loan.ledger.charges import Accrual, late_fee_of
from xiehuan.loan.ledger.line import Line
from xiehuan.loan.ledger.running import Running
from xiehuan.loan.position import Position
from xiehuan.loan.schedule import Schedule
from xiehuan.loan.terms import Ahead, Component, Grace, LoanTerms, Method, Overdue
from xiehuan.money import Money

_CALLED = tuple(dict.fromkeys((Component.PRINCIPAL, Component.INTEREST, *Component)))  # the order of posting
_BESIDE = frozenset({What.LENT, What.CAPITALISED})  # what no line asks for


@dataclass(slots=True)
class Waiting:
    """Money of one event that is not applied yet."""

    event: int
    fen: int
    kind: str = ""


@dataclass(slots=True)
class Book:
    """Lines and postings while events are folded in; `terms` are those in force."""

    schedule: Schedule
    overdue: Overdue
    on: date
    declared: date | None  # the day of acceleration, where one comes before maturity
    since: date  # the start of the first instalment's period
    lines: dict[int, Line] = field(default_factory=dict)
    live: dict[int, Line] = field(default_factory=dict)  # called, and something is left or may still run up
    postings: list[Posting] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    just_called: list[Line] = field(default_factory=list)  # since the fold last looked
    planned: bool = True  # whether lines came or moved since it looked
    accelerated: date | None = None
    accelerated_k: int = 0
    charged_off: date | None = None
    plan: Position | None = None  # what the last restructuring left
    terms: LoanTerms = field(init=False)
    daily: tuple[LoanTerms, Fraction] | None = None
    running: Running = field(init=False)

    def __post_init__(self) -> None:
        self.terms = self.schedule.terms
        self.running = Running(self.since)
        start = self.since
        for row in self.schedule.instalments:
            line = Line(row.k, start, row.due)
            line.due_fen[Component.PRINCIPAL] = row.principal.fen
            line.due_fen[Component.INTEREST] = row.interest.fen
            line.due_fen[Component.FEE] = row.fees.fen
            self.lines[row.k] = line
            start = row.due

    # reading

    @property
    def grace(self) -> timedelta:
        """The days of grace of the contract."""
        return timedelta(days=self.overdue.grace_days)

    @property
    def ahead(self) -> list[Line]:
        """The instalments that have not fallen due, in order."""
        return sorted((x for x in self.lines.values() if not x.called), key=lambda x: (x.due, x.k))

    @property
    def called(self) -> list[Line]:
        """The instalments that have fallen due, oldest first."""
        return sorted((x for x in self.lines.values() if x.called), key=lambda x: (x.due, x.k))

    @property
    def undue(self) -> int:
        """Principal that has not fallen due, in fen."""
        return sum(x.left(Component.PRINCIPAL) for x in self.lines.values() if not x.called)

    @property
    def maturity(self) -> date:
        """The day everything is due: the day of acceleration, or the last due date."""
        return self.declared or max(x.due for x in self.lines.values())

    def paid_by(self, event: int, component: Component) -> int:
        """What one payment has paid of a component, in fen."""
        return sum(
            p.fen
            for p in self.postings
            if p.what is What.PAID and p.component is component and p.payment == event
        )

    # posting

    def post(
        self, day: date, what: What, line: Line, component: Component, fen: int, event: int | None = None
    ) -> None:
        """Book an amount to a line; nothing is booked for zero."""
        if not fen:
            return
        self.postings.append(Posting(day, what, line.k, component, fen, event))
        if what is What.PAID:
            line.paid_fen[component] += fen
        elif what is What.WAIVED:
            line.waived_fen[component] += fen
        elif what not in _BESIDE:
            if line.accrual is not None:
                self.live[line.k] = line
            line.booked[component] += fen
            line.due_fen[component] = max(line.due_fen[component], line.booked[component])

    def ask_ahead(self, day: date, line: Line, component: Component, fen: int) -> None:
        """Before an undue amount is settled it is booked as due, so that what was paid was also asked."""
        if not line.called:
            missing = line.settled(component) + fen - line.booked[component]
            self.post(day, What.DUE, line, component, max(missing, 0))

    def call(self, line: Line, day: date) -> None:
        """The due day of a line came: everything asked for it is due, and charges start to run."""
        start = day
        if self.overdue.grace is Grace.SHIFTS:
            start += self.grace
        line.on_hold = self.overdue.grace is Grace.FORGIVES_IF_PAID and self.overdue.grace_days > 0
        line.accrual = Accrual(self.terms, self.overdue, start, self.maturity, self._daily())
        self.live[line.k] = line
        for component in _CALLED:
            self.post(day, What.DUE, line, component, line.due_fen[component] - line.booked[component])
        line.accrual.rebase(line, day)
        self.just_called.append(line)
        if not line.extra:
            self.running.start(day)

    def _daily(self) -> Fraction:
        """The daily rate of penalty interest under the terms in force, worked out once for each."""
        if self.daily is None or self.daily[0] is not self.terms:
            self.daily = self.terms, self.overdue.penalty_per_day(self.terms)
        return self.daily[1]

    # charges

    def charge(self, line: Line, day: date) -> None:
        """Post the penalty and compound interest that a line has run up to `day`."""
        if line.accrual is None or line.accrual.still or (line.on_hold and day <= line.due + self.grace):
            return
        charges = zip((Component.PENALTY, Component.COMPOUND), line.accrual.up_to(day), strict=True)
        for component, run_up in charges:
            more = run_up - line.run_up[component]
            line.run_up[component] = run_up
            line.due_fen[component] += more
            self.post(day, What.CHARGED, line, component, more)

    def charge_all(self, day: date) -> None:
        """Post what every line has run up to `day`."""
        for line in self.live.values():
            self.charge(line, day)

    def end_grace(self, line: Line, day: date) -> None:
        """At the end of grace: a fully paid instalment is forgiven, any other is missed."""
        missed = line.missed
        if missed <= 0 and line.accrual is not None:
            line.accrual.forgive()
        line.on_hold = False
        if missed <= 0 or line.k == self.accelerated_k or line.extra:
            return
        late = late_fee_of(self.overdue, missed, self.terms.rounding)
        line.due_fen[Component.LATE_FEE] += late
        self.post(day + timedelta(days=1), What.CHARGED, line, Component.LATE_FEE, late)

    # money

    def apply(self, day: date) -> None:
        """Apply the money that waits, first come first."""
        while self.waiting:
            self.charge_all(day)
            money = self.waiting[0]
            rule = self.overdue.rule(money.kind)
            lines = [*self.live.values(), *(() if rule.ahead is Ahead.WAIT else self.ahead)]
            for part in allocate(lines, money.fen, rule, day):
                self.settle(day, What.PAID, part.line, part.component, part.fen, money.event)
                money.fen -= part.fen
            money.fen -= self._prepay(day, money)
            if money.fen:
                return
            self.waiting.pop(0)

    def settle(
        self, day: date, what: What, line: Line, component: Component, fen: int, event: int | None = None
    ) -> None:
        """Pay or waive a part of a line; its charges run on what is left."""
        self.ask_ahead(day, line, component, fen)
        self.post(day, what, line, component, fen, event)
        if line.accrual is not None:
            line.accrual.rebase(line, day)
            if line.accrual.still and not line.open:
                self.live.pop(line.k, None)

    def _prepay(self, day: date, money: Waiting) -> int:
        """A daily revolving loan takes early money off the principal at once: that is its contract."""
        if self.terms.method is not Method.DAILY_REVOLVING or not self.ahead:
            return 0
        amount = min(money.fen, self.undue)
        self.running.revolve(self.undue, day)
        left = amount
        for line in reversed(self.ahead):  # principal owed again after a refund stands on an earlier line
            take = min(left, line.left(Component.PRINCIPAL))
            if take > 0:
                self.settle(day, What.PAID, line, Component.PRINCIPAL, take, money.event)
                left -= take
        return amount

    # the answer

    def account(self, on: date | None = None) -> Account:
        """The state as it is now, on a day (the book's own by default)."""
        day = on or self.on
        called = self.called
        return Account(
            on=day,
            schedule=self.schedule,
            due_of={x.k: x.due for x in called},
            postings=tuple(self.postings),
            not_yet_due_principal=Money(self.undue),
            not_yet_due_interest=Money(self.running.earned(self, day)),
            unapplied=Money(sum(w.fen for w in self.waiting)),
            accelerated_on=self.accelerated,
            segments={x.k: x.accrual.segments(day) for x in called if x.accrual},
            standings=tuple(_standing(x) for x in (*called, *self.ahead)),
            charged_off_on=self.charged_off,
            terms_in_force=self.terms,
            plan=self.plan,
        )


def _standing(line: Line) -> Standing:
    asked, paid, waived = (dict(x) for x in (line.due_fen, line.paid_fen, line.waived_fen))
    return Standing(line.k, line.start, line.due, asked, paid, waived, line.called, line.extra)
