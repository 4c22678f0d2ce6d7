"""Everything the pack says about a case on a day, computed once: the way of the data through the core.

case → owed and audit for each debt → budget → joint plan → next actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xiehuan.budget import Budget, MonthSurplus, Statement, budget, monthly_surpluses
from xiehuan.case.case import Case
from xiehuan.case.means import contradicted, not_yet_safe, statement_of, with_mandates
from xiehuan.case.ways_out import WayOut, ways_out
from xiehuan.errors import Finding
from xiehuan.evidence import Kind, Record
from xiehuan.law import Audit, Limitation, Pack, audit, limitation
from xiehuan.law.conduct import judged
from xiehuan.law.conduct_finding import Conduct
from xiehuan.law.contacts import Contact, by_debt, restarts_said
from xiehuan.law.creditor import CreditorToday, creditor_today
from xiehuan.law.deadlines import WorkCalendar
from xiehuan.law.starts import Running, running
from xiehuan.loan import Debt, Owed, Payment, Yields, contract_yields, owed, with_assumed_payments
from xiehuan.loan.restart import TimeBarredChoice
from xiehuan.loan.restructure.waterfall import Policy
from xiehuan.money import Money
from xiehuan.plan import Balance, JointPlan, Known, Option, balance, joint_plan

NO_YEARS = WorkCalendar({})
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
    creditor: CreditorToday
    silent: bool  # nothing may be sent, called or proposed before the warning has been answered
    options: tuple[Option, ...]
    choice: int | None

    @property
    def chosen(self) -> Option | None:
        """The option recommended in the joint plan."""
        return None if self.choice is None else self.options[self.choice]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole case on a day."""

    on: date
    case: Case
    debts: tuple[DebtView, ...]
    budget: Budget | None
    months: tuple[MonthSurplus, ...]
    joint: JointPlan
    conduct: tuple[Conduct, ...] = ()
    running: tuple[Running, ...] = ()
    statement: Statement | None = None
    findings: tuple[Finding, ...] = ()  # about the figures of the household
    ways: tuple[WayOut, ...] = ()


def assess(
    case: Case, pack: Pack, on: date, calendar: WorkCalendar = NO_YEARS, policies: Sequence[Policy] = ()
) -> Assessment:
    """Compute everything; a LoanError in a debt's terms is the caller's to turn into a finding.

    Without a calendar of working days every year is provisional. A debt that may be time-barred, and for which no
    choice to go on is recorded, stays out of the joint plan: a plan is a proposal to pay. `policies` are searched for relief too.
    """
    debts = prepared_debts(case, on)
    contacts, others = by_debt(debts, case.records)
    household = case.household
    since = household.hardship.since if household.hardship else None
    months = monthly_surpluses(case.records, since=since, on=on) if since else ()
    means = budget(household, months, on)
    clocks = {d.id: _clock(d, contacts[d.id], case.records, pack, on) for d in debts}
    held = {i for i, c in clocks.items() if c and c.held_back(_choice(debts, i), on)}
    balances = [balance(d, pack, on) for d in debts]
    open_ones = [b for b in balances if b.debt.id not in held]
    plan = joint_plan(
        open_ones,
        means.capacity if means else None,
        on,
        household.pay_day,
        policies=policies,
        known=Known(tuple(m.surplus for m in months), household.cash),
    )
    stated = statement_of(means, on, pack.parameters, open_ones, plan, case.records)
    plan = not_yet_safe(plan, stated.not_yet_safe if stated else ())
    views = tuple(_view(b, plan, pack, on, clocks[b.debt.id], silent=b.debt.id in held) for b in balances)
    kinds = {d.id: d.lender_kind for d in debts}
    return Assessment(
        on,
        case,
        views,
        means,
        months,
        plan,
        judged(debts, contacts, others, pack, on),
        running(case.starts, kinds, pack, calendar, on),
        stated,
        (*(stated.findings if stated else ()), *contradicted(case.debts, household, on)),
        _ways(plan, open_ones, household.person.city, pack, on),
    )


def _ways(
    plan: JointPlan, balances: Sequence[Balance], city: str | None, pack: Pack, on: date
) -> tuple[WayOut, ...]:
    """The honest alternatives, where a debt cannot be cleared or its creditor refuses; none where the plan stands."""
    owing = [b.debt for b in balances if b.total > Money.ZERO]
    refused = [d for d in owing if d.refused_on and d.refused_on <= on]
    if plan.feasible and not refused:
        return ()
    return ways_out(refused if plan.feasible else owing, city, pack, on)


def prepared_debts(case: Case, on: date) -> list[Debt]:
    """The debts as everything is computed on them: debits of accounts taken over, payments linked to their proof or implied."""
    debts = with_mandates(case.debts, case.household, on)
    return [with_assumed_payments(_with_proof(d, case.records), on) for d in debts]


def _choice(debts: Sequence[Debt], identity: str) -> TimeBarredChoice | None:
    return next(d.time_barred_choice for d in debts if d.id == identity)


def _clock(
    debt: Debt, contacts: Sequence[Contact], records: Sequence[Record], pack: Pack, on: date
) -> Limitation | None:
    """The time to sue by the debt's own facts; what messages say is listed beside it and not counted."""
    return limitation(debt, pack, on, restarts_said(debt, contacts, records))


def _view(
    settled: Balance, plan: JointPlan, pack: Pack, on: date, clock: Limitation | None, *, silent: bool
) -> DebtView:
    debt = settled.debt
    claim = debt.latest_claim(on)
    return DebtView(
        debt=debt,
        owed=owed(debt, on),
        claimed=claim.total if claim else None,
        audit=audit(debt, pack, on),
        yields=None if debt.rough else contract_yields(debt.schedule()),
        balance=settled,
        limitation=clock,
        creditor=creditor_today(debt, pack, on),
        silent=silent,
        options=tuple(plan.options.get(debt.id, ())),
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
