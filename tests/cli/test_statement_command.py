"""`xiehuan statement`: what it prints, gives as data and writes, and what it refuses."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from cli.test_commands import ROOT, run
from xiehuan.loan import Component, Debt, with_assumed_payments
from xiehuan.money import Money
from xiehuan.readers.case_folder import read_case_folder

ON = date(2026, 11, 23)
CASES = ("a-laid-off", "b-illness")
ENDS = (".html", ".en.html", ".pdf", ".docx", ".xlsx")


def debts(case: str) -> list[Debt]:
    read = read_case_folder(ROOT / "examples" / case, ON)
    return [with_assumed_payments(d, ON) for d in read.case.debts]


def rough_case(folder: Path) -> Path:
    (folder / "rough").mkdir()
    (folder / "rough" / "debts.toml").write_text(
        '[[debt]]\nid = "anxin"\nlender = "安信"\nnext_due = 2026-11-25\n'
        '[[debt.claim]]\non = 2026-11-20\ntotal = "4218.90"\n',
        "utf-8",
    )
    return folder / "rough"


@pytest.mark.parametrize("case", CASES)
def test_json_is_the_account_to_the_fen(case: str) -> None:
    done = run("statement", ROOT / "examples" / case, "--on", ON, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    known = {d.id: d for d in debts(case)}
    assert {d["id"] for d in answer["debts"]} == known.keys()
    for told in answer["debts"]:
        state = known[told["id"]].account(ON)
        assert told["total"] == str(state.outstanding())
        for component in Component:
            assert told["components"][component.value]["outstanding"] == str(
                state.bucket(component).outstanding
            )
        changes = [Money.parse(line["total"]) for line in told["lines"]]
        assert Money.total(changes) == state.outstanding()
        steps = [Money.parse(s["amount"]) for line in told["lines"] for s in line["steps"]]
        assert Money.total(steps) == state.outstanding()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_says_every_balance(lang: str) -> None:
    done = run("statement", ROOT / "examples" / "b-illness", "--on", ON, "--lang", lang, "--debt", "yunfan")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    state = next(d for d in debts("b-illness") if d.id == "yunfan").account(ON)
    assert done.stdout.count(state.outstanding().grouped()) >= 2  # the last balance and the sum
    word = "Penalty interest" if lang == "en" else "罚息"
    assert word in done.stdout
    assert "luo" not in done.stdout


def test_steps_print_the_formulas() -> None:
    words = ("statement", ROOT / "examples" / "b-illness", "--on", ON, "--debt", "yunfan")
    plain, full = run(*words).stdout, run(*words, "--steps").stdout
    assert "四舍五入到分(" in full
    assert "四舍五入到分(" not in plain


def test_out_writes_every_document_and_never_over_another(tmp_path: Path) -> None:
    words = ("statement", ROOT / "examples" / "b-illness", "--on", ON, "--debt", "luo", "--out", "st")
    assert run(*words, cwd=tmp_path).returncode == 0
    made = sorted(p.name for p in (tmp_path / "st").iterdir())
    assert made == sorted(f"luo{end}" for end in ENDS)
    owed = next(d for d in debts("b-illness") if d.id == "luo").account(ON).outstanding()
    for name in ("luo.html", "luo.en.html"):
        assert owed.grouped() in (tmp_path / "st" / name).read_text("utf-8")
    text = "".join(
        p.extract_text() for p in pypdf.PdfReader(io.BytesIO((tmp_path / "st/luo.pdf").read_bytes())).pages
    )
    assert owed.grouped() in text
    assert openpyxl.load_workbook(tmp_path / "st/luo.xlsx").sheetnames[0] == "对账单"
    (tmp_path / "st" / "luo.pdf").write_text("mine")
    again = run(*words, cwd=tmp_path)
    assert again.returncode == 2
    assert "out_exists" in again.stderr
    assert "--replace" in again.stderr
    assert (tmp_path / "st" / "luo.pdf").read_text() == "mine"
    assert run(*words, "--replace", cwd=tmp_path).returncode == 0
    assert (tmp_path / "st" / "luo.pdf").read_bytes().startswith(b"%PDF")
    assert [p.name for p in tmp_path.iterdir()] == ["st"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(
            "statement",
            ROOT / "examples" / "b-illness",
            "--on",
            ON,
            "--debt",
            "luo",
            "--out",
            name,
            cwd=tmp_path,
        )
    for end in ENDS:
        assert (tmp_path / "one" / f"luo{end}").read_bytes() == (tmp_path / "two" / f"luo{end}").read_bytes()


def test_a_rough_debt_says_that_there_is_no_contract(tmp_path: Path) -> None:
    case = rough_case(tmp_path)
    done = run("statement", case, "--on", ON)
    assert done.returncode == 0
    assert "没有合同" in done.stdout
    assert "4,218.90" in done.stdout
    told = json.loads(run("statement", case, "--on", ON, "--json").stdout)["debts"][0]
    assert told["rough"] is True
    assert "lines" not in told
    assert "没有合同" in told["reason"]
    assert run("statement", case, "--on", ON, "--out", "st", cwd=tmp_path).returncode == 0
    assert "没有合同" in (tmp_path / "st" / "anxin.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["no-such-folder"], 3, "no_folder"),
        ([str(ROOT / "examples" / "b-illness"), "--debt", "nobody"], 2, "no_such_debt"),
        ([str(ROOT / "examples" / "b-illness"), "--lang", "fr"], 2, "usage"),
        ([str(ROOT / "examples" / "b-illness"), "--on", "today"], 2, "usage"),
        ([], 2, "usage"),
    ],
)
def test_refusals(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = run("statement", *words, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr.startswith(said) or f"{said}:" in done.stderr
    body = json.loads(run("statement", *words, "--json", cwd=tmp_path).stderr)
    assert body["error"]["code"] == said or said == "no_folder"


def test_nothing_is_written_into_the_case_or_over_a_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "b-illness", tmp_path / "case")
    inside = run("statement", "case", "--out", "case/st", "--on", ON, cwd=tmp_path)
    assert inside.returncode == 2
    assert "out_in_case" in inside.stderr
    assert not (tmp_path / "case" / "st").exists()
    (tmp_path / "file").write_text("x")
    over = run("statement", "case", "--out", "file", "--replace", "--on", ON, cwd=tmp_path)
    assert over.returncode == 2
    assert (tmp_path / "file").read_text() == "x"
