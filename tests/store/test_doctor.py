"""Doctor names each kind of damage and nothing else; it repairs what can be made again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from store.homes import BEGINNING, opened, taken
from store.test_sealing import CHEAP, PASSPHRASE, filled
from xiehuan.services.evidence.doctor import examine, repair
from xiehuan.services.evidence.home import Home, close_home
from xiehuan.services.evidence.sealing import seal_home, unseal
from xiehuan.store import listing, log, search
from xiehuan.store.cases import case_of
from xiehuan.store.models import Acquisition, Head, Record
from xiehuan.vault.installation_key import InstallationKey
from xiehuan.vault.signed_head import sign_head

CODE = 'UPDATE store_leaf SET body = replace(body, \'"owner"\', \'"other"\') WHERE "index" = 0'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return filled(tmp_path / "home")


def codes(home: Home, **how: Any) -> list[str]:
    return [f.code for f in examine(home, **how).findings]


def changed(root: Path, *statements: str) -> Home:
    """The home after somebody wrote into its database with another tool."""
    close_home()
    with closing(sqlite3.connect(root / "xiehuan.sqlite3")) as rows, rows:
        for statement in statements:
            rows.execute(statement)
    return opened(root)


def test_a_whole_home_has_nothing_wrong(root: Path) -> None:
    found = examine(opened(root))
    assert found.findings == ()
    assert [f.code for f in found.advice] == ["no_backup"]
    assert found.counts["originals"] == 2
    assert found.counts["hashed"] == 2
    assert found.counts["records"] == 31
    assert found.as_json()["ok"] is True
    assert examine(opened(root), sample=1).counts["hashed"] == 1


def test_a_sealed_home_is_examined_too(root: Path) -> None:
    seal_home(opened(root), PASSPHRASE, lambda _: None, cost=CHEAP)
    home = opened(root, unseal(root, PASSPHRASE))
    assert examine(home).findings == ()
    path = home.objects.path(Acquisition.objects.get(name="sms.xml").original_id)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert codes(home) == ["original_changed"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (CODE, {"body_changed"}),
        ('UPDATE store_leaf SET body = NULL WHERE "index" = 0', {"gone_without_tombstone", "row_without_leaf"}),
        ('UPDATE store_leaf SET hash = zeroblob(32) WHERE "index" = 0',
         {"body_changed", "previous_differs", "head_differs", "frontier_differs"}),
        ('DELETE FROM store_leaf WHERE "index" = 1', {"shorter_than_head", "frontier_differs", "row_without_leaf"}),
        ('UPDATE store_leaf SET "index" = 7 WHERE "index" = 1', {"leaves_not_numbered"}),
        ("UPDATE store_head SET signature = zeroblob(64)", {"head_not_signed"}),
        ("UPDATE store_head SET body = replace(body, 'size: 2', 'size: 3')", {"head_not_signed"}),
        ("UPDATE store_head SET size = 1", {"head_differs", "head_behind"}),
        ('UPDATE store_case SET log_size = 1, log_frontier = (SELECT hash FROM store_leaf WHERE "index" = 0)',
         {"frontier_differs"}),
        ("DELETE FROM store_head", {"head_behind"}),
        ("UPDATE store_acquisition SET original_id = (SELECT max(sha256) FROM store_original)", {"row_differs_from_leaf"}),
        ("UPDATE store_acquisition SET leaf_index = 9 WHERE leaf_index = 1", {"row_without_leaf", "leaf_without_row"}),
        ("DELETE FROM store_record WHERE slot = (SELECT min(slot) FROM store_record)", {"records_differ", "index_differs"}),
        ("UPDATE store_acquisition SET state = 'pending' WHERE leaf_index = 1", {"not_read"}),
        ("INSERT INTO store_searchstate(version) VALUES (0)", {"index_version"}),
        ("INSERT INTO store_search(store_search) VALUES ('delete-all')", {"index_differs"}),
        ("UPDATE store_search_data SET block = zeroblob(30) WHERE id > 10", {"index_damaged"}),
        ("UPDATE store_original SET erased_at = '2026-11-24 00:00:00'", {"erasure_unfinished"}),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_name(root: Path, statement: str, expected: set[str]) -> None:
    assert set(codes(changed(root, statement))) == expected


def _drop(home: Home) -> None:
    home.objects.path(Acquisition.objects.get(name="sms.xml").original_id).unlink()


def _flip(home: Home) -> None:
    path = home.objects.path(Acquisition.objects.get(name="sms.xml").original_id)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"body", b"Body", 1))


def _aside(home: Home) -> None:
    path = home.objects.path(Acquisition.objects.get(name="sms.xml").original_id)
    path.with_name(path.name + ".damaged").write_bytes(b"x")


def _orphan(home: Home) -> None:
    stray = home.root.parent / "stray"
    stray.write_text("没有记入日志的原件")
    home.objects.put(stray)


def _misnamed(home: Home) -> None:
    path = home.objects.path("ab" * 32)
    path.parent.mkdir()
    path.write_bytes(b"not what its name says")


def _draft(home: Home) -> None:
    (home.objects._incoming / "tmpx").write_bytes(b"half")


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (_drop, "original_missing"),
        (_flip, "original_changed"),
        (_aside, "set_aside"),
        (_orphan, "found_unlogged"),
        (_misnamed, "original_changed"),
        (_draft, "drafts_left"),
    ],
)
def test_each_kind_of_damage_to_files_has_its_name(
    root: Path, harm: Callable[[Home], None], expected: str
) -> None:
    home = opened(root)
    harm(home)
    assert codes(home) == [expected]
    quick = codes(home, sample=0)
    assert quick == ([] if harm is _flip else [expected])


def test_repair_makes_again_what_can_be_made_again(root: Path) -> None:
    home = changed(
        root,
        "DELETE FROM store_record WHERE slot IN (SELECT slot FROM store_record LIMIT 3)",
        "INSERT INTO store_search(store_search) VALUES ('delete-all')",
        "DELETE FROM store_head",
    )
    _orphan(home)
    _draft(home)
    before = examine(home)
    assert {f.code for f in before.findings} == {
        "records_differ", "index_differs", "head_behind", "found_unlogged", "drafts_left",
    }  # fmt: skip
    done = repair(home, before)
    assert (done.logged, done.drafts, done.signed) == (1, 1, 2)
    assert examine(home).findings == ()
    assert Record.objects.count() == 32
    assert len(search.find(case_of("mine"), search.Query("逾期1")).hits) == 11
    assert [h.record.text for h in search.find(case_of("found"), search.Query("")).hits] != []
    assert {c.code for c in listing.cases()} == {"mine", "found"}


def test_repair_signs_no_log_that_was_changed(root: Path) -> None:
    home = changed(root, CODE, "DELETE FROM store_head")
    found = examine(home)
    assert {f.code for f in found.findings} == {"body_changed", "head_behind"}
    assert repair(home, found).signed == 0
    assert set(codes(home)) == {"body_changed", "head_behind"}


def test_it_changes_nothing_by_looking(root: Path, tmp_path: Path) -> None:
    taken(opened(root), tmp_path / "in-home")
    close_home()
    before = {p: p.read_bytes() for p in (root / "objects").rglob("*") if p.is_file()}
    dump = _rows(root)
    examine(opened(root))
    close_home()
    assert {p: p.read_bytes() for p in (root / "objects").rglob("*") if p.is_file()} == before
    assert _rows(root) == dump


def _rows(root: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(root / "xiehuan.sqlite3")) as rows:
        tables = rows.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        )
        return {name: rows.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables.fetchall()}  # noqa: S608


def test_a_damaged_index_is_made_again(root: Path) -> None:
    home = changed(root, "UPDATE store_search_data SET block = zeroblob(30) WHERE id > 10")
    assert repair(home, examine(home)).indexed == 31
    assert examine(home).findings == ()
    assert len(search.find(case_of("mine"), search.Query("逾期1")).hits) == 11


def test_a_head_of_another_key_is_not_called_forged(root: Path) -> None:
    other = InstallationKey.made()
    home = opened(root)
    case, point = case_of("mine"), log.point(case_of("mine"))
    signed = sign_head(other, "mine", point, BEGINNING)
    log.keep_head(
        case,
        log.SignedPoint(
            point, BEGINNING, other.key_id, signed.statement, signed.signature, signed.public_pem
        ),
    )
    assert codes(home) == ["head_of_other_key"]
    Head.objects.filter(key_id=other.key_id).update(public_pem="")
    assert codes(home) == ["head_of_other_key"]
