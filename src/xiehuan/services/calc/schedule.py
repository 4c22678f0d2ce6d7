"""`schedule`: what the contract promises, row by row, with its three yields."""

from __future__ import annotations

from typing import Any

from xiehuan.loan import Schedule, Yields, build_schedule, contract_yields
from xiehuan.loan.schedule import Instalment
from xiehuan.money import Money
from xiehuan.services.calc.request import Request


def schedule(request: Request) -> dict[str, Any]:
    """The instalments, their totals and the yields of the contract as promised."""
    terms, fees, trace = request.loan(), request.fees(), request.trace
    request.finish()
    plan = build_schedule(terms, fees)
    answer = {
        "instalments": [instalment(row) for row in plan.instalments],
        "totals": totals(plan),
        "upfront_fees": str(plan.upfront_fees),
        "yields": yield_figures(contract_yields(plan)),
    }
    if trace:
        from xiehuan.loan.ledger.trace import schedule_steps  # noqa: PLC0415 - only where steps are asked for

        answer["trace"] = [step.as_json() for step in schedule_steps(plan)]
    return answer


def instalment(row: Instalment) -> dict[str, Any]:
    """One row of a plan with amounts as decimal strings."""
    return {
        "k": row.k,
        "due": row.due.isoformat(),
        "days": row.days,
        "principal": str(row.principal),
        "interest": str(row.interest),
        "fees": str(row.fees),
        "total": str(row.total),
        "balance": str(row.balance),
    }


def totals(plan: Schedule) -> dict[str, str]:
    """The sums of the columns; fees of the first day are in `upfront_fees`."""
    rows = plan.instalments
    return {
        "principal": str(Money.total(r.principal for r in rows)),
        "interest": str(Money.total(r.interest for r in rows)),
        "fees": str(Money.total(r.fees for r in rows)),
        "total": str(Money.total(r.total for r in rows)),
    }


def yield_figures(found: Yields) -> dict[str, str | None]:
    """The three yields with ten decimals, null where there is none."""
    return {"irr12": ten(found.irr12), "ear": ten(found.ear), "simple": ten(found.simple)}


def ten(rate: float | None) -> str | None:
    """A rate with ten decimals."""
    return None if rate is None else f"{rate:.10f}"
