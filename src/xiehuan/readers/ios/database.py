"""A private copy of a message database with its write-ahead log, opened read-only and kept on a short leash."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiehuan.readers.digest import sha256_of

# a damaged schema can make the library fail on the text of its own error message
DAMAGE = (sqlite3.Error, UnicodeError, OverflowError)
MAGIC = b"SQLite format 3\x00"
LOG_NOT_FOUND = "wal_not_found"
LONGEST_VALUE = 8 << 20
_COMPANIONS = ("-wal", "-shm")
_STEP = 100_000  # virtual machine instructions between two looks
_MOST_STEPS = 1_000  # without a row in between: some seconds of work
_OLDEST, _NAME = 20, 100
_CACHE_KIB = 16_384


class Database:
    """An open copy. `damaged` errors of SQLite reach the caller as sqlite3.Error."""

    def __init__(self, connection: sqlite3.Connection, digests: tuple[str, ...]) -> None:
        self._connection = connection
        self._steps = 0
        self.digests = digests
        connection.set_progress_handler(self._look, _STEP)

    def _look(self) -> int:
        self._steps += 1
        return int(self._steps > _MOST_STEPS)

    def rows(self, query: str) -> Iterator[tuple[object, ...]]:
        """The rows of a query; one that works for long without giving any is stopped."""
        self._steps = 0
        for row in self._connection.execute(query):
            self._steps = 0
            yield row

    def tables(self) -> dict[str, set[str]]:
        """Columns of each ordinary table: views and virtual tables could run anything."""
        found = self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND length(sql) < 100000")
        names = [str(name) for name, sql in found if str(sql).upper().startswith("CREATE TABLE")]
        plain = [n for n in names[:_NAME] if n.replace("_", "").isalnum() and n.isascii()]
        return {n: {str(r[1]) for r in self.rows(f'PRAGMA table_info("{n}")')} for n in plain}


@contextmanager
def opened_copy(path: Path) -> Iterator[Database]:
    """Copy database, log and index together and open the copy; the originals are only ever read."""
    with tempfile.TemporaryDirectory(prefix="xiehuan-") as folder:
        copy = Path(folder) / "copy.db"
        digests = [f"file_sha256={_copied(path, copy)}"]
        for end in _COMPANIONS:
            beside = path.with_name(path.name + end)
            if beside.is_file():
                digests.append(f"{end[1:]}_sha256={_copied(beside, copy.with_name(copy.name + end))}")
        if len(digests) == 1 and _keeps_a_log(copy):
            digests.append(LOG_NOT_FOUND)
        connection = sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)
        try:
            _restrain(connection)
            yield Database(connection, tuple(digests))
        finally:
            connection.close()


def _copied(source: Path, target: Path) -> str:
    shutil.copyfile(source, target)
    return sha256_of(target)


def _keeps_a_log(path: Path) -> bool:
    """Whether the header says that the newest pages may stand in a write-ahead log (file format, offset 18)."""
    with path.open("rb") as file:
        head = file.read(20)
    return head[18:20] == b"\x02\x02"


def _restrain(connection: sqlite3.Connection) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("query_only = 1", "trusted_schema = 0", f"cache_size = -{_CACHE_KIB}", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
