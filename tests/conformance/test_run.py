"""The runner on an invented folder: what holds, what fails, what is out of reach and what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance import run as runner

DAYS = {
    "kind": "year_fraction",
    "convention": "act/360",
    "start": "2026-01-01",
    "end": "2026-01-31",
    "tol": 1e-9,
    "src": "invented",
}
ROWS = [
    {"id": "holds", **DAYS, "expected": 0.0833333333333},
    {"id": "fails", **DAYS, "expected": 0.5},
    {"id": "unknown", **DAYS, "convention": "business/252", "expected": 0.1},
    {"id": "raises", **DAYS, "start": "yesterday", "expected": 0.1},
]
MAIL = (
    "From: a@example.org\nTo: b@example.org\nSubject: hello\nDate: Mon, 02 Nov 2026 10:00:00 +0800\n\ntext\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    loans = tmp_path / "loans"
    loans.mkdir()
    lines = [*(json.dumps(row) for row in ROWS), "{broken", "[1]", ""]
    (loans / "daycount.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (loans / "unheard_of.jsonl").write_text(json.dumps({"id": "x", "src": "invented"}), encoding="utf-8")
    mails = tmp_path / "evidence" / "invented"
    mails.mkdir(parents=True)
    (mails / "one.eml").write_text(MAIL, encoding="utf-8")
    cases = [
        {"id": "mail", "check": "mail", "input": "one.eml", "expected": {"subject": "hello"}},
        {"id": "other", "check": "mail", "input": "one.eml", "expected": {"subject": "goodbye"}},
        {"id": "gone", "check": "mail", "input": "two.eml", "expected": {"subject": "hello"}},
        {"id": "new", "check": "a kind of later years", "input": "one.eml", "expected": {}},
        {"id": "empty"},
    ]
    (mails / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return tmp_path


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert runner.main([str(folder), *options]) == 0
    return capsys.readouterr().out


def statuses(folder: Path) -> dict[str, str]:
    return {o.id: o.status for r in runner.run(folder) for o in r.outcomes}


def test_every_case_gets_its_verdict(folder: Path) -> None:
    assert statuses(folder) == {
        "holds": "passed",
        "fails": "failed",
        "unknown": "unsupported",
        "raises": "failed",
        "line 5": "failed",
        "line 6": "failed",
        "x": "unsupported",
        "mail": "passed",
        "other": "failed",
        "gone": "failed",
        "new": "unsupported",
        "empty": "failed",
    }


def test_json_counts_and_names_the_failures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(folder, capsys, "--json"))
    by_file = {f["file"]: f for f in found["files"]}
    assert list(by_file) == [
        "loans/daycount.jsonl",
        "loans/unheard_of.jsonl",
        "evidence/invented/cases.jsonl",
    ]
    days = by_file["loans/daycount.jsonl"]
    assert (days["cases"], days["passed"], days["failed"], days["unsupported"]) == (6, 1, 4, 1)
    failures = {f["id"]: f for f in days["failures"]}
    assert failures["fails"]["expected"] == {"expected": 0.5}
    assert failures["fails"]["got"] == ["year fraction: expected 0.5, got 0.0833333333333"]
    assert "ValueError" in failures["raises"]["got"]
    assert "JSONDecodeError" in failures["line 5"]["got"]
    assert found["total"] == {"cases": 12, "passed": 2, "failed": 7, "unsupported": 3}


def test_table_shows_shares_of_all_cases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(folder, capsys)
    assert "16.7%" in text  # 1 of 6, and 2 of 12
    assert "there is no module for unheard_of.jsonl" in text
    assert "business/252" in text


@pytest.mark.parametrize(("chapter", "cases"), [("loans", 7), ("evidence", 5), ("evidence/invented", 5)])
def test_one_chapter_is_recognised_by_its_files(folder: Path, chapter: str, cases: int) -> None:
    assert len(statuses(folder / chapter)) == cases


@pytest.mark.parametrize("name", ["", "not-there", "empty"])
def test_wrong_use(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit) as caught:
        runner.main([str(tmp_path / name)] if name else [])
    assert caught.value.code == 2
    assert "./check conformance" in capsys.readouterr().err


@pytest.mark.parametrize("chapter", ["", "talk"])
def test_labelled_messages(tmp_path: Path, chapter: str) -> None:
    talk = tmp_path / "talk"
    talk.mkdir()
    messages = [
        {"text": "我不想活了", "label": "crisis"},
        {"text": "您好，请发逐笔明细", "label": "threat"},
        {"text": "没钱，爱告就告", "label": "clean"},
        {"text": "您好，请发逐笔明细", "label": "clean"},
        {"text": "您好", "label": "a class of later years"},
        {"text": "您好"},
    ]
    (talk / "tone_own.jsonl").write_text("\n".join(map(json.dumps, messages)), encoding="utf-8")
    found = [o.status for r in runner.run(tmp_path / chapter) for o in r.outcomes]
    assert found == ["passed", "failed", "failed", "passed", "unsupported", "failed"]
