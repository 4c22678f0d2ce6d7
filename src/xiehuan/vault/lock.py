"""Who has a home open: many may share it; what changes its form or removes originals needs to be alone with it.

    HOME/lock         locked while a program has the home open; the system lets go of it when the program ends, however
    HOME/running      there while the home is open; still there at the next start: the last end was not a clean one

Where the system has no such locks (Windows) everyone is told to be alone: an open file cannot be removed there anyway.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from xiehuan.errors import Text, XiehuanError

try:
    import fcntl
except ImportError:  # Windows
    _lock, _SHARED, _EXCLUSIVE = None, 0, 0
else:
    _lock = fcntl.flock
    _SHARED, _EXCLUSIVE = fcntl.LOCK_SH | fcntl.LOCK_NB, fcntl.LOCK_EX | fcntl.LOCK_NB

FILE, MARKER = "lock", "running"
_PATIENCE, _PAUSE = 5.0, 0.02  # seconds: opening and closing keep others out for a moment only


class HomeLock:
    """Held from opening a home to closing it; refused with `home_in_use` while another works on it alone.

    `alone`: nobody else has it open, and nobody is let in before `share`. `unclean`: the last program did not close it.
    """

    def __init__(self, home: Path) -> None:
        self._marker = home / MARKER
        self._handle = _handle(home / FILE)
        self.alone = self._enter()
        self.unclean = self.alone and self._marker.exists()
        with suppress(OSError):  # a read-only home: opening it says so
            self._marker.touch()

    def become_alone(self) -> None:
        """Keep all others out until `share` or `release`; refused with `home_in_use`."""
        if not self._exclusive():
            self.share()
            raise _in_use()

    def only_one(self) -> bool:
        """Whether nobody else has the home open just now."""
        alone = self._exclusive()
        self.share()
        return alone

    def share(self) -> None:
        """Let others in."""
        self._try(_SHARED)

    def release(self) -> None:
        """Let go; the last one to leave notes a clean end."""
        if self._handle is not None and self._exclusive():
            with suppress(OSError):
                self._marker.unlink(missing_ok=True)
        self._close()

    def _enter(self) -> bool:
        """Alone when it can be, else with the others; waits for those who are just opening or closing it."""
        end = time.monotonic() + _PATIENCE
        while not self._exclusive():
            if self._try(_SHARED):
                return False
            if time.monotonic() > end:
                self._close()
                raise _in_use()
            time.sleep(_PAUSE)
        return True

    def _exclusive(self) -> bool:
        return self._try(_EXCLUSIVE)

    def _try(self, how: int) -> bool:
        if _lock is None or self._handle is None:
            return True
        try:
            _lock(self._handle, how)
        except BlockingIOError:
            return False
        return True

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
        self._handle = None


def _in_use() -> XiehuanError:
    return XiehuanError(
        "home_in_use",
        Text(
            "另一个程序正开着这份数据，没有改动", "another program has these data open; nothing was changed"
        ),
        Text("关掉其他协还窗口，再运行一次", "close the other windows of xiehuan and run again"),
    )


def _handle(path: Path) -> int | None:
    for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        with suppress(OSError):
            return os.open(path, flags | getattr(os, "O_CLOEXEC", 0), 0o600)
    return None
