"""How much of the charges lies above a price ceiling: what is still unpaid, and what was paid already.

Charges are held against principal really lent × ceiling × days / 365 from the start of the oldest unpaid
instalment's period; the periods paid before stand apart as what may be asked back. With a contract inside the
ceiling only late charges can break it, and its ordinary interest is then taken as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account, What
from xiehuan.loan.terms import Component, LoanTerms
from xiehuan.money import Money, round_fraction
from xiehuan.parameter import DatedValue

CHARGE_PARTS = tuple(c for c in Component if c is not Component.PRINCIPAL)
_ORDINARY = (Component.INTEREST, Component.FEE)


@dataclass(frozen=True, slots=True)
class Excess:
    """Above the ceiling: `unpaid` may be reduced on request, `paid` may be asked back. With the steps' figures."""

    since: date
    on: date
    charges: Money
    allowed: Money
    unpaid: Money
    paid: Money


def on_received_principal(debt: Debt, pack: Pack) -> Debt:
    """The debt with the money that really arrived as its principal (Civil Code art. 670), where that rule is known."""
    terms: LoanTerms | None = debt.terms
    if terms is None or terms.received >= terms.principal or received_rule(debt, terms, pack) is None:
        return debt
    return replace(debt, terms=terms.lending(terms.received))


@rule(
    "cn.withheld_in_advance",
    articles=("civil_code:第六百七十条",),
    parameters=("withheld.principal_is_received",),
)
def received_rule(debt: Debt, terms: LoanTerms, pack: Pack) -> DatedValue | None:
    """The rule on money taken off in advance on the contract's day; None where none was read."""
    return pack.parameters["withheld.principal_is_received"].known_at(debt.contract_date or terms.received_on)


def excess(state: Account, rate: Fraction, *, contract_over: bool) -> Excess:
    """The part of the charges up to the account's day above the yearly `rate`, the principal already corrected."""
    on = state.on
    since, first = _start_of_unpaid(state)
    unpaid_charges = state.outstanding(*CHARGE_PARTS) + state.not_yet_due_interest
    paid_since = _paid(state, lambda k: k >= first)
    incurred = unpaid_charges + paid_since
    allowed = _cost_of(_lent(state), rate, since, on)
    if not contract_over:
        ordinary = Money(sum(_booked(state, c, first) for c in _ORDINARY)) + state.not_yet_due_interest
        allowed = max(allowed, ordinary + _cost_of(_overdue(state), rate, since, on))
    over = max(incurred - allowed, Money.ZERO)
    unpaid = min(over, unpaid_charges)
    before = Money.ZERO
    if contract_over:
        paid_before = _paid(state, lambda k: k < first) + state.schedule.upfront_fees
        before = max(
            paid_before - _cost_of(_lent(state), rate, state.schedule.terms.received_on, since), Money.ZERO
        )
    return Excess(since, on, incurred, allowed, unpaid, before + (over - unpaid))


def _start_of_unpaid(state: Account) -> tuple[date, int]:
    """The first day of the oldest unpaid instalment's period, and its number."""
    unpaid = state.unpaid_instalments
    received_on = state.schedule.terms.received_on
    if not unpaid:
        first = max(state.due_of, default=0) + 1
        return max(state.due_of.values(), default=received_on), first
    before = [due for k, due in state.due_of.items() if k < unpaid[0]]
    return max(before, default=received_on), unpaid[0]


def _paid(state: Account, wanted: Callable[[int], bool]) -> Money:
    return Money(
        sum(
            p.fen
            for p in state.postings
            if p.what is What.PAID and p.component is not Component.PRINCIPAL and wanted(p.k)
        )
    )


def _booked(state: Account, component: Component, first: int) -> int:
    return sum(
        p.fen for p in state.postings if p.what is not What.PAID and p.component is component and p.k >= first
    )


def _lent(state: Account) -> list[tuple[date, int]]:
    return state.principal_history()


def _overdue(state: Account) -> list[tuple[date, int]]:
    """Principal fallen due and not paid, from each day on."""
    left, history = 0, []
    for p in state.postings:
        if p.component is Component.PRINCIPAL and p.what in {What.DUE, What.PAID}:
            left += p.fen if p.what is What.DUE else -p.fen
            history.append((p.on, left))
    return history


def _cost_of(history: list[tuple[date, int]], rate: Fraction, since: date, until: date) -> Money:
    """Σ principal × days between two days × rate / 365, rounded once."""
    if not history:
        return Money.ZERO
    occupied = 0
    for (day, fen), (next_day, _) in zip(history, [*history[1:], (until, 0)], strict=True):
        start, end = max(day, since), min(next_day, until)
        if end > start:
            occupied += fen * (end - start).days
    return Money(round_fraction(occupied * rate / 365))
