"""The rules one by one on examples worked by hand, and what is asked when the input is not enough."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import Raw, debt_from
from xiehuan.law import Certainty, ChargeFinding, Sum, audit
from xiehuan.law.cap_ledger import replay
from xiehuan.law.rules import check_plan
from xiehuan.law.rules.stacking import ORDER, taken_off
from xiehuan.loan import Component, LenderKind, Payment, with_assumed_payments
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn

PACK = load_cn()
ON = date(2026, 11, 23)
LOAN: Raw = {
    "principal": "12000.00",
    "received": "12000.00",
    "received_on": date(2026, 8, 1),
    "method": "equal_principal",
    "n": 12,
    "first_due": date(2026, 9, 1),
    "rate": {"value": "0.12", "per": "year"},
}
ROW: Raw = {
    "id": "one",
    "lender": "某某银行股份有限公司",
    "lender_kind": "bank_loan",
    "contract_date": date(2026, 8, 1),
    "loan": LOAN,
}


def found(
    row: Raw, rule: str, payments: tuple[tuple[date, int], ...] = (), on: date = ON
) -> list[ChargeFinding]:
    return [f for f in audit(debt_from(row, payments), PACK, on).findings if f.rule == rule]


# the cap ledger


def test_the_cap_ledger_by_hand() -> None:
    """10 000 at 24 %: 365 days run up 2 400; 3 000 pays that and 600 of principal; 73 more days on 9 400 run up 451.20."""
    start, paid = date(2025, 1, 1), date(2026, 1, 1)
    payments = [Payment(paid, Money(3_000_00))]
    done = replay(Money(10_000_00), start, payments, [(start, Fraction(24, 100))], date(2026, 3, 15))
    assert (done.principal, done.interest) == (Money(9_400_00), Money(451_20))
    assert done.balance == Money(9_851_20)
    assert done.rows[0].interest == Money(2_400_00)


def test_the_cap_ledger_changes_its_rate_on_the_day() -> None:
    """2020-08-20: 24 % before, 4 × 3.85 % from that day; 20 000 for 100 days each."""
    switch = date(2020, 8, 20)
    start, end = date(2020, 5, 12), date(2020, 11, 28)
    done = replay(
        Money(20_000_00), start, [], [(start, Fraction(24, 100)), (switch, Fraction(154, 1000))], end
    )
    assert done.interest == Money(2_158_90)  # 20000×0.24×100/365 + 20000×0.154×100/365, rounded once


OLD: Raw = {
    "id": "old",
    "lender": "罗某",
    "lender_kind": "private",
    "contract_date": date(2020, 5, 12),
    "loan": {
        "principal": "20000.00",
        "received": "20000.00",
        "received_on": date(2020, 5, 12),
        "method": "bullet",
        "n": 1,
        "first_due": date(2021, 5, 12),
        "rate": {"value": "0.24", "per": "year"},
    },
}


@pytest.mark.parametrize(
    ("filed", "paid", "balance"),
    [
        # 100 days at the agreed 24 %: 1 315.07; 100 days at 4 × 3.85 % (the LPR of 2020-08-20): 843.84; rounded once
        (date(2020, 9, 10), (), 2_215_890),
        # the same, 1 000.00 paid on 2020-08-20: it pays interest only, and 315.07 of it stay
        (date(2020, 9, 10), ((date(2020, 8, 20), 100_000),), 2_115_891),
        # 3 000.00 paid on that day: 1 684.93 of principal; 100 days on 18 315.07 at 15.4 % = 772.75
        (date(2020, 9, 10), ((date(2020, 8, 20), 300_000),), 1_908_782),
        # filed in 2022-01: 4 × 3.7 % = 14.8 % from 2020-08-20 on, whatever the LPR was then: 1 315.07 + 810.96
        (date(2022, 1, 25), (), 2_212_603),
    ],
)
def test_an_older_private_loan_is_replayed_in_two_parts(
    filed: date, paid: tuple[tuple[date, int], ...], balance: int
) -> None:
    """Art. 31: the ceiling of the day of filing holds from 2020-08-20; before it interest is as agreed."""
    row = OLD | {"restart": [{"on": filed, "act": "suit"}]}
    on = date(2020, 11, 28)
    if filed > on:
        claim = [{"on": on, "total": "22000.00", "items": {"principal": "20000.00", "interest": "2000.00"}}]
        row, on = row | {"claim": claim}, date(2022, 2, 1)
    told = audit(debt_from(row, paid), PACK, on)
    assert told.replay is not None
    assert told.replay.balance.fen == balance
    (one,) = (f for f in told.findings if f.rule == "ceiling.transition")
    assert "2020-08-20" in one.why.zh
    assert one.sum is None


@settings(derandomize=True, max_examples=100)
@given(
    rate=st.fractions(Fraction(0), Fraction(1), max_denominator=1000),
    paid=st.lists(st.tuples(st.integers(0, 700), st.integers(1, 500_000)), max_size=12),
)
def test_a_higher_ceiling_never_leaves_less(rate: Fraction, paid: list[tuple[int, int]]) -> None:
    start = date(2025, 1, 1)
    payments = [Payment(date.fromordinal(start.toordinal() + d), Money(fen)) for d, fen in paid]
    end = date(2027, 1, 1)
    low = replay(Money(1_000_000), start, payments, [(start, rate)], end)
    high = replay(Money(1_000_000), start, payments, [(start, rate + Fraction(1, 100))], end)
    assert high.balance.fen >= low.balance.fen - 2 * len(payments)  # each stretch is rounded to the fen
    assert replay(Money(1_000_000), start, payments, [(start, Fraction(0))], end).balance.fen == (
        1_000_000 - sum(fen for _, fen in paid)
    )


# stacking


@given(
    excess=st.integers(0, 10_000),
    unpaid=st.dictionaries(st.sampled_from(ORDER), st.integers(0, 3_000)),
)
def test_what_is_stacked_comes_off_in_order(excess: int, unpaid: dict[Component, int]) -> None:
    cut = taken_off(Money(excess), {c: Money(fen) for c, fen in unpaid.items()})
    assert sum(m.fen for m in cut.values()) == min(excess, sum(unpaid.values()))
    full = [c for c in ORDER if cut.get(c, Money.ZERO).fen == unpaid.get(c, 0)]
    assert (
        full == list(ORDER)[: len(full)]
        or sum(unpaid.values()) <= excess
        or excess == 0
        or all(not cut.get(c) for c in ORDER[ORDER.index(next(c for c in ORDER if c not in full)) + 1 :])
    )


# cards


@pytest.mark.parametrize(
    ("kind", "months", "within"),
    [(LenderKind.BANK_CARD, 59, True), (LenderKind.BANK_CARD, 60, True), (LenderKind.BANK_CARD, 61, False)],
)
def test_a_card_plan_has_at_most_sixty_months(kind: LenderKind, months: int, *, within: bool) -> None:
    keys = {i.key for i in PACK.provisions["card.personalised_plan"].items}
    assert len(keys) == 6
    checked = check_plan(kind, months, keys, PACK, ON)
    assert checked is not None
    assert (checked.most_months, checked.within, checked.missing) == (60, within, ())
    assert checked.complete is within


def test_a_card_plan_names_what_it_lacks_and_other_loans_have_none() -> None:
    checked = check_plan(LenderKind.BANK_CARD, 36, {"balance", "schedule"}, PACK, ON)
    assert checked is not None
    assert len(checked.missing) == 4
    assert check_plan(LenderKind.BANK_LOAN, 36, set(), PACK, ON) is None


# the cost statement and assisted lending


@pytest.mark.parametrize(
    ("signed", "shown"), [(date(2026, 7, 31), 0), (date(2026, 8, 1), 1), (date(2026, 8, 2), 1)]
)
def test_the_cost_statement_is_asked_for_from_its_day_on(signed: date, shown: int) -> None:
    row = ROW | {"contract_date": signed}
    assert len(found(row, "cost_statement.missing")) == shown
    assert not found(row | {"lender_kind": "private"}, "cost_statement.missing")


def test_a_fee_outside_the_cost_statement() -> None:
    """Three instalments due, 30.00 each; the first was paid in full: 60.00 unpaid, 30.00 paid."""
    fee = [{"name": "权益包", "amount": "30.00", "every": "instalment"}]
    row = ROW | {"fee": fee, "cost_statement": {"items": ["利息"]}}
    (one,) = found(row, "cost_statement.off_list", ((date(2026, 9, 1), 115_000),))
    assert (one.amount, one.paid_part) == (Money(60_00), Money(30_00))
    assert (one.certainty, one.sum) == (Certainty.ARGUABLE, Sum.BY_CONTRACT)
    listed = row | {"cost_statement": {"items": ["利息", "权益包"]}}
    assert not found(listed, "cost_statement.off_list")


@pytest.mark.parametrize(("signed", "shown"), [(date(2025, 9, 30), 0), (date(2025, 10, 1), 1)])
def test_a_platform_may_charge_nothing_from_its_day_on(signed: date, shown: int) -> None:
    fee = [{"name": "会员费", "amount": "20.00", "every": "instalment", "payee": "云帆借"}]
    row = ROW | {"contract_date": signed, "platform": "云帆借", "fee": fee}
    assert len(found(row, "assisted.platform_charge")) == shown
    other = [fee[0] | {"payee": "某担保公司"}]
    assert not found(row | {"fee": other}, "assisted.platform_charge")


# damages


@pytest.mark.parametrize(("on", "shown"), [(date(2023, 12, 4), 0), (date(2023, 12, 5), 1)])
def test_damages_are_measured_by_the_loss_from_its_day_on(on: date, shown: int) -> None:
    """A late fee of 55.50 stands against some yuan of interest for the days late: far above 130 % of it."""
    loan = LOAN | {"received_on": date(2023, 10, 1), "first_due": date(2023, 11, 1)}
    late = {"penalty": {"factor": "1.5"}, "late_fee": {"share": "0.05", "of": "missed_amount"}}
    row = ROW | {"loan": loan, "contract_date": date(2023, 10, 1), "overdue": late}
    several = found(row, "damages.excessive", on=on)
    assert len(several) == shown
    assert all(f.sum is None and not f.amount for f in several)


def test_penalty_interest_alone_is_not_called_excessive() -> None:
    row = ROW | {"overdue": {"penalty": {"factor": "1.5"}}}
    assert not found(row, "damages.excessive")


# bad input


def test_a_contract_without_a_date_says_what_depends_on_it() -> None:
    row = {k: v for k, v in ROW.items() if k != "contract_date"}
    (one,) = found(row, "input.no_contract_date")
    assert "contract_date" in one.why.zh
    assert not found(ROW, "input.no_contract_date")


def test_an_unknown_lender_says_what_depends_on_it() -> None:
    (one,) = found(ROW | {"lender_kind": "unknown"}, "ceiling.unknown")
    assert "lender_kind" in one.why.zh


def test_a_rate_given_twice_and_differently() -> None:
    loan = LOAN | {"method": "equal_instalment"}
    level = debt_from(ROW | {"loan": loan}).schedule().instalments[0].total
    assert not found(ROW | {"loan": loan | {"payment": str(level)}}, "input.rates_differ")
    (one,) = found(ROW | {"loan": loan | {"payment": "1100.00"}}, "input.rates_differ")
    assert str(level) in one.why.zh
    assert "1100.00" in one.why.zh


def test_payments_before_the_contract_are_named_and_left_out() -> None:
    early = ((date(2026, 7, 15), 50_000),)
    (one,) = found(ROW, "input.payment_before_contract", early)
    assert "500.00" in one.why.zh
    assert not found(ROW, "input.payment_before_contract", ((date(2026, 8, 1), 50_000),))


def test_items_that_do_not_add_up_to_the_total() -> None:
    claim = [{"on": ON, "total": "3400.00", "items": {"principal": "3000.00", "interest": "330.00"}}]
    (one,) = found(ROW | {"claim": claim}, "unitemised")
    assert (one.amount, one.sum) == (Money(70_00), Sum.PAPER)


def test_a_difference_that_rests_on_assumed_payments_asks_for_them() -> None:
    """Without a payment on record and a first missed day every instalment is taken as paid: that corrects nothing."""
    claim = [{"on": ON, "total": "3330.00", "items": {"principal": "3000.00", "interest": "330.00"}}]
    debt = with_assumed_payments(debt_from(ROW | {"claim": claim}), ON)
    told = audit(debt, PACK, ON)
    assert {f.rule for f in told.findings if f.sum} == {"contract.principal", "contract.interest"}
    assert told.total(Sum.PAPER) == Money(333_000)
    assert not told.total(Sum.BY_CONTRACT)
    assert all("还款记录" in f.why.zh for f in told.findings if f.sum)


@pytest.mark.parametrize(
    ("signed", "rule"),
    [
        (date(2019, 8, 19), "ceiling.transition"),
        (date(2020, 8, 19), "ceiling.transition"),
        (date(2026, 4, 20), "ceiling.lpr_out_of_date"),
    ],
)
def test_a_ceiling_without_its_lpr_is_not_judged(signed: date, rule: str) -> None:
    assert found(ROW | {"lender_kind": "private", "contract_date": signed}, rule)
