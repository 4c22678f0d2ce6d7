"""Disks that fill up or cannot be written, homes that are damaged, two programs at once: a clear word, and nothing half.

Each case runs the command itself in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readers.backup_writer import Sms, backup
from store.homes import acknowledged, opened, taken
from store.test_sealing import CHEAP, PASSPHRASE, contents, filled
from xiehuan.services.evidence.doctor import examine
from xiehuan.services.evidence.home import close_home
from xiehuan.services.evidence.sealing import seal_home, unseal
from xiehuan.store.models import Acquisition, Original, Record
from xiehuan.vault.objects import ObjectState

PROGRAM = "import sys; from xiehuan.cli import main; main()"
LIMITED = "import resource as r, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); r.setrlimit(r.RLIMIT_FSIZE, ({0}, {0})); "


def run(*arguments: object, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    program = (LIMITED.format(limit) if limit else "") + PROGRAM
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


def many(folder: Path, files: int, prefix: str = "") -> Path:
    folder.mkdir()
    for n in range(files):
        texts = [
            Sms("95588", 1_760_000_000_000 + i * 977 + n, 1, f"{prefix}第{n}个文件第{i}条逾期提醒")
            for i in range(40)
        ]
        (folder / f"{prefix}{n:03}.xml").write_bytes(backup(texts, seed=n))
    return folder


def error_of(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert "Traceback" not in done.stderr, done.stderr
    return dict(json.loads(done.stderr.splitlines()[-1])["error"])


def whole(root: Path, told: str) -> int:
    """Everything that was acknowledged is there and whole; how many."""
    kept = [line["name"] for line in map(json.loads, told.splitlines()) if line.get("event") == "kept"]
    home = opened(root)
    assert set(kept) <= set(Acquisition.objects.values_list("name", flat=True))
    assert {home.objects.state(o.sha256) for o in Original.objects.all()} <= {ObjectState.OK}
    assert {f.code for f in examine(home).findings} <= {"not_read", "head_behind", "found_unlogged"}
    close_home()
    return len(kept)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB of its own, where that is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", place], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("mounting needs root")
    yield place
    close_home()
    subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_a_disk_that_fills_up_in_the_middle(tmp_path: Path, small_disk: Path) -> None:
    source = many(tmp_path / "in", 120)
    done = run("evidence", "add", source, "--home", small_disk / "home", "--json")
    assert done.returncode == 3
    error = error_of(done)
    assert error["code"] == "disk_full"
    assert "nothing is half kept" in error["message_en"]
    assert "goes on" in error["next_en"]
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    whole(small_disk / "home", done.stdout)
    again = run("evidence", "add", source, "--home", small_disk / "home", "--json")
    assert again.returncode == 0, again.stderr
    assert whole(small_disk / "home", again.stdout) == 120
    opened(small_disk / "home")
    assert Record.objects.values("event").distinct().count() == 120 * 40


def test_a_file_size_limit_in_the_middle(tmp_path: Path) -> None:
    source = many(tmp_path / "in", 30)
    done = run("evidence", "add", source, "--home", tmp_path / "home", "--json", limit=400_000)
    assert done.returncode == 3
    assert error_of(done)["code"] in {"disk_full", "disk_failed"}
    whole(tmp_path / "home", done.stdout)
    assert run("evidence", "add", source, "--home", tmp_path / "home").returncode == 0
    opened(tmp_path / "home")
    assert Record.objects.values("event").distinct().count() == 30 * 40


@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_a_home_on_a_read_only_disk(tmp_path: Path, small_disk: Path) -> None:
    filled(small_disk / "home")
    close_home()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for command in (
        ("evidence", "add", tmp_path / "in-home"),
        ("evidence", "list"),
        ("doctor",),
        ("backup", tmp_path / "b", "--plain"),
    ):
        (tmp_path / "in-home").mkdir(exist_ok=True)
        done = (
            run(*command, "--home", small_disk / "home", "--json")
            if command[0] != "backup"
            else run(*command, "--home", small_disk / "home")
        )
        assert done.returncode == 3, (command, done.stdout, done.stderr)
        assert "home_unwritable" in done.stderr
        assert "nothing was changed" in done.stderr
        assert "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)


def test_a_new_home_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("evidence", "list", "--home", tmp_path / "file" / "home", "--json")
    assert (done.returncode, error_of(done)["code"]) == (3, "home_unwritable")


def test_wrong_and_missing_passphrase_at_the_command(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    seal_home(opened(root), PASSPHRASE, lambda _: None, cost=CHEAP)
    (tmp_path / "wrong").write_text("not the passphrase\n")
    (tmp_path / "right").write_text(f"{PASSPHRASE}\r\nsecond line\n", "utf-8")
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    done = run("evidence", "list", "--home", root, "--json", "--passphrase-file", tmp_path / "wrong")
    assert (done.returncode, error_of(done)["code"]) == (3, "wrong_passphrase")
    assert error_of(run("evidence", "list", "--home", root, "--json"))["code"] == "passphrase_needed"
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before
    done = run("evidence", "list", "--home", root, "--passphrase-file", tmp_path / "right")
    assert (done.returncode, "证明.txt" in done.stdout) == (0, True)
    assert PASSPHRASE not in done.stdout + done.stderr


def test_a_damaged_database_and_what_is_safe(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    close_home()
    path = root / "xiehuan.sqlite3"
    whole_file = path.read_bytes()
    for harmed in (
        b"x" * len(whole_file),
        whole_file[:100] + bytes(len(whole_file) - 100),
        whole_file[:5000],
    ):
        path.write_bytes(harmed)
        done = run("evidence", "list", "--home", root, "--json")
        assert done.returncode == 3, done.stdout
        assert error_of(done)["code"] in {"home_locked", "database_damaged"}
        found = run("doctor", "--home", root, "--json")
        assert found.returncode == 1, found.stderr
        told = json.loads(found.stdout)
        assert told["counts"] == {"originals_whole": 2}
        assert path.read_bytes() == harmed


def test_two_programs_import_at_once(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    close_home()
    sources = [many(tmp_path / f"in{i}", 15, prefix=f"{i}-") for i in range(2)]
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "evidence", "add", str(s), "--home", str(root), "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
        )
        for s in sources
    ]  # fmt: skip
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert sum(json.loads(line).get("event") == "kept" for line in out.splitlines()) == 15
    home = opened(root)
    assert examine(home).findings == ()
    assert Acquisition.objects.count() == 32
    assert Record.objects.count() == 31 + 2 * 15 * 40
    assert not (root / "objects" / "incoming").is_dir() or home.objects.drafts() == []


def test_a_start_beside_a_running_import_sweeps_nothing_away(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    close_home()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        opened(root)
        (root / "objects" / "incoming" / "half").write_bytes(b"x")
        (root / "objects" / "incoming" / "room").mkdir()
        (root / "objects" / "incoming" / "room" / "plain").write_bytes(b"x")
        os.write(theirs, b"open")
        signal.pause()
    assert os.read(ours, 4) == b"open"
    assert opened(root).swept is None
    assert (root / "objects" / "incoming" / "half").exists()
    close_home()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    swept = opened(root).swept
    assert swept is not None
    assert (swept.drafts, swept.bad) == (2, ())
    assert list((root / "objects" / "incoming").iterdir()) == []
    close_home()
    assert opened(root).swept is None
    os.close(ours)
    os.close(theirs)


def test_after_an_unclean_end_damage_to_what_came_last_is_told(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    (kept,) = acknowledged(taken(opened(root), many(tmp_path / "in", 1)))
    opened(root).objects.path(kept.sha256).unlink()
    close_home()
    (root / "running").touch()
    done = run("evidence", "list", "--home", root)
    assert "xiehuan doctor" in done.stderr
    assert done.returncode == 0


def test_a_disk_that_fills_up_while_sealing_leaves_the_home_as_it_was(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    (tmp_path / "pass").write_text(PASSPHRASE, "utf-8")
    before = contents(root)
    seal = ("home", "seal", "--home", root, "--passphrase-file", tmp_path / "pass")
    done = run(*seal, limit=60_000)
    assert done.returncode == 3
    assert "disk_full" in done.stderr or "disk_failed" in done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(run("home", "status", "--home", root, "--json").stdout)
    assert (told["sealed"], told["sealing_interrupted"]) == (False, True)
    assert contents(root) == before
    assert run("doctor", "--home", root).returncode == 0
    assert run(*seal).returncode == 0
    assert contents(root, unseal(root, PASSPHRASE)) == before
