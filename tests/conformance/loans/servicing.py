"""Scenarios of a published core-banking system, step by step, against the engine's ledger.

A row is a list of things done and of states that must hold. What is done becomes events of the ledger; each check is
compared with an account folded anew from all events so far. Product names select defaults from
`servicing_products.json` beside the rows: rounding unit, down payment, grace, delinquency by instalment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.loans.servicing_checks import CHECKS
from conformance.loans.servicing_steps import DONE, MOVES_MONEY, Servicing

RECALCULATES = "interest recalculated every day on the balance actually left (a product rule of that system)"


def unsupported(case: Mapping[str, Any]) -> str | None:
    """Why the scenario cannot be run: an operation or a product rule that the engine does not have."""
    for step in case["steps"]:
        name = step.get("op", step.get("check"))
        if name not in (DONE if "op" in step else CHECKS):
            return f"operation not supported: {name}"
        if step.get("op") == "loan" and step["product"] not in case.get("products", {}):
            return "the product's defaults are not in servicing_products.json beside the file"
        if step.get("op") == "loan" and "RECALCULATION" in step["product"]:
            return RECALCULATES
    return None


def differences(case: Mapping[str, Any]) -> list[str]:
    """What is not as published, each with the step it stands at."""
    return list(_differences(case))


def _differences(case: Mapping[str, Any]) -> Iterator[str]:
    servicing = Servicing(products=case.get("products", {}))
    for number, step in enumerate(case["steps"], 1):
        if "op" in step:
            DONE[step["op"]](servicing, step)
            if step["op"] in MOVES_MONEY and servicing.paid_out:
                servicing.classify(end_of_day=step["op"].startswith("undo_"))
                servicing.close_loan()
        else:
            for found in CHECKS[step["check"]](servicing, step):
                yield f"step {number}, {step['check']}: {found}"
