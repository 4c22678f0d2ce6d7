"""Erased is erased: bytes, words, names, digests; the hash of the leaf and a signed tombstone stay, and the log verifies."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readers.backup_writer import Sms, backup
from store.homes import acknowledged, opened, taken
from xiehuan.errors import InputRefused, WrongUse, XiehuanError
from xiehuan.evidence.leaf import Erased, parse_leaf
from xiehuan.services.evidence.doctor import examine
from xiehuan.services.evidence.erase import erase, what_goes
from xiehuan.services.evidence.home import Home, close_home
from xiehuan.store import erasure, journal, log, search
from xiehuan.store.cases import case_of
from xiehuan.store.models import Acquisition, Head, Leaf, Original, Record
from xiehuan.vault.answer import Answer
from xiehuan.vault.seal import Seal
from xiehuan.vault.signed_head import tombstone_holds

SECRET = ["精神科诊断证明第一页", "住院号码 889977665544", "隐私内容不可外传"]
OTHER = [f"第{i}次催收：您的借款已逾期{i}天" for i in range(20)]


def messages(path: Path, words: list[str]) -> Path:
    texts = [Sms("1069001", 1_760_000_000_000 + i * 60_000, 1, w) for i, w in enumerate(words)]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(backup(texts))
    return path


@pytest.fixture(params=[False, True], ids=["open", "sealed"])
def seal(request: pytest.FixtureRequest) -> Seal | None:
    return Seal.fresh() if request.param else None


def filled(root: Path, seal: Seal | None = None) -> tuple[Home, int]:
    home = opened(root, seal)
    taken(home, messages(root.parent / "in" / "a.xml", OTHER))
    (kept,) = acknowledged(taken(home, messages(root.parent / "in" / "病历.xml", SECRET)))
    return home, kept.acquisition


def stored(root: Path) -> bytes:
    """Every byte that the home has on the disk."""
    return b"".join(p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file())


def test_nothing_is_left_but_a_hash_and_a_tombstone(tmp_path: Path, seal: Seal | None) -> None:
    home, item = filled(tmp_path / "home", seal)
    digest = Acquisition.objects.get(pk=item).original_id
    hashed = bytes(Leaf.objects.get(index=1).hash)
    (goes,) = what_goes([item])
    assert (goes.name, goes.sha256, goes.records, goes.shared) == ("病历.xml", digest, 3, ())
    (done,) = erase(home, [item], "本人要求删除")
    assert (done.leaf, done.tombstone) == (1, 2)
    leaf = Leaf.objects.get(index=1)
    assert (bytes(leaf.hash), leaf.body) == (hashed, None)
    stone = parse_leaf(Leaf.objects.get(index=2).body.encode())  # type: ignore[union-attr]
    assert isinstance(stone, Erased)
    assert (stone.index, stone.leaf, stone.reason) == (1, hashed, "本人要求删除")
    assert tombstone_holds(stone, home.key.public_pem()) is Answer.PROVEN
    assert Head.objects.latest("pk").size == 3
    assert Record.objects.count() == 20
    assert [h.record.text for h in search.find(case_of("mine"), search.Query("诊断")).hits] == []
    assert len(search.find(case_of("mine"), search.Query("逾期1")).hits) == 11
    assert [e.about for e in journal.entries(case_of("mine")) if e.what == "erased"] == [
        {"item": item, "leaf": 1, "tombstone": 2}
    ]
    assert examine(home).findings == ()
    assert Original.objects.filter(pk=digest).count() == 0
    every = stored(home.root)  # with the database still open, its log beside it
    for trace in (*SECRET, "诊断", "住院", "病历", digest, digest[2:]):
        assert trace.encode() not in every, trace
    with pytest.raises(InputRefused):
        what_goes([item])


def test_what_was_erased_may_come_again(tmp_path: Path, seal: Seal | None) -> None:
    home, item = filled(tmp_path / "home", seal)
    erase(home, [item], "误收")
    (again,) = acknowledged(taken(home, tmp_path / "in" / "病历.xml"))
    assert len(search.find(case_of("mine"), search.Query("诊断")).hits) == 1
    assert again.acquisition != item
    assert examine(home).findings == ()


def test_bytes_that_another_case_has_too_stay(tmp_path: Path) -> None:
    home, item = filled(tmp_path / "home")
    (other,) = acknowledged(taken(home, tmp_path / "in" / "病历.xml", case="second"))
    (goes,) = what_goes([item])
    assert [(h.acquisition, h.case) for h in goes.shared] == [(other.acquisition, "second")]
    erase(home, [item], "误收")
    assert home.objects.has(goes.sha256)
    assert [len(search.find(case_of(c), search.Query("诊断")).hits) for c in ("mine", "second")] == [0, 1]
    assert examine(home).findings == ()
    assert what_goes([other.acquisition])[0].shared == ()
    erase(home, [other.acquisition], "误收")
    assert not home.objects.has(goes.sha256)
    assert examine(home).findings == ()


def test_a_repeated_arrival_takes_the_place_of_the_erased_one(tmp_path: Path) -> None:
    home, item = filled(tmp_path / "home")
    (again,) = acknowledged(taken(home, tmp_path / "in" / "病历.xml"))
    erase(home, [item], "重复")
    assert Acquisition.objects.get(pk=again.acquisition).state == "read"
    assert len(search.find(case_of("mine"), search.Query("诊断")).hits) == 1
    assert examine(home).findings == ()


def test_refused_without_a_reason_or_an_item_and_nothing_goes(tmp_path: Path) -> None:
    home, item = filled(tmp_path / "home")
    before = log.point(case_of("mine"))
    with pytest.raises(WrongUse):
        erase(home, [item], "  ")
    with pytest.raises(InputRefused):
        erase(home, [item, 999], "误收")
    assert log.point(case_of("mine")) == before
    assert Record.objects.count() == 23


def _killed(fatal: int, work: Callable[[Callable[[], None]], None]) -> int:
    """Run in a child that dies before its n-th step; the number of steps when it does not, else 0."""
    close_home()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1
            if count == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            for name in ("fsync", "unlink", "open"):
                real = getattr(os, name)
                setattr(os, name, lambda *a, _real=real, **k: (step(), _real(*a, **k))[1])
            work(step)
            os.write(theirs, str(count).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        told = pipe.read()
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0
    return int(told or 0)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_step_it_is_undone_or_brought_to_its_end(tmp_path: Path, every: int) -> None:
    first, root = tmp_path / "first", tmp_path / "home"
    _, item = filled(first)
    close_home()

    def work(step: Callable[[], None]) -> None:
        from django.db import connection  # noqa: PLC0415
        from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415

        home, commit = opened(root), BaseDatabaseWrapper._commit

        def counted(self: Any) -> None:
            step()
            commit(self)
            step()

        BaseDatabaseWrapper._commit = counted
        with connection.execute_wrapper(lambda execute, *args: (step(), execute(*args))[1]):
            erase(home, [item], "误收")

    def anew() -> None:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(first, root)

    anew()
    steps = _killed(0, work)
    assert steps > 40
    ends = set()
    for fatal in range(1, steps, every):
        anew()
        assert _killed(fatal, work) == 0
        home = opened(root)
        assert home.swept or fatal < 4  # before the home was marked as open
        gone = Acquisition.objects.get(pk=item).state == "erased"
        ends.add(gone)
        assert {f.code for f in examine(home).findings} <= {"head_behind"}, fatal
        assert len(list(home.objects.names())) == (1 if gone else 2)
        assert erasure.marked() == []
        assert Record.objects.count() == (20 if gone else 23)
        if gone:
            every_byte = stored(root)
            assert "隐私内容".encode() not in every_byte, fatal
        else:
            erase(home, [item], "误收")
            assert examine(home).findings == ()
    assert ends == {True, False}


def test_another_program_keeps_it_from_being_erased(tmp_path: Path) -> None:
    _, item = filled(tmp_path / "home")
    close_home()
    ours, theirs = os.pipe()
    if (child := os.fork()) == 0:
        opened(tmp_path / "home")
        os.write(theirs, b"open")
        signal.pause()
    assert os.read(ours, 4) == b"open"
    home = opened(tmp_path / "home")
    try:
        with pytest.raises(XiehuanError) as refused:
            erase(home, [item], "误收")
        assert refused.value.code == "home_in_use"
        assert Record.objects.count() == 23
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ours)
        os.close(theirs)
    erase(home, [item], "误收")
