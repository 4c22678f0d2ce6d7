"""irr.jsonl: rates and values of dated and of periodic flows.

Where flows have several rates the engine says so and states all of them; a published rate must then be one of them. A
published "no rate" must be none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from conformance.loans.daycount import ACTUAL, THIRTY, fraction
from conformance.loans.figures import Case, day, exact, off, unmet
from xiehuan.loan.roots import Roots, rate_roots

KINDS = dict.fromkeys(("xirr", "irr"))


def unsupported(case: Case) -> str | None:
    if reason := unmet(case, KINDS, "kind"):
        return reason
    return unmet(case, {**THIRTY, **ACTUAL}, "day_count") if case["kind"] == "xirr" else None


def times(days: Sequence[date], convention: str, case: Case) -> list[Fraction]:
    start = min(days)
    return [fraction(convention, start, d, case) for d in days]


def roots(case: Case) -> Roots:
    if case["kind"] == "irr":
        return rate_roots(range(len(case["values"])), [exact(v) for v in case["values"]])
    when = times([day(d) for d, _ in case["flows"]], case["day_count"], case)
    return rate_roots(when, [exact(a) for _, a in case["flows"]])


def differences(case: Case) -> list[str]:
    found, expected = roots(case), case["expected"]
    if expected is None:
        return [f"expected no rate, got {found.rates}"] if found.rates else []
    if any(not off("", expected, rate, case["tol"]) for rate in found.rates):
        return []
    return [f"rate: expected {expected}, got {found.status} {found.rates}"]
