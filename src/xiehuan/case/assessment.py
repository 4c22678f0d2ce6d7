"""Everything the pack says about a case on a day, computed once: the way of the data through the core.

case → owed and audit for each debt → budget → joint plan → next actions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from xiehuan.budget import Budget, MonthSurplus, budget, monthly_surpluses
from xiehuan.case.case import Case
from xiehuan.evidence import Kind, Record
from xiehuan.law import Audit, Limitation, Pack, audit, limitation
from xiehuan.loan import Debt, Owed, Payment, Yields, contract_yields, owed, with_assumed_payments
from xiehuan.money import Money
from xiehuan.plan import Balance, JointPlan, Option, balance, joint_plan

PROOF_DAYS = 3  # a payment and the bill row that shows it may be booked some days apart


@dataclass(frozen=True, slots=True)
class DebtView:
    """One debt with all that was computed about it."""

    debt: Debt
    owed: Owed
    claimed: Money | None
    audit: Audit
    yields: Yields | None
    balance: Balance
    limitation: Limitation | None
    options: tuple[Option, ...]
    choice: int | None

    @property
    def chosen(self) -> Option | None:
        """The option recommended in the joint plan."""
        return None if self.choice is None else self.options[self.choice]

    @property
    def silent(self) -> bool:
        """True when nothing may be sent before the limitation warning has been read and answered."""
        return self.limitation is not None and self.limitation.passed


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole case on a day."""

    on: date
    case: Case
    debts: tuple[DebtView, ...]
    budget: Budget | None
    months: tuple[MonthSurplus, ...]
    joint: JointPlan


def assess(case: Case, pack: Pack, on: date) -> Assessment:
    """Compute everything; a LoanError in a debt's terms is the caller's to turn into a finding."""
    debts = prepared_debts(case, on)
    household = case.household
    since = household.hardship.since if household.hardship else None
    months = monthly_surpluses(case.records, since=since, on=on) if since else ()
    means = budget(household, months, on)
    balances = [balance(d, pack, on) for d in debts]
    plan = joint_plan(balances, means.capacity if means else None, on, household.pay_day)
    views = tuple(_view(d, b, plan, pack, on) for d, b in zip(debts, balances, strict=True))
    return Assessment(on, case, views, means, months, plan)


def prepared_debts(case: Case, on: date) -> list[Debt]:
    """The debts as everything is computed on them: payments linked to their proof, implied payments added."""
    return [with_assumed_payments(_with_proof(d, case.records), on) for d in case.debts]


def _view(debt: Debt, settled: Balance, plan: JointPlan, pack: Pack, on: date) -> DebtView:
    claim = debt.latest_claim(on)
    return DebtView(
        debt=debt,
        owed=owed(debt, on),
        claimed=claim.total if claim else None,
        audit=audit(debt, pack, on),
        yields=None if debt.rough else contract_yields(debt.schedule()),
        balance=settled,
        limitation=limitation(debt, pack, on),
        options=tuple(plan.options[debt.id]),
        choice=plan.choices.get(debt.id),
    )


def _with_proof(debt: Debt, records: tuple[Record, ...]) -> Debt:
    """Link each payment to a bill row of the same amount within a few days; a row proves one payment."""
    rows = [r for r in records if r.kind is Kind.BILL and r.amount is not None and r.amount.fen < 0 and r.at]
    used: set[str] = set()
    proven = []
    for payment in debt.payments:
        row = next((r for r in rows if r.id not in used and _shows(r, payment)), None)
        if row is not None:
            used.add(row.id)
            payment = replace(payment, proof=row.id)  # noqa: PLW2901
        proven.append(payment)
    return replace(debt, payments=tuple(proven))


def _shows(record: Record, payment: Payment) -> bool:
    day = date.fromisoformat((record.at or "")[:10])
    return record.amount == -payment.amount and abs((day - payment.on).days) <= PROOF_DAYS
