"""Which database is open: one home at a time, opened by its folder, brought to the newest form after a copy of the old.

Nothing of a home is opened at import. `open_rows` may be called again for another home in the same process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xiehuan.errors import Text, XiehuanError
from xiehuan.store.failures import explained, locked

FILE, SEALED_FILE = "xiehuan.sqlite3", "xiehuan.sqlcipher"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728;"
    " PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-32000;"
)


def sqlite(path: Path, key: bytes | None) -> dict[str, Any]:
    """The settings of a database file; with a key of 32 bytes it is a SQLCipher file.

    `synchronous=FULL` because a record that was acknowledged must survive a power cut (NORMAL can lose the last commits).
    """
    settings: dict[str, Any] = {
        "ENGINE": "xiehuan.store.cipher" if key else "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _PRAGMAS},
    }
    if key:
        settings["OPTIONS"]["key"] = key
    return settings


def set_up() -> None:
    """Make Django ready, with the settings of the pages when they were loaded first."""
    import django  # noqa: PLC0415 - costs a quarter of a second: only those who keep rows pay it
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiehuan.store.settings")
    if not apps.ready:
        django.setup()


def open_rows(
    home: Path, key: bytes | None = None, *, before_upgrade: Callable[[], None] | None = None
) -> bool:
    """Open the database of a home, made or upgraded when needed; whether an older one was upgraded.

    `before_upgrade` is called while it is still old.

    An open and a sealed home have files of different names, so that a home that changes its form always has one that is
    whole. Refused with `home_unwritable`, `home_locked` (wrong key, or the other form) or `home_newer`.
    """
    set_up()
    from django.db import connections  # noqa: PLC0415

    close_rows()
    path = file_of(home, sealed=key is not None)
    if not path.exists() and file_of(home, sealed=key is None).exists():
        raise locked(home)
    connections.settings["default"].clear()
    connections.settings["default"].update(
        connections.configure_settings({"default": sqlite(path, key)})["default"]
    )
    with explaining(home):
        return _upgrade(before_upgrade)


def file_of(home: Path, *, sealed: bool) -> Path:
    """The file of the database in a sealed or an open home."""
    return home / (SEALED_FILE if sealed else FILE)


def close_rows() -> None:
    """Close the database; the next call of `open_rows` may open another."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    with suppress(AttributeError):  # none was open
        del connections["default"]  # the engine of the next home may be another


def migration() -> str:
    """The newest step that the open database has taken, such as 0002_search; empty for none."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    return max(
        (name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store"),
        default="",
    )


def _upgrade(before_upgrade: Callable[[], None] | None) -> bool:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    done = set(executor.loader.applied_migrations)
    if unknown := sorted(
        name for app, name in done if app == "store" and (app, name) not in executor.loader.disk_migrations
    ):
        raise XiehuanError(
            "home_newer",
            Text(
                f"数据是更新版本的协还写的（{unknown[-1]}）",
                f"the data were written by a newer version ({unknown[-1]})",
            ),
            Text("请先更新协还", "update xiehuan first"),
        )
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    if done and before_upgrade:
        before_upgrade()
    call_command("migrate", interactive=False, verbosity=0)
    return bool(done)


@contextmanager
def explaining(home: Path) -> Iterator[None]:
    """A failure of the database inside the block is told in words."""
    try:
        yield
    except Exception as error:
        if (told := in_words(error, home)) is None:
            raise
        raise told from None


def in_words(error: Exception, home: Path | None = None) -> XiehuanError | None:
    """A failure of a database in words, None for any other error."""
    from django.db import DatabaseError  # noqa: PLC0415

    asked_directly = type(error).__module__.partition(".")[0] in {"sqlite3", "sqlcipher3"}
    return explained(error, home) if isinstance(error, DatabaseError) or asked_directly else None
