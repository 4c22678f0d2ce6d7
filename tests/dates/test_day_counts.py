"""Day counts and intervals: published worked examples, and what must hold of every one of them."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.dates import (
    DAY,
    MONTH,
    WEEK,
    YEAR,
    DayCount,
    UnitPeriod,
    UnitPeriods,
    actual_actual_afb,
    actual_actual_icma,
    actual_actual_isda,
    add_months,
    days_30_360,
    days_30_360_us,
    days_30e_360,
    days_30u_360,
    days_inclusive,
    eu_interval,
    is_leap,
    next_business_day,
    uk_interval,
    unit_periods,
    year_fraction,
)
from xiehuan.dates.intervals import Standard

SHORT = settings(max_examples=200, derandomize=True, deadline=None)
FIRST, LAST = date(1990, 1, 1), date(2060, 12, 31)
ADDITIVE = (DayCount.ACT_360, DayCount.ACT_365, DayCount.ACT_ACT, DayCount.THIRTY_E_360, DayCount.THIRTY_365)

days = st.one_of(
    st.dates(FIRST, LAST),
    st.builds(date, st.integers(1990, 2060), st.sampled_from([2]), st.just(28)),
    st.builds(lambda y: date(y, 3, 1) - timedelta(days=1), st.integers(1990, 2060)),
    st.builds(date, st.integers(1990, 2060), st.sampled_from([1, 3, 5, 7, 8, 10, 12]), st.just(31)),
)
pairs = st.tuples(days, days).map(sorted)


@SHORT
@given(st.sampled_from(ADDITIVE), st.tuples(days, days, days).map(sorted))
def test_parts_of_a_span_add_up(count: DayCount, three: list[date]) -> None:
    a, b, c = three
    assert year_fraction(a, b, count) + year_fraction(b, c, count) == year_fraction(a, c, count)


@SHORT
@given(st.sampled_from(DayCount), days, st.integers(0, 400))
def test_a_later_end_is_never_a_smaller_part(count: DayCount, start: date, n: int) -> None:
    end = start + timedelta(days=n)
    assert year_fraction(start, end, count) <= year_fraction(start, end + timedelta(days=1), count)
    assert year_fraction(start, start, count) == 0


@SHORT
@given(st.sampled_from(DayCount), pairs)
def test_a_part_is_near_the_actual_years(count: DayCount, two: list[date]) -> None:
    start, end = two
    actual = (end - start).days
    part = year_fraction(start, end, count)
    assert abs(part * 365 - actual) <= Fraction(actual, 60) + 4


@SHORT
@given(pairs)
def test_the_readings_of_thirty_differ_by_three_days_at_most(two: list[date]) -> None:
    start, end = two
    found = [f(start, end) for f in (days_30_360, days_30e_360, days_30_360_us, days_30u_360)]
    assert max(found) - min(found) <= 3
    if start.day < 28 and end.day < 28:
        assert len(set(found)) == 1


@SHORT
@given(days, st.integers(0, 30))
def test_whole_years_are_whole(start: date, n: int) -> None:
    end = add_months(start, 12 * n)
    if (start.month, start.day) != (2, 28):  # a year back from 28 February may be the 29th
        assert actual_actual_afb(start, end) == n
    assert eu_interval(start, end) == n
    assert uk_interval(start, end) == n
    assert year_fraction(start, end, DayCount.MONTHLY) == n
    assert unit_periods(start, end, YEAR).whole >= n - 1
    if start.day < 29:
        assert unit_periods(start, end, MONTH, start.day) == UnitPeriods(12 * n, Fraction(0))


@SHORT
@given(pairs)
def test_act_act_counts_each_day_in_its_year(two: list[date]) -> None:
    start, end = two[0], min(two[1], two[0] + timedelta(days=900))
    by_day = sum(
        (
            Fraction(1, 366 if is_leap((start + timedelta(days=n)).year) else 365)
            for n in range((end - start).days)
        ),
        Fraction(0),
    )
    assert actual_actual_isda(start, end) == by_day
    assert actual_actual_isda(end, start) == -by_day


@SHORT
@given(days, st.integers(1, 6), st.integers(1, 8))
def test_icma_periods_are_equal_parts_of_a_year(start: date, periods: int, quarters: int) -> None:
    start = start.replace(day=min(start.day, 28))
    period = (start, add_months(start, 3))
    end = add_months(start, 3 * quarters)
    assert actual_actual_icma(start, end, period) == Fraction(quarters, 4)
    middle = start + timedelta(days=40 * periods)
    assert actual_actual_icma(start, middle, period) + actual_actual_icma(middle, end, period) == Fraction(
        quarters, 4
    )


@SHORT
@given(pairs, st.sampled_from([DAY, WEEK, MONTH, YEAR]))
def test_intervals_are_near_the_actual_years(two: list[date], unit: UnitPeriod) -> None:
    start, end = two
    actual = Fraction((end - start).days, 365)
    slack = Fraction((end - start).days, 60 * 365) + Fraction(4, 365)
    assert abs(eu_interval(start, end, unit) - actual) <= slack
    assert abs(uk_interval(start, end, unit) - actual) <= slack
    found = unit_periods(start, end, unit)
    assert 0 <= found.fraction <= 1 + Fraction(1, 30)
    assert abs((found.whole + found.fraction) / unit.per_year - actual) <= slack


def test_intervals_of_the_commission_guidelines() -> None:
    """SWD(2012) 128 final, section 4.1.1: the day count of the year before the odd days."""
    assert eu_interval(date(2012, 1, 12), date(2012, 2, 15)) == Fraction(1, 12) + Fraction(3, 365)
    assert eu_interval(date(2013, 1, 12), date(2013, 2, 15)) == Fraction(1, 12) + Fraction(3, 366)
    assert eu_interval(date(2012, 1, 12), date(2013, 2, 15), YEAR) == 1 + Fraction(34, 365)


def test_a_month_from_the_31st_ends_with_the_shorter_month() -> None:
    """Regulation 1182/71 art. 3 (2)(c)."""
    assert eu_interval(date(2026, 1, 31), date(2026, 2, 28)) == Fraction(1, 12)
    assert uk_interval(date(2026, 1, 31), date(2026, 2, 28)) == Fraction(1, 12)
    assert uk_interval(date(2026, 1, 31), date(2026, 2, 28), WEEK) == Fraction(4, 52)
    assert eu_interval(date(2026, 1, 5), date(2026, 1, 20), WEEK) == Fraction(2, 52) + Fraction(1, 365)


def test_unit_periods_of_regulation_z() -> None:
    """Appendix J (b)(5): backwards, from month end to month end, odd days over 30 for each month of the unit."""
    quarter = UnitPeriod(Standard.MONTH, 3)
    found = [
        unit_periods(date(2026, 2, 10), date(2026, 4, 1)),
        unit_periods(date(2026, 1, 31), date(2026, 4, 30)),
        unit_periods(date(2026, 5, 23), date(2026, 10, 1), quarter),
        unit_periods(date(2026, 3, 20), date(2026, 4, 21), WEEK),
        unit_periods(date(2026, 2, 23), date(2026, 4, 1), UnitPeriod(Standard.SEMIMONTH)),
        unit_periods(date(2026, 1, 10), date(2027, 4, 10), YEAR),
        unit_periods(date(2026, 1, 10), date(2027, 4, 20), YEAR),
    ]
    assert [(p.whole, p.fraction) for p in found] == [
        (1, Fraction(19, 30)),
        (3, 0),
        (1, Fraction(39, 90)),
        (4, Fraction(4, 7)),
        (2, Fraction(6, 15)),
        (1, Fraction(3, 12)),
        (1, Fraction(100, 365)),
    ]


def test_odd_february() -> None:
    """The end of February by the rules for thirty-day months (31 August is six months after it, or 3 days more)."""
    february, august = date(2026, 2, 28), date(2026, 8, 31)
    assert [f(february, august) for f in (days_30_360, days_30e_360, days_30_360_us, days_30u_360)] == [
        183,
        182,
        180,
        180,
    ]


def test_both_ends_counted() -> None:
    assert days_inclusive(date(2020, 1, 1), date(2021, 6, 30)) == 547
    assert days_inclusive(date(2026, 1, 1), date(2026, 1, 1)) == 1


@pytest.mark.parametrize(
    "count", [days_inclusive, eu_interval, uk_interval, unit_periods], ids=lambda f: f.__name__
)
def test_an_end_before_the_start_is_refused(count) -> None:
    with pytest.raises(ValueError, match="is before"):
        count(date(2026, 1, 2), date(2026, 1, 1))


def test_due_day_on_a_holiday() -> None:
    closed = {date(2026, 10, d) for d in range(1, 8)}  # the National Day week
    open_on = lambda d: d not in closed  # noqa: E731
    assert next_business_day(date(2026, 10, 3), open_on) == date(2026, 10, 8)
    assert next_business_day(date(2026, 10, 8), open_on) == date(2026, 10, 8)
    assert next_business_day(date(2026, 10, 3), lambda _: False) is None
    with pytest.raises(ValueError, match="whole months"):
        actual_actual_icma(FIRST, LAST, (FIRST, FIRST))
