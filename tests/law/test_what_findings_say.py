"""Every finding reads as two plain sentences, opens into how it came about, and is no surer than what it rests on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from judge.planted_errors import many
from strategies import Raw, debt_from
from xiehuan.law import Certainty, ChargeFinding, Layer, Sum, audit
from xiehuan.loan import Debt, with_assumed_payments
from xiehuan.packs.loader import load_cn
from xiehuan.readers.case_folder import read_case_folder

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ON = date(2026, 11, 23)
BLAME = ("恶意", "违法", "欺诈", "套路", "起诉你", "必须", "立即", "否则", "应当赔偿")
BLAME_EN = ("illegal", "fraud", "must ", "threat", "immediately", "or else", "sue ", "guilty")

FEES: Raw = {
    "id": "fees",
    "lender": "某某银行股份有限公司",
    "lender_kind": "bank_loan",
    "platform": "云帆借",
    "contract_date": date(2026, 8, 1),
    "cost_statement": {"items": ["利息"]},
    "loan": {
        "principal": "10000.00",
        "received": "10000.00",
        "received_on": date(2026, 8, 1),
        "method": "flat",
        "n": 12,
        "first_due": date(2026, 9, 1),
        "rate": {"value": "0.005", "per": "flat_month"},
    },
    "fee": [
        {"name": "会员费", "amount": "20.00", "every": "instalment", "payee": "云帆借"},
        {"name": "担保费", "amount": "30.00", "every": "instalment", "payee": "某担保公司"},
    ],
    "overdue": {"penalty": {"factor": "1.5"}, "late_fee": {"share": "0.05", "of": "missed_amount"}},
}
VAGUE: Raw = {
    "id": "vague",
    "lender": "某某公司",
    "loan": FEES["loan"]
    | {"method": "equal_instalment", "rate": {"value": "0.2", "per": "year"}, "payment": "900.00"},
}


def debts() -> list[tuple[Debt, date]]:
    found = [(debt_from(p.row, p.payments), p.on) for p in many(48)]
    for name in ("a-laid-off", "b-illness"):
        case = read_case_folder(EXAMPLES / name, ON).case
        found += [(with_assumed_payments(d, ON), ON) for d in case.debts]
    rough: Raw = {"id": "rough", "lender": "某", "next_due": ON, "claim": [{"on": ON, "total": "100.00"}]}
    old = FEES | {"id": "old", "lender_kind": "private", "contract_date": date(2019, 5, 1)}
    late = FEES | {"id": "late", "lender_kind": "private", "contract_date": date(2026, 9, 1)}
    shy = {k: v for k, v in FEES.items() if k != "cost_statement"} | {"id": "shy"}
    rows = [FEES, VAGUE, rough, old, late, shy]
    found += [(debt_from(row, [(date(2026, 9, 1), 50_000)] if "fee" in row else ()), ON) for row in rows]
    found.append((debt_from(VAGUE, [(date(2026, 7, 1), 90_000)]), ON))
    return found


@pytest.fixture(scope="module")
def told() -> list[tuple[Debt, ChargeFinding]]:
    return [(debt, f) for debt, on in debts() for f in audit(debt, load_cn(), on).findings]


def test_every_family_of_rules_speaks(told: list[tuple[Debt, ChargeFinding]]) -> None:
    families = {f.rule.split(".")[0] for _, f in told}
    assert families >= {
        "penalty", "compound", "days", "crediting", "contract", "acceleration", "duplicate", "card",
        "no_clause", "unitemised", "withheld_in_advance", "ceiling", "damages", "flat", "cost_statement",
        "assisted", "input", "no_contract",
    }  # fmt: skip


def test_two_plain_sentences_in_both_languages(told: list[tuple[Debt, ChargeFinding]]) -> None:
    for _, f in told:
        assert f.why.zh.count("。") == 2, f.why.zh
        assert f.why.zh.endswith("。")
        assert len(re.findall(r"\.(?= |$)", f.why.en)) == 2, f.why.en
        assert f.why.en.endswith(".")
        assert f.title.zh
        assert f.title.en


def test_no_blame_and_no_threat(told: list[tuple[Debt, ChargeFinding]]) -> None:
    for _, f in told:
        assert not [w for w in BLAME if w in f.why.zh + f.title.zh], f.why.zh
        assert not [w for w in BLAME_EN if w in f"{f.why.en} ".lower()], f.why.en


def test_an_amount_opens_into_its_trace(told: list[tuple[Debt, ChargeFinding]]) -> None:
    for _, f in told:
        if f.amount:
            assert f.trace is not None, f.rule
            assert f.trace.inputs
            assert f.trace.formula.zh
            assert f.trace.result == str(f.amount)
        for figure in f.trace.figures if f.trace else ():
            assert figure.source
            assert figure.confidence not in {"K", ""}


def test_certain_is_carried_by_what_was_stated(told: list[tuple[Debt, ChargeFinding]]) -> None:
    """Decision 4: a clause that the contract states, or a text read in full; never an assumption or a bare total."""
    seen = set()
    for debt, f in told:
        if f.certainty is not Certainty.CERTAIN:
            continue
        seen.add(f.rule)
        assert not debt.assumed
        if f.layer is Layer.CONTRACT:
            assert debt.overdue is not None
            late = {"penalty", "penalty_base", "compound", "late_fee", "grace_days", "allocation"}
            assert late.intersection(f.clauses) <= debt.overdue.stated, f.rule
        else:
            cited = [s for s in load_cn().sources.values() if f"《{s.title}》" in f.source]
            assert cited
            assert all(s.confidence.read_in_full for s in cited)
    assert {"penalty.base", "days.grace", "withheld_in_advance", "duplicate.late_fee"} <= seen


def test_what_is_only_read_second_hand_is_at_most_arguable(told: list[tuple[Debt, ChargeFinding]]) -> None:
    for _, f in told:
        if f.rule.split(".")[0] in {"assisted", "cost_statement", "card", "flat"}:
            assert f.certainty is not Certainty.CERTAIN


def test_a_paper_is_asked_for_and_never_priced_as_owed(told: list[tuple[Debt, ChargeFinding]]) -> None:
    for _, f in told:
        assert (f.certainty is Certainty.NEEDS_PAPER) >= (f.sum is Sum.PAPER)
        if f.rule.startswith("input."):
            assert (f.certainty, f.sum, f.amount.fen) == (Certainty.NEEDS_PAPER, None, 0)
