"""Back a whole home up into one file, and make a home of it again where it has never been.

A backup is written beside its name and read back before it gets it; a restored home is checked before it gets its name. Both
leave nothing behind when they fail or are cancelled, and work piece by piece in memory that does not grow with the home.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import InputRefused, Text, Where, XiehuanError
from xiehuan.services.evidence.home import Home
from xiehuan.store import copies, journal
from xiehuan.store.database import FILE, SEALED_FILE, explaining, file_of
from xiehuan.vault import backup_file, form, keyring, lock
from xiehuan.vault.backup_tar import HOME_KEY, README, Entry, Packed, damaged, pack
from xiehuan.vault.durable import sync_folder
from xiehuan.vault.objects import DAMAGED, not_kept
from xiehuan.vault.seal import Seal

WHAT = "backed_up"
_SNAPSHOT = ".backup-snapshot"
_ABOUT = """协还的全部数据 / all data of a home of xiehuan
核对 check: sha256sum -c manifest-sha256.txt
"""
_LEFT_OUT = {FILE, SEALED_FILE, lock.FILE, lock.MARKER, form.BEFORE_UPGRADE, _SNAPSHOT}
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds, and the originals in it whose bytes had changed before."""

    files: int
    size: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """The home that was made, whether it is sealed, and its home key when the backup held it."""

    home: Path
    sealed: bool
    seal: Seal | None


def back_up(
    home: Home, target: Path, passphrase: str | None, *, replace: bool = False, tell: Tell = lambda *_: None
) -> BackedUp:
    """Write the whole home to `target`, encrypted with the passphrase or plain without one.

    A sealed home stays sealed inside; an encrypted backup holds its home key too, a plain one does not. The home may be in
    use. Refused with `backup_exists`, `no_folder`, `disk_full`; then nothing is left behind.
    """
    if passphrase is not None:
        keyring.require_cipher()
        keyring.require_length(passphrase)
    _check_target(target, replace=replace)
    packed: list[Packed] = []
    with _snapshot(home) as rows, _nothing_written(), backup_file.drafted(target) as file:
        pieces = pack(_told(_entries(home, rows, encrypted=passphrase is not None), tell), packed)
        if passphrase is None:
            backup_file.write_plain(file, pieces)
        else:
            backup_file.write_encrypted(file, pieces, passphrase)
    size = sum(p.size for p in packed)
    about = {"encrypted": passphrase is not None, "files": len(packed), "bytes": size}
    journal.note(None, home.now(), home.actor, WHAT, about)
    return BackedUp(len(packed), size, tuple(_changed(home, packed)))


def restore(backup: Path, home: Path, ask: Callable[[], str]) -> Restored:
    """Make a home of a backup in a folder that is empty or not there. `ask` is called for the passphrase if one is needed.

    Refused with `no_file`, `home_not_empty`, `no_backup`, `backup_damaged`, `wrong_passphrase`, `disk_full`; then nothing
    is left behind.
    """
    if not backup.is_file():
        raise InputRefused(
            "no_file",
            Text(f"没有这个文件：{backup}", f"no such file: {backup}"),
            Text("给出备份文件的位置", "name the file of the backup"),
        )
    _check_empty(home)
    draft = home.with_name(f".{home.name}.restoring")
    try:
        with _nothing_written():
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700, parents=True)
            small = backup_file.read(backup, ask, draft)
            seal = _home_key(small)
            _check_rows(draft, seal)
            if home.exists():
                home.rmdir()
            draft.rename(home)
            sync_folder(home.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(home, form.sealed(home), seal)


def _entries(home: Home, rows: Path, *, encrypted: bool) -> Iterator[Entry]:
    """The database first: an original that comes in later is one too many and never one too few."""
    yield Entry(README, _ABOUT.encode())
    if home.seal and encrypted:
        yield Entry(HOME_KEY, f"{home.seal.identity}\n".encode("ascii"))
    yield Entry(file_of(home.root, sealed=home.sealed).name, rows)
    for path in sorted(p for p in home.root.rglob("*") if p.is_file() and not p.is_symlink()):
        name = path.relative_to(home.root).as_posix()
        if not _left_out(name):
            yield Entry(name, path)


def _left_out(name: str) -> bool:
    first, *rest = name.split("/")
    database = first.startswith((FILE, SEALED_FILE))
    incoming = first == "objects" and rest[:1] == ["incoming"]
    return first in _LEFT_OUT or database or incoming or name.rsplit("/", 1)[-1].startswith(".")


def _changed(home: Home, packed: list[Packed]) -> Iterator[str]:
    """Originals that are not what their name says; in a sealed home only doctor can tell."""
    for each in packed:
        parts = each.name.split("/")
        if (
            parts[0] == "objects" and not home.sealed and each.sha256 != parts[1] + parts[2]
        ) or each.name.endswith(DAMAGED):
            yield each.name


def _told(entries: Iterator[Entry], tell: Tell) -> Iterator[Entry]:
    every = list(entries)
    for done, entry in enumerate(every):
        tell(done, len(every), entry.name)
        yield entry


@contextmanager
def _snapshot(home: Home) -> Iterator[Path]:
    """A copy of the database in its own form, for as long as the block lasts."""
    path = home.root / _SNAPSHOT
    try:
        with explaining(home.root):
            copies.snapshot(
                file_of(home.root, sealed=home.sealed), path, home.seal.database_key if home.seal else None
            )
        yield path
    finally:
        copies.remove(path)


def _home_key(small: dict[str, bytes]) -> Seal | None:
    text = small.get(HOME_KEY, b"").decode("ascii", "replace").strip()
    return Seal(text) if text else None


def _check_rows(folder: Path, seal: Seal | None) -> None:
    """The database opens and is whole; that of a sealed home only when its key came with it."""
    is_sealed = form.sealed(folder)
    path = file_of(folder, sealed=is_sealed)
    if not path.is_file():
        raise damaged(path.name)
    if is_sealed and seal is None:
        return
    if not copies.whole(path, seal.database_key if is_sealed and seal else None):
        raise damaged(path.name)


def _check_target(target: Path, *, replace: bool) -> None:
    if not target.parent.is_dir():
        raise InputRefused(
            "no_folder",
            Text(f"没有这个文件夹：{target.parent}", f"no such folder: {target.parent}"),
            Text("先建好它，或换个位置", "make it first, or choose another place"),
        )
    if target.is_dir() or (target.exists() and not replace):
        raise InputRefused(
            "backup_exists",
            Text(f"已经有这个文件：{target}", f"there is such a file already: {target}"),
            Text("换个名字，或加 --replace", "choose another name, or add --replace"),
            Where(str(target)),
        )


def _check_empty(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise InputRefused(
            "home_not_empty",
            Text(f"这个文件夹里已有内容：{home}", f"there is something in this folder: {home}"),
            Text("用 --home 给一个新的或空的文件夹", "name a new or empty folder with --home"),
            Where(str(home)),
        )


@contextmanager
def _nothing_written() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        told = not_kept(error)
        nothing = Text(
            "没有写成，也没有留下半份；原来的数据没有动",
            "nothing was written, nothing is half there; the data were not touched",
        )
        full = Text(
            f"{told.message.zh.split('；')[0]}；{nothing.zh}",
            f"{told.message.en.split(';')[0]}; {nothing.en}",
        )
        raise XiehuanError(told.code, full, told.next) from error
