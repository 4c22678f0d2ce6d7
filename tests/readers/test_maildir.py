"""Maildir: one file, one mail, with the state in its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiehuan.evidence import Direction, Record
from xiehuan.readers import maildir
from xiehuan.readers.dispatch import message_reader
from xiehuan.readers.stream import gather

MAIL = b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nwords\n"
UNIQUE = "1700000000.M1P2.host,S=57,W=62"


def read(tmp_path: Path, name: str) -> Record:
    path = tmp_path / "file"
    path.write_bytes(MAIL)
    assert message_reader(name, MAIL) is maildir
    (record,) = gather(maildir, path, name).records
    return record


@pytest.mark.parametrize(
    ("name", "status", "direction", "flags"),
    [
        (f"box/new/{UNIQUE}", None, Direction.UNKNOWN, ()),
        (f"box/cur/{UNIQUE}:2,RS", None, Direction.UNKNOWN, ("maildir=RS",)),
        (f"box/cur/{UNIQUE}!2,S", None, Direction.UNKNOWN, ("maildir=S",)),
        (f"box/cur/{UNIQUE};2,", None, Direction.UNKNOWN, ()),
        (f"box/cur/{UNIQUE}:2,DS", "draft", Direction.UNKNOWN, ("maildir=DS",)),
        (f"box/cur/{UNIQUE}:2,ST", "trashed", Direction.UNKNOWN, ("maildir=ST",)),
        (f"box/tmp/{UNIQUE}", None, Direction.UNKNOWN, ("undelivered",)),
        (
            f"box/.Sent/cur/{UNIQUE}:2,S",
            None,
            Direction.OUT,
            ("direction_from_folder", "folder=Sent", "maildir=S"),
        ),
        (f"box/.&XfJT0ZAB-/cur/{UNIQUE}", None, Direction.OUT, ("direction_from_folder", "folder=已发送")),
        (f"box/.INBOX.Drafts/cur/{UNIQUE}", "draft", Direction.UNKNOWN, ("folder=Drafts",)),
        (f"box/.&A/cur/{UNIQUE}", None, Direction.UNKNOWN, ("folder=&A",)),
        (f"{UNIQUE}:2,F", None, Direction.UNKNOWN, ("maildir=F",)),
    ],
)
def test_states(
    tmp_path: Path, name: str, status: str | None, direction: Direction, flags: tuple[str, ...]
) -> None:
    record = read(tmp_path, name)
    known = tuple(f for f in record.flags if f != "time_doubtful")
    assert (record.status, record.direction, known, record.where.file) == (status, direction, flags, name)


@pytest.mark.parametrize("name", ["current/a", "a.eml", "new.txt", "x/cur/a/b"])
def test_other_paths(name: str) -> None:
    assert not maildir.recognises(name, MAIL)


def test_a_file_that_is_no_mail() -> None:
    assert not maildir.recognises("box/cur/.noindex", b"words only\n")
