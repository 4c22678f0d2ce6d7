"""Killed at any step of an import: nothing that was acknowledged is lost or half there, and running again completes it.

A child imports and dies by SIGKILL just before its n-th step that touches disk or database; n goes over all steps. What it
acknowledged is told through a pipe before it dies. The parent then looks with means of its own: bytes and digests on disk,
rows by plain SQL, the root by a naive recursion.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from readers.backup_writer import Sms, backup
from store.homes import opened
from xiehuan.services.evidence import read, take
from xiehuan.store.database import close_rows

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
FILES = 6
SHAPE = (2, 7)  # files a commit, and records a commit: small, so that many steps lie between


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(FILES):
        texts = [
            Sms(f"95{n:03}", 1_760_000_000_000 + i * 977 + n, 1, f"第{n}个文件第{i}条逾期提醒")
            for i in range(20)
        ]
        (folder / f"{n}.xml").write_bytes(backup(texts, seed=n))
    return folder


class _Steps:
    """Counts steps, and kills this process before the one that was chosen."""

    def __init__(self, fatal: int) -> None:
        self.count, self._fatal = 0, fatal

    def step(self) -> None:
        self.count += 1
        if self.count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.step()
            return function(*args, **kwargs)

        return counted


def _import(home: Path, source: Path, steps: _Steps, tell: Callable[[str], object]) -> None:
    """What the child does: the real import, each step counted."""
    from django.db import connection  # noqa: PLC0415
    from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415

    take.BATCH_FILES, read.BATCH = SHAPE
    for name in ("fsync", "link", "unlink", "mkdir", "chmod"):
        setattr(os, name, steps.before(getattr(os, name)))
    BaseDatabaseWrapper._commit = steps.before(BaseDatabaseWrapper._commit)  # type: ignore[attr-defined]
    opened_home = opened(home)
    with connection.execute_wrapper(lambda execute, *args: (steps.step(), execute(*args))[1]):
        for event in take.take(opened_home, "mine", list(take.files_in(source))):
            if isinstance(event, take.Acknowledged):
                tell(f"{event.name} {event.sha256}\n")


def _run_child(home: Path, source: Path, fatal: int) -> tuple[bool, list[str], int]:
    """Whether it was killed, what it acknowledged, and how many steps it made when it was not."""
    close_rows()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        code = 1
        try:
            os.close(ours)
            steps = _Steps(fatal)
            _import(home, source, steps, lambda line: os.write(theirs, line.encode()))
            os.write(theirs, f"done {steps.count}\n".encode())
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        lines = pipe.read().splitlines()
    status = os.waitpid(child, 0)[1]
    done = [int(line.split()[1]) for line in lines if line.startswith("done ")]
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status), [line for line in lines if not line.startswith("done ")], sum(done)


def _look(home: Path, acknowledged: list[str]) -> None:
    """Every acknowledged file is whole on disk, has its row and its leaf, and the log adds up."""
    rows = sqlite3.connect(f"file:{home / 'xiehuan.sqlite3'}?mode=ro", uri=True)
    try:
        known = rows.execute("SELECT name, original_id FROM store_acquisition").fetchall()
        leaves = [bytes(h) for (h,) in rows.execute('SELECT hash FROM store_leaf ORDER BY "index"')]
        logged = rows.execute("SELECT log_size, log_frontier FROM store_case").fetchall()
        bodies = [b for (b,) in rows.execute("SELECT body FROM store_leaf")]
    finally:
        rows.close()
    for line in acknowledged:
        name, sha256 = line.split()
        assert (name, sha256) in known
        assert any(sha256 in body for body in bodies)
    for _, sha256 in known:  # acknowledged or not: no row without its bytes
        kept = (home / "objects" / sha256[:2] / sha256[2:]).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == sha256
    assert len(leaves) == len(known)
    for size, frontier in logged:
        assert size == len(leaves)
        assert _folded(frontier) == _root(leaves)


def _root(leaves: list[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:split]) + _root(leaves[split:])).digest()


def _folded(frontier: bytes) -> bytes:
    roots = [frontier[i : i + 32] for i in range(0, len(frontier), 32)]
    if not roots:
        return hashlib.sha256().digest()
    node = roots.pop()
    while roots:
        node = hashlib.sha256(b"\x01" + roots.pop() + node).digest()
    return node


def _contents(home: Path) -> Counter[tuple[str, str]]:
    """Every record of every original that counts, once per case."""
    rows = sqlite3.connect(home / "xiehuan.sqlite3")
    try:
        waiting = rows.execute("SELECT COUNT(*) FROM store_acquisition WHERE state = 'pending'").fetchone()[0]
        assert waiting == 0
        texts = rows.execute("SELECT sha256, text FROM store_record").fetchall()
        indexed = rows.execute(
            "SELECT COUNT(*) FROM store_search WHERE store_search MATCH 'case1'"
        ).fetchone()[0]
        assert indexed == len(texts)
        return Counter(texts)
    finally:
        rows.close()


def _points(steps: int, wanted: int) -> Iterator[int]:
    """So many steps spread over all of them, or all when there are no more."""
    count = min(wanted, steps)
    yield from sorted({1 + i * steps // count for i in range(count)})


def _try(tmp_path: Path, source: Path, wanted: int) -> None:
    killed, acknowledged, steps = _run_child(tmp_path / "whole", source, fatal=0)
    assert not killed
    assert len(acknowledged) == FILES
    whole = _contents(tmp_path / "whole")
    assert len(whole) == FILES * 20
    deaths = 0
    for fatal in _points(steps, wanted):
        home = tmp_path / f"killed-{fatal}"
        killed, acknowledged, _ = _run_child(home, source, fatal)
        deaths += killed
        if (home / "xiehuan.sqlite3").exists() and acknowledged:
            _look(home, acknowledged)
        killed, again, _ = _run_child(home, source, fatal=0)
        assert not killed
        assert len(again) == FILES
        _look(home, [*acknowledged, *again])
        assert _contents(home) == whole, f"killed before step {fatal}"
    assert deaths >= min(wanted, steps) * 0.95


def test_killed_before_a_hundred_different_steps(tmp_path: Path, source: Path) -> None:
    _try(tmp_path, source, 100)


@pytest.mark.long
@pytest.mark.parametrize("shape", [(2, 7), (1, 7), (3, 2)])
def test_killed_before_every_step(
    tmp_path: Path, source: Path, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a thousand steps in all: so many files, and so many records, a commit."""
    monkeypatch.setattr(sys.modules[__name__], "SHAPE", shape)
    _try(tmp_path, source, 10_000)
