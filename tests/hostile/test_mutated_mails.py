"""Mails and mail boxes, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import pytest

from hostile.mutations import Seed, attack
from readers.box_writer import DIALECTS, boxed

HEADER = (
    b"From: =?gb2312?B?1Mbgq7rot9E=?= <service@example.com>\nTo: a@example.net\nSubject: =?utf-8?Q?=E9=80=BE?=\n"
    b"Date: Tue, 17 Nov 2026 10:00:00 +0800\nMIME-Version: 1.0\n"
)
PARTS = (
    b'Content-Type: multipart/mixed; boundary="b1"\n\n--b1\nContent-Type: text/plain; charset=gbk\n\n\xd3\xe2\xc6\xda\n'
    b"--b1\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+eDwvcD4=\n"
    b"--b1\nContent-Type: image/png; name*0*=gb2312''%bd%e8; name*1=a.png\nContent-Transfer-Encoding: base64\n\nQUJD\n--b1--\n"
)
MAILS: list[Seed] = [
    ("plain.eml", HEADER + b"Content-Type: text/plain; charset=gb2312\n\n" + "您的借款".encode("gb18030")),
    ("parts.eml", HEADER + PARTS),
    (
        "quoted.eml",
        HEADER + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=D3=E2=\nx",
    ),
]
BOXED = [(HEADER, b"From me\n>From you\n\nwords\n"), (HEADER + PARTS.partition(b"\n\n")[0] + b"\n", PARTS)]
BOXES: list[Seed] = [(f"{dialect}.mbox", boxed(dialect, BOXED)[0]) for dialect in DIALECTS]
FORMATS = [("xiehuan.readers.mail", MAILS), ("xiehuan.readers.mbox", BOXES)]


@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_two_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(reader, seeds, 2000).check(2000)


@pytest.mark.long
@pytest.mark.parametrize(("reader", "seeds"), FORMATS)
def test_a_hundred_thousand(reader: str, seeds: list[Seed]) -> None:
    attack(reader, seeds, 100_000, number=2).check(100_000)
