"""Annual percentage rates by the US, EU and UK methods, and the two methods of interest of the People's Bank."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.dates import DAY, MONTH, WEEK, YEAR, UnitPeriod, add_months
from xiehuan.dates.intervals import Standard
from xiehuan.loan.accrual import (
    Term,
    heavier_penalty,
    interest_by_daily_balances,
    interest_by_term,
    penalty_rate,
)
from xiehuan.loan.yields import Flow, eu_apr, eu_apr_1998, timed_apr, uk_apr, unit_period, us_apr
from xiehuan.loan.yields.apr import percent
from xiehuan.money import Money

START = date(2026, 1, 10)


def lent(amount: int, *paid: tuple[date, int]) -> list[Flow]:
    return [(START, Money(amount * 100)), *((d, Money(-p * 100)) for d, p in paid)]


def test_examples_of_directive_98_7() -> None:
    """Annex III, first example: 1000 lent on 1 January 1994, 1200 repaid on 1 July 1995, or after 1.5 standard years."""
    flows = [(date(1994, 1, 1), Money(100_000)), (date(1995, 7, 1), Money(-120_000))]
    on_calendar, standard = (
        eu_apr_1998(flows),
        timed_apr([Fraction(0), Fraction(3, 2)], [Fraction(1000), Fraction(-1200)]),
    )
    assert on_calendar is not None
    assert standard is not None
    assert (on_calendar.percent, standard.percent) == (Decimal("13.0"), Decimal("12.9"))
    assert (percent(Decimal(on_calendar.rate), 2), percent(Decimal(standard.rate), 2)) == (
        Decimal("12.96"),
        Decimal("12.92"),
    )


def test_one_payment_after_half_a_year() -> None:
    """1000, then 1100 after six months: 10 % a unit-period of six months, twice a year; (1.1)² − 1 effective."""
    flows = lent(1000, (date(2026, 7, 10), 1100))
    assert [a and a.percent for a in (us_apr(flows), eu_apr(flows), uk_apr(flows))] == [
        Decimal("20.00"),
        Decimal("21.0"),
        Decimal("21.0"),
    ]


def test_one_payment_after_ninety_one_days() -> None:
    """A term in days is one unit-period, 365/91 of them a year: 1000, then 1030 → 3 % × 365/91 = 12.03 %."""
    found = us_apr(lent(1000, (date(2026, 4, 11), 1030)))
    assert found is not None
    assert found.percent == Decimal("12.03")


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.integers(0, 28), st.integers(1, 48), st.integers(0, 60))
def test_us_apr_solves_appendix_j(odd: int, n: int, rate_permille: int) -> None:
    """Payments computed in fractions from the general equation give the rate back."""
    i = Fraction(rate_permille, 12_000)
    first = date(2026, 3, 10)
    start = date.fromordinal(date(2026, 2, 10).toordinal() - odd)
    whole, days = (1, odd) if odd < 31 else (2, 0)
    factors = [1 / ((1 + i * days / 30) * (1 + i) ** (whole + k)) for k in range(n)]
    level = 10**9 / sum(factors)
    flows = [(start, Money(10**9)), *((add_months(first, k), Money(-round(level))) for k in range(n))]
    found = us_apr(flows, MONTH)
    assert found is not None
    assert found.rate == pytest.approx(float(12 * i), abs=2e-8)


def test_no_rate_is_no_apr() -> None:
    nothing_paid = [(START, Money(1000))]
    for method in (us_apr, eu_apr, eu_apr_1998, uk_apr):
        assert method(nothing_paid) is None
        assert method([]) is None


def test_several_rates_state_the_positive_one_nearest_to_zero() -> None:
    """Rates of 10 % and 20 % (MCOB 10.3.1R (2)); with −10 % and −20 % the nearer one."""
    found = timed_apr([Fraction(k) for k in range(3)], [Fraction(a) for a in (-100, 230, -132)])
    below = timed_apr([Fraction(k) for k in range(3)], [Fraction(a) for a in (-100, 170, -72)])
    assert found is not None
    assert below is not None
    assert (found.percent, below.percent) == (Decimal("10.0"), Decimal("-10.0"))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([START, date(2026, 2, 10), date(2026, 3, 10)], MONTH),
        ([START, date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)], MONTH),
        ([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)], MONTH),
        ([START, date(2026, 1, 17), date(2026, 1, 24)], WEEK),
        ([START, date(2026, 1, 24), date(2026, 2, 7)], UnitPeriod(Standard.WEEK, 2)),
        (
            [date(2026, 2, 20), date(2026, 3, 1), date(2026, 3, 16), date(2026, 4, 1), date(2026, 4, 16)],
            UnitPeriod(Standard.SEMIMONTH),
        ),
        ([START, date(2026, 5, 1), date(2026, 8, 1), date(2026, 11, 1)], UnitPeriod(Standard.MONTH, 3)),
        ([START, date(2026, 4, 10)], UnitPeriod(Standard.MONTH, 3)),
        ([START, date(2026, 4, 11)], UnitPeriod(Standard.DAY, 91)),
        ([START, date(2026, 4, 12)], UnitPeriod(Standard.DAY, 92)),
        ([START, date(2029, 4, 12)], YEAR),
        ([START, START], DAY),
    ],
)
def test_unit_period_of_a_transaction(days: list[date], expected: UnitPeriod) -> None:
    assert unit_period(days) == expected


def test_percentages_round_half_up() -> None:
    """Directive 2008/48/EC Annex I remark (d)."""
    assert [percent(Decimal(r), 1) for r in ("0.12349", "0.1235", "0.1245", "-0.1235")] == [
        Decimal("12.3"),
        Decimal("12.4"),
        Decimal("12.5"),
        Decimal("-12.4"),
    ]


def test_the_two_methods_of_the_peoples_bank() -> None:
    """10 000.00 at 7.2 % from 15 January to 20 July 2026: six months and five days, or 186 days."""
    principal, rate = Money.parse("10000.00"), Fraction("0.072")
    term = Term.between(date(2026, 1, 15), date(2026, 7, 20))
    assert term == Term(months=6, days=5)
    assert str(interest_by_term(principal, rate, term)) == "370.00"  # 10000 × 0.072 × (6/12 + 5/360)
    assert str(interest_by_daily_balances([(principal, 186)], rate)) == "372.00"  # 10000 × 186 × 0.0002
    assert str(interest_by_daily_balances([(principal, 186)], rate, basis=365)) == "366.90"


def test_balances_are_added_before_rounding() -> None:
    one_fen = [(Money(1), 1)] * 1000
    assert interest_by_daily_balances(one_fen, Fraction("3.6")) == Money(10)
    assert interest_by_daily_balances([], Fraction("3.6")) == Money.ZERO


def test_penalty_rates() -> None:
    assert penalty_rate(Fraction("0.06"), Fraction("0.5")) == Fraction("0.09")
    assert heavier_penalty(Fraction("0.09"), Fraction("0.12")) == Fraction("0.12")
