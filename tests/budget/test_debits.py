"""Automatic debits by account: one that nobody knows leaves every plan not yet safe, one that is known is counted."""

from __future__ import annotations

from datetime import date

import pytest

from strategies import TODAY, case_from
from xiehuan.case import assess
from xiehuan.case.means import with_mandates
from xiehuan.loan import AutoDebit
from xiehuan.packs.loader import load_cn

LOAN = {
    "principal": "6000.00",
    "received_on": date(2026, 6, 10),
    "method": "equal_instalment",
    "n": 12,
    "first_due": date(2026, 7, 10),
    "rate": {"value": "0.12", "per": "year"},
}
ROWS = [
    {"id": "a", "lender": "甲银行", "auto_debit": "none", "missed_since": date(2026, 10, 10), "loan": LOAN},
    {"id": "b", "lender": "乙银行", "auto_debit": "none", "missed_since": date(2026, 10, 10), "loan": LOAN},
]
HOME = {
    "hardship": {"cause": "illness", "since": date(2026, 9, 1)},
    "income": [{"name": "工资", "amount": "5000.00", "continues": True}],
    "spending": [{"name": "房租", "amount": "3000.00"}],
}
BANK = {"name": "工行尾号1234", "debits": "listed"}


def debit(**more):
    return {"account": BANK["name"], "payee": "某某", "amount": "530.00"} | more


def state(rows=ROWS, **tables):
    return assess(case_from(HOME | tables, rows, {}), load_cn(), TODAY)


def safe(found):
    return {i: [o.safe for o in offers] for i, offers in found.joint.options.items()}


def test_without_a_doubt_plans_are_safe():
    assert any(any(s) for s in safe(state(account=[BANK])).values())


@pytest.mark.parametrize(
    ("tables", "in_reason", "in_question"),
    [
        ({"account": [BANK | {"debits": "unknown"}]}, "工行尾号1234有没有自动扣款不清楚", "代扣"),
        ({"account": [{"name": "支付宝"}]}, "支付宝有没有自动扣款不清楚", "代扣"),  # not said is unknown
        (
            {"account": [BANK], "auto_debit": [debit()]},
            "「某某」的自动扣款（530.00元）",
            "「某某」扣的是什么",
        ),
    ],
)
def test_an_unknown_debit_leaves_every_plan_not_yet_safe(tables, in_reason, in_question):
    found = state(**tables)
    for offers in found.joint.options.values():
        for option in offers:
            assert not option.safe
            assert any("还不能算稳妥" in r.zh and in_reason in r.zh for r in option.reasons)
            assert all(r.en for r in option.reasons)
    assert any(in_question in q.zh for q in found.statement.questions)
    (doubt,) = found.statement.debits
    assert "暂停" in doubt.say.zh
    assert "pause" in doubt.say.en
    other = found.joint.alternative
    assert other is None or other.plans is None or not any(o.safe for o in other.plans.values())


@pytest.mark.parametrize(
    "tables",
    [
        {"account": [BANK], "auto_debit": [debit(spending="房租")]},
        {"account": [BANK], "auto_debit": [debit(paused_on=TODAY)]},
        {"account": [BANK | {"debits": "none"}]},
    ],
)
def test_a_debit_that_is_known_or_paused_upsets_nothing(tables):
    assert safe(state(**tables)) == safe(state())


def test_a_recorded_debit_counts_whatever_the_debt_says():
    """Debt a says none; the account shows a debit that runs: taken as debited, and said."""
    found = state(account=[BANK], auto_debit=[debit(debt="a")])
    assert [(f.code, f.where.table) for f in found.findings] == [("debit_says_otherwise", "debt.a")]
    assert not any(safe(found)["a"])
    view = next(v for v in found.debts if v.debt.id == "a")
    assert (view.debt.auto_debit, view.debt.debit_account) == (AutoDebit.ACCOUNT, "工行尾号1234")


@pytest.mark.parametrize(
    ("paused", "expected"),
    [(None, AutoDebit.ACCOUNT), (date(2026, 11, 24), AutoDebit.ACCOUNT), (TODAY, AutoDebit.NONE)],
)
def test_a_pause_counts_from_its_day(paused, expected):
    one = debit(debt="a") | ({"paused_on": paused} if paused else {})
    rows = [ROWS[0] | {"auto_debit": "unknown"}, ROWS[1] | {"auto_debit": "unknown"}]
    case = case_from(HOME | {"account": [BANK], "auto_debit": [one]}, rows, {})
    first, second = with_mandates(case.debts, case.household, TODAY)
    assert (first.auto_debit, second.auto_debit) == (expected, AutoDebit.UNKNOWN)


def test_a_debt_of_which_nobody_knows_whether_it_is_debited_is_asked_about_by_itself():
    """Only its own plan is not yet safe, as before; the question and the sentence stand in the statement."""
    rows = [ROWS[0], ROWS[1] | {"auto_debit": "unknown"}]
    found = state(rows)
    assert found.statement.not_yet_safe == ()
    assert [(d.debt, d.payee) for d in found.statement.debits] == [("b", "乙银行")]
    assert any("乙银行" in q.zh for q in found.statement.questions)
    assert "「乙银行」对我名下账户的自动扣款" in found.statement.debits[0].say.zh
    assert safe(found)["a"] == safe(state())["a"]
    assert not any(safe(found)["b"])
