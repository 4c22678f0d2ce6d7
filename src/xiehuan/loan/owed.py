"""What is owed on a day, in the words of the summary, for full and for rough debts; and what waiting costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.dates import days_after
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account, What
from xiehuan.loan.terms import Component
from xiehuan.money import Money

CHARGES = (
    Component.COST,
    Component.INTEREST,
    Component.PENALTY,
    Component.COMPOUND,
    Component.LATE_FEE,
)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What the contract asks for on a later day, fees included in the amount."""

    due: date
    amount: Money
    fees: Money


@dataclass(frozen=True, slots=True)
class Owed:
    """Components that are None are unknown (rough debts). `undue_*` is not in the total."""

    rough: bool
    parts: dict[Component, Money | None]
    total: Money
    days_past_due: int
    next_due: date | None
    next_amount: Money | None
    unapplied: Money = Money.ZERO  # paid early, waiting for the next due day
    upcoming: tuple[Upcoming, ...] = ()
    undue_principal: Money | None = None
    undue_interest: Money | None = None
    per_day: Money | None = None
    per_week: Money | None = None

    @property
    def to_clear(self) -> Money:
        """Everything that would have to be paid to end the debt today."""
        undue = (self.undue_principal or Money.ZERO) + (self.undue_interest or Money.ZERO)
        return self.total + undue - self.unapplied


def owed(debt: Debt, on: date) -> Owed:
    """What is owed on the day by the contract, or by the claim where no contract is known."""
    return _rough(debt, on) if debt.terms is None else _by_contract(debt, on)


def _by_contract(debt: Debt, on: date) -> Owed:
    now = debt.account(on)
    upcoming = _upcoming(debt, now)
    return Owed(
        rough=False,
        parts={c: now.bucket(c).outstanding for c in Component},
        total=now.outstanding(),
        days_past_due=now.days_past_due,
        next_due=upcoming[0].due if upcoming else None,
        next_amount=upcoming[0].amount if upcoming else None,
        unapplied=now.unapplied,
        upcoming=upcoming,
        undue_principal=now.not_yet_due_principal,
        undue_interest=now.not_yet_due_interest,
        per_day=cost_of_waiting(debt, now, 1),
        per_week=cost_of_waiting(debt, now, 7),
    )


def _upcoming(debt: Debt, now: Account) -> tuple[Upcoming, ...]:
    """What will fall due by the contract, from the ledger run to its end: what was paid down early counts."""
    known = tuple(p for p in debt.payments if p.on <= now.on)
    last = debt.account(max(now.schedule.maturity, now.on), known)
    dues = [p for p in last.postings if p.what is What.DUE and p.on > now.on]
    return tuple(
        Upcoming(
            day,
            Money(sum(p.fen for p in dues if p.on == day)),
            Money(sum(p.fen for p in dues if p.on == day and p.component is Component.FEE)),
        )
        for day in sorted({p.on for p in dues})
    )


def to_clear(debt: Debt, on: date) -> Money:
    """What it would take to end the debt on the day: all that is due, undue principal and running interest."""
    if debt.terms is None:
        return _rough(debt, on).to_clear
    now = debt.account(on)
    return now.outstanding() + now.not_yet_due_principal + now.not_yet_due_interest - now.unapplied


def cost_of_waiting(debt: Debt, now: Account, days: int) -> Money:
    """How much interest, penalty interest and late fee the next days add, to the fen, if nothing is paid."""
    later = debt.account(days_after(now.on, days))
    return _charges(later) - _charges(now)


def _charges(state: Account) -> Money:
    """All charges so far, due or running; principal and scheduled fees are not a price of waiting."""
    return Money.total(state.bucket(c).due for c in CHARGES) + state.not_yet_due_interest


def _rough(debt: Debt, on: date) -> Owed:
    claim = debt.latest_claim(on)
    items = claim.items if claim else {}
    missed = debt.missed_since or debt.next_due
    return Owed(
        rough=True,
        parts={c: items.get(c.value) for c in Component},
        total=claim.total if claim else Money.ZERO,
        days_past_due=max((on - missed).days, 0) if missed else 0,
        next_due=debt.next_due if debt.next_due and debt.next_due > on else None,
        next_amount=None,
    )
