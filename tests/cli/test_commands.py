"""The command line from outside: exit codes, errors in both forms, silence in a pipe."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from xiehuan.readers.case_folder import read_case_folder

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "examples" / "b-illness"


def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XIEHUAN_NO_BROWSER": "1", "HOME": str(cwd or ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "xiehuan", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=env,
        cwd=cwd,
    )


def test_help_names_every_command():
    done = run("--help")
    assert done.returncode == 0
    for name in ("prepare", "demo", "read", "statement", "bundle"):
        assert name in done.stdout
        assert run(name, "--help").returncode == 0


def test_prepare_writes_the_pack_and_stays_quiet_in_a_pipe(tmp_path):
    done = run("prepare", CASE, "--out", tmp_path / "pack", "--on", "2026-11-23", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert (tmp_path / "pack" / "for-me" / "report.html").is_file()


def test_json_is_the_summary(tmp_path):
    done = run("prepare", CASE, "--out", tmp_path / "pack", "--on", "2026-11-23", "--json", cwd=tmp_path)
    answer = json.loads(done.stdout)
    written = json.loads((tmp_path / "pack" / "summary.json").read_text("utf-8"))
    assert answer["ok"] is True
    assert {k: answer[k] for k in written} == written


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nothing"], 2),
        (["prepare"], 2),
        (["prepare", str(CASE)], 2),
        (["prepare", str(CASE), "--out", "x", "--on", "2026-02-30"], 2),
        (["prepare", "no-such-folder", "--out", "x"], 3),
        (["bundle", "verify", "no-such.zip"], 3),
    ],
)
def test_exit_codes(words, code, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stderr.count("Traceback") == 0
    assert ";" in done.stderr
    assert not (tmp_path / "x").exists()


def test_errors_as_json(tmp_path):
    done = run("prepare", "no-such-folder", "--out", "x", "--json", cwd=tmp_path)
    body = json.loads(done.stderr)
    assert body["ok"] is False
    assert {"code", "message", "next", "where"} <= body["error"].keys()
    used = json.loads(run("prepare", "--json", cwd=tmp_path).stderr)
    assert used["error"]["code"] == "usage"


def test_refused_case_lists_every_finding(tmp_path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "debts.toml").write_text(
        '[[debt]]\nid = "A B"\nlender = 3\nnext_due = 2026-02-30\n', "utf-8"
    )
    done = run("prepare", "case", "--out", "pack", cwd=tmp_path)
    assert done.returncode == 3
    for word in ("A B", "lender", "2026-02-30", "claim"):
        assert word in done.stderr
    assert not (tmp_path / "pack").exists()


def test_existing_target_is_wrong_use(tmp_path):
    (tmp_path / "pack").mkdir()
    done = run("prepare", CASE, "--out", "pack", cwd=tmp_path)
    assert done.returncode == 2
    assert "--replace" in done.stderr


def test_read_accounts_for_every_record(tmp_path):
    done = run("read", CASE, "--json", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    summary = lines[-1]["summary"]
    assert summary["taken"] == len(lines) - 1
    assert summary["records"] == summary["taken"] + summary["duplicates"] + len(summary["unread"])
    keys = {
        "id",
        "source",
        "kind",
        "at",
        "at_raw",
        "direction",
        "status",
        "from",
        "to",
        "subject",
        "text",
        "amount",
    }
    assert all(keys <= line.keys() for line in lines[:-1])


def test_reading_a_bill_twice_adds_nothing(tmp_path):
    bill = next((CASE / "bills").iterdir())
    copy = tmp_path / "again.csv"
    copy.write_bytes(bill.read_bytes().replace(b"\r\n", b"\n"))
    once = json.loads(run("read", bill, "--json", cwd=tmp_path).stdout.splitlines()[-1])["summary"]
    twice = json.loads(run("read", bill, copy, "--json", cwd=tmp_path).stdout.splitlines()[-1])["summary"]
    assert twice["taken"] == once["taken"]
    assert twice["duplicates"] == once["taken"] + once["duplicates"]


def test_read_of_a_folder_says_of_its_rows_what_prepare_says_of_them(tmp_path):
    case = shutil.copytree(CASE, tmp_path / "case")
    rule = '[[rule]]\nmatch = "惠邻超市"\ncategory = "daily"\n'
    (case / "categories.toml").write_text(rule, "utf-8")
    lines = run("read", case, "--json", cwd=tmp_path).stdout.splitlines()
    said = {r["id"]: r["meaning"] for r in map(json.loads, lines[:-1]) if r["kind"] == "bill"}
    read = read_case_folder(case, date(2026, 11, 23))
    kept = {r.id: r.meaning.as_json() for r in read.case.records if r.kind.value == "bill"}
    assert said == kept
    assert any(m["rule"] == "categories.toml:1" for m in said.values())
    codes = {f["code"] for f in json.loads(lines[-1])["summary"]["findings"]}
    assert codes <= {f.code for f in read.findings}
    (case / "categories.toml").write_text('[[rule]]\nmatch = "x"\ncategory = "nonsense"\n', "utf-8")
    refused = run("read", case, cwd=tmp_path)
    assert refused.returncode == 3
    assert "nonsense" in refused.stderr


def test_bundle_verify_says_which_file_changed(tmp_path):
    run("prepare", CASE, "--out", "pack", "--on", "2026-11-23", cwd=tmp_path)
    good = tmp_path / "pack" / "evidence.zip"
    assert run("bundle", "verify", good).returncode == 0
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        names = [n for n in source.namelist() if "/data/0" in n]
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data + b"!" if name == names[0] else data)
    done = run("bundle", "verify", bad)
    assert done.returncode == 1
    assert names[0].rpartition("/")[2] in done.stdout


def test_demo_prepares_the_example(tmp_path):
    done = run("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = next(Path(line.partition("：")[2]) for line in done.stdout.splitlines() if line.startswith("报告"))
    assert page.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_progress_only_on_a_terminal(tmp_path):
    """On a terminal the line of progress is cleaned up at the end; what is piped holds no control code."""
    main, side = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [
        sys.executable,
        "-m",
        "xiehuan",
        "prepare",
        str(CASE),
        "--out",
        str(tmp_path / "pack"),
        "--on",
        "2026-11-23",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=side, env=env) as process:
        os.close(side)
        out, _ = process.communicate()
    assert process.returncode == 0
    assert b"\x1b" not in out
    shown = b""
    try:
        while chunk := os.read(main, 65536):
            shown += chunk
    except OSError:
        pass
    os.close(main)
    assert shown == b"" or (b"%" in shown and shown.endswith(b"\r\x1b[K"))
