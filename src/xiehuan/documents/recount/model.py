"""The account laid out in rows: which row of which sheet says what, before anything is written.

Formulas point at each other across the sheets, so every row has its number first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xiehuan.documents.recount.cells import FIRST
from xiehuan.law.recount import Recount
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account, Posting, What
from xiehuan.loan.ledger.charges import Segment
from xiehuan.loan.schedule import Instalment
from xiehuan.loan.terms import (
    SCHEDULED,
    Claim,
    Component,
    Grace,
    LoanTerms,
    Method,
    Overdue,
    Payment,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of 还款: a part of a payment, or a payment of which nothing has been used yet."""

    row: int
    number: int  # of the payment, from 1
    first: int  # the row in which the payment itself stands
    last: bool
    posting: Posting | None
    before: int  # fen of the payment left before this part
    due: int  # fen then left of the component it pays
    prepaid: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """A row of 罚息: a stretch of days of one instalment."""

    row: int
    k: int
    segment: Segment
    follows: bool  # it begins where the row above ends
    penalty_run: int = 0  # rows above that are rounded together with this one
    compound_run: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of 逐段计息: days of one period of a daily revolving loan with one balance."""

    row: int
    k: int | None  # None: the running period
    start: date
    end: date
    balance: int
    first: int  # the row of the first stretch of the period
    last: bool


@dataclass(frozen=True, slots=True)
class Extra:
    """A row below the schedule: acceleration, or interest since the last due date up to a day."""

    row: int
    kind: str  # accelerated, running, claim
    start: date
    end: date
    principal: int
    interest: int


@dataclass(frozen=True, slots=True)
class Model:
    """One debt on one day, and where everything stands."""

    debt: Debt
    terms: LoanTerms
    overdue: Overdue
    on: date
    lang: str
    state: Account
    payments: tuple[Payment, ...]
    claim: Claim | None
    ours: Recount | None
    entries: tuple[Entry, ...]
    charges: tuple[Charge, ...]
    stretches: tuple[Stretch, ...]
    extras: tuple[Extra, ...]

    @property
    def rows(self) -> tuple[Instalment, ...]:
        """The contract's instalments; instalment k stands in row FIRST + k - 1 of 还款计划."""
        return self.state.schedule.instalments

    @property
    def revolving(self) -> bool:
        """Is interest counted day by day on a balance that early payments lower?"""
        return self.terms.method is Method.DAILY_REVOLVING

    @property
    def opened(self) -> list[tuple[int, date]]:
        """What has fallen due: instalment and day, in order."""
        return sorted(self.state.due_of.items(), key=lambda item: (item[1], item[0]))

    @property
    def accelerated(self) -> int | None:
        """The number under which the rest of the debt fell due at once."""
        return accelerated_k(self.state)

    def row_below(self, kind: str) -> Extra | None:
        """The extra row of this kind, if there is one."""
        return next((e for e in self.extras if e.kind == kind), None)

    def held(self, k: int, day: date) -> bool:
        """Is the instalment still within forgiving grace on the day, so that nothing is charged?"""
        return held(self.overdue, self.state.due_of[k], day)

    def fell_due(self, k: int, *components: Component) -> int:
        """What fell due of the components on the due date, in fen; early repayments are not among it."""
        day = self.state.due_of[k]
        due = (p for p in self.state.postings if p.k == k and p.on == day and p.what is What.DUE)
        return sum(p.fen for p in due if p.component in components)

    def charged(self, k: int, component: Component) -> int:
        """What fell due or was charged of a component of the instalment, in fen."""
        if component in SCHEDULED:
            return self.fell_due(k, component)
        charges = (p for p in self.state.postings if p.k == k and p.what is What.CHARGED)
        return sum(p.fen for p in charges if p.component is component)

    def paid_of(self, k: int, component: Component) -> int:
        """What was paid of it, in fen; early repayments are not among it."""
        booked = (e.posting for e in self.entries if e.posting and not e.prepaid)
        return sum(p.fen for p in booked if p.k == k and p.component is component)

    def paid_until(self, k: int, day: date) -> int:
        """What had been paid of the instalment by the end of the day, in fen; early repayments are not among it."""
        booked = (e.posting for e in self.entries if e.posting and not e.prepaid)
        return sum(p.fen for p in booked if p.k == k and p.on <= day)

    def entries_until(self, day: date) -> int:
        """The last row of 还款 that was booked on or before the day; FIRST - 1 when there is none."""
        return max((e.row for e in self.entries if e.posting and e.posting.on <= day), default=FIRST - 1)


def held(overdue: Overdue, due: date, day: date) -> bool:
    """The same for an instalment due on `due`."""
    forgiving = overdue.grace is Grace.FORGIVES_IF_PAID and overdue.grace_days > 0
    return forgiving and day <= due + timedelta(days=overdue.grace_days)


def accelerated_k(state: Account) -> int | None:
    """The number of the extra instalment that acceleration made (it follows the last due one)."""
    day = state.accelerated_on
    return None if day is None else 1 + sum(r.due <= day for r in state.schedule.instalments)
