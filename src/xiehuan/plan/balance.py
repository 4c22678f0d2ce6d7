"""The balance a plan starts from: principal that may bear interest, and charges that do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.law.ceiling import Verdict, ceilings, verdict
from xiehuan.law.excess import on_received_principal
from xiehuan.law.pack import Pack
from xiehuan.law.recount import recount
from xiehuan.loan.debt import Debt
from xiehuan.loan.owed import owed
from xiehuan.loan.terms import Component, LoanTerms, Method
from xiehuan.loan.yields import contract_yields
from xiehuan.money import Money

LATE_PARTS = ("penalty", "compound", "late_fee")


@dataclass(frozen=True, slots=True)
class Balance:
    """What there is to settle with one creditor.

    `charges` by name include the fees of instalments not yet due, which a plan that leaves them out would still
    owe. `claimed_extra` is what the claim adds to our figure. `contract_monthly` and `contract_total` are what the
    contract would take next month and in all; None for rough debts, whose contract is unknown.
    """

    debt: Debt
    principal: Money
    charges: dict[str, Money]
    rate: Fraction
    claimed_extra: Money
    contract_monthly: Money | None
    contract_total: Money
    contract_rest: tuple[tuple[date, Money], ...]
    contract_ends: date | None
    overdue: bool

    @property
    def total(self) -> Money:
        """Principal and charges."""
        return self.principal + Money.total(self.charges.values())

    def keep(self, waived: tuple[str, ...]) -> Money:
        """The charges left when those named are waived."""
        return Money.total(v for k, v in self.charges.items() if k not in waived)


def balance(debt: Debt, pack: Pack, on: date) -> Balance:
    """The balance on the day, interest taken off in advance already corrected (Civil Code art. 670)."""
    if debt.terms is None:
        return _rough(debt, on)
    corrected = on_received_principal(debt, pack)
    state = owed(corrected, on)
    parts = {c.value: state.parts[c] or Money.ZERO for c in Component if c is not Component.PRINCIPAL}
    parts["interest"] += state.undue_interest or Money.ZERO
    parts["fee"] += Money.total(u.fees for u in state.upcoming)
    principal = (state.parts[Component.PRINCIPAL] or Money.ZERO) + (state.undue_principal or Money.ZERO)
    credit = state.unapplied
    for name, amount in parts.items():
        parts[name], credit = _less(amount, credit)
    due = [(on, state.total)] if state.total else []
    rest = _after_credit([*due, *((u.due, u.amount) for u in state.upcoming)], state.unapplied)
    claim = debt.latest_claim(on)
    extra = max(claim.total - recount(corrected, claim, on).total, Money.ZERO) if claim else Money.ZERO
    return Balance(
        debt=debt,
        principal=principal - credit,
        charges={k: v for k, v in parts.items() if v},
        rate=_plan_rate(corrected, pack),
        claimed_extra=extra,
        contract_monthly=state.next_amount or state.total,
        contract_total=Money.total(m for _, m in rest),
        contract_rest=rest,
        contract_ends=corrected.schedule().maturity,
        overdue=state.days_past_due > 0,
    )


def _less(amount: Money, credit: Money) -> tuple[Money, Money]:
    """The amount after the credit, and what is left of the credit."""
    used = min(amount, credit)
    return amount - used, credit - used


def _after_credit(dues: list[tuple[date, Money]], credit: Money) -> tuple[tuple[date, Money], ...]:
    """What is still to pay on each day once money paid early has been taken off the first of them."""
    rest = []
    for day, amount in dues:
        left, credit = _less(amount, credit)
        if left:
            rest.append((day, left))
    return tuple(rest)


def _rough(debt: Debt, on: date) -> Balance:
    """Only the claim is known: it is taken whole, and no rate goes on."""
    claim = debt.latest_claim(on)
    total = claim.total if claim else Money.ZERO
    items = dict(claim.items) if claim else {}
    late = {k: items[k] for k in LATE_PARTS if items.get(k)}
    return Balance(
        debt=debt,
        principal=total - Money.total(late.values()),
        charges=late,
        rate=Fraction(0),
        claimed_extra=Money.ZERO,
        contract_monthly=None,
        contract_total=total,
        contract_rest=(),
        contract_ends=None,
        overdue=owed(debt, on).days_past_due > 0,
    )


def _plan_rate(debt: Debt, pack: Pack) -> Fraction:
    """The contract's yearly rate on the declining balance, never above a ceiling that the contract breaks.

    A flat fee is not such a rate: its yield (12 × monthly IRR, to 0.01 %) stands for it.
    """
    terms: LoanTerms | None = debt.terms
    if terms is None:
        return Fraction(0)
    rate = terms.rate.per_year(terms.day_count)
    yields = contract_yields(debt.schedule())
    if terms.method is Method.FLAT:
        rate = Fraction(round((yields.irr12 or 0) * 10_000), 10_000)
    for ceiling in ceilings(debt, pack):
        if verdict(yields, ceiling) is Verdict.OVER:
            rate = min(rate, ceiling.rate)
    return rate
