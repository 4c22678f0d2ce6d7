"""Mails made to hurt: every one ends soon, as one record or one unread file."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiehuan.evidence import Reading
from xiehuan.readers import mail
from xiehuan.readers.mail.addresses import people
from xiehuan.readers.mail.charsets import decode
from xiehuan.readers.mail.headers import header_text, parameter
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.mail.limits import LARGEST
from xiehuan.readers.stream import gather

MUTATIONS = 700
HEAD = b"From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\n"


def reading(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "a.eml"
    path.write_bytes(data)
    found = gather(mail, path, "a.eml")
    assert found.present == 1
    return found


def test_ten_thousand_parts(tmp_path: Path) -> None:
    part = b'--b\nContent-Type: image/png; name="a.png"\nContent-Transfer-Encoding: base64\n\nQUJD\n'
    data = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * 10_000 + b"--b--\n"
    (record,) = reading(tmp_path, data).records
    assert len(record.attachments) == 10_000
    assert {a.bytes for a in record.attachments} == {3}


@pytest.mark.parametrize("depth", [20, 200, 3000])
def test_deep_nesting(tmp_path: Path, depth: int) -> None:
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    found = reading(tmp_path, HEAD + opening + b"Content-Type: text/plain\n\ndeep words\n")
    assert "deep words" in found.records[0].text
    assert ("structure_unreadable" in found.records[0].flags) == (depth == 3000)


def test_deep_forwarding(tmp_path: Path) -> None:
    data = HEAD + b"Content-Type: message/rfc822\n\nSubject: y\n" * 2000 + b"\nx"
    reading(tmp_path, data)


def hostile_bodies() -> Iterator[tuple[str, bytes]]:
    yield "boundary never found", b"Content-Type: multipart/mixed; boundary=b\n\n--c\nwords\n"
    yield "no boundary", b"Content-Type: multipart/mixed\n\nwords\n"
    yield "strange boundary", b'Content-Type: multipart/mixed; boundary="\xff(((("\n\n--\xff((((\n\nwords\n'
    yield "boundary charset", b"Content-Type: multipart/mixed; boundary*=nul\0'x'b\n\n--b\n\nwords\n"
    yield "one word type", b"Content-Type: text\n\nwords\n"
    yield "null in charset", b'Content-Type: text/plain; charset="a\0b"\n\nwords\xff\n'
    yield "list under text", b"Content-Type: message/delivery-status\n\nA: b\n\nwords: x\n"
    yield "huge continuation number", b"Content-Type: text/plain; name*" + b"9" * 5000 + b"=x\n\nwords\n"
    yield "no blank line", b"words\n"


@pytest.mark.parametrize("case", list(hostile_bodies()), ids=lambda c: c[0])
def test_broken_structure_keeps_the_words(tmp_path: Path, case: tuple[str, bytes]) -> None:
    found = reading(tmp_path, HEAD + case[1])
    assert "words" in found.records[0].text


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"Content-Type: text/plain" + b';a="' * 400_000 + b"\n\nx",
        HEAD + b"X: " + b"=?utf-8?B?" * 200_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?B?" * 200_000 + b"\n\nx",
        b"Subject: x\nTo: " + b"a:" * 300_000 + b"\n\nx",
        b"Subject: x\nTo: " + b"<a@b," * 200_000 + b"\n\nx",
        b"Subject: x\nFrom: " + b'"' * 500_000 + b"\n\nx",
        HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"\xff-a" * 500_000,
        HEAD
        + b"Content-Type: text/plain; charset=punycode\nContent-Transfer-Encoding: base64\n\n"
        + b"\xffa" * 500_000,
    ],
)
def test_long_headers_end(tmp_path: Path, data: bytes) -> None:
    reading(tmp_path, data)


@pytest.mark.parametrize(
    "unit", ["<", "<!--", "<![if ", "<a b='", "</", "<!", "<?", "&#", "<script>", "<a " * 3 + ">"]
)
def test_markup_that_never_ends(unit: str) -> None:
    text = text_of_html("first" + unit * (1_000_000 // len(unit)))
    assert text.startswith("first")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEAD + b"\n" + b"\n" * 1_100_000, "lines"),
        (HEAD + b"\n" + b"\n--x" * 60_000, "parts"),
        (HEAD + b"X: boundary\n" * 20_000 + b"\n", "nested"),
        (HEAD + b"\n" + (b"\xff" * 1023 + b"\n") * (31 << 10), "8-bit"),
        (HEAD + b"\n" + b"x" * (17 << 20), "a line of"),
        (HEAD + b"a:b\n" * 210_000 + b"\n", "header fields"),
    ],
)
def test_limits_are_named(tmp_path: Path, data: bytes, why: str) -> None:
    found = reading(tmp_path, data)
    assert why in found.unread[0].why_en


def test_a_mail_above_the_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "big.eml"
    with path.open("wb") as file:
        file.write(HEAD)
        file.truncate(LARGEST + 1)
    (unread,) = gather(mail, path, "big.eml").unread
    assert str(LARGEST) in unread.why
    assert str(LARGEST + 1) in unread.why_en


WHOLE = (
    b"From: " + "张三 <z@x.com>".encode("gbk") + b"\nTo: =?gbk?B?" + base64.b64encode("李四".encode("gbk"))
    + b"?= <l@x.com>\nDate: Fri, 20 Nov 2026 09:00:00 +0800\nSubject: =?utf-8?Q?=E9=80=BE?=\n =?utf-8?Q?=E6=9C=9F?=\n"
    b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=gbk\n\n<p>"
    + "您的借款已经逾期".encode("gbk")
    + b"</p>\n--b\nContent-Type: image/png; name*=gbk''%BD%E8.png\nContent-Transfer-Encoding: base64\n\nQUJDRA==\n"
    b"--b\nContent-Type: message/rfc822\n\nSubject: y\n\ninner\n--b--\n"
)  # fmt: skip


def test_mutated_mails_never_raise(tmp_path: Path) -> None:
    rng = random.Random(20261123)  # noqa: S311
    taken = 0
    for _ in range(MUTATIONS):
        data = bytearray(WHOLE)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(data) - 50)
            match rng.randrange(4):
                case 0:
                    data[at] ^= 1 << rng.randrange(8)
                case 1:
                    del data[at : at + rng.randint(1, 5)]
                case 2:
                    data[at:at] = bytes(rng.choices(b"\n\r:;=?*'\"\0\xff-()<>,@ ", k=rng.randint(1, 8)))
                case _:
                    other = rng.randrange(len(data))
                    data[at:at] = data[other : other + rng.randint(1, 80)]
        taken += len(reading(tmp_path, bytes(data)).records)
    assert taken > MUTATIONS * 0.9


SOUP = st.lists(
    st.sampled_from(
        [
            "=?",
            "?=",
            "utf-8",
            "gbk",
            "?B?",
            "?q?",
            "=E9",
            "6YC+",
            '"',
            "<",
            ">",
            "@",
            ",",
            ";",
            ":",
            "(",
            "\\",
        ]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOUP, st.binary(max_size=20))
def test_any_header_has_a_reading(soup: str, tail: bytes) -> None:
    value = (soup.encode("utf-8", "replace") + tail).decode("ascii", "surrogateescape")
    flags: set[str] = set()
    for text in [
        header_text(value, flags) or "",
        *people(value, flags),
        parameter(f"a; x={value}", "x", flags) or "",
    ]:
        text.encode("utf-8")


@given(
    st.binary(max_size=60),
    st.sampled_from([None, "gbk", "utf-8", "utf-7", "big5", "hz", "x", "utf-16", "iso-2022-jp"]),
)
def test_any_bytes_have_a_text(raw: bytes, charset: str | None) -> None:
    decode(raw, charset, set()).encode("utf-8")
