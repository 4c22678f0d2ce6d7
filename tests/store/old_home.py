"""A home as an older version left it: the recipe.

The tables of the first migration and no later one, with the rows and originals of one small import, its log signed. Made by
running the migration itself and copying rows of a new home into it column by column, so that it needs no old program.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management import call_command

from store.test_sealing import filled
from xiehuan.services.evidence.home import close_home
from xiehuan.store.database import close_rows, set_up, sqlite

OLDEST = "0001_initial"


def old_home(root: Path) -> Path:
    """A home at the first migration."""
    filled(root)
    close_home()
    new, old = root / "xiehuan.sqlite3", root / "old.sqlite3"
    _tables(old)
    with closing(sqlite3.connect(old)) as rows:
        rows.execute("ATTACH DATABASE ? AS new", [str(new)])
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'store_%'"
        for (table,) in rows.execute(tables).fetchall():
            columns = ", ".join(f'"{r[1]}"' for r in rows.execute(f'PRAGMA table_info("{table}")'))
            rows.execute(f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM new."{table}"')  # noqa: S608
        rows.commit()
    old.replace(new)
    for beside in ("-wal", "-shm"):
        new.with_name(new.name + beside).unlink(missing_ok=True)
    return root


def _tables(path: Path) -> None:
    set_up()
    from django.db import connections  # noqa: PLC0415

    close_rows()
    connections.settings["default"].clear()
    connections.settings["default"].update(
        connections.configure_settings({"default": sqlite(path, None)})["default"]
    )
    call_command("migrate", "store", OLDEST, interactive=False, verbosity=0)
    close_rows()
    with closing(sqlite3.connect(path)) as rows:
        rows.execute("PRAGMA journal_mode=DELETE")
