"""`xiehuan tone` and the calc operation `tone`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from xiehuan.cli.tone import command
from xiehuan.errors import InputRefused
from xiehuan.services.calc import answer_line

KEYS = {"class", "severity", "start", "end", "why", "suggestion"}


def answer(**request: object) -> dict:
    return json.loads(answer_line(json.dumps({"op": "tone", **request})))


@pytest.mark.parametrize(
    ("text", "code"), [("申请免除罚息1280元，分18期", 0), ("没钱，爱告就告", 1), ("", 0)]
)
def test_exit_code_says_whether_something_was_found(tmp_path: Path, text: str, code: int) -> None:
    file = tmp_path / "message.txt"
    file.write_text(text, encoding="utf-8")
    assert CliRunner().invoke(command, [str(file)]).exit_code == code
    assert CliRunner().invoke(command, [], input=text).exit_code == code


def test_json(tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_bytes("\ufeff您好。再打电话我弄死你".encode())
    done = CliRunner().invoke(command, [str(file), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert found["ok"] is True
    assert found["may_be_sent"] is False
    assert found["findings"][0].keys() >= KEYS
    assert found["findings"][0]["class"] == "threat"


def test_people_see_the_passage_the_card_and_both_languages() -> None:
    shown = CliRunner().invoke(command, [], input="我不想活了").stdout
    for part in ("不想活", "12356", "you matter more", "不能发送", "not to be sent"):
        assert part in shown


def test_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "message.txt"
    file.write_bytes("你好".encode("gb18030"))
    done = CliRunner().invoke(command, [str(file)])
    assert isinstance(done.exception, InputRefused)
    assert done.exception.code == "not_utf8"


def test_calc_answers_as_the_interface_says() -> None:
    found = answer(id=7, text="我的验证码是482913")
    assert (found["id"], found["ok"]) == (7, True)
    (one,) = found["findings"]
    assert one.keys() >= KEYS
    assert (one["class"], one["severity"], one["start"], one["end"]) == ("privacy", "red", 6, 12)
    assert answer(text="您好，请发逐笔明细")["findings"] == []


def test_calc_with_a_case() -> None:
    case = {
        "on": "2026-11-24",
        "amounts": {"monthly": "900.00", "owed": ["9830.26", "9620.00"]},
        "days": {"missed_since": "2026-09-03"},
        "pay_day": 10,
        "n": [18],
        "others": ["李建国"],
    }
    assert [f["class"] for f in answer(text="我每月还1200元", case=case)["findings"]] == ["inconsistent"]
    assert answer(text="我每月还900元，10号前，分18期", case=case)["findings"] == []


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"text": 5},
        {"text": None},
        {"text": "好", "extra": 1},
        {"text": "好", "case": 5},
        {"text": "好", "case": {}},
        {"text": "好", "case": {"on": "2026-13-01"}},
        {"text": "好", "case": {"on": "2026-11-24", "pay_day": 32}},
        {"text": "好", "case": {"on": "2026-11-24", "pay_day": True}},
        {"text": "好", "case": {"on": "2026-11-24", "amounts": {"rent": "1.00"}}},
        {"text": "好", "case": {"on": "2026-11-24", "amounts": {"monthly": ["x"]}}},
        {"text": "好", "case": {"on": "2026-11-24", "n": "18"}},
        {"text": "好", "case": {"on": "2026-11-24", "n": ["18"]}},
        {"text": "好", "case": {"on": "2026-11-24", "others": [5]}},
    ],
)
def test_calc_refuses_with_place_and_way_out(request_: dict) -> None:
    found = answer(**request_)
    assert found["ok"] is False
    assert found["error"]["code"] == "request_refused"
    assert found["error"]["findings"]


@pytest.mark.parametrize("text", ["\ud800", "死" * 3000 + "\udfff", "\x00\x01", "привет"])
def test_calc_answers_odd_text(text: str) -> None:
    assert answer(text=text)["ok"] is True
