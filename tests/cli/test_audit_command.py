"""`xiehuan audit` from outside, and the `ceiling` operation of the calculator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xiehuan.cli import group
from xiehuan.errors import InputRefused
from xiehuan.services.calc import answer_line

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ON = ["--on", "2026-11-23"]


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["audit", *words], standalone_mode=False)
    if done.exception:
        raise done.exception
    return int(done.return_value or 0), done.output


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("a-laid-off", {"anxin": ("11.98", "0.00", "180.00"), "yunfan": ("0.00", "0.00", "0.00")}),
        ("b-illness", {"jinguan": ("69.68", "0.00", "0.00"), "luo": ("2303.00", "727.00", "500.00")}),
    ],
)
def test_json_has_the_sums_apart(name: str, sums: dict[str, tuple[str, ...]]) -> None:
    code, out = run(str(EXAMPLES / name), *ON, "--json")
    audits = {d["id"]: d["audit"] for d in json.loads(out)["debts"]}
    assert code == 1
    for debt, expected in sums.items():
        told = audits[debt]
        assert (
            tuple(told[k] for k in ("by_contract_to_correct", "reducible_on_request", "needs_paper"))
            == expected
        )
        there = told["reconciliation"]
        if there:
            lines = sum(round(float(line["amount"]) * 100) for line in there["lines"])
            rest = round(float(there["unexplained"]) * 100)
            assert lines + rest == round((float(there["claimed"]) - float(there["ours"])) * 100)


def test_the_table_names_rule_and_source() -> None:
    code, out = run(str(EXAMPLES / "b-illness"), *ON, "--steps")
    assert code == 1
    for words in ("days.grace", "《中华人民共和国民法典》第六百七十条", "不相加", "206.15", "· "):
        assert words in out


def test_nothing_found_is_exit_0(tmp_path: Path) -> None:
    text = """
[[debt]]
id = "clean"
lender = "某某银行股份有限公司"
lender_kind = "bank_loan"
contract_date = 2026-01-03
[debt.loan]
principal = "1200.00"
received_on = 2026-01-03
method = "equal_principal"
n = 12
first_due = 2026-02-03
rate = { value = "0.06", per = "year" }
"""
    (tmp_path / "debts.toml").write_text(text, "utf-8")
    assert run(str(tmp_path), *ON)[0] == 0


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        run(str(tmp_path / "nothing"), *ON)


FLOWS = [["2025-11-03", "10000.00"], ["2026-11-03", "-12400.00"]]  # 24 % a year at once
HIGHER = [["2025-11-03", "10000.00"], ["2026-11-03", "-13000.00"]]
EFFECTIVE = [
    ["2025-11-03", "10000.00"],
    ["2026-11-03", "-12500.00"],
]  # 25 % a year at once, 22.5 % as 12 × monthly


def ceiling(**asked: Any) -> dict[str, Any]:
    row = {"op": "ceiling", "lender_kind": "bank_loan", "contract_date": "2025-11-03", "flows": FLOWS}
    return json.loads(answer_line(json.dumps(row | {"on": "2026-11-23"} | asked)))


@pytest.mark.parametrize(
    ("asked", "rate", "kind", "verdict"),
    [
        ({}, "0.2400000000", "judicial", "within"),
        ({"flows": HIGHER}, "0.2400000000", "judicial", "over"),
        ({"assisted": True, "flows": HIGHER}, "0.2400000000", "regulatory", "over"),
        ({"lender_kind": "private"}, "0.1200000000", "hard", "over"),
        ({"lender_kind": "guarantor"}, "0.2400000000", "judicial", "within"),
        ({"lender_kind": "private", "contract_date": "2026-05-01"}, "0.1200000000", "hard", "unknown"),
    ],
)
def test_ceiling(asked: dict[str, Any], rate: str, kind: str, verdict: str) -> None:
    told = ceiling(**asked)
    assert told["ok"], told
    assert (told["ceiling"]["rate"], told["ceiling"]["kind"], told["verdict"]) == (rate, kind, verdict)
    lowest = min(float(v) for v in told["measures"].values())
    assert float(told["margin"]) == pytest.approx(lowest - float(rate), abs=1e-9)


@pytest.mark.parametrize(
    "asked",
    [
        {"lender_kind": "unknown"},
        {"lender_kind": "private", "contract_date": "2019-05-01"},
        {"lender_kind": "private", "contract_date": "2019-05-01", "filed_on": "2019-07-01"},
    ],
)
def test_what_is_missing_is_named(asked: dict[str, Any]) -> None:
    told = ceiling(**asked)
    assert (told["ok"], told["ceiling"], told["verdict"], told["margin"]) == (True, None, "unknown", None)
    assert told["depends_on"]
    assert told["depends_on_en"]


def test_an_old_private_loan_follows_the_day_of_filing() -> None:
    told = ceiling(lender_kind="private", contract_date="2019-05-01", filed_on="2021-03-01")
    assert told["ceiling"]["rate"] == "0.1540000000"
    assert told["ceiling"]["applies_from"] == "2020-08-20"


def test_only_the_effective_rate_over_is_arguable() -> None:
    assert ceiling(flows=EFFECTIVE)["verdict"] == "arguable"


def test_a_loan_stands_for_its_flows() -> None:
    loan = {
        "principal": "10000.00", "method": "equal_instalment", "n": 12, "drawdown": "2025-11-03",
        "first_due": "2025-12-03", "rate": {"value": "0.18", "per": "year"},
    }  # fmt: skip
    row = {"op": "ceiling", "lender_kind": "micro_loan", "contract_date": "2025-11-03", "loan": loan}
    told = json.loads(answer_line(json.dumps(row | {"on": "2026-11-23"})))
    assert told["verdict"] == "within"
    assert float(told["measures"]["irr12"]) == pytest.approx(0.18, abs=1e-4)
