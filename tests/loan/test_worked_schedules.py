"""Schedules that others have published or that a reader can check by hand."""

from __future__ import annotations

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from xiehuan.loan import LoanTerms, Method, Rate, build_schedule
from xiehuan.loan.switches import Every
from xiehuan.money import Money, Rounding

CASES = tomllib.loads((Path(__file__).parent / "worked_schedules.toml").read_text("utf-8"))["case"]
READ = {
    "principal": Money.parse,
    "payment": Money.parse,
    "balloon": Money.parse,
    "rate": lambda text: Rate(Fraction(text)),
    "every": Every,
    "payment_rounding": Rounding,
}


def terms_of(table: dict[str, Any]) -> LoanTerms:
    words = {"n": None, **{key: READ.get(key, int)(value) for key, value in table.items()}}
    first = date(2026, 1, 10) if "every" in table else date(2025, 2, 10)
    return LoanTerms(
        method=Method.EQUAL_INSTALMENT,
        first_due=first,
        received=words["principal"],
        received_on=date(2025, 1, 10),
        **words,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_worked_schedule(case: dict[str, Any]) -> None:
    found = build_schedule(terms_of(case["terms"])).instalments
    assert case["source"]
    if "total" in case:
        assert {str(row.total) for row in found[:-1]} == {case["total"]}
    for k, principal, interest in case.get("rows", ()):
        assert (str(found[k - 1].principal), str(found[k - 1].interest)) == (principal, interest)
    if len(case.get("rows", ())) > 1:
        assert len(found) == len(case["rows"])
