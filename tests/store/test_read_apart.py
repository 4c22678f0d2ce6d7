"""A large file is read in a process of its own: the same items, and a process that dies costs only its file."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from readers.backup_writer import Sms, backup
from store.homes import noted, opened, taken
from xiehuan.readers import apart
from xiehuan.readers.apart import ReaderDied, ahead, here
from xiehuan.services.evidence import read

TEXTS = [Sms("95588", 1_760_000_000_000 + i * 1000, 1, f"第{i}条") for i in range(500)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "sms.xml").write_bytes(backup(TEXTS, count=7))
    return tmp_path / "sms.xml"


@pytest.mark.parametrize("skipped", [0, 123, 501, 600])
def test_apart_or_here_is_the_same(source: Path, skipped: int) -> None:
    with here(source, "sms.xml", skipped, 50) as (name, batches):
        expected = name, list(batches)
    with ahead(source, "sms.xml", skipped, 50) as (name, batches):
        assert (name, list(batches)) == expected


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), ahead(tmp_path / "none", "none", 0, 50):
        pass


def test_who_stops_listening_leaves_no_process(source: Path) -> None:
    with ahead(source, "sms.xml", 0, 1) as (_, batches):
        next(batches)


def test_a_reader_that_dies_costs_its_file_alone(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "LARGE", 0)
    received, seen = apart._received, list[object]()

    def once_then_dead(pipe: object) -> object:
        told = received(pipe)  # type: ignore[arg-type]
        seen.append(told)
        if len(seen) == 2:
            raise ReaderDied("killed")
        return told

    monkeypatch.setattr(apart, "_received", once_then_dead)
    other = source.with_name("other.xml")
    other.write_bytes(backup(TEXTS[:3]))
    accounts = {
        n.account.name: n.account for n in noted(taken(opened(source.parent / "home"), source, other))
    }
    assert len(accounts["sms.xml"].unread) == 1
    assert (accounts["other.xml"].taken, accounts["other.xml"].unread) == (3, ())


def test_a_killed_child_is_noticed(source: Path) -> None:
    with pytest.raises(ReaderDied):
        _listen_while_it_is_killed(source)


def _listen_while_it_is_killed(source: Path) -> None:
    """Its batches are more than a pipe holds, so it cannot have ended."""
    with ahead(source, "sms.xml", 0, 1) as (_, batches):
        for process in apart.multiprocessing.active_children():
            os.kill(process.pid or 0, signal.SIGKILL)
        list(batches)
