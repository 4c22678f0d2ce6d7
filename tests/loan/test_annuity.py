"""Level payments and their parts, against a loan carried forward period by period."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from xiehuan.errors import LoanError
from xiehuan.loan.annuity import (
    Due,
    future_value,
    interest_part,
    net_present_value,
    number_of_payments,
    payment,
    present_value,
    principal_part,
    rate_per_period,
)

SHORT = settings(max_examples=150, derandomize=True, deadline=None)
rates = st.one_of(st.just(Fraction(0)), st.fractions(Fraction(-1, 3), Fraction(1, 2), max_denominator=2000))
sums = st.integers(-10_000, 10_000).map(Fraction)
dues = st.sampled_from(Due)


@SHORT
@given(rates, st.integers(1, 40), sums, sums, dues)
def test_parts_are_those_of_the_loan_carried_forward(i, n, present, future, due) -> None:
    level = payment(i, n, present, future, due)
    balance = present
    for k in range(1, n + 1):
        if due is Due.START:
            interest = Fraction(0) if k == 1 else -balance * i / (1 + i)
            balance = (balance + level) * (1 + i)
        else:
            interest = -balance * i
            balance = balance * (1 + i) + level
        assert interest_part(i, k, n, present, future, due) == interest
        assert principal_part(i, k, n, present, future, due) == level - interest
    assert balance == -future
    assert future_value(i, n, level, present, due) == future
    assert present_value(i, n, level, future, due) == present


@SHORT
@given(rates, st.integers(1, 60), st.integers(1, 10_000), dues)
def test_number_and_rate_undo_the_payment(i, n, present, due) -> None:
    level = payment(i, n, present, 0, due)
    assert number_of_payments(i, level, present, 0, due) == pytest.approx(n, rel=1e-9)
    assume(n > 1 or due is Due.END)
    assert rate_per_period(n, level, present, 0, due) == pytest.approx(float(i), abs=1e-9)


@SHORT
@given(rates, st.lists(sums, max_size=12))
def test_net_present_value_is_the_sum_of_discounted_amounts(i, amounts) -> None:
    assert net_present_value(i, amounts) == sum(a / (1 + i) ** k for k, a in enumerate(amounts))


def test_late_interest_of_a_long_loan_keeps_its_digits() -> None:
    """Payment 297 of 300 at 14.79 %: (1.1479)^296 has 17 digits before the point and loses 16.97 in floats."""
    left = interest_part(Fraction("0.1479"), 297, 300, Fraction("-270.51"))
    by_hand = Fraction("0.1479") * present_value(
        Fraction("0.1479"), 4, payment(Fraction("0.1479"), 300, Fraction("270.51"))
    )
    assert left == by_hand
    assert float(left) == pytest.approx(16.9656277018672, abs=1e-12)


@pytest.mark.parametrize(
    ("rate", "paid", "present", "future"),
    [
        (0, 0, 1000, 0),
        (0, 100, 1000, 0),  # received, not paid
        (Fraction(1, 100), -10, 1000, 0),  # the interest and nothing else, for ever
        (Fraction(1, 100), -9, 1000, 0),
        (Fraction(1, 100), 100, 1000, 0),
    ],
)
def test_what_is_never_repaid_is_an_error(rate, paid, present, future) -> None:
    with pytest.raises(LoanError) as caught:
        number_of_payments(rate, paid, present, future)
    assert caught.value.code == "never_repaid"


def test_whole_number_at_rate_zero() -> None:
    assert number_of_payments(0, -100, 1000) == 10
    assert number_of_payments(0, -300, 1000) == pytest.approx(10 / 3)


def test_small_rates_keep_their_digits() -> None:
    """At 1e-12 a period the answer differs from P/A by about n²·i/2."""
    assert number_of_payments(Fraction(1, 10**12), -1, 1000) == pytest.approx(
        1000 + 1000 * 1001 / 2e12, rel=1e-14
    )


def test_errors_name_what_is_wrong() -> None:
    for wrong in (
        lambda: payment(Fraction(-1), 12, 1000),
        lambda: payment(Fraction(1, 100), 0, 1000),
        lambda: interest_part(Fraction(1, 100), 13, 12, 1000),
        lambda: net_present_value(Fraction(-2), [1]),
    ):
        with pytest.raises(LoanError) as caught:
            wrong()
        assert caught.value.code == "bad_terms"
    with pytest.raises(LoanError) as caught:
        rate_per_period(12, 400, 10_000, 5_000)
    assert caught.value.code == "no_rate"
    with pytest.raises(LoanError) as caught:
        rate_per_period(2, 230, -100, -362)
    assert caught.value.code == "several_rates"


def test_rate_of_the_textbook_loan() -> None:
    """120 months at 1 %: A/P = 0.0143470948… (any table of compound interest)."""
    assert math.isclose(rate_per_period(120, Fraction("-14.3470948"), 1000), 0.01, rel_tol=1e-7)
