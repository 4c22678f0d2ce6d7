"""The income and spending statement of a case: the budget beside what contracts and plans ask for, and what it holds up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xiehuan.budget import Budget, Household, Payments, Statement, income_statement
from xiehuan.budget.debits import debt_doubt
from xiehuan.errors import Finding, Text, Where
from xiehuan.evidence import Kind as EvidenceKind
from xiehuan.evidence import Record
from xiehuan.loan import AutoDebit, Debt
from xiehuan.money import Money
from xiehuan.parameter import Parameter
from xiehuan.plan import Balance, JointPlan, Kind, Option


def with_mandates(debts: Sequence[Debt], household: Household, on: date) -> list[Debt]:
    """The debts with the automatic debits recorded by account: one that runs counts whatever debts.toml says of it.

    A debit that was paused no longer upsets a plan; a debt that no recorded debit names stays as it is.
    """
    return [_with_mandate(d, household, on) for d in debts]


def _with_mandate(debt: Debt, household: Household, on: date) -> Debt:
    mine = [m for m in household.mandates if m.debt == debt.id]
    running = next((m for m in mine if m.runs(on)), None)
    if running is not None:
        return replace(debt, auto_debit=AutoDebit.ACCOUNT, debit_account=running.account)
    return replace(debt, auto_debit=AutoDebit.NONE, debit_account=None) if mine else debt


def contradicted(debts: Sequence[Debt], household: Household, on: date) -> Iterator[Finding]:
    """Debts said to have no automatic debit while one is recorded that runs."""
    free = {d.id: d for d in debts if d.auto_debit is AutoDebit.NONE}
    for m in household.mandates:
        if m.debt in free and m.runs(on):
            yield Finding(
                "debit_says_otherwise",
                Where("debts.toml", f"debt.{m.debt}", "auto_debit"),
                Text(
                    f"这里写没有自动扣款，case.toml 里{m.account}有「{m.payee}」的扣款；按有扣款算",
                    f"no automatic debit here, but case.toml has one of {m.account} by “{m.payee}”; taken as debited",
                ),
                Text(
                    "核对后改其中一处；已经停了就写 paused_on",
                    "check and correct one of them; write paused_on if it was stopped",
                ),
            )


def statement_of(
    means: Budget | None,
    on: date,
    parameters: Mapping[str, Parameter],
    balances: Sequence[Balance],
    plan: JointPlan,
    records: Iterable[Record] = (),
) -> Statement | None:
    """The statement on the day; None without stated figures. Debts that no plan speaks of are left out of its closing lines."""
    if means is None:
        return None
    asked = [b for b in balances if b.total.fen > 0]
    chosen = {i: plan.options[i][n] for i, n in plan.choices.items()}
    return income_statement(
        means,
        on,
        parameters,
        [_payments(b, _contract_days(b, chosen.get(b.debt.id))) for b in asked],
        [_payments(b, _days(chosen.get(b.debt.id))) for b in asked],
        sorted({r.source for r in records if r.kind is EvidenceKind.BILL}),
        [debt_doubt(b.debt.id, b.debt.short_name) for b in asked if b.debt.auto_debit is AutoDebit.UNKNOWN],
    )


def _payments(b: Balance, days: tuple[tuple[date, Money], ...] | None) -> Payments:
    return Payments(b.debt.id, b.debt.short_name, days, first=b.debt.secured or b.debt.essential)


def _contract_days(b: Balance, chosen: Option | None) -> tuple[tuple[date, Money], ...] | None:
    """What holds today: the contract, or the plan signed in its place; None where there is no contract at hand."""
    if chosen is not None and Kind.AGREED in chosen.kinds:
        return _days(chosen)
    return None if b.debt.rough else b.contract_rest


def _days(option: Option | None) -> tuple[tuple[date, Money], ...] | None:
    return None if option is None else tuple((p.on, p.amount) for p in option.payments)


def not_yet_safe(plan: JointPlan, why: Collection[Text]) -> JointPlan:
    """The plan with every option marked as not yet safe for these reasons; unchanged where there are none."""
    if not why:
        return plan
    options = {i: [_unsafe(o, why) for o in offers] for i, offers in plan.options.items()}
    other = plan.alternative
    if other is not None and other.plans is not None:
        other = replace(other, plans={i: _unsafe(o, why) for i, o in other.plans.items()})
    return replace(plan, options=options, alternative=other)


def _unsafe(option: Option, why: Collection[Text]) -> Option:
    return replace(option, safe=False, reasons=(*option.reasons, *why))
