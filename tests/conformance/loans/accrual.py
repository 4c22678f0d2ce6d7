"""accrual.jsonl: interest and penalty rates as practitioners in China compute them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from conformance.loans.figures import Case, day, exact, money, off, unmet
from xiehuan.dates import DayCount, days_inclusive
from xiehuan.loan.accrual import (
    Term,
    heavier_penalty,
    interest_by_daily_balances,
    interest_by_term,
    penalty_rate,
)
from xiehuan.loan.terms import Rate
from xiehuan.loan.yields.apr import percent
from xiehuan.money import Money

COUNTS = {360: DayCount.ACT_360, 365: DayCount.ACT_365}


def _rate(case: Case, field: str) -> Fraction:
    return exact(case[field]) / 100


def _amount(case: Case, got: Money) -> list[str]:
    return off("interest", case["expected"], Fraction(got.fen, 100))


def _by_term(case: Case) -> list[str]:
    term = Term(case.get("years", 0), case.get("months", 0), case.get("days", 0))
    return _amount(
        case,
        interest_by_term(money(case["principal"]), _rate(case, "annual_rate_percent"), term, case["basis"]),
    )


def _simple(case: Case) -> list[str]:
    balances = [(money(case["principal"]), case["days"])]
    return _amount(
        case, interest_by_daily_balances(balances, _rate(case, "annual_rate_percent"), case["basis"])
    )


def _daily(case: Case) -> list[str]:
    rate = Rate(_rate(case, "annual_rate_percent")).per_day(COUNTS[case["basis"]])
    stated = percent(Decimal(rate.numerator) / Decimal(rate.denominator), case["decimals"])
    return off("daily rate", case["expected"], stated)


def _penalty(case: Case) -> list[str]:
    got = penalty_rate(_rate(case, "contract_rate_percent"), _rate(case, "markup_percent"))
    return off("penalty rate", case["expected"], got * 100)


def _both(case: Case) -> list[str]:
    got = heavier_penalty(_rate(case, "overdue_rate_percent"), _rate(case, "misuse_rate_percent"))
    return off("penalty rate", case["expected_rate_percent"], got * 100)


def _inclusive(case: Case) -> list[str]:
    return off("days", case["expected"], days_inclusive(day(case["start"]), day(case["end"])))


KINDS: dict[str, Callable[[Case], list[str]]] = {
    "whole_years_plus_days": _by_term,
    "simple": _simple,
    "daily_rate_percent": _daily,
    "days_inclusive": _inclusive,
    "penalty_rate_percent": _penalty,
    "penalty_both": _both,
}


def unsupported(case: Case) -> str | None:
    if case.get("basis", 360) not in COUNTS:
        return f"basis {case['basis']!r} is not implemented"
    return unmet(case, KINDS, "kind")


def differences(case: Case) -> list[str]:
    return KINDS[case["kind"]](case)
