"""A home while it is open: where its originals, rows and keys are, who acts and what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from xiehuan import __version__
from xiehuan.store.database import open_rows
from xiehuan.vault.installation_key import InstallationKey, kept_key
from xiehuan.vault.objects import Objects
from xiehuan.vault.seal import Seal

IMPORTER = "xiehuan"


@dataclass(frozen=True, slots=True)
class Home:
    """An open home. `now` is asked for every time that is written down; it has an offset."""

    root: Path
    objects: Objects
    key: InstallationKey = field(repr=False)
    actor: str
    now: Callable[[], datetime]
    sealed: bool = False

    @property
    def importer(self) -> str:
        """The program and version that takes and reads."""
        return f"{IMPORTER} {__version__}"


def open_home(
    root: Path,
    *,
    seal: Seal | None = None,
    actor: str = "owner",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    before_upgrade: Callable[[], None] | None = None,
) -> Home:
    """Open the home in this folder, made when there is none; what was being written when it stopped is swept away."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    open_rows(root, seal.database_key if seal else None, before_upgrade=before_upgrade)
    objects = Objects(root, seal)
    objects.sweep()
    return Home(root, objects, kept_key(root), actor, now, sealed=seal is not None)
