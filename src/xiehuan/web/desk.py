"""What the pages of this process work on: the open home, the day, and who has shown the launch token."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xiehuan.services.evidence.home import Home

EXAMPLE = "example"


@dataclass(slots=True)
class Desk:
    """One process serves one home. `launch` opens it once; every browser that used it has a session of its own."""

    home: Home
    port: int
    today: Callable[[], date]
    examples: Path | None
    example_day: date
    launch: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    sessions: set[str] = field(default_factory=set, repr=False)
    taking: threading.Lock = field(default_factory=threading.Lock, repr=False)  # one import at a time

    def admit(self, token: str) -> str | None:
        """A new session for the right token, which then opens nothing more; None for any other."""
        if not self.launch or not secrets.compare_digest(token.encode(), self.launch.encode()):
            return None
        self.launch = ""
        session = secrets.token_urlsafe(32)
        self.sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        """Whether a browser with this cookie was admitted."""
        return any(secrets.compare_digest(session.encode(), s.encode()) for s in self.sessions)

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which this machine may be asked; any other is a name that was turned to this address."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    @property
    def cookie(self) -> str:
        """Cookies are shared by all ports of a machine, so the name has the port."""
        return f"xiehuan-{self.port}"

    def day_of(self, code: str) -> date:
        """The invented example is written for one day; an own case is seen today."""
        return self.example_day if code == EXAMPLE else self.today()


_DESKS: list[Desk] = []


def set_desk(made: Desk) -> None:
    """The desk of this process from now on."""
    _DESKS[:] = [made]


def desk() -> Desk:
    """The desk of this process."""
    return _DESKS[0]
