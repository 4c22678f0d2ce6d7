"""Which database is open: one home at a time, opened by its folder, brought to the newest form after a copy of the old.

Nothing of a home is opened at import. `open_rows` may be called again for another home in the same process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xiehuan.errors import Text, Where, XiehuanError

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
) -> None:
    """Open the database of a home, made or upgraded when needed; `before_upgrade` is called while it is still old.

    An open and a sealed home have files of different names, so that a home that changes its form always has one that is
    whole. Refused with `home_unwritable`, `home_locked` (wrong key, or the other form) or `home_newer`.
    """
    set_up()
    from django.db import connections  # noqa: PLC0415

    close_rows()
    path = file_of(home, sealed=key is not None)
    if not path.exists() and file_of(home, sealed=key is None).exists():
        raise _locked(Where(home.name))
    connections.settings["default"].clear()
    connections.settings["default"].update(
        connections.configure_settings({"default": sqlite(path, key)})["default"]
    )
    with explaining(home):
        _upgrade(before_upgrade)


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

    return max((name for app, name in MigrationRecorder(connection).applied_migrations() if app == "store"), default="")


def _upgrade(before_upgrade: Callable[[], None] | None) -> None:
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
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if done and before_upgrade:
            before_upgrade()
        call_command("migrate", interactive=False, verbosity=0)


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
    return _explained(error, home) if isinstance(error, DatabaseError) or asked_directly else None


def _explained(error: Exception, home: Path | None) -> XiehuanError:
    """What is safe, and what to do."""
    text, where = str(error), Where(home.name) if home else None
    if "readonly" in text or "unable to open" in text:
        return XiehuanError(
            "home_unwritable",
            Text(
                "数据文件夹不能写入，什么都没有改动", "the data folder cannot be written; nothing was changed"
            ),
            Text(
                "换一个能写入的位置，或检查磁盘是否只读",
                "choose a folder that can be written, or check that the disk is not read-only",
            ),
            where,
        )
    if "locked" in text:
        return XiehuanError(
            "home_busy",
            Text(
                "另一个程序正在写入，这一步等不到；之前确认的都在",
                "another program is writing and did not finish in time; what was confirmed before is safe",
            ),
            Text("等它做完，再运行一次，会接着做", "wait for it and run again: it goes on where it stopped"),
            where,
        )
    if "full" in text:
        return XiehuanError(
            "disk_full",
            Text(
                "磁盘已满；已确认存好的内容都在，没有存到一半的",
                "the disk is full; what was confirmed is safe, and nothing is half kept",
            ),
            Text("腾出空间后再运行一次，会接着做", "make room and run again: it goes on where it stopped"),
            where,
        )
    if "disk I/O error" in text:
        return XiehuanError(
            "disk_failed",
            Text(
                "磁盘没有写成（可能已满或出错）；已确认存好的内容都在",
                "the disk did not take it: it may be full or failing; what was confirmed is safe",
            ),
            Text("腾出空间、检查磁盘后再运行一次，会接着做", "make room, check the disk and run again: it goes on"),
            where,
        )
    if "not a database" in text or "encrypted" in text:
        return _locked(where)
    if "malformed" in text or "corrupt" in text:
        return XiehuanError(
            "database_damaged",
            Text("数据库已损坏；原件文件不受影响", "the database is damaged; the originals are not affected"),
            Text(
                "运行 xiehuan doctor 看还剩什么，或从备份恢复",
                "run xiehuan doctor to see what is left, or restore a backup",
            ),
            where,
        )
    return XiehuanError(
        "database_failed",
        Text(
            "数据库没有完成这一步，这一步没有写入",
            "the database did not complete this step; the step wrote nothing",
        ),
        Text("再运行一次；仍不行就运行 xiehuan doctor", "run again; if it stays, run xiehuan doctor"),
        where,
    )


def _locked(where: Where | None) -> XiehuanError:
    return XiehuanError(
        "home_locked",
        Text(
            "打不开数据：口令不对，或文件已损坏；什么都没有改动",
            "the data do not open: the passphrase is wrong or the file is damaged; nothing was changed",
        ),
        Text(
            "再输入一次口令，或用恢复码；都不行时从备份恢复",
            "enter the passphrase again or the recovery key; else restore a backup",
        ),
        where,
    )
