"""What belongs together is read together, and what carries a proof of its origin shows it in its custody."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import mail_signer
import pytest

from store.homes import noted, opened, taken
from xiehuan.services.evidence.beside import names_beside
from xiehuan.services.evidence.custody import custody
from xiehuan.store import dkim_keys, records
from xiehuan.store.cases import case_of
from xiehuan.vault.seal import Seal

_SCHEMA = """
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, attributedBody BLOB, handle_id INTEGER,
  date INTEGER, date_read INTEGER, is_from_me INTEGER, is_sent INTEGER, is_delivered INTEGER, error INTEGER,
  service TEXT, cache_has_attachments INTEGER);
INSERT INTO handle VALUES (1, '+8613800138000');
"""


@pytest.mark.parametrize("seal", [None, Seal.fresh()], ids=["open", "sealed"])
def test_the_newest_messages_of_a_phone_stand_only_in_the_log(tmp_path: Path, seal: Seal | None) -> None:
    database = sqlite3.connect(tmp_path / "sms.db", isolation_level=None)
    database.executescript(f"PRAGMA journal_mode=WAL; {_SCHEMA}")
    insert = "INSERT INTO message VALUES (?, ?, ?, NULL, 1, ?, 0, 0, 1, 1, 0, 'SMS', 0)"
    database.execute(insert, (1, "a", "旧的一条", 700_000_000_000_000_000))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute(insert, (2, "b", "只在日志里的一条", 700_000_001_000_000_000))
    (tmp_path / "in").mkdir()
    for name in ("sms.db", "sms.db-wal", "sms.db-shm"):
        shutil.copy(tmp_path / name, tmp_path / "in" / name)
    database.close()
    events = taken(opened(tmp_path / "home", seal), tmp_path / "in")
    assert {n.account.name: n.account.taken for n in noted(events)}["sms.db"] == 2
    texts = [r.text for r in records.with_person(case_of("mine"), "138 0013 8000")]
    assert texts == ["旧的一条", "只在日志里的一条"]


def test_only_files_of_the_same_folder_are_companions() -> None:
    assert names_beside("a/sms.db") == ("a/sms.db-wal", "a/sms.db-shm")
    assert names_beside("calls/x.oga") == ("calls/x.json",)
    assert names_beside("papers/x.pdf") == ()


def test_a_mail_is_judged_with_the_key_that_was_kept(tmp_path: Path) -> None:
    home = opened(tmp_path / "home")
    (tmp_path / "a.eml").write_bytes(mail_signer.signed())
    taken(home, tmp_path / "a.eml")
    (line,) = custody(home, 1).origin
    assert line.good is None  # no key was asked for: neither good nor forged
    dkim_keys.keep(mail_signer.NAME, "found", mail_signer.record(mail_signer.rsa_key()), home.now())
    (line,) = custody(home, 1).origin
    assert line.good is True
    (tmp_path / "b.eml").write_bytes(mail_signer.signed().replace(b"agreed", b"denied"))
    taken(home, tmp_path / "b.eml")
    (line,) = custody(home, 2).origin
    assert line.good is False
    assert [r.sender for r in records.with_person(case_of("mine"), "a@example.org")] == [
        "Support <a@example.org>"
    ] * 2
