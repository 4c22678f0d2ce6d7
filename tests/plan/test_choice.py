"""One plan per creditor: small choices by trying all of them, large ones by CP-SAT, and what happens when nothing fits."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.errors import NeedsInstall
from xiehuan.money import Money
from xiehuan.plan import choice, highs, search
from xiehuan.plan.choice import Candidate, Choice, cheapest_choice

Raw = list[list[tuple[int, list[int]]]]
Drawn = tuple[list[int], Raw]
SHORT = settings(max_examples=400, derandomize=True, deadline=None)


@st.composite
def choices(draw: st.DrawFn, creditors: int = 4, plans: int = 8) -> Drawn:
    """Up to 4 creditors × 8 plans; small numbers, so that ties and dominated plans are common."""
    months = draw(st.integers(1, 6))
    most = draw(st.sampled_from([3, 20, 10**7]))
    amount = st.integers(0, most)
    plan = st.tuples(amount, st.lists(amount, min_size=months, max_size=months))
    raw = draw(st.lists(st.lists(plan, min_size=1, max_size=plans), min_size=1, max_size=creditors))
    carried = st.integers(0, most * len(raw))
    return draw(st.lists(carried, min_size=months, max_size=months)), raw


def asked(drawn: Drawn, **more: int) -> Choice:
    budget, raw = drawn
    offers = [
        [Candidate(str(i), Money(cost), tuple(map(Money, pays))) for i, (cost, pays) in enumerate(plans)]
        for plans in raw
    ]
    return cheapest_choice([Money(b) for b in budget], offers, **more)


def short_by(budget: list[int], chosen: list[tuple[int, list[int]]]) -> int:
    return max(0, *(sum(p[1][t] for p in chosen) - b for t, b in enumerate(budget)))


def by_trying_all(drawn: Drawn) -> tuple[int, tuple[int, ...]] | None:
    """The least cost, and the first choice in the order of the plans that has it."""
    budget, raw = drawn
    found = []
    for picked in product(*(range(len(plans)) for plans in raw)):
        chosen = [plans[i] for plans, i in zip(raw, picked, strict=True)]
        if not short_by(budget, chosen):
            found.append((sum(cost for cost, _ in chosen), picked))
    return min(found, default=None)


@SHORT
@given(drawn=choices())
def test_small_choices_equal_trying_all(drawn: Drawn) -> None:
    best, got = by_trying_all(drawn), asked(drawn)
    assert got.feasible is (best is not None)
    if best is not None:
        assert (got.cost, got.plans, got.optimal) == (Money(best[0]), best[1], True)


@SHORT
@given(drawn=choices())
def test_without_highs_the_answer_is_the_same(drawn: Drawn) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(choice, "relaxation", lambda *_: None)
        without = asked(drawn)
    assert without == asked(drawn)


@SHORT
@given(drawn=choices())
def test_every_part_of_a_search_that_is_cut_into_parts(drawn: Drawn) -> None:
    """With hardly a quota the search is all parts, and must come to the same."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "QUOTA", 0)
        in_parts = asked(drawn)
    assert in_parts == asked(drawn)


@SHORT
@given(drawn=choices())
def test_the_smallest_raise_is_the_least_of_all_choices(drawn: Drawn) -> None:
    budget, raw = drawn
    least = min(short_by(budget, list(chosen)) for chosen in product(*raw))
    short = asked(drawn).shortfall
    assert (short.by if short else Money.ZERO) == Money(least)
    if short is None:
        return
    raised = asked(([b + least for b in budget], raw))
    assert raised.plans == short.plans  # the cheapest with that raise
    exactly = [b + short.months.get(t, Money.ZERO).fen for t, b in enumerate(budget)]
    assert asked((exactly, raw)).feasible
    assert not asked(([b + least - 1 for b in budget], raw)).feasible


@SHORT
@given(drawn=choices())
def test_a_creditor_that_absorbs_the_shortfall_makes_it_fit(drawn: Drawn) -> None:
    budget, raw = drawn
    short = asked(drawn).shortfall
    for g in short.absorbs if short else ():
        cost, pays = raw[g][short.plans[g]]
        cut = [a - short.months.get(t, Money.ZERO).fen for t, a in enumerate(pays)]
        assert min(cut) >= 0
        others = [[plans[i]] for plans, i in zip(raw, short.plans, strict=True)]
        assert asked((budget, [*others[:g], [(cost, cut)], *others[g + 1 :]])).feasible


def test_equal_costs_take_the_earlier_plan_even_where_a_later_one_is_gentler() -> None:
    """Both cost 5; the second takes less in every month, and the first still stands earlier."""
    assert asked(([9], [[(5, [4]), (5, [1])]])).plans == (0,)
    assert asked(([3], [[(5, [4]), (5, [1])]])).plans == (1,)


def test_a_creditor_who_refuses_everything_is_named_by_the_smallest_change() -> None:
    """One creditor insists on 900.00 in the first month, the budget is 500.00, the other takes 100.00."""
    drawn = [500_00, 500_00], [[(900_00, [900_00, 0])], [(200_00, [100_00, 100_00])]]
    short = asked(drawn).shortfall
    assert short is not None
    assert (short.by, short.months, short.absorbs) == (Money(500_00), {0: Money(500_00)}, (0,))


def test_a_budget_of_zero_fits_only_a_choice_without_payments() -> None:
    assert asked(([0, 0], [[(7, [0, 0]), (1, [0, 1])]])).plans == (0,)
    short = asked(([0], [[(3, [2])]])).shortfall
    assert short is not None
    assert short.by == Money(2)


@SHORT
@given(drawn=choices())
def test_what_is_left_to_highs_costs_the_same(drawn: Drawn) -> None:
    best, got = by_trying_all(drawn), asked(drawn, most_steps=0)
    assert got.feasible is (best is not None)
    if best is not None:
        assert (got.cost, got.optimal) == (Money(best[0]), True)


def test_a_search_that_is_broken_off_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "relaxation", lambda *_: None)
    drawn = [4, 4], [[(1, [3, 1]), (2, [1, 3]), (3, [2, 2])]] * 3
    got = asked(drawn, most_steps=0)
    assert (got.plans, got.optimal, got.feasible, got.shortfall) == (None, False, None, None)


@pytest.mark.parametrize(
    ("budget", "raw"),
    [
        ([1], []),
        ([], [[(1, [])]]),
        ([1], [[]]),
        ([1], [[(1, [1, 1])]]),
        ([1], [[(1, [-1])]]),
        ([-1], [[(1, [1])]]),
    ],
)
def test_what_is_no_choice_is_refused(budget: list[int], raw: Raw) -> None:
    with pytest.raises(ValueError, match=r"creditor|below zero"):
        asked((budget, raw))


def test_without_highs_the_one_place_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "highspy", None)
    with pytest.raises(NeedsInstall, match="no_highs"):
        highs.Relaxation([1], [[(1, [1])]])
    assert highs.relaxation([1], [[(1, [1])]]) is None


def test_highs_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Standard output carries the answers of the calculator."""
    solver = highs.Relaxation([3, 3], [[(1, [2, 2]), (9, [1, 1])], [(1, [2, 2]), (9, [1, 1])]])
    assert solver.prices([[0, 1], [0, 1]])[0] + solver.prices([[0, 1], [0, 1]])[1] > 0
    assert capfd.readouterr() == ("", "")
