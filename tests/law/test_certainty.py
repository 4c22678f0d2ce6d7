"""Every finding of the examples and of drawn debts: what may be called certain, and that the sums add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from strategies import TODAY, Paid, Raw, case_debts, debt_from
from xiehuan.law import Audit, Certainty, ChargeFinding, Layer, Pack, Sum
from xiehuan.law.audit import audit
from xiehuan.loan import with_assumed_payments
from xiehuan.packs.loader import files_cn, load_cn, load_pack
from xiehuan.parameter import Confidence, Source
from xiehuan.readers.case_folder import read_case_folder

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ON = date(2026, 11, 23)
DRAWN = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def sources_of(finding: ChargeFinding, pack: Pack) -> list[Source]:
    """The documents of the pack that the finding cites by title."""
    return [s for s in pack.sources.values() if f"《{s.title}》" in finding.source]


@pytest.fixture(scope="module")
def audits() -> list[Audit]:
    found: list[Audit] = []

    @DRAWN
    @given(drawn=case_debts("one"))
    def collect(drawn: tuple[Raw, Paid]) -> None:
        row, payments = drawn
        found.append(audit(debt_from(row, payments), load_cn(), TODAY))

    collect()
    assert len(found) >= 100
    for name in ("a-laid-off", "b-illness"):
        for debt in read_case_folder(EXAMPLES / name, ON).case.debts:
            found.append(audit(with_assumed_payments(debt, ON), load_cn(), ON))
    return found


def findings(audits: list[Audit]) -> Iterator[ChargeFinding]:
    for one in audits:
        yield from one.findings


def test_there_is_something_to_judge(audits: list[Audit]) -> None:
    rules = {f.rule.split(".")[0] for f in findings(audits)}
    assert {"contract", "ceiling", "withheld_in_advance", "no_contract", "unitemised", "no_clause"} <= rules
    assert {f.certainty for f in findings(audits)} == set(Certainty)


def test_certain_rests_on_the_contract_or_a_text_read_in_full(audits: list[Audit]) -> None:
    for finding in findings(audits):
        if finding.certainty is Certainty.CERTAIN and finding.layer is not Layer.CONTRACT:
            cited = sources_of(finding, load_cn())
            assert cited, finding
            assert {s.confidence for s in cited} <= {Confidence.OFFICIAL, Confidence.MIRROR}


def test_no_finding_rests_on_general_knowledge(audits: list[Audit]) -> None:
    for finding in findings(audits):
        assert finding.source
        assert all(s.confidence is not Confidence.RECALLED for s in sources_of(finding, load_cn()))


def test_the_three_sums_are_those_of_their_findings(audits: list[Audit]) -> None:
    for one in audits:
        told = one.as_json()
        for which in Sum:
            amounts = [f.amount.fen for f in one.findings if f.sum is which]
            assert one.total(which).fen == sum(amounts)
            assert told[which.value] == f"{sum(amounts) // 100}.{sum(amounts) % 100:02d}"
        assert "total" not in told  # they are never added together
        assert sum(f.amount.fen for f in one.findings if f.sum is None) == 0


def test_amounts_stand_in_the_sum_of_their_kind(audits: list[Audit]) -> None:
    """By contract: differences and nullities. On request: excess over a ceiling. Papers: what has no clause or proof."""
    for f in findings(audits):
        assert f.amount.fen >= 0
        if f.rule.startswith("ceiling"):
            assert f.sum in {None, Sum.REDUCIBLE}
            assert f.layer is Layer.STATUTE
        if f.certainty is Certainty.NEEDS_PAPER:
            assert f.sum in {None, Sum.PAPER}
        if f.sum is Sum.PAPER:
            assert f.certainty is Certainty.NEEDS_PAPER


LUO: Raw = {
    "id": "luo",
    "lender": "罗某",
    "lender_kind": "private",
    "contract_date": date(2026, 1, 15),
    "loan": {
        "principal": "20000.00",
        "received": "18000.00",
        "received_on": date(2026, 1, 15),
        "method": "bullet",
        "n": 1,
        "first_due": date(2026, 7, 15),
        "rate": {"value": "0.015", "per": "month"},
    },
}


def pack_with(source: str, confidence: str) -> Pack:
    """The shipped pack with one source read in another way; entries keep no mark that would be surer than it."""
    texts = dict(files_cn())
    head, tail = texts["sources.toml"].split(f"[{source}]\n", 1)
    own, mark, rest = tail.partition("\n[")
    changed = re.sub(r'confidence = "[^"]+"', f'confidence = "{confidence}"', own)
    texts["sources.toml"] = f"{head}[{source}]\n{changed}{mark}{rest}"
    for name in texts.keys() - {"sources.toml", "lenders.toml", "workdays.toml", "papers.toml"}:
        texts[name] = re.sub(rf'(source = "{source}".*), confidence = "[^"]+"', r"\1", texts[name])
        texts[name] = re.sub(
            rf'(source = "{source}"\n(?:article = .*\n)?)confidence = .*\n', r"\1", texts[name]
        )
    return load_pack(texts)


@pytest.mark.parametrize(("confidence", "certain"), [("O", True), ("M", True), ("S", False), ("S-", False)])
def test_interest_taken_off_in_advance_is_as_sure_as_its_source(confidence: str, *, certain: bool) -> None:
    found = audit(debt_from(LUO), pack_with("civil_code", confidence), ON).findings
    withheld = next(f for f in found if f.rule == "withheld_in_advance")
    assert (withheld.certainty is Certainty.CERTAIN) is certain


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("civil_code", "withheld_in_advance"),
        ("private_lending", "ceiling.over"),
        ("financial_trials", "ceiling.over"),
    ],
)
def test_a_source_known_only_from_memory_carries_no_finding(source: str, rule: str) -> None:
    """Confidence K is never shown as a finding: not as certain, and not as arguable either."""
    row = LUO if source != "financial_trials" else LUO | {"lender_kind": "consumer_finance"}
    shipped = audit(debt_from(row), load_cn(), ON).findings
    assert rule in {f.rule for f in shipped}
    found = audit(debt_from(row), pack_with(source, "K"), ON).findings
    assert rule not in {f.rule for f in found}


def test_interest_taken_off_in_advance_is_seen_without_a_contract_date() -> None:
    """The money arrived in 2026; that the day of signing is not known hides no nullity, it makes it less sure."""
    row = {k: v for k, v in LUO.items() if k != "contract_date"}
    assert "withheld_in_advance" in {f.rule for f in audit(debt_from(row), load_cn(), ON).findings}


@pytest.mark.parametrize("missing", ["received_on", "payments"])
def test_nothing_that_rests_on_an_assumption_is_certain(missing: str) -> None:
    row: Raw = LUO | {"loan": dict(LUO["loan"]), "claim": [{"on": ON, "total": "24000.00"}]}
    row["claim"][0]["items"] = {"principal": "20000.00", "interest": "4000.00"}
    if missing == "received_on":
        del row["loan"]["received_on"]
    else:
        row["loan"] |= {"method": "equal_principal", "n": 12, "first_due": date(2026, 2, 15)}
        row["missed_since"] = date(2026, 8, 15)
    debt = with_assumed_payments(debt_from(row), ON)
    assert debt.assumed
    assert all(f.certainty is not Certainty.CERTAIN for f in audit(debt, load_cn(), ON).findings)
