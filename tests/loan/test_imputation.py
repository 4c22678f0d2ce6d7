"""Which of several debts a payment pays (Civil Code art. 560), case by case and against a plain second reading."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.errors import LoanError
from xiehuan.loan.imputation import DebtToPay, Ground, impute
from xiehuan.money import Money

ON = date(2026, 11, 24)
SHORT = settings(max_examples=300, derandomize=True, deadline=None)


def debt(identity: str, fen: int, due: date = ON, secured: int = 0, burden: str = "0") -> DebtToPay:
    return DebtToPay(identity, Money(fen), due, Money(secured), Fraction(burden))


def split(fen: int, debts: list[DebtToPay], **how: Any) -> tuple[dict[str, int], int]:
    found = impute(Money(fen), debts, on=ON, **how)
    return {p.debt: p.amount.fen for p in found.parts}, found.remainder.fen


BEFORE, AFTER = ON - timedelta(days=30), ON + timedelta(days=1)

CASES = [
    (
        "due before not due",
        [debt("a", 100, AFTER, burden="1"), debt("b", 100, BEFORE)],
        ["b", "a"],
        Ground.DUE,
    ),
    (
        "least secured",
        [debt("a", 100, BEFORE, 50, "1"), debt("b", 100, ON, 10)],
        ["b", "a"],
        Ground.LEAST_SECURED,
    ),
    (
        "most burdensome",
        [debt("a", 100, BEFORE, 0, "0.12"), debt("b", 100, ON, 0, "0.36")],
        ["b", "a"],
        Ground.MOST_BURDENSOME,
    ),
    ("earliest due", [debt("a", 100, ON), debt("b", 100, BEFORE)], ["b", "a"], Ground.EARLIEST_DUE),
]


@pytest.mark.parametrize(("rule", "debts", "order", "ground"), CASES)
def test_each_rule_of_the_article(
    rule: str, debts: list[DebtToPay], order: list[str], ground: Ground
) -> None:
    assert rule
    found = impute(Money(150), debts, on=ON)
    assert [(p.debt, p.amount.fen) for p in found.parts] == [(order[0], 100), (order[1], 50)]
    assert {p.ground for p in found.parts} == {ground}


def test_what_nothing_tells_apart_is_paid_pro_rata() -> None:
    found = impute(Money(65_000), [debt("a", 1_200_000), debt("b", 500_000), debt("c", 300_000)], on=ON)
    assert [p.amount.fen for p in found.parts] == [39_000, 16_250, 9_750]
    assert {p.ground for p in found.parts} == {Ground.PRO_RATA}


def test_the_debtors_choice_goes_before_the_article_and_an_agreement_before_the_choice() -> None:
    debts = [debt("a", 100, BEFORE), debt("b", 100, AFTER), debt("c", 100, ON)]
    assert split(150, debts, designated=["b"]) == ({"b": 100, "a": 50}, 0)
    assert split(150, debts, designated=["b"], agreed=["c"]) == ({"c": 100, "b": 50}, 0)
    assert split(150, debts, designated=["c"], agreed=["c"]) == ({"c": 100, "a": 50}, 0)


REFUSED = [
    ("payment_not_positive", 0, [debt("a", 1)], {}),
    ("unknown_debt", 1, [debt("a", 1)], {"designated": ["b"]}),
    ("bad_debts", 1, [debt("a", 1), debt("a", 2)], {}),
    ("bad_debts", 1, [debt("a", -1)], {}),
]


@pytest.mark.parametrize(("code", "fen", "debts", "how"), REFUSED)
def test_refusals(code: str, fen: int, debts: list[DebtToPay], how: dict[str, Any]) -> None:
    with pytest.raises(LoanError, match=code):
        impute(Money(fen), debts, on=ON, **how)


DEBTS = st.lists(
    st.builds(
        debt,
        st.sampled_from("abcdef"),
        st.integers(0, 500),
        st.integers(-3, 3).map(lambda n: ON + timedelta(days=n)),
        st.sampled_from([0, 0, 10, 20]),
        st.sampled_from(["0", "0.12", "0.24"]),
    ),
    unique_by=lambda d: d.id,
    max_size=6,
)


def goes_before(a: DebtToPay, b: DebtToPay) -> bool:
    """The article once more, as a comparison of two debts instead of a sort key."""
    if (a.due <= ON) != (b.due <= ON):
        return a.due <= ON
    if a.secured != b.secured:
        return a.secured < b.secured
    if a.burden != b.burden:
        return a.burden > b.burden
    return a.due < b.due


@SHORT
@given(DEBTS, st.integers(1, 2500), st.lists(st.sampled_from("abcdef"), unique=True, max_size=2))
def test_money_is_conserved_and_no_debt_is_passed_over(
    debts: list[DebtToPay], fen: int, wanted: list[str]
) -> None:
    chosen = [i for i in wanted if any(d.id == i for d in debts)]
    found = impute(Money(fen), debts, on=ON, designated=chosen)
    assert sum(p.amount.fen for p in found.parts) + found.remainder.fen == fen
    assert all(0 <= found.of(d.id).fen <= d.outstanding.fen for d in debts)
    unpaid = [d for d in debts if found.of(d.id) != d.outstanding]
    assert not unpaid or found.remainder.fen == 0
    for d in unpaid:
        for other in debts:
            if other.id in chosen or not found.of(other.id).fen:
                continue
            assert not goes_before(d, other)
    named = [next(d for d in debts if d.id == i) for i in chosen]
    left = fen
    for d in named:
        assert found.of(d.id).fen == min(left, d.outstanding.fen)
        left -= found.of(d.id).fen


@SHORT
@given(DEBTS, st.integers(1, 2500))
def test_the_order_of_listing_decides_nothing_but_leftover_fen(debts: list[DebtToPay], fen: int) -> None:
    one, two = (impute(Money(fen), order, on=ON) for order in (debts, debts[::-1]))
    assert one.remainder == two.remainder
    assert all(abs(one.of(d.id).fen - two.of(d.id).fen) <= 1 for d in debts)
