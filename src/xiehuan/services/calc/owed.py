"""`owed`: what is owed on a day, how the payments were spread, and what is not yet due."""

from __future__ import annotations

from typing import Any

from xiehuan.loan import Account, Component, account
from xiehuan.loan.ledger.account import What
from xiehuan.money import Money
from xiehuan.services.calc.events import read_events
from xiehuan.services.calc.request import Request


def owed(request: Request) -> dict[str, Any]:
    """The account on the day, component by component, with the allocation of every payment."""
    terms, overdue, fees = request.loan(), request.overdue(), request.fees()
    payments, events, on, trace = (
        request.payments(),
        read_events(request.table),
        request.day("on"),
        request.trace,
    )
    request.finish()
    state = account(terms, on=on, payments=payments, overdue=overdue, fees=fees, events=events)
    answer = state_figures(state)
    if trace:
        from xiehuan.loan.ledger.trace import account_steps  # noqa: PLC0415 - only where steps are asked for

        answer["trace"] = [step.as_json() for step in account_steps(state, overdue)]
    return answer


def state_figures(state: Account) -> dict[str, Any]:
    """An account as data; amounts as decimal strings, dates as ISO."""
    oldest = state.oldest_unpaid_due
    return {
        "components": components(state),
        "total": str(state.outstanding()),
        "not_yet_due": {
            "principal": str(state.not_yet_due_principal),
            "interest": str(state.not_yet_due_interest),
        },
        "days_past_due": state.days_past_due,
        "oldest_unpaid_due": oldest.isoformat() if oldest else None,
        "allocation": allocation(state),
        "unapplied": str(state.unapplied),
    }


def components(state: Account) -> dict[str, dict[str, str]]:
    """Due, paid, waived and outstanding by component."""
    return {
        c.value: {
            "due": str(bucket.due),
            "paid": str(bucket.paid),
            "waived": str(bucket.waived),
            "outstanding": str(bucket.outstanding),
        }
        for c in Component
        for bucket in (state.bucket(c),)
    }


def allocation(state: Account) -> list[dict[str, Any]]:
    """Each payment, in the order of their days, split over instalments and components."""
    return [
        {"payment": p.payment, "k": p.k, "component": p.component.value, "amount": str(Money(p.fen))}
        for p in state.postings
        if p.what is What.PAID
    ]
