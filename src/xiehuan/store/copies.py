"""Copies of a whole database: a snapshot of the same form, or the same rows in the other form.

Each is checked and brought to the disk before this returns; the caller gives it its name. Sealed is a SQLCipher file.
"""

from __future__ import annotations

import importlib
import os
import sqlite3
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

from xiehuan.errors import Text, Where, XiehuanError

_PAGES = 2_000  # copied at a time: others may write in between


def snapshot(source: Path, target: Path, key: bytes | None) -> None:
    """Copy a database that may be in use, in its own form, by the backup API."""
    _make_room(target)
    with closing(_connected(source, key)) as old, closing(_connected(target, key)) as new:
        old.backup(new, pages=_PAGES)
        new.execute("PRAGMA journal_mode=DELETE")
        _check(new, target)
    _sync(target)


def reform(source: Path, target: Path, *, was: bytes | None, becomes: bytes | None) -> None:
    """Write the same rows in the other form. Nobody else may have it open; every row is compared afterwards."""
    _make_room(target)
    with closing(_cipher(source, was)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.execute(
            "ATTACH DATABASE ? AS other KEY " + ("''" if becomes is None else f"\"x'{becomes.hex()}'\""),
            [str(target)],
        )
        old.execute("SELECT sqlcipher_export('other')")
        old.execute("DETACH DATABASE other")
    with closing(_cipher(source, was)) as old, closing(_connected(target, becomes)) as new:
        _check(new, target)
        for table in _tables(old):
            _compare(old, new, table, target)
    _sync(target)


def remove(path: Path) -> None:
    """Remove a database with the files beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def whole(path: Path, key: bytes | None) -> bool:
    """Whether the file opens and SQLite's own check finds nothing wrong in it."""
    try:
        with closing(_connected(path, key)) as rows:
            return _sound(rows)
    except Exception as error:  # two libraries with errors of their own
        if type(error).__name__ in {"DatabaseError", "OperationalError"}:
            return False
        raise


def _make_room(target: Path) -> None:
    remove(target)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _connected(path: Path, key: bytes | None) -> Any:
    return sqlite3.connect(path, timeout=30) if key is None else _cipher(path, key)


def _cipher(path: Path, key: bytes | None) -> Any:
    """Opened by SQLCipher, which also reads plain files when there is no key."""
    rows = importlib.import_module("sqlcipher3.dbapi2").connect(str(path), timeout=30)
    rows.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        rows.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return rows


def _sound(rows: Any) -> bool:
    return bool(rows.execute("PRAGMA quick_check").fetchone()[0] == "ok")


def _check(rows: Any, path: Path) -> None:
    if not _sound(rows):
        raise _differs(path)


def _tables(rows: Any) -> list[str]:
    """Every table with rows of its own; a virtual table keeps its rows in others, which are among these."""
    found = rows.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    return [name for (name,) in found if not name.startswith("sqlite_")]


def _compare(old: Any, new: Any, table: str, path: Path) -> None:
    query = f'SELECT * FROM "{table}" ORDER BY 1'  # noqa: S608 - names of our own tables
    if _columns(old, table) > 1:
        query += ", 2"
    for a, b in zip_longest(old.execute(query), new.execute(query)):
        if a != b:
            raise _differs(path)


def _columns(rows: Any, table: str) -> int:
    return len(rows.execute(f'PRAGMA table_info("{table}")').fetchall())


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _differs(path: Path) -> XiehuanError:
    return XiehuanError(
        "copy_differs",
        Text("数据库的副本与原来不同，没有采用", "the copy of the database differs from it and was not used"),
        Text(
            "检查磁盘后再运行一次；原来的数据没有动",
            "check the disk and run again; the data were not touched",
        ),
        Where(path.name),
    )
