"""Options beside the ladder, what they say, and the answers to bad input."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from judge.schedule_oracle import fen
from strategies import TODAY, Paid, Raw, case_from
from xiehuan.case import assess
from xiehuan.case.actions import next_actions
from xiehuan.loan.terms import Component
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn
from xiehuan.plan import Known
from xiehuan.plan.chance import MONTHS_NEEDED, chance
from xiehuan.services.prepare import relief_policies
from xiehuan.services.summary import summary

HOME: Raw = {
    "income": [{"name": "工资", "amount": "6000.00", "continues": True, "certain": True}],
    "spending": [{"name": "房租", "amount": "4000.00", "kind": "essential"}],
    "money": {"pay_day": 10},
}  # affordable: 6000 − 4000 − 300 = 1700.00
LOAN: Raw = {
    "principal": "30000.00",
    "received": "30000.00",
    "received_on": date(2026, 1, 23),
    "method": "equal_instalment",
    "n": 24,
    "first_due": date(2026, 2, 23),
    "rate": {"value": "0.24", "per": "year"},
}


def debt(identity: str, loan: Raw | None = None, **more: Any) -> Raw:
    row: Raw = {
        "id": identity,
        "lender": f"{identity}有限公司",
        "lender_kind": "bank_loan",
        "auto_debit": "none",
    }
    if loan is not None:
        overdue = {"penalty": {"factor": "1.5"}, "penalty_base": "overdue_principal"}
        row |= {"loan": loan, "contract_date": loan["received_on"], "overdue": overdue}
        row["missed_since"] = date(2026, 8, 23)
    return row | more


def claim(total: str) -> Raw:
    return {"claim": [{"on": date(2026, 11, 20), "total": total}], "missed_since": date(2026, 9, 1)}


def said(*rows: Raw, home: Raw = HOME, paid: dict[str, Paid] | None = None) -> dict[str, Any]:
    state = assess(case_from(home, list(rows), paid or {}), load_cn(), TODAY, policies=relief_policies())
    return summary(state, next_actions(state), ()) | {"state": state}


def test_a_policy_finds_the_smallest_relief_on_the_engine() -> None:
    """No instalment above the ability; a step of the rate less, or an instalment less, and it is above."""
    told = said(debt("one", LOAN))
    found = next(o for o in told["options"]["one"] if o["shape"] == "waterfall")
    assert found["note"]
    assert max(fen(a) for _, a in found["payments"]) <= fen(found["ability"])
    assert found["n"] <= 60
    assert {b["component"] for b in found["revives_on_breach"] if "component" in b} <= {
        c.value for c in Component
    }
    balance = next(v.balance for v in told["state"].debts)
    capital = balance.principal.fen + sum(
        m.fen for k, m in balance.charges.items() if k in {"interest", "fee", "cost"}
    )
    rate, left = Fraction(found["rate"]), capital
    for i, (day, amount) in enumerate(found["payments"]):
        start = TODAY if i == 0 else date.fromisoformat(found["payments"][i - 1][0])
        months = Fraction(1, 12) if i else Fraction((date.fromisoformat(day) - start).days, 360)
        left -= fen(amount) - int(left * rate * months + Fraction(1, 2))
    assert left == 0


def test_a_down_payment_fits_its_month() -> None:
    told = said(debt("one", LOAN | {"principal": "9000.00", "received": "9000.00"}))
    with_down = [o for o in told["options"]["one"] if "down_payment" in o["kind"]]
    assert with_down
    for o in with_down:
        assert o["note"]
        assert fen(o["payments"][0][1]) == fen(o["down_payment"]) <= fen(o["ability"])


def test_a_cut_of_principal_is_rare_and_comes_last_in_the_ladder() -> None:
    told = said(debt("one", LOAN))
    places = [i for i, o in enumerate(told["options"]["one"]) if o["rare"]]
    assert places
    assert all(told["options"]["one"][i]["role"] is None for i in places)
    assert min(places) > max(i for i, o in enumerate(told["options"]["one"]) if o["role"])


def test_the_lenders_value_by_hand() -> None:
    """Discounted in decimals, month by month: kept for certain, or recovered after two years."""
    told = said(debt("one", LOAN))
    o = next(o for o in told["options"]["one"] if o["role"] == "aim")
    kept = 0.0
    for day, amount in o["payments"]:
        d = date.fromisoformat(day)
        months = (d.year - TODAY.year) * 12 + d.month - TODAY.month - (d.day < TODAY.day)
        odd = (d - _add(TODAY, months)).days
        kept += float(amount) / ((1 + 0.08 / 12) ** months * (1 + 0.08 * odd / 360))
    p = 1 - float(o["chance"]["high"])
    for end, share in enumerate((0.1, 0.5)):
        back = float(o["balance"]) * share / (1 + 0.08 / 12) ** 24
        assert float(o["lender_value"]["with_plan"][end]) == pytest.approx(p * back + (1 - p) * kept, abs=20)
    assert o["lender_value"]["basis"] == "assumed"


def _add(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


@pytest.mark.parametrize("months", [6, 24])
def test_the_chance_against_drawn_lots(months: int) -> None:
    """20,000 lives from a seeded generator, cushions counted to the fen."""
    surpluses = [
        Money(f * 100) for f in (907, 1409, 1693, 2111, 2617, 3011, 811, 1499, 1889, 2297, 1213, 1997)
    ]
    needs = [Money(1500_00)] * months
    told = chance(needs, Known(tuple(surpluses), Money(1000_00)))
    draw, kept = random.Random(7), 0  # noqa: S311 - lots, not secrets
    for _ in range(20_000):
        cash = 1000_00
        for need in needs:
            cash = min(cash + draw.choice(surpluses).fen - need.fen, 4500_00)
            if cash < 0:
                break
        kept += cash >= 0
    assert told.high == pytest.approx(kept / 20_000, abs=0.03)
    assert told.low <= told.high


def test_the_chance_is_assumed_where_months_are_few() -> None:
    told = chance([Money(100)] * 10, Known((Money(500),) * (MONTHS_NEEDED - 1), None))
    assert not told.simulated
    assert (told.low, told.high) == (pytest.approx(0.96**10), pytest.approx(0.99**10))
    assert "假定" in told.text.zh


def test_a_low_chance_on_a_year_of_bills_is_not_safe() -> None:
    told = chance([Money(1000)] * 24, Known((Money(900),) * 6 + (Money(1050),) * 6, Money.ZERO))
    assert told.too_low


# bad input


def test_one_creditor_who_refuses_everything() -> None:
    """Its share stays aside: the other plans are the same as without the refusal, and it has its own answer."""
    rows = [
        debt("甲甲", None, id="one", **claim("9000.00")),
        debt("乙乙", None, id="two", **claim("5000.00")),
    ]
    before = said(*rows)
    after = said(rows[0], rows[1] | {"refused_on": date(2026, 11, 12)})
    assert [o["payments"] for o in after["options"]["one"]] == [
        o["payments"] for o in before["options"]["one"]
    ]
    joint = after["joint_plan"]
    assert any("2026-11-12" in r and "拒绝" in r for r in joint["reasons"])
    assert any("2026-11-12" in r and "refused" in r for r in joint["reasons_en"])
    assert {w["kind"] for w in after["ways_out"]} >= {"complaint", "mediation", "court"}
    assert not before["ways_out"]
    future = said(rows[0], rows[1] | {"refused_on": TODAY + timedelta(days=1)})
    assert not any("拒绝" in r for r in future["joint_plan"]["reasons"])


def test_one_debt_from_contract_and_bill_is_said_and_not_merged() -> None:
    twin = debt("billed", None, lender="one有限公司", **claim("20000.00"))
    told = said(debt("one", LOAN), twin)
    (pair,) = told["joint_plan"]["possible_duplicates"]
    assert pair["debts"] == ["one", "billed"]
    assert any("同一笔" in r for r in told["joint_plan"]["reasons"])
    assert any("may be one debt" in r for r in told["joint_plan"]["reasons_en"])
    assert set(told["joint_plan"]["choices"]) == {"one", "billed"}
    numbered = said(debt("one", LOAN, contract_no="A"), twin | {"contract_no": "B"})
    assert numbered["joint_plan"]["possible_duplicates"] == []
    same = said(debt("one", LOAN, contract_no="A"), debt("two", LOAN, contract_no="A"))
    assert len(same["joint_plan"]["possible_duplicates"]) == 1


@pytest.mark.parametrize("income", ["4000.00", "0.00", "100.00"])
def test_a_budget_of_nothing(income: str) -> None:
    """Nothing left, nothing earned, more spent than earned: a pause with a review day, said once in both languages."""
    home = HOME | {"income": [{"name": "工资", "amount": income, "continues": True}]}
    told = said(debt("one", LOAN), home=home)
    assert [o["kind"] for o in told["options"]["one"]] == [["holding"]]
    assert told["options"]["one"][0]["review_on"]
    assert sum("0元" in r for r in told["joint_plan"]["reasons"]) == 1
    assert sum("nothing is left" in r for r in told["joint_plan"]["reasons_en"]) == 1
    assert any(w["kind"] == "pause" for w in told["ways_out"])


@pytest.mark.parametrize(
    ("city", "words"),
    [
        ("深圳市", "深圳个人破产"),
        ("义乌", "浙江个人债务集中清理"),
        ("厦门", "厦门"),
        ("成都", "没有查到成都"),
        (None, "没有写所在城市"),
    ],
)
def test_the_courts_are_named_by_place(city: str | None, words: str) -> None:
    home = HOME | {"income": [], "person": {"city": city} if city else {}}
    told = said(debt("one", LOAN), home=home)
    (court,) = [w for w in told["ways_out"] if w["kind"] == "court"]
    assert words in court["text"]
    assert (court["source"] is not None) == (city in {"深圳市", "义乌", "厦门"})


def test_a_secured_debt_is_caught_up_with_before_the_others_share() -> None:
    """Two instalments behind: the contract goes on and the arrears come with its next days; the rest is shared."""
    car = debt("car", LOAN | {"principal": "20000.00", "received": "20000.00"}, secured=True)
    car["missed_since"] = date(2026, 10, 23)
    other = debt("other", None, **claim("9000.00"))
    told = said(car, other)
    (kept,) = told["options"]["car"]
    assert kept["kind"] == ["catch_up"]
    assert kept["versus_contract"]["more_in_total"] == "0.00"
    plain = said(car | {"secured": False}, other)
    assert all("catch_up" not in o["kind"] for o in plain["options"]["car"])


def test_a_secured_debt_that_cannot_be_kept_is_named() -> None:
    car = debt("car", LOAN | {"principal": "90000.00", "received": "90000.00"}, secured=True)
    told = said(car)
    assert any("保不住原合同" in r for r in told["joint_plan"]["reasons"])
    assert any("cannot be kept" in r for r in told["joint_plan"]["reasons_en"])
