"""Three more cases as packs: unstable income, six creditors with a secured car loan, nothing left to pay with."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from docx import Document as Docx
from made_packs import EXAMPLES, ROOT, digests, make
from pack_table import pack_table

from xiehuan.services.prepare import Prepared

NAMES = ("c-unstable-income", "d-six-creditors", "e-nothing-left")
GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Prepared]:
    root = tmp_path_factory.mktemp("packs")
    return {name: make(EXAMPLES / name, root / name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_golden_table(packs: dict[str, Prepared], name: str) -> None:
    text, path = pack_table(packs[name].summary, packs[name].imports), GOLDEN / f"{name}.txt"
    if os.environ.get("XIEHUAN_UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"review the difference, then XIEHUAN_UPDATE_GOLDEN=1 for {name}"


def letters(pack: Prepared) -> str:
    texts = []
    for path in sorted(pack.out.glob("to-send/*/*.docx")):
        doc = Docx(str(path))
        texts += [p.text for p in doc.paragraphs] + [
            c.text for t in doc.tables for r in t.rows for c in r.cells
        ]
    return re.sub(r"\\s", "", "".join(texts))


@pytest.mark.parametrize("name", NAMES)
def test_letters_hold_no_floor_no_chance_and_no_value(packs: dict[str, Prepared], name: str) -> None:
    """What only the user or the lender's side may see: floor, chance to complete, value to the lender, ways out."""
    sent = letters(packs[name])
    assert sent
    for options in packs[name].summary["options"].values():  # type: ignore[attr-defined]
        packages = {o["total"] for o in options if o["role"] in {"opening", "aim"}}
        for o in options:
            private = [*(o["lender_value"]["with_plan"] if o["lender_value"] else ())]
            private += [o["total"]] if o["role"] == "floor" and o["total"] not in packages else []
            for amount in private:
                assert f"{float(amount):,.2f}" not in sent
    for word in ("底线", "净现值", "按到期不漏还", "个人破产", "假定"):
        assert word not in sent


def test_unstable_income_rests_on_the_bills(packs: dict[str, Prepared]) -> None:
    """Five whole months: the 20th percentile is the second lowest surplus, 5180 − 3280 … sorted by hand 940.00."""
    budget = packs["c-unstable-income"].summary["budget"]
    surpluses = sorted([5230 - 3190, 4410 - 3240, 5860 - 3310, 3960 - 3020, 5180 - 3280])
    assert f"{surpluses[0]}.00" in budget["reasons"][0]  # type: ignore[index]
    options = packs["c-unstable-income"].summary["options"]["xingyue"]  # type: ignore[index]
    assert options[0]["chance"]["basis"] == "simulated"
    assert options[0]["chance"]["months_known"] == 5


def test_the_car_comes_first_the_signed_plan_stays_and_a_refusal_has_its_answer(
    packs: dict[str, Prepared],
) -> None:
    said = packs["d-six-creditors"].summary
    options, joint = said["options"], said["joint_plan"]  # type: ignore[index]
    assert [o["kind"] for o in options["car"]] == [["catch_up"]]  # type: ignore[index]
    assert options["jinshu"][0]["kind"] == ["agreed"]  # type: ignore[index]
    assert any("墨屿" in r and "拒绝" in r for r in joint["reasons"])  # type: ignore[index]
    assert {w["kind"] for w in said["ways_out"]} >= {"complaint", "mediation", "court"}  # type: ignore[attr-defined]
    actions = [a["what"] for a in said["next_actions"] if a["debt"] == "moyu"]  # type: ignore[attr-defined]
    assert any("书面的拒绝理由" in a for a in actions)
    assert not any("提交还款安排申请" in a for a in actions)


def test_nothing_left_asks_for_a_pause_and_names_the_court_of_the_place(packs: dict[str, Prepared]) -> None:
    pack = packs["e-nothing-left"]
    said = pack.summary
    assert said["budget"]["affordable"] == "0.00"  # type: ignore[index]
    assert all(o["kind"] == ["holding"] for each in said["options"].values() for o in each)  # type: ignore[attr-defined]
    court = next(w for w in said["ways_out"] if w["kind"] == "court")  # type: ignore[attr-defined]
    assert "深圳" in court["text"]
    assert court["source"]
    assert court["doubt"]
    page = (Path(pack.out) / "for-me" / "report.html").read_text("utf-8")
    assert "方案谈不成时" in page
    assert "to-send/qiyun/application.docx" in digests(pack.out)
