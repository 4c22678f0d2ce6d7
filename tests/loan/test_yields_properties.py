"""Every rate is one, none is missing, and where there is none it is said."""

from __future__ import annotations

import decimal
import math
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import pyxirr
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from judge.sturm import rates_between
from xiehuan.loan.roots import HIGHEST, LOWEST, Status, one_positive_rate, rate_roots, sign_changes
from xiehuan.loan.roots.isolate import zeros
from xiehuan.loan.yields import credit_yields, flow_yields, simple_yield, xirr, xirr_roots
from xiehuan.money import Money

SHORT = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],  # many drawn loans have no answer to compare
)
LONG = settings(max_examples=3000, derandomize=True, deadline=None)
START = date(2023, 1, 31)

fens = st.one_of(st.integers(-20, 20), st.integers(-5_000_000, 5_000_000))
series = st.lists(fens, min_size=2, max_size=9)


@st.composite
def loans(draw: st.DrawFn) -> list[tuple[date, Money]]:
    """Some received, then some paid, at any distances."""
    advances = draw(st.lists(st.integers(1, 9_000_000), min_size=1, max_size=4))
    payments = draw(st.lists(st.integers(1, 3_000_000), min_size=1, max_size=40))
    flows, day = [], START
    for amount in [*advances, *(-p for p in payments)]:
        flows.append((day, Money(amount)))
        day += timedelta(days=draw(st.integers(1, 120)))
    return flows


@st.composite
def any_flows(draw: st.DrawFn) -> list[tuple[date, Money]]:
    gaps = st.integers(0, 4000)
    return [
        (START + timedelta(days=d), Money(a)) for d, a in draw(st.lists(st.tuples(gaps, fens), max_size=30))
    ]


def value_at(times: list[Fraction], amounts: list[int], rate: float) -> tuple[Decimal, Decimal]:
    """The sum at a rate and the size of its terms, in forty digits."""
    with decimal.localcontext(prec=40):
        x = (1 + Decimal(rate)).ln()
        terms = [a * (-x * t.numerator / t.denominator).exp() for t, a in zip(times, amounts, strict=True)]
        return sum(terms, Decimal(0)), sum(map(abs, terms), Decimal(0))


def check_count(amounts: list[int]) -> None:
    found = rate_roots(range(len(amounts)), amounts)
    apart = all(b - a > 1e-9 * (1 + abs(a)) for a, b in zip(found.rates, found.rates[1:], strict=False))
    assume(apart)
    assert len(found.rates) == rates_between(amounts, Fraction(LOWEST), Fraction(HIGHEST))
    assert list(found.rates) == sorted(found.rates)


@SHORT
@given(series)
def test_as_many_rates_as_sturm_counts(amounts: list[int]) -> None:
    check_count(amounts)


@pytest.mark.long
@LONG
@given(series)
def test_as_many_rates_as_sturm_counts_at_length(amounts: list[int]) -> None:
    check_count(amounts)


@SHORT
@given(any_flows())
def test_a_rate_makes_the_flows_balance(flows: list[tuple[date, Money]]) -> None:
    times = [Fraction((d - START).days, 365) for d, _ in flows]
    amounts = [m.fen for _, m in flows]
    for rate in xirr_roots(flows).rates:
        total, size = value_at(times, amounts, rate)
        span = float(max(times) - min(times)) + 1
        assert abs(total) <= Decimal(1e-11 * span * (1 + 1 / (1 + rate) * 1e-4)) * size


@SHORT
@given(st.lists(st.integers(-95, 900), min_size=1, max_size=4, unique=True), st.integers(1, 99))
def test_rates_put_in_come_out(percents: list[int], lent: int) -> None:
    """lent·Π (1 − v·(1+rᵢ))·(1 + v²): the rates chosen and no other."""
    flows = [Fraction(lent)]
    for p in percents:
        growth = 1 + Fraction(p, 100)
        flows = [a - growth * b for a, b in zip([*flows, 0], [0, *flows], strict=True)]
    flows = [a + b for a, b in zip([*flows, 0, 0], [0, 0, *flows], strict=True)]
    found = rate_roots(range(len(flows)), flows)
    assert [round(r * 100, 6) for r in found.rates] == sorted(percents)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([-10_000, 22_000, -12_100], [0.1]),  # touches at 10 %
        ([-10_000, 22_000, -12_101], []),  # passes by
        ([-100_000_000_000, 220_000_000_000, -121_000_000_000], [0.1]),
        ([-100_000_000_000, 220_000_000_000, -121_000_000_001], []),
        ([-1000, 3300, -3630, 1331], [0.1]),  # three rates in one
        ([-100, 0, 0], []),
        ([0, 0], []),
        ([], []),
        ([100, -100], [0.0]),
    ],
)
def test_touching_and_missing_rates(amounts: list[int], expected: list[float]) -> None:
    assert rate_roots(range(len(amounts)), amounts).rates == pytest.approx(tuple(expected), abs=1e-11)


@SHORT
@given(any_flows())
def test_no_rate_without_a_change_of_sign(flows: list[tuple[date, Money]]) -> None:
    same = [(d, Money(abs(m.fen))) for d, m in flows]
    assert xirr(same) is None
    assert credit_yields(same).status is Status.NONE
    assert credit_yields(same).ear is None
    assert credit_yields(same).irr12 is None


@SHORT
@given(any_flows())
def test_signs_bound_the_rates(flows: list[tuple[date, Money]]) -> None:
    """Descartes: at most as many as changes of sign, and as odd. Norstrom: one above zero."""
    by_day: dict[date, int] = {}
    for day, amount in flows:
        by_day[day] = by_day.get(day, 0) + amount.fen
    ordered = [by_day[d] for d in sorted(by_day)]
    rates = xirr_roots(flows).rates
    assert len(rates) <= sign_changes(ordered)
    if one_positive_rate(ordered):
        assert sum(r > 0 for r in rates) <= 1  # it may lie above the range


def theirs(flows: list[tuple[date, Money]]) -> float | None:
    try:
        found = pyxirr.xirr([d for d, _ in flows], [m.fen / 100 for _, m in flows])
    except pyxirr.InvalidPaymentsError:
        return None
    return found if found is not None and LOWEST < found < HIGHEST else None


def check_against_pyxirr(flows: list[tuple[date, Money]]) -> None:
    ours, peer = xirr(flows), theirs(flows)
    if (
        peer is not None
    ):  # theirs stops at a small residual, which at thousands of percent leaves fewer digits
        assert ours == pytest.approx(peer, rel=1e-9 if peer < 10 else 1e-6, abs=1e-9)


@SHORT
@given(loans())
def test_the_rate_of_a_loan_is_pyxirrs(flows: list[tuple[date, Money]]) -> None:
    check_against_pyxirr(flows)


@pytest.mark.long
@LONG
@given(loans())
def test_the_rate_of_a_loan_is_pyxirrs_at_length(flows: list[tuple[date, Money]]) -> None:
    check_against_pyxirr(flows)


@SHORT
@given(any_flows())
def test_pyxirrs_rate_is_among_ours(flows: list[tuple[date, Money]]) -> None:
    peer, rates = theirs(flows), xirr_roots(flows).rates
    if peer is None or not flows:
        return
    total, size = value_at(
        [Fraction((d - START).days, 365) for d, _ in flows], [m.fen for _, m in flows], peer
    )
    if abs(total) < size * Decimal("1e-9"):  # theirs is one
        assert any(math.isclose(r, peer, rel_tol=1e-6, abs_tol=1e-6) for r in rates)


@SHORT
@given(loans())
def test_the_fast_way_and_the_sure_way_agree(flows: list[tuple[date, Money]]) -> None:
    fast, ordered = xirr(flows), sorted(flows)
    times = [Fraction((d - ordered[0][0]).days, 365) for d, _ in ordered]
    sure = [math.expm1(x) for x in zeros(times, [Fraction(m.fen) for _, m in ordered], -27.6, 13.8)]
    assert ([] if fast is None else [fast]) == pytest.approx(sure, rel=1e-11, abs=1e-11)


@SHORT
@given(loans())
def test_simple_is_cost_over_principal_occupied(flows: list[tuple[date, Money]]) -> None:
    """Replayed in fractions: interest first, then principal, unpaid interest bearing none."""
    rate = simple_yield(flows)
    cost = -sum(m.fen for _, m in flows)
    assume(rate is not None and 0 < rate < 50)  # beyond, a day's interest outgrows the principal and the bits
    balance = interest = occupied = Fraction(0)
    for (day, amount), (following, _) in zip(flows, [*flows[1:], (flows[-1][0], Money.ZERO)], strict=True):
        if amount.fen > 0:
            balance += amount.fen
        else:
            to_interest = min(interest, Fraction(-amount.fen))
            interest -= to_interest
            balance -= -amount.fen - to_interest
        occupied += max(balance, Fraction(0)) * (following - day).days
        interest += max(balance, Fraction(0)) * Fraction(rate) * (following - day).days / 365
    assert float(occupied) * rate / 365 == pytest.approx(cost, rel=1e-9, abs=1e-6)


def test_irr12_is_monthly_when_all_gaps_are_months() -> None:
    """1 000.00 repaid by 12 × 88.8488 at 1 % a month, on month ends that February clamps."""
    days = [date(2023, 1, 31), *(date(2023, m, d) for m, d in ((2, 28), (3, 31)))]
    flows = list(zip(days, map(Money, (10_000_000, -5_075_124, -5_075_125)), strict=True))
    found = credit_yields(flows)
    assert found.irr12 == pytest.approx(0.12, abs=1e-6)
    assert found.ear == pytest.approx(float(theirs(flows) or 0), abs=1e-9)
    assert flow_yields(flows) == (found.irr12, found.ear)


def test_several_rates_are_all_named_and_none_is_chosen_for_the_law() -> None:
    flows = [
        (START, Money(-100_00)),
        (START + timedelta(days=365), Money(230_00)),
        (START + timedelta(days=730), Money(-132_00)),
    ]
    found = credit_yields(flows)
    assert found.status is Status.SEVERAL
    assert found.roots == pytest.approx((0.1, 0.2))
    assert found.ear == pytest.approx(0.1)
    assert flow_yields(flows) == (None, None)
    assert xirr(flows) is None
