"""Take files into the vault: every byte kept and logged before anything tries to understand it.

First all files are kept and logged, in small batches that share a commit; a file is acknowledged when its commit is done.
Then what is new is read. Both may be cut off at any moment: what was acknowledged is there, and running again goes on.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xiehuan import __version__
from xiehuan.errors import Text, XiehuanError
from xiehuan.evidence.leaf import SALT_BYTES, LogPoint, Taken
from xiehuan.readers.files.media import HEAD, recognise
from xiehuan.services.evidence.heads import sign
from xiehuan.services.evidence.home import IMPORTER, Home
from xiehuan.services.evidence.origin import asked_at_import, look_up
from xiehuan.services.evidence.read import Account, read_pending
from xiehuan.store.arrivals import Arrival, By, acquisition, enter
from xiehuan.store.cases import case_for
from xiehuan.store.models import Case
from xiehuan.vault.objects import StillChanging

BATCH_FILES = 200
BATCH_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take, and the name it shall be known by: its path as given."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A file that is kept and logged: from here on it cannot be lost."""

    name: str
    acquisition: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that could not be kept, and why; the others go on."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Noted:
    """What a file turned out to hold."""

    account: Account


Event = Acknowledged | NotTaken | Noted


def take(
    home: Home, case_code: str, sources: Sequence[Source], *, case_name: str = "", origin: str = ""
) -> Iterator[Event]:
    """Take files into a case, told one by one as it happens.

    `origin` is where they come from, in the user's words: phone, app, who handed them over. A file that cannot be
    read or is being written to is told as NotTaken. Raises XiehuanError (`disk_full`, `home_unwritable`) when
    nothing more can be kept; what was told before is safe.
    """
    case = case_for(case_code, case_name or case_code, home.now())
    yield from _keep(home, case, sources, origin)
    read = []
    for account in read_pending(home, case):
        read.append(account.acquisition)
        yield Noted(account)
    if asked_at_import(home.root):
        look_up(home, map(acquisition, read))
    sign(home, case)


def files_in(path: Path) -> Iterator[Source]:
    """The file, or all files of a folder in the order of their names; links and special files are left out."""
    if not path.is_dir():
        yield Source(path, path.name)
        return
    for inner in sorted(path.rglob("*")):
        if inner.is_file() and not inner.is_symlink():
            yield Source(inner, inner.relative_to(path).as_posix())


def _keep(home: Home, case: Case, sources: Sequence[Source], origin: str) -> Iterator[Event]:
    waiting: list[Arrival] = []
    for source in sources:
        try:
            kept = _put(home, source)
        except XiehuanError:  # no further file can be kept: those before it are
            yield from _commit(home, case, waiting, origin)
            raise
        if isinstance(kept, NotTaken):
            yield kept
            continue
        waiting.append(kept)
        if len(waiting) >= BATCH_FILES or sum(a.size for a in waiting) >= BATCH_BYTES:
            yield from _commit(home, case, waiting, origin)
            waiting = []
    yield from _commit(home, case, waiting, origin)


def _put(home: Home, source: Source) -> Arrival | NotTaken:
    try:
        kept = home.objects.put(source.path)
        return Arrival(source.name, kept.sha256, kept.size, _media_type(source.path))
    except StillChanging as error:
        return NotTaken(source.name, error.message)
    except OSError as error:
        return NotTaken(source.name, Text(f"打不开：{error.strerror}", f"cannot be opened: {error.strerror}"))


def _commit(home: Home, case: Case, waiting: Sequence[Arrival], origin: str) -> list[Acknowledged]:
    if not waiting:
        return []
    by = By(home.now(), home.actor, home.importer, origin)

    rows = enter(case, waiting, by, partial(leaf_of, by))
    return [Acknowledged(a.name, row.pk, a.sha256, a.size) for row, a in zip(rows, waiting, strict=True)]


def leaf_of(by: By, arrival: Arrival, before: LogPoint) -> Taken:
    """The leaf that says so in the log, with a salt of its own."""
    return Taken(
        secrets.token_bytes(SALT_BYTES),
        arrival.sha256,
        arrival.size,
        arrival.media_type,
        arrival.name,
        by.at,
        IMPORTER,
        __version__,
        by.actor,
        before,
    )


def _media_type(path: Path) -> str:
    with path.open("rb") as stream:
        return recognise(stream.read(HEAD)).type
