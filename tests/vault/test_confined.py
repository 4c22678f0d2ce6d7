"""The confined room: what hangs, eats memory or wants the network ends there, and the next task is answered."""

from __future__ import annotations

import socket
import subprocess
import sys
from time import monotonic

import pytest

from xiehuan.vault.confined import LARGEST, Confined, Unanswered
from xiehuan.vault.origin import body_hash

MAIL = b"From: a@example.org\r\n\r\nhello\r\n"


def test_a_task_that_hangs_is_ended_and_the_next_one_answered() -> None:
    """Relaxed canonical form is quadratic in a run of spaces: this one would take hours."""
    hostile = MAIL + b" " * (8 << 20) + b"x"
    with Confined(seconds=1) as room:
        first = body_hash(MAIL, room)
        began = monotonic()
        with pytest.raises(Unanswered) as caught:
            room.ask("body_hash", {"form": "relaxed"}, hostile)
        assert monotonic() - began < 5
        assert "limit of time or memory" in caught.value.reason.en
        assert body_hash(MAIL, room) == first


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is kept by Linux")
def test_a_task_that_eats_memory_is_ended_and_the_next_one_answered() -> None:
    with Confined(memory=64 << 20) as room:
        assert body_hash(b"a: b\r\n\r\n" + b"x\r\n" * (8 << 20), room) is None
        assert body_hash(MAIL, room) is not None


def test_what_is_too_large_is_not_even_sent() -> None:
    with Confined() as room, pytest.raises(Unanswered, match="too large"):
        room.ask("body_hash", {"form": "relaxed"}, bytes(LARGEST + 1))


@pytest.mark.parametrize("task", ["nothing", "dkim"])
def test_a_task_that_fails_is_an_answer(task: str) -> None:
    with Confined() as room:
        with pytest.raises(Unanswered, match="cannot be parsed"):
            room.ask(task, {}, MAIL)
        assert body_hash(MAIL, room) is not None


def test_closing_twice_and_asking_again() -> None:
    room = Confined()
    assert body_hash(MAIL, room) is not None
    room.close()
    room.close()
    assert body_hash(MAIL, room) is not None
    room.close()


def test_a_device_without_processes_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    with Confined() as room, pytest.raises(Unanswered, match="on this device"):
        room.ask("body_hash", {"form": "relaxed"}, MAIL)


def test_nothing_leaves_the_process() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            "import sys, socket, subprocess; from xiehuan.vault import confined_tasks\n"
            "sys.addaudithook(confined_tasks._refuse)\n"
            "tries = [lambda: socket.create_connection(('127.0.0.1', int(sys.argv[1]))), lambda: subprocess.run(['true']),\n"
            "         lambda: socket.getaddrinfo('localhost', 1)]\n"
            "for each in tries:\n"
            "    try: each()\n"
            "    except PermissionError: print('refused')\n"
        )
        port = str(server.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", code, port], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["refused"] * 3
