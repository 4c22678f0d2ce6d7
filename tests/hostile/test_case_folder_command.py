"""A refused case on the command line: exit 3, every finding on stderr, nothing written anywhere."""

import json
import os
import subprocess
import sys

import pytest
from case_documents import CASE, DEBTS, PAYMENTS, put

pytest.importorskip("xiehuan.services.prepare", exc_type=ImportError)

SPOILT = {
    "one value": (DEBTS.replace('"0.24"', '"24"'), CASE, PAYMENTS, {("out_of_range", "debts.toml")}),
    "a date": (DEBTS, CASE.replace("2026-09-03", "2026-02-30", 1), None, {("bad_date", "case.toml")}),
    "a payment": (DEBTS, None, PAYMENTS.replace("945.60", "-1", 1), {("bad_amount", "payments.csv")}),
    "all three": (
        DEBTS.replace("false", "no", 1),
        CASE + "[[income]]\n",
        PAYMENTS.replace("yunfan", "x"),
        {("bad_toml", "debts.toml"), ("missing", "case.toml")},
    ),
    "no debts": (None, CASE, None, {("missing", "debts.toml")}),
}


def prepare(folder, *more):
    """Run the command on folder/case with folder/out/pack as its target."""
    words = [
        "prepare",
        str(folder / "case"),
        "--out",
        str(folder / "out" / "pack"),
        "--on",
        "2026-11-23",
        *more,
    ]
    home = {**os.environ, "HOME": str(folder / "home"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "xiehuan", *words],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=home,
    )


def beside_home(folder):
    """Every path below the folder that does not belong to the application itself."""
    return sorted(p for p in folder.rglob("*") if p.relative_to(folder).parts[0] != "home")


@pytest.mark.parametrize(("debts", "case", "payments", "expected"), SPOILT.values(), ids=SPOILT)
def test_a_refused_case_writes_nothing(tmp_path, debts, case, payments, expected):
    (tmp_path / "case").mkdir()
    put(tmp_path / "case", debts, case, payments)
    before = beside_home(tmp_path)
    done = prepare(tmp_path, "--json")
    assert (done.returncode, done.stdout) == (3, "")
    error = json.loads(done.stderr)["error"]
    assert {(f["code"], f["where"]["file"]) for f in error["findings"]} == expected
    assert all(f["message"] and f["next"] and f["message_en"] and f["next_en"] for f in error["findings"])
    assert beside_home(tmp_path) == before
    plain = prepare(tmp_path)
    assert plain.returncode == 3
    assert all(f["message"] in plain.stderr and f["next"] in plain.stderr for f in error["findings"])


def test_a_refused_case_leaves_no_trace_in_the_home(tmp_path):
    (tmp_path / "case").mkdir()
    assert prepare(tmp_path).returncode == 3
    assert not list((tmp_path / "home").rglob("*"))


def test_other_files_never_refuse_the_case(tmp_path):
    case = tmp_path / "case"
    (case / "papers").mkdir(parents=True)
    put(case)
    (case / "papers" / "loop").symlink_to("loop")
    (case / "papers" / os.fsdecode(b"\xff\n.pdf")).write_bytes(b"%PDF-1.7\n")
    (case / "papers" / "empty.pdf").touch()
    os.mkfifo(case / "papers" / "pipe")
    done = prepare(tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    totals = json.loads((tmp_path / "out" / "pack" / "imports.json").read_text("utf-8"))["totals"]
    assert (totals["files"], totals["taken"], totals["refused"]) == (4, 1, 3)
