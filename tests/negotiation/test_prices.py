"""Prices to the fen: columns, single prices and the judge agree, and the mask is the judge's."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from judge.talk_simulator import Household
from negotiation.judged_talks import household, terms
from xiehuan.negotiation.ability import LONGEST, Ability
from xiehuan.negotiation.cases import case
from xiehuan.negotiation.hope import Lever, opening_changes
from xiehuan.negotiation.offer import DOWN, GRACE, OUTCOMES, RATES, TERMS, WAIVED, Account, Offer, price
from xiehuan.negotiation.space import space

ACCOUNTS = st.builds(
    Account,
    st.integers(100, 30_000_000),
    st.integers(0, 1_000_000),
    st.integers(0, 1_000_000),
    st.fractions(0, Fraction(36, 100), max_denominator=10_000),
)
OFFERS = st.tuples(
    st.sampled_from(TERMS),
    st.sampled_from(WAIVED),
    st.sampled_from(DOWN),
    st.sampled_from(GRACE),
    st.sampled_from(RATES),
)


@settings(max_examples=60, deadline=None)
@given(ACCOUNTS, OFFERS)
def test_the_price_is_what_the_judge_lives_through(
    account: Account, said: tuple[int, Fraction, Fraction, int, Fraction]
) -> None:
    months, waived, share, grace, rate = said
    offer = Offer(months, waived, int(account.principal * share), grace, rate)
    priced = price(account, offer)
    room, cash = (priced.monthly,) * LONGEST, offer.down
    judge = Household(account.principal, account.fixed, account.waivable, account.rate, room, cash, None)
    told = {k: getattr(offer, k) for k in ("months", "waived", "down", "grace", "rate")}
    assert judge.faults(told | {"payments": list(priced.payments)}) == []
    short = [priced.payments[0] - 1, *priced.payments[1:]]
    assert judge.faults(told | {"payments": short})
    assert Ability(room, cash).allows(priced)
    assert not Ability((priced.monthly - 1,) * LONGEST, cash).allows(priced)


@settings(max_examples=8, deadline=None)
@given(ACCOUNTS, st.lists(st.integers(0, OUTCOMES - 1), min_size=15, max_size=15))
def test_the_columns_are_the_single_prices(account: Account, some: list[int]) -> None:
    outcomes = space(account)
    for o in some:
        priced = price(account, outcomes.offer(o))
        said = (int(outcomes.payment[o]), int(outcomes.total[o]), int(outcomes.waived[o]))
        assert said == (priced.monthly, priced.total, priced.waived)


def test_a_denominator_too_long_for_machine_words() -> None:
    account = Account(30_000_000, 0, 0, Fraction(123_456_789_012_345, 10**15))
    outcomes = space(account)
    for o in (0, 700, OUTCOMES - 1):
        assert int(outcomes.total[o]) == price(account, outcomes.offer(o)).total


def test_the_mask_is_the_judges() -> None:
    for seed in (20_000, 20_001, 20_005):
        drawn = case(seed)
        judge, safe = household(drawn), drawn.ability.safe(drawn.outcomes)
        for o in range(0, OUTCOMES, 97):
            assert bool(safe[o]) == (not judge.faults(terms(drawn, o))), (seed, o)
            assert drawn.ability.allows(price(drawn.account, drawn.outcomes.offer(o))) == bool(safe[o])


def test_the_smallest_changes_are_the_smallest() -> None:
    account = Account(1_200_000, 0, 0, Fraction(0))
    ability = Ability((10_000,) * LONGEST, 0)
    found = {c.lever: c.by.fen for c in opening_changes(account, ability)}
    assert found == {Lever.ROOM: 10_000, Lever.PRINCIPAL: 600_000}  # 60 months: 20,000 a month, or half of it
    assert opening_changes(account, Ability((20_000,) * LONGEST, 0)) == ()


def test_a_month_that_the_statement_does_not_reach_is_not_affordable() -> None:
    ability = Ability((10_000,) * 5 + (0,), 0)
    assert (ability.most(5, 0), ability.most(5, 1), ability.most(6, 1)) == (10_000, 0, 0)
