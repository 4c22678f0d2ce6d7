"""Archives, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from hostile.mutations import Seed, attack
from readers.archive_writer import Entry, zipped

MAIL = b"From: a@example.com\nTo: b@example.com\nSubject: x\n\nwords\n"
NAME = "短信记录.txt".encode("gb18030")


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("folder/" + "逾" * 60 + ".eml")
        info.size = len(MAIL)
        archive.addfile(info, io.BytesIO(MAIL))
    return out.getvalue()[:4096]


ZIP = zipped(
    Entry(NAME, b"words" * 40), Entry(b"a.eml", MAIL, method=0), Entry(b"../b.txt", b"", flags=1 << 11)
)
ARCHIVES: list[Seed] = [
    ("a.zip", ZIP),
    ("nested.zip", zipped(Entry(b"inner.zip", ZIP), Entry(b"x.tar", tarred()))),
    ("a.tar", tarred()),
    ("a.tar.gz", gzip.compress(tarred(), mtime=0)),
    ("a.eml.gz", gzip.compress(MAIL, mtime=0)),
]
READER = "xiehuan.readers.dispatch:ARCHIVES"


def test_two_thousand() -> None:
    attack(READER, ARCHIVES, 2000).check(2000)


@pytest.mark.long
def test_a_hundred_thousand() -> None:
    attack(READER, ARCHIVES, 100_000, number=2).check(100_000)
