"""tvm.jsonl: the functions of the time value of money, with the sign convention of spreadsheets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from conformance.loans.figures import Case, exact, off, unmet
from xiehuan.errors import LoanError
from xiehuan.loan import annuity
from xiehuan.loan.annuity import Due

WHENS = {"end": Due.END, "begin": Due.START, 0: Due.END, 1: Due.START}
NO_ANSWER = {
    "nper": "never_repaid",
    "rate": "no_rate",
}  # what the engine says where a published figure is none


def _figures(case: Case) -> dict[str, Any]:
    args = {k: exact(v) for k, v in case["args"].items() if k not in {"when", "values", "per", "nper"}}
    args |= {k: int(v) for k, v in case["args"].items() if k in {"per", "nper"}}
    return args | {"when": WHENS[case["args"].get("when", "end")]}


FUNCTIONS = {
    "pmt": lambda a: annuity.payment(a["rate"], a["nper"], a["pv"], a.get("fv", 0), a["when"]),
    "ipmt": lambda a: annuity.interest_part(
        a["rate"], a["per"], a["nper"], a["pv"], a.get("fv", 0), a["when"]
    ),
    "ppmt": lambda a: annuity.principal_part(
        a["rate"], a["per"], a["nper"], a["pv"], a.get("fv", 0), a["when"]
    ),
    "fv": lambda a: annuity.future_value(a["rate"], a["nper"], a["pmt"], a.get("pv", 0), a["when"]),
    "pv": lambda a: annuity.present_value(a["rate"], a["nper"], a["pmt"], a.get("fv", 0), a["when"]),
    "nper": lambda a: annuity.number_of_payments(a["rate"], a["pmt"], a["pv"], a.get("fv", 0), a["when"]),
    "rate": lambda a: annuity.rate_per_period(a["nper"], a["pmt"], a["pv"], a.get("fv", 0), a["when"]),
    "npv": lambda a: annuity.net_present_value(a["rate"], a["values"]),
    "npv_from_period_1": lambda a: annuity.net_present_value(a["rate"], [0, *a["values"]]),
}


def unsupported(case: Case) -> str | None:
    if case["args"].get("when", "end") not in WHENS:
        return f"when {case['args']['when']!r} is not implemented"
    nper = case["args"].get("nper", 1)
    if Fraction(exact(nper)).denominator != 1:
        return f"a part of a period, nper {nper}, is not implemented"
    return unmet(case, FUNCTIONS, "fn")


def differences(case: Case) -> list[str]:
    args, expected = _figures(case), case["expected"]
    if "values" in case["args"]:
        args["values"] = [exact(v) for v in case["args"]["values"]]
    try:
        got = FUNCTIONS[case["fn"]](args)
    except LoanError as error:
        none = expected in {None, "inf"} and error.code == NO_ANSWER.get(case["fn"])
        return [] if none else [f"{case['fn']}: expected {expected}, got {error.code}"]
    if expected in {None, "inf"}:
        return [f"{case['fn']}: expected no answer, got {float(got)}"]
    return off(case["fn"], expected, got, exact(case["rel_tol"]) * abs(exact(expected)))
