"""Homes for tests: opened in a folder of the test, with a clock that ticks by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from xiehuan.services.evidence.home import Home, open_home
from xiehuan.services.evidence.take import Acknowledged, Event, Noted, files_in, take
from xiehuan.vault.seal import Seal

BEGINNING = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)


class Clock:
    """A second later every time it is asked."""

    def __init__(self) -> None:
        self._now = BEGINNING

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


def opened(root: Path, seal: Seal | None = None) -> Home:
    return open_home(root, seal=seal, now=Clock())


def taken(home: Home, *paths: Path, case: str = "mine") -> list[Event]:
    return list(take(home, case, [s for p in paths for s in files_in(p)]))


def acknowledged(events: list[Event]) -> list[Acknowledged]:
    return [e for e in events if isinstance(e, Acknowledged)]


def noted(events: list[Event]) -> list[Noted]:
    return [e for e in events if isinstance(e, Noted)]
