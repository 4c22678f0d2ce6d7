"""Files that belong together are read together: the log of a phone's database, a recorder's note beside the sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from xiehuan.services.evidence.home import Home
from xiehuan.store import arrivals
from xiehuan.store.models import Acquisition

_LOGS = ("-wal", "-shm")  # of SQLite: the newest messages stand only there


@contextmanager
def laid_out(home: Home, row: Acquisition) -> Iterator[Path]:
    """The plain original; under its own name beside its companions where some came from the same folder."""
    companions = {c.name: c for c in arrivals.named(row.case, names_beside(row.name))}
    if not companions:
        with home.objects.plain(row.original_id) as path:
            yield path
        return
    with home.objects.room() as folder:
        for each in (*companions.values(), row):
            with Path(folder, PurePosixPath(each.name).name).open("wb") as sink:
                home.objects.copy(each.original_id, sink)
        yield Path(folder, PurePosixPath(row.name).name)


def names_beside(name: str) -> tuple[str, ...]:
    """The names that a reader of this file may look for in the same folder."""
    path = PurePosixPath(name)
    found = (
        [f"{name}{log}" for log in _LOGS] if path.suffix.lower() in {".db", ".sqlite", ".sqlitedb"} else []
    )
    if path.suffix.lower() in {".oga", ".ogg", ".m4a", ".mp3", ".wav", ".flac", ".amr", ".aac", ".opus"}:
        found.append(str(path.with_suffix(".json")))
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        found.append(str(path.with_name("columns.toml")))
    return tuple(n for n in found if n != name)
