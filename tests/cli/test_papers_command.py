"""`xiehuan papers` on the example cases."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from xiehuan.cli.papers import command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(*args: str):
    return CliRunner().invoke(command, list(args), catch_exceptions=False)


def test_the_laid_off_case_has_what_shows_the_cause() -> None:
    body = json.loads(run(str(EXAMPLES / "a-laid-off"), "--on", "2026-11-23", "--json").output)
    assert body["cause"] == "unemployment"
    cause = next(i for i in body["items"] if i["list"] == "hardship" and i["need"] == "one_of")
    assert cause["done"]
    assert [p["kind"] for p in cause["papers"]] == ["unemployment_registration", "termination_certificate"]
    assert 0 < body["done"] < body["needed"]
    assert body["findings"] == []


def test_text_says_what_to_do_and_that_it_is_no_law() -> None:
    said = run(str(EXAMPLES / "b-illness"), "--on", "2026-11-23").output
    assert "办不到 (without it)" in said
    assert "不是法律规定" in said


def test_rows_of_the_case_are_read_and_a_file_that_is_not_there_is_said(tmp_path) -> None:
    case = tmp_path / "case"
    shutil.copytree(EXAMPLES / "b-illness", case)
    with (case / "case.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[paper]]\nfile = "papers/诊断证明书.png"\nkind = "diagnosis"\nissued = 2026-01-05\n')
        file.write('[[paper]]\nfile = "papers/没有.pdf"\nkind = "medical_record"\n')
    body = json.loads(run(str(case), "--on", "2026-11-23", "--json").output)
    papers = {p["kind"]: p for i in body["items"] for p in i["papers"]}
    assert papers["diagnosis"]["state"] == "old"
    assert papers["diagnosis"]["files"][0]["stated"]
    assert papers["medical_record"]["state"] == "missing"
    assert [f["code"] for f in body["findings"]] == ["paper_not_there"]
