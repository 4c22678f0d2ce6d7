"""apr.jsonl: annual percentage rates by the methods of the US, the EU and the UK, and monthly rates of loans with fees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from conformance.loans.figures import Case, day, exact, money, off
from xiehuan.dates import DAY
from xiehuan.loan.annuity import payment
from xiehuan.loan.roots import rate_roots
from xiehuan.loan.yields import Apr, Flow, eu_apr, eu_apr_1998, timed_apr, uk_apr, us_apr
from xiehuan.loan.yields.apr import percent

STANDARD_YEAR = "EC 98/7 standard year"
# The loans behind the EU and UK figures bear interest by the day, and time is counted in days.
METHODS: dict[str, Callable[[list[Flow]], Apr | None]] = {
    "US actuarial": us_apr,
    "US Appendix J": us_apr,
    "EC 98/7 calendar basis (days/365)": eu_apr_1998,
    "EU to 1 d.p.": lambda flows: eu_apr(flows, DAY),
    "UK FCA to 1 d.p.": lambda flows: uk_apr(flows, DAY),
}
MONTHLY = "monthly IRR"


def _method(case: Case) -> str:
    return str(case.get("method", case.get("apr_method")))


def unsupported(case: Case) -> str | None:
    known = {**METHODS, STANDARD_YEAR: None, MONTHLY: None}
    return None if _method(case) in known else f"method {_method(case)!r} is not implemented"


def differences(case: Case) -> list[str]:
    if _method(case) == MONTHLY:
        return _monthly(case)
    if _method(case) == STANDARD_YEAR:
        given = [(t, exact(a)) for t, a in case["advances"]] + [(t, -exact(a)) for t, a in case["payments"]]
        found = timed_apr([exact(t) for t, _ in given], [a for _, a in given])
    else:
        found = METHODS[_method(case)](_flows(case))
    if found is None:
        return ["expected a rate, got none"]
    if "expected_rate" in case:
        return off("rate", case["expected_rate"], found.rate, case["tol"])
    wanted = case.get("expected_apr_percent", case.get("apr_percent"))
    stated = percent(Decimal(repr(found.rate)), case.get("decimals", found.decimals))
    return off("APR", wanted, stated)


def _flows(case: Case) -> list[Flow]:
    if "rows" in case:
        start = day(case["start_date"])
        paid = [(start + timedelta(days=r["day"]), -money(r["payment"])) for r in case["rows"]]
        return [(start, money(case["principal"])), *paid]
    return [(day(d), money(a)) for d, a in case["advances"]] + [
        (day(d), -money(a)) for d, a in case["payments"]
    ]


def _monthly(case: Case) -> list[str]:
    """Interest-only months, then equal instalments, and a fee on every invoice, all unrounded."""
    principal, n, first = exact(case["principal"]), case["n"], case["interest_only_months"]
    rate, fee = exact(case["annual_rate_percent"]) / 1200, exact(case["monthly_invoice_fee"])
    level = payment(rate, n - first, principal) if n > first else Fraction(0)
    amounts = [principal, *[-principal * rate - fee] * first, *[level - fee] * (n - first)]
    found = rate_roots(range(len(amounts)), amounts)
    return off("monthly rate", case["expected_monthly_irr"], found.unique, case["tol"])
