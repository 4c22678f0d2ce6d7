"""The search for the smallest relief: published values, the walk it must equal, and policies as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from restructurings import positions
from xiehuan.errors import InputRefused, LoanError
from xiehuan.loan import account
from xiehuan.loan.position import Position
from xiehuan.loan.restructure import Extend, Forbear, ReAge, SetRate, reconcile, restructure
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.restructure.waterfall import (
    Basis,
    Lever,
    Policy,
    Pull,
    Stop,
    Waterfall,
    fewest,
    payment_after,
    regular_payment,
    steps_available,
    target_of,
    waterfall,
)
from xiehuan.loan.terms import Component, LoanTerms, Method, Overdue, Rate
from xiehuan.money import Money, Rounding
from xiehuan.packs.policies import load_policies, policies_from

POLICIES = load_policies()
START = date(2025, 1, 1)
SHORT = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def loan(principal: str, rate: str, n: int) -> Position:
    amount = Money.parse(principal)
    terms = LoanTerms(
        principal=amount,
        method=Method.EQUAL_INSTALMENT,
        n=n,
        first_due=date(2025, 2, 1),
        rate=Rate(Fraction(rate)),
        received=amount,
        received_on=START,
    )
    return position_of(account(terms, on=START))


FIELD_NOTES = loan("20000.00", "0.24", 12)  # the test loan of the field notes: 1,891.19 a month


def path(found: Waterfall) -> list[tuple[str, int, str]]:
    """Lever, steps, and the instalment after it as the contract rounds it."""
    rows, now = [], found.done.before
    for pulled in found.pulled:
        now = restructure(now, pulled.steps).after
        rows.append((pulled.lever.pull.value, pulled.count, str(Money(regular_payment(now)))))
    return rows


PUBLISHED = [
    ("field notes D3 (i)", "hamp_tier_1", "900.00", [("rate", 176, "1684.78"), ("term", 11, "887.06")]),
    (
        "field notes D3 (ii)",
        "unsecured_36",
        "500.00",
        [("rate", 96, "1776.98"), ("term", 24, "664.29"), ("set_aside", 4946_25, "500.00")],
    ),
    ("field notes D4", "flex_no_rate_cut", "1512.95", [("term", 4, "1473.00")]),
]


@pytest.mark.parametrize(("source", "policy", "target", "expected"), PUBLISHED)
def test_published_values(
    source: str, policy: str, target: str, expected: list[tuple[str, int, str]]
) -> None:
    assert source
    found = waterfall(FIELD_NOTES, POLICIES[policy], Money.parse(target).fen)
    assert path(found) == expected
    assert found.met
    assert str(Money(found.payment)) == expected[-1][2]
    assert reconcile(found.done) == ()


def test_what_the_levers_end_at() -> None:
    """Field notes D3: the rate ends at 2.000 % and n at 23; in (ii) 24.73 % of the principal is set aside."""
    hamp = waterfall(FIELD_NOTES, POLICIES["hamp_tier_1"], 900_00)
    assert hamp.done.step == (SetRate(Rate(Fraction("0.02"))), Extend(n_left=23))
    own = waterfall(FIELD_NOTES, POLICIES["unsecured_36"], 500_00)
    assert own.done.step == (
        SetRate(Rate(Fraction("0.12"))),
        Extend(n_left=36),
        Forbear(amount=Money(4946_25)),
    )
    assert round(own.done.after.set_aside / 20_000_00, 4) == 0.2473


def test_targets() -> None:
    assert regular_payment(FIELD_NOTES) == 1891_19
    assert target_of(POLICIES["flex_no_rate_cut"], payment=1891_19) == 1512_95
    # Making Home Affordable example: 31 % of 3,000 is 930; 250 of escrow leave 680
    assert target_of(POLICIES["hamp_tier_1"], income=3000_00, other_costs=250_00) == 680_00
    assert target_of(POLICIES["unsecured_60"], amount=123_45) == 123_45
    with pytest.raises(LoanError, match="no_target"):
        target_of(POLICIES["unsecured_60"])


def test_a_waterfall_may_end_unmet_and_says_by_how_much() -> None:
    found = waterfall(FIELD_NOTES, POLICIES["unsecured_36"], 10_00)
    assert not found.met
    assert found.pulled[-1].count == found.pulled[-1].most
    assert found.done.after.set_aside == 6_000_00
    assert found.short_by == found.pulled[-1].payment_after - 10_00


def test_a_target_already_met_pulls_no_lever_that_stops_at_it() -> None:
    found = waterfall(FIELD_NOTES, POLICIES["hamp_tier_1"], 1891_20)
    assert found.pulled == ()
    assert found.done.after == FIELD_NOTES


def test_arrears_are_waived_and_capitalised_first_and_what_stays_overdue_is_said() -> None:
    terms = FIELD_NOTES.terms
    late = position_of(account(terms, on=date(2025, 4, 20), overdue=Overdue(penalty_factor=Fraction("1.5"))))
    own = waterfall(late, POLICIES["unsecured_60"], 800_00)
    assert [p.lever.pull for p in own.pulled] == [Pull.WAIVE, Pull.CAPITALISE, Pull.RATE, Pull.TERM]
    assert not own.still_overdue
    assert own.done.waived == late.overdue[Component.PENALTY]
    flex = waterfall(late, POLICIES["flex_incremental"], 800_00)
    assert dict(flex.still_overdue) == {Component.PENALTY: late.overdue[Component.PENALTY]}


def test_an_accelerated_loan_is_re_aged_first() -> None:
    clause = Overdue(accelerated_on=date(2025, 4, 10))
    due = position_of(account(FIELD_NOTES.terms, on=date(2025, 4, 20), overdue=clause))
    with pytest.raises(LoanError, match="no_future"):
        waterfall(due, POLICIES["unsecured_36"], 800_00)
    again = restructure(due, [ReAge(12, date(2025, 5, 20))]).after
    assert waterfall(again, POLICIES["unsecured_36"], 900_00).met


LEVERS = st.one_of(
    st.builds(
        Lever,
        st.just(Pull.RATE),
        st.just(Basis.OWN),
        st.sampled_from([Fraction(1, 800), Fraction(1, 100), Fraction(1, 30)]),
        st.sampled_from([Fraction(0), Fraction(1, 50), Fraction(3, 25)]),
    ),
    st.builds(
        Lever,
        st.just(Pull.TERM),
        st.just(Basis.OWN),
        st.integers(1, 6).map(Fraction),
        st.integers(12, 40).map(Fraction),
    ),
    st.builds(
        Lever,
        st.just(Pull.SET_ASIDE),
        st.just(Basis.OWN),
        st.sampled_from([100_00, 33_33]).map(Fraction),
        st.sampled_from([Fraction(3, 10), Fraction(1, 20)]),
    ),
)


@SHORT
@given(st.data())
def test_halving_the_range_finds_what_walking_finds(data: st.DataObject) -> None:
    drawn = data.draw(positions(methods=("equal_instalment", "equal_principal", "flat")))
    position = replace(drawn, terms=replace(drawn.terms, payment_rounding=Rounding.UP))
    lever = data.draw(LEVERS)
    assume(position.future)
    most = min(steps_available(position, lever), 60)
    assume(most > 1)
    walked = [payment_after(position, lever, count) for count in range(1, most + 1)]
    target = data.draw(st.one_of(st.sampled_from(walked), st.integers(0, max(walked) + 1)))
    wanted = next((i for i, payment in enumerate(walked, 1) if payment <= target), most)
    assert fewest(position, lever, target, most) == wanted


@SHORT
@given(st.data())
def test_no_lever_is_pulled_further_than_needed_or_beyond_its_limit(data: st.DataObject) -> None:
    position = data.draw(positions(methods=("equal_instalment",)))
    assume(position.future)
    drawn = POLICIES[data.draw(st.sampled_from(["hamp_tier_1", "unsecured_36"]))]
    shorter = (
        replace(lever, limit=Fraction(60)) if lever.pull is Pull.TERM else lever for lever in drawn.levers
    )
    policy = replace(drawn, levers=tuple(shorter))
    target = data.draw(st.integers(0, regular_payment(position) + 10_00))
    found = waterfall(position, policy, target)
    assert reconcile(found.done) == ()
    assert found.met == (found.short_by == 0)
    assert found.payment <= target or not found.met
    for pulled in found.pulled:
        assert 1 <= pulled.count <= pulled.most
        if pulled.lever.stop is Stop.AT_TARGET and pulled.count < pulled.most:
            assert pulled is found.pulled[-1]
            assert pulled.payment_after <= target
    lowest = min(position.rate_on(position.on).per_year(position.terms.day_count), Fraction("0.02"))
    after = found.done.after
    assert after.rate_on(after.on).per_year(after.terms.day_count) >= lowest
    assert after.set_aside * 10 <= after.principal * 3


# policies as data

GOOD = """
[one]
zh = "一"
en = "one"
target = "share_of_payment"
share = "0.80"
source = "a source"
as_of = 2026-11-23
levers = [{ pull = "term", step = "1", limit = "36", basis = "own" }]
"""


def test_every_policy_names_its_source_and_how_it_is_known() -> None:
    assert set(POLICIES) >= {"hamp_tier_1", "flex_incremental", "flex_before_2024_12", "unsecured_36"}
    assert all(p.source and p.name.zh and p.levers for p in POLICIES.values())
    assert POLICIES["flex_before_2024_12"].until < POLICIES["flex_incremental"].since
    lever = policies_from(GOOD)["one"].levers[0]
    assert lever == Lever(Pull.TERM, Basis.OWN, Fraction(1), Fraction(36))
    assert isinstance(policies_from(GOOD)["one"], Policy)


BROKEN = [
    ('pull = "term"', 'pull = "pray"'),
    ('limit = "36", ', ""),
    ('basis = "own"', 'basis = "hearsay"'),
    ('step = "1"', 'step = "0"'),
    ('step = "1"', "step = 1"),
    ('share = "0.80"\n', ""),
    ('target = "share_of_payment"', 'target = "amount"'),
    ('source = "a source"\n', ""),
    ('pull = "term"', 'pull = "waive", components = ["interest"]'),
    ('zh = "一"', 'zh = "一"\nzh = "二"'),
]


@pytest.mark.parametrize(("good", "bad"), BROKEN)
def test_a_broken_policy_is_refused_with_its_place(good: str, bad: str) -> None:
    assert good in GOOD
    with pytest.raises(InputRefused) as refused:
        policies_from(GOOD.replace(good, bad))
    assert refused.value.where.file == "policies.toml"
