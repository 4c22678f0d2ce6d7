"""A room for parsers that may not come back: a child process with a limit of time and memory, and no network.

Files of strangers go through libraries that were not written for attackers: a crafted PDF can loop for ever, a crafted
mail can cost quadratic time. The child does one task after the other and is replaced when it does not answer.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from xiehuan.errors import Text

ASK = struct.Struct(">IQ")  # length of the task as JSON, length of the data
ANSWER = struct.Struct(">I")
MEMORY = 300 << 20
LARGEST = 48 << 20
LARGEST_ANSWER = 4 << 20
_SECONDS = 5.0
_START_SECONDS = 10.0  # the first task also waits for Python and the libraries


class Unanswered(Exception):
    """No answer came out of the room; `reason` says why in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Confined:
    """Asks one child process; use as a context manager. Safe to share between threads, one task at a time."""

    def __init__(self, seconds: float = _SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def ask(self, task: str, options: Mapping[str, object], data: bytes) -> Any:
        """The task's answer; raises Unanswered when the data are too large, or time or memory did not suffice."""
        if len(data) > LARGEST:
            raise Unanswered(_TOO_LARGE)
        with self._lock:
            if self._child and self._child.poll() is not None:  # it ended between two tasks
                self._end()
            fresh = self._child is None
            child = self._child or self._started()
            bell = threading.Timer(self._seconds + (_START_SECONDS if fresh else 0), child.kill)
            bell.start()
            try:
                answer = _exchange(child, {"task": task, "options": dict(options)}, data)
            except (OSError, ValueError) as error:
                self._end()
                raise Unanswered(_GAVE_UP) from error
            finally:
                bell.cancel()
        if "failed" not in answer:
            return answer["done"]
        name = answer["failed"]
        if name == MemoryError.__name__:
            self.close()  # what it still holds is not known
            raise Unanswered(_GAVE_UP)
        raise Unanswered(Text(f"无法解析（{name}）", f"it cannot be parsed ({name})"))

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "xiehuan.vault.confined_tasks", str(self._memory)]
        pipe, silent = subprocess.PIPE, subprocess.DEVNULL
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=pipe, stdout=pipe, stderr=silent, env=_environment()
            )
        except (OSError, NotImplementedError) as error:  # a phone's browser has no processes
            raise Unanswered(_NOT_HERE) from error
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # what was still to be written goes nowhere
                    continue
        child.wait()


def _environment() -> dict[str, str]:
    """What Python needs to start, and the path to this package."""
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LC_ALL", "VIRTUAL_ENV", "TMPDIR")
    return {k: os.environ[k] for k in kept if k in os.environ}


def _exchange(child: subprocess.Popen[bytes], task: object, data: bytes) -> dict[str, Any]:
    """One task to the child and its answer back; raises OSError or ValueError when the child is gone."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("a child without pipes")
    text = json.dumps(task).encode()
    child.stdin.write(ASK.pack(len(text), len(data)) + text)
    child.stdin.write(data)
    child.stdin.flush()
    (length,) = ANSWER.unpack(_whole(child.stdout.read(ANSWER.size), ANSWER.size))
    if length > LARGEST_ANSWER:
        raise ValueError("an answer that is too long")
    answer = json.loads(_whole(child.stdout.read(length), length))
    if not isinstance(answer, dict):
        raise ValueError("an answer of another kind")  # noqa: TRY004
    return answer


def _whole(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise ValueError("the child ended")
    return data


_TOO_LARGE = Text("文件太大，未核验", "the file is too large to be judged here")
_NOT_HERE = Text("这台设备上不能核验", "it cannot be judged on this device")
_GAVE_UP = Text(
    "解析超过了时间或内存限制，已停止", "parsing went beyond the limit of time or memory and was stopped"
)
