"""The state of one loan on a day: postings, and what can be read off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xiehuan.loan.ledger.charges import Segment
from xiehuan.loan.position import Position
from xiehuan.loan.schedule import Schedule
from xiehuan.loan.terms import SCHEDULED, Component, LoanTerms
from xiehuan.money import Money


class What(StrEnum):
    """What a posting says happened to one component of one instalment."""

    DUE = "due"
    CHARGED = "charged"
    PAID = "paid"
    WAIVED = "waived"
    MOVED = "moved"  # into (+) or out of (−) an instalment, by a restructuring
    CAPITALISED = "capitalised"  # principal that a restructuring made of interest, fees or costs
    LENT = "lent"  # money that went to the borrower after the first payout; it falls due besides


_CHANGES_PRINCIPAL = frozenset({What.PAID, What.WAIVED, What.LENT, What.CAPITALISED})


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of the ledger; `payment` is the position of the event a PAID entry came from."""

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
class Standing:
    """One instalment on the day: what is asked, paid and waived, in fen by component; `called` once its day came."""

    k: int
    start: date
    due: date
    asked: Mapping[Component, int]
    paid: Mapping[Component, int]
    waived: Mapping[Component, int]
    called: bool
    extra: bool = False

    def left(self, *components: Component) -> int:
        """What is left of the components (all when none is named), in fen."""
        return sum(self.asked[c] - self.paid[c] - self.waived[c] for c in components or tuple(Component))


@dataclass(frozen=True, slots=True)
class Account:
    """The state of one loan on a day. `not_yet_due_*` stand apart from what is owed.

    `standings` are all instalments, due or not, in order; `schedule` is the contract's as it was made. `plan` is the
    position that the last restructuring left.
    """

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
    standings: tuple[Standing, ...] = ()
    charged_off_on: date | None = None
    terms_in_force: LoanTerms | None = None
    plan: Position | None = None

    @property
    def terms(self) -> LoanTerms:
        """The terms in force on the day: the contract's, or what a change of rate or a restructuring made of them."""
        return self.terms_in_force or self.schedule.terms

    @property
    def lent(self) -> Money:
        """All principal that reached the borrower so far or was owed again after a refund or charge-back."""
        later = (p.fen for p in self.postings if p.what is What.LENT and p.component is Component.PRINCIPAL)
        return self.schedule.terms.principal + Money(sum(later))

    def bucket(self, component: Component, k: int | None = None) -> Bucket:
        """The component over all instalments, or of instalment k."""
        sums = dict.fromkeys(What, 0)
        for p in self.postings:
            if p.component is component and (k is None or p.k == k):
                sums[p.what] += p.fen
        due = sums[What.DUE] + sums[What.CHARGED] + sums[What.MOVED]
        return Bucket(Money(due), Money(sums[What.PAID]), Money(sums[What.WAIVED]))

    def outstanding(self, *components: Component) -> Money:
        """What is left of the components (all of them when none is named)."""
        wanted = components or tuple(Component)
        return Money.total(self.bucket(c).outstanding for c in wanted)

    @property
    def unpaid_instalments(self) -> tuple[int, ...]:
        """Numbers of due instalments whose principal, interest or fee is not fully paid, oldest first."""
        late = (s for s in self.standings if s.called and s.left(*SCHEDULED) > 0)
        return tuple(sorted(s.k for s in late))

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
        for p in sorted(self.postings, key=lambda p: p.on):
            if p.component is Component.PRINCIPAL and p.what in _CHANGES_PRINCIPAL:
                left += p.fen if p.what in {What.LENT, What.CAPITALISED} else -p.fen
                history.append((p.on, left))
        return history
