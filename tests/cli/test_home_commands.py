"""`xiehuan home`, `backup`, `restore`, `doctor` and `evidence erase` as they are typed, secrets without echo."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from xiehuan.vault import recovery_key

PROGRAM = "import sys; from xiehuan.cli import main; main()"
PASSPHRASE, OTHER = "三个不相干的词 lamp", "另一句更长的话 moon"
GROUPS = re.compile(r"(?:[0-9A-Z]{5}(?: - |\s+)){7}[0-9A-Z]{5}")


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def typed(answers: list[str], *arguments: object) -> tuple[int, str]:
    """Run on a terminal and type one answer at each question; exit code and all that the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, *map(str, arguments)])  # noqa: S606
    shown, waiting = "", list(answers)
    try:
        while True:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
            if (
                waiting
                and shown.rstrip(" ").endswith((":", "?", "]"))
                and shown.count(": ") > len(answers) - len(waiting)
            ):
                os.write(terminal, f"{waiting.pop(0)}\n".encode())
    except OSError:  # the end, on Linux
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "诊断.txt").write_text("医院诊断证明", "utf-8")
    (tmp_path / "in" / "短信.txt").write_text("您的借款已逾期", "utf-8")
    assert run("evidence", "add", tmp_path / "in", "--home", tmp_path / "home").returncode == 0
    (tmp_path / "pass").write_text(PASSPHRASE, "utf-8")
    (tmp_path / "other").write_text(OTHER, "utf-8")
    return tmp_path / "home"


def status(home: Path) -> dict[str, object]:
    return dict(json.loads(run("home", "status", "--home", home, "--json").stdout))


def test_a_home_is_sealed_drilled_and_saved_by_its_recovery_key(tmp_path: Path, home: Path) -> None:
    assert (status(home)["sealed"], status(home)["can_seal"]) == (False, True)
    code, shown = typed([PASSPHRASE, PASSPHRASE], "home", "seal", "--home", home)
    assert code == 0, shown
    assert PASSPHRASE not in shown
    key = " ".join(GROUPS.search(shown)[0].replace("-", " ").split())  # type: ignore[index]
    recovery_key.read(key)
    assert "没有任何人能补发" in shown
    assert "Nobody can issue it again" in shown
    assert status(home)["recovery_tried_at"] is None
    code, shown = typed([key], "home", "recovery-drill", "--home", home)
    assert (code, key in shown) == (0, False), shown
    assert status(home)["recovery_tried_at"] is not None
    (tmp_path / "recovery").write_text(key)
    done = run(
        "home",
        "passphrase",
        "--home",
        home,
        "--recovery-file",
        tmp_path / "recovery",
        "--new-passphrase-file",
        tmp_path / "other",
    )
    assert done.returncode == 0, done.stderr
    assert run("evidence", "list", "--home", home, "--passphrase-file", tmp_path / "pass").returncode == 3
    code, shown = typed([OTHER], "evidence", "list", "--home", home)
    assert (code, "诊断.txt" in shown, OTHER in shown) == (0, True, False)
    assert run("home", "seal", "--home", home, "--passphrase-file", tmp_path / "other").returncode == 2
    assert run("home", "open", "--home", home, "--passphrase-file", tmp_path / "other").returncode == 0
    assert run("evidence", "list", "--home", home).returncode == 0


def test_erase_shows_first_and_needs_a_yes(home: Path) -> None:
    shown = run("evidence", "erase", "1", "--reason", "误收", "--home", home)
    assert (shown.returncode, "短信.txt" in shown.stdout or "诊断.txt" in shown.stdout) == (1, True)
    assert "nothing was erased" in shown.stderr
    assert run("doctor", "--home", home).returncode == 0
    assert json.loads(run("doctor", "--home", home, "--json").stdout)["counts"]["erased"] == 0
    done = run("evidence", "erase", "1", "--reason", "误收", "--yes", "--home", home, "--json")
    assert json.loads(done.stdout) == {"erased": 1, "case": "mine", "leaf": 0, "tombstone": 2}
    assert json.loads(run("doctor", "--home", home, "--json").stdout)["counts"]["erased"] == 1
    again = run("evidence", "erase", "1", "--reason", "误收", "--yes", "--home", home, "--json")
    assert (again.returncode, json.loads(again.stderr)["error"]["code"]) == (3, "no_acquisition")


def test_doctor_says_what_is_wrong_and_repairs(home: Path) -> None:
    (home / "objects" / "incoming").mkdir(exist_ok=True)
    (home / "objects" / "incoming" / "half").write_bytes(b"x")
    found = run("doctor", "--home", home)
    assert found.returncode == 1
    assert "没写完的临时文件" in found.stdout
    assert "--repair" in found.stdout
    assert run("doctor", "--home", home, "--repair").returncode == 0
    assert run("doctor", "--home", home).returncode == 0


def test_backup_and_restore_without_encryption(tmp_path: Path, home: Path) -> None:
    assert run("backup", tmp_path / "b.tar", "--plain", "--home", home).returncode == 0
    assert run("backup", tmp_path / "b.tar", "--plain", "--home", home).returncode == 3
    done = run(
        "restore",
        tmp_path / "b.tar",
        "--home",
        tmp_path / "new",
        "--seal",
        "--new-passphrase-file",
        tmp_path / "pass",
    )
    assert done.returncode == 0, done.stderr
    assert GROUPS.search(done.stdout)
    assert status(tmp_path / "new")["sealed"] is True
    assert run("doctor", "--home", tmp_path / "new", "--passphrase-file", tmp_path / "pass").returncode == 0


@pytest.mark.parametrize("command", ["doctor", "backup", "seal", "erase"])
def test_a_folder_without_a_home_is_no_empty_home(tmp_path: Path, command: str) -> None:
    arguments = {
        "doctor": ("doctor",),
        "backup": ("backup", tmp_path / "b", "--plain"),
        "seal": ("home", "seal", "--passphrase-file", tmp_path / "pass"),
        "erase": ("evidence", "erase", "1", "--reason", "x"),
    }[command]
    (tmp_path / "pass").write_text(PASSPHRASE, "utf-8")
    done = run(*arguments, "--home", tmp_path / "typo")
    assert (done.returncode, "no_home" in done.stderr) == (3, True)
    assert [p.name for p in tmp_path.iterdir()] == ["pass"]
