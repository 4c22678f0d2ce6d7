"""A home of an older version opens, after a copy of it was kept; one of a newer version is refused untouched."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.homes import opened
from store.old_home import OLDEST, old_home
from store.test_sealing import filled
from xiehuan.errors import XiehuanError
from xiehuan.services.evidence.doctor import examine
from xiehuan.services.evidence.home import close_home
from xiehuan.store import search
from xiehuan.store.cases import case_of
from xiehuan.store.database import migration


def steps(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as rows:
        return [
            n for (n,) in rows.execute("SELECT name FROM django_migrations WHERE app = 'store' ORDER BY id")
        ]


def test_an_old_home_is_copied_then_upgraded(tmp_path: Path) -> None:
    root = old_home(tmp_path / "home")
    assert steps(root / "xiehuan.sqlite3") == [OLDEST]
    with closing(sqlite3.connect(root / "xiehuan.sqlite3")) as rows:
        before = rows.execute("SELECT * FROM store_record ORDER BY slot").fetchall()
    home = opened(root)
    assert migration() > OLDEST
    (copy,) = (root / "before-upgrade").iterdir()
    assert copy.name == f"{OLDEST}-xiehuan.sqlite3"
    assert steps(copy) == [OLDEST]
    with closing(sqlite3.connect(copy)) as rows:
        assert rows.execute("SELECT * FROM store_record ORDER BY slot").fetchall() == before
    assert examine(home).findings == ()  # it had no index: made from the records
    assert len(search.find(case_of("mine"), search.Query("逾期1")).hits) == 11
    close_home()
    opened(root)
    assert len(list((root / "before-upgrade").iterdir())) == 1


def test_an_upgrade_that_cannot_be_copied_before_is_not_done(tmp_path: Path) -> None:
    root = old_home(tmp_path / "home")
    (root / "before-upgrade").write_text("in the way")
    with pytest.raises(XiehuanError):
        opened(root)
    assert steps(root / "xiehuan.sqlite3") == [OLDEST]
    (root / "before-upgrade").unlink()
    opened(root)
    assert migration() > OLDEST


def test_a_newer_home_is_refused_untouched(tmp_path: Path) -> None:
    root = filled(tmp_path / "home")
    close_home()
    with closing(sqlite3.connect(root / "xiehuan.sqlite3")) as rows, rows:
        rows.execute(
            "INSERT INTO django_migrations(app, name, applied) VALUES ('store', '9999_from_the_future', '2031-01-01')"
        )
    before = hashlib.sha256((root / "xiehuan.sqlite3").read_bytes()).hexdigest()
    with pytest.raises(XiehuanError) as refused:
        opened(root)
    assert refused.value.code == "home_newer"
    assert "9999_from_the_future" in refused.value.message.en
    assert hashlib.sha256((root / "xiehuan.sqlite3").read_bytes()).hexdigest() == before
