"""A home while it is open: where its originals, rows and keys are, who acts and what time it is.

HOME/keys/home.json        there when the home is sealed: which of the two forms counts
HOME/before-upgrade/       the database as an older version left it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from xiehuan import __version__
from xiehuan.errors import Text, Where, XiehuanError
from xiehuan.services.evidence.sweep import Swept, sweep
from xiehuan.store import copies, inspection, search
from xiehuan.store.database import close_rows, explaining, file_of, migration, open_rows
from xiehuan.vault import form
from xiehuan.vault.installation_key import InstallationKey, kept_key
from xiehuan.vault.lock import HomeLock
from xiehuan.vault.objects import Objects, not_kept
from xiehuan.vault.seal import Seal

IMPORTER = "xiehuan"
_held: list[HomeLock] = []  # of the one home that is open


@dataclass(frozen=True, slots=True)
class Home:
    """An open home. `now` is asked for every time that is written down; it has an offset.

    `swept`: what was put right because the last program that had it open did not close it; None after a clean end.
    """

    root: Path
    objects: Objects
    key: InstallationKey = field(repr=False)
    actor: str
    now: Callable[[], datetime]
    lock: HomeLock = field(repr=False)
    seal: Seal | None = field(default=None, repr=False)
    swept: Swept | None = None

    @property
    def sealed(self) -> bool:
        """Whether what it keeps is encrypted."""
        return self.seal is not None

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
    """Open the home in this folder, made when there is none; another one that was open is closed.

    A sealed home needs its seal (`home_locked`). The database of an older version is copied before it is upgraded. After an
    end that was not clean, what was being written is swept away and what was begun is brought to its end.
    """
    close_home()
    _make(root)
    lock = HomeLock(root)
    _held.append(lock)
    try:
        form.settle(root, alone=lock.alone, seal=seal)
        _need_seal(root, seal)
        key = seal.database_key if seal else None
        upgraded = open_rows(root, key, before_upgrade=before_upgrade or (lambda: _copy_old(root, key)))
        with explaining(root):
            if upgraded and not inspection.index().good:
                search.rebuild()
            objects = Objects(root, seal)
            swept = sweep(objects, unclean=lock.unclean) if lock.alone else None
            home = Home(root, objects, kept_key(root, seal), actor, now, lock, seal, swept)
        lock.share()
    except BaseException:
        close_home()
        raise
    return home


def close_home() -> None:
    """Close the home that is open, if one is."""
    while _held:
        close_rows()
        _held.pop().release()


def _make(root: Path) -> None:
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise XiehuanError(
            "home_unwritable",
            Text(
                f"数据文件夹建不起来：{error.strerror}", f"the data folder cannot be made: {error.strerror}"
            ),
            Text("用 --home 换一个能写入的位置", "choose a folder that can be written with --home"),
            Where(str(root)),
        ) from error


def _copy_old(root: Path, key: bytes | None) -> None:
    """Keep the database as it is, under the name of its newest step."""
    folder = root / form.BEFORE_UPGRADE
    source = file_of(root, sealed=key is not None)
    draft = folder / f".{source.name}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        copies.snapshot(source, draft, key)
        draft.replace(folder / f"{migration()}-{source.name}")
    except OSError as error:
        raise not_kept(error) from error


def _need_seal(root: Path, seal: Seal | None) -> None:
    if seal is None and form.sealed(root):
        raise XiehuanError(
            "home_locked",
            Text("数据已加密，需要口令", "the data are sealed: a passphrase is needed"),
            Text("输入口令，或用 --passphrase-file 给出", "enter it, or name a file with --passphrase-file"),
            Where(root.name),
        )
