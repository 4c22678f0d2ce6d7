"""What a plan is worth: figures by hand, the two branches, and an independent discounting in decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restructurings import done, positions, timing_steps
from xiehuan.errors import LoanError
from xiehuan.loan import account
from xiehuan.loan.restructure import Extend, Forbear, Restructured, Waive, restructure
from xiehuan.loan.restructure.evaluation import Chances, evaluate, plan_cash, present_value, two_branches
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.terms import Component, LoanTerms, Method, Rate
from xiehuan.money import Money

START = date(2025, 1, 1)
TWELVE = Fraction("0.12")
SHORT = settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def plan(*steps: object, rate: str = "0.12") -> Restructured:
    amount = Money.parse("12000.00")
    terms = LoanTerms(
        amount, Method.EQUAL_INSTALMENT, 12, date(2025, 2, 1), Rate(Fraction(rate)), amount, START
    )
    return restructure(position_of(account(terms, on=START)), steps)


def test_the_figures_of_a_plan() -> None:
    found = evaluate(plan(Extend(add_n=12)), TWELVE, Money.parse("600.00"))
    assert str(found.instalment) == "564.88"
    assert found.total - found.interest == Money.parse("12000.00")
    assert (found.months, found.last) == (24, date(2027, 1, 1))
    assert found.relief == Money.ZERO
    assert found.irr == pytest.approx(0.12, abs=1e-5)
    assert abs(found.value.fen - 12_000_00) <= 2  # at its own rate a loan is worth its principal
    assert found.peak_over_budget == Fraction(56494, 60000)  # the last instalment


def test_relief_and_the_dearest_month() -> None:
    found = evaluate(
        plan(Waive(Component.PRINCIPAL, share=Fraction(1, 4)), Forbear(share=Fraction(1, 3))), TWELVE
    )
    assert found.relief == Money.parse("3000.00")
    assert found.total - found.interest == Money.parse("9000.00")
    assert found.irr is not None
    assert found.irr < 0
    assert found.peak_over_budget is None


def test_the_break_even_chance_makes_both_branches_equal() -> None:
    done_plan = plan(Waive(Component.PRINCIPAL, share=Fraction(1, 10)))
    recovered = ((date(2026, 1, 1), 4_000_00),)
    chances = Chances(Fraction(1, 4), Fraction(1, 2), recovered, Fraction(1, 4), Money.parse("50.00"))
    found = two_branches(done_plan, chances, TWELVE)
    assert found.break_even is not None
    assert 0 < found.break_even < 1
    assert found.plan_is_better == (chances.p <= found.break_even)
    even = Chances(found.break_even, chances.q, recovered, chances.kept_before, chances.cost)
    again = two_branches(done_plan, even, TWELVE)
    assert abs(again.with_plan.fen - again.without.fen) <= 1


def test_branches_by_hand() -> None:
    """At a rate of zero: the plan 12,000 or 3,000 recovered; without it 3,000 or 12,000."""
    chances = Chances(Fraction(1, 5), Fraction(3, 5), ((date(2026, 1, 1), 3_000_00),))
    found = two_branches(plan(rate="0"), chances, Fraction(0))
    assert str(found.with_plan) == "10200.00"
    assert str(found.without) == "6600.00"
    assert found.break_even == Fraction(3, 5)


@pytest.mark.parametrize(
    "bad", [Chances(Fraction(2), Fraction(0), ()), Chances(Fraction(0), Fraction(-1), ())]
)
def test_a_chance_is_between_0_and_1(bad: Chances) -> None:
    with pytest.raises(LoanError, match="bad_chance"):
        two_branches(plan(), bad, TWELVE)


def test_without_any_difference_no_chance_makes_them_equal() -> None:
    same = Chances(Fraction(0), Fraction(0), (), Fraction(1))
    assert two_branches(plan(), same, TWELVE).break_even is None


@SHORT
@given(st.data())
def test_values_agree_with_discounting_in_decimals(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    found = done(position, *data.draw(st.lists(timing_steps(position.on), max_size=1)))
    if found is None:
        return
    cash = plan_cash(found.after)
    assert sum(fen for _, fen in cash) == sum(found.after.to_pay.values())
    exact = present_value(cash, TWELVE, position.on)
    with localcontext() as context:
        context.prec = 50
        total = Decimal(0)
        for day, fen in cash:
            months = (day.year - position.on.year) * 12 + day.month - position.on.month
            whole = _moved(position.on, months)
            if whole > day:
                months -= 1
                whole = _moved(position.on, months)
            total += Decimal(fen) / (
                Decimal("1.01") ** months * (1 + Decimal("0.12") * (day - whole).days / 360)
            )
        assert abs(Decimal(exact.numerator) / exact.denominator - total) < Decimal("1e-20")


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError
