"""A creditor has answered: its signed plan is paid first, and the others share what is left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from strategies import TODAY, Raw, case_from
from xiehuan.case import assess
from xiehuan.case.actions import next_actions
from xiehuan.errors import Finding
from xiehuan.packs.loader import load_cn
from xiehuan.readers.case_folder.debts import read_debts
from xiehuan.readers.case_folder.table import Table
from xiehuan.services.summary import summary

HOME: Raw = {
    "income": [{"name": "工资", "amount": "6000.00", "continues": True, "certain": True}],
    "spending": [{"name": "房租", "amount": "3000.00", "kind": "essential"}],
    "money": {"pay_day": 10},
}  # affordable: 6000 − 3000 − 5 % of 6000 = 2700.00
AGREED = {"on": date(2026, 11, 1), "monthly": "1000.00", "first": date(2026, 12, 5), "n": 20}


def debt(identity: str, total: str, **more: Any) -> Raw:
    claim = {"on": date(2026, 10, 20), "total": total}
    plain = {"id": identity, "lender": identity, "lender_kind": "bank_loan", "auto_debit": "none"}
    return plain | {"missed_since": date(2026, 9, 5), "claim": [claim]} | more


def said(*rows: Raw, paid: dict[str, list[tuple[date, int]]] | None = None) -> dict[str, Any]:
    state = assess(case_from(HOME, rows, paid or {}), load_cn(), TODAY)
    return summary(state, next_actions(state), ())


def test_the_others_share_what_is_left() -> None:
    """2700.00 less the 1000.00 signed: 1700.00 for the other, who alone would have shared 2700.00 with it."""
    told = said(debt("signed", "20000.00", agreed=[AGREED]), debt("other", "20000.00"))
    (kept,), others = told["options"]["signed"], told["options"]["other"]
    assert (kept["kind"], kept["n"], kept["monthly"], kept["safe"]) == (["agreed"], 20, "1000.00", True)
    assert kept["payments"][0] == ["2026-12-05", "1000.00"]
    assert {o["monthly"] for o in others if o["role"]} == {"1700.00"}
    assert told["joint_plan"]["monthly"] == "2700.00"
    assert told["joint_plan"]["alternative"]["plans"]["signed"]["total"] == "20000.00"
    told_to_do = [a["what"] for a in told["next_actions"] if a["debt"] == "signed"]
    assert not any("申请" in what for what in told_to_do)  # no new application


def test_the_latest_agreement_counts_and_what_is_to_come_of_it() -> None:
    old = AGREED | {"on": date(2026, 8, 1), "monthly": "900.00", "first": date(2026, 8, 5), "n": 30}
    new = AGREED | {"first": date(2026, 11, 5)}
    paid = {"signed": [(date(2026, 11, 5), 1000_00)]}
    (kept,) = said(debt("signed", "20000.00", agreed=[new, old]), paid=paid)["options"]["signed"]
    assert (kept["n"], kept["monthly"], kept["safe"]) == (19, "1000.00", True)


def test_an_instalment_that_is_not_on_record_is_a_doubt() -> None:
    late = AGREED | {"first": date(2026, 11, 5)}
    (kept,) = said(debt("signed", "20000.00", agreed=[late]))["options"]["signed"]
    assert kept["safe"] is False
    assert any("1000.00" in r and "0.00" in r for r in kept["reasons"])


def test_a_signed_plan_beyond_what_can_be_paid_is_said_and_not_dropped() -> None:
    told = said(debt("signed", "90000.00", agreed=[AGREED | {"monthly": "2800.00"}]), debt("other", "500.00"))
    (kept,) = told["options"]["signed"]
    assert (kept["fits"], kept["safe"], kept["monthly"]) == (False, False, "2800.00")
    assert told["joint_plan"]["feasible"] is False
    assert told["options"]["other"][0]["kind"] == ["holding"]


def test_an_agreement_that_has_run_its_course_asks_for_a_new_plan() -> None:
    over = AGREED | {"on": date(2026, 6, 1), "first": date(2026, 6, 5), "n": 3}
    assert "agreed" not in said(debt("signed", "20000.00", agreed=[over]))["options"]["signed"][0]["kind"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"monthly": "0.00"}, "out_of_range"),
        ({"monthly": None}, "missing"),
        ({"n": 0}, "out_of_range"),
        ({"n": "20"}, "wrong_type"),
        ({"first": date(2026, 10, 1)}, "out_of_range"),
        ({"on": "1.11.2026"}, "bad_date"),
        ({"last": "3.00"}, "unknown_key"),
    ],
)
def test_the_reader_is_strict(change: dict[str, object], code: str) -> None:
    findings: list[Finding] = []
    row = debt("signed", "20000.00", agreed=[AGREED | change])
    read_debts(Table({"debt": [row]}, "debts.toml", "", findings))
    assert [f.code for f in findings] == [code]
    assert findings[0].where is not None
    assert "agreed" in str(findings[0].where)
