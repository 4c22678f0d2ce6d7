"""Monthly amounts: worked by hand, and that nothing of a year is lost but the named rounding."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.budget import Every, Stated
from xiehuan.money import Money

CASES = tomllib.loads((Path(__file__).parent / "stated.toml").read_text("utf-8"))["case"]
DAYS_OF_A_YEAR = {  # written down apart from the product's own table
    "week": 52,
    "fortnight": 26,
    "month": 12,
    "quarter": 4,
    "half_year": 2,
    "year": 1,
}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['amount']} {c['every']} {c.get('months', '')}")
def test_a_month_by_hand(case):
    stated = Stated(Money.parse(case["amount"]), Every(case["every"]), case.get("months"))
    assert str(stated.monthly) == case["monthly"]


@given(st.integers(0, 10**9), st.sampled_from(sorted(DAYS_OF_A_YEAR)))
def test_twelve_months_are_a_year_within_half_a_fen_each(fen, every):
    monthly = Stated(Money(fen), Every(every)).monthly
    assert abs(Fraction(12 * monthly.fen) - fen * DAYS_OF_A_YEAR[every]) <= Fraction(12, 2)


@given(st.integers(0, 10**9), st.integers(1, 120))
def test_the_months_of_a_one_off_are_the_one_off_within_half_a_fen_each(fen, months):
    monthly = Stated(Money(fen), Every.ONCE, months).monthly
    assert abs(Fraction(months * monthly.fen) - fen) <= Fraction(months, 2)


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from(sorted(DAYS_OF_A_YEAR)))
def test_more_stated_is_never_less_a_month(a, b, every):
    low, high = sorted((a, b))
    assert Stated(Money(low), Every(every)).monthly <= Stated(Money(high), Every(every)).monthly


@pytest.mark.parametrize(("every", "months"), [("once", None), ("once", 0), ("month", 3), ("year", 12)])
def test_only_a_one_off_has_a_span(every, months):
    with pytest.raises(ValueError, match=every):
        Stated(Money(100), Every(every), months)


@pytest.mark.parametrize(
    ("stated", "zh"),
    [
        (Stated(Money(150000)), ""),
        (Stated(Money(450000), Every.QUARTER), "每季度4,500.00元，×4÷12，每月1,500.00元"),
        (Stated(Money(930000), Every.ONCE, 4), "一次性9,300.00元，按4个月摊，每月2,325.00元"),
    ],
)
def test_how_it_became_a_month_is_said(stated, zh):
    assert stated.said.zh == zh
    assert bool(stated.said.en) == bool(zh)
