"""Saved pages and texts: the words readable, whatever the code they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiehuan.evidence import Kind, Record
from xiehuan.readers import page
from xiehuan.readers.chinese import BIG5, GB, chinese_codec
from xiehuan.readers.dispatch import message_reader, read_one
from xiehuan.readers.mail.parts import LONGEST_TEXT
from xiehuan.readers.page import mht

SIMPLE = "您好，我是客服。您的借款已经逾期，可以申请延期还款，分期后不再收取罚息。请问您的情况怎么样？"
TRADITIONAL = "您好，我是客服。您的借款已經逾期，可以申請延期還款，分期後不再收取罰息。請問您的情況怎麼樣？"
CODES = [
    ("gb18030", SIMPLE, "gb18030"),
    ("gbk", SIMPLE, "gb18030"),
    ("big5", TRADITIONAL, "big5hkscs"),
    ("utf-8", SIMPLE, "utf-8"),
    ("utf-8-sig", SIMPLE, "utf-8"),
    ("utf-16", SIMPLE, "utf-16-le"),
    ("utf-16-be", SIMPLE + " 2026-11-17 10:15:00\n", "utf-16-be"),
    ("utf-16-le", SIMPLE + " 2026-11-17 10:15:00\n", "utf-16-le"),
]


def read(tmp_path: Path, data: bytes, name: str = "a.txt") -> Record:
    path = tmp_path / "file"
    path.write_bytes(data)
    (record,) = read_one(path, name).records
    return record


@pytest.mark.parametrize(("code", "text", "named"), CODES)
@pytest.mark.parametrize("form", ["{}", "<html><body><p>{}</p></body></html>"])
def test_codes_that_are_not_declared(tmp_path: Path, code: str, text: str, named: str, form: str) -> None:
    data = form.format(text).encode(code)
    record = read(tmp_path, data, "a.htm" if "<" in form else "a.txt")
    assert record.text.strip() == text.strip()
    assert f"charset={named}" in record.flags
    assert record.source == "page"


@pytest.mark.parametrize(
    ("declared", "code", "text"),
    [
        ("gb2312", "gb18030", SIMPLE),
        ("big5", "big5", TRADITIONAL),
        ("gb2312", "big5", TRADITIONAL),
        ("big5", "gb18030", SIMPLE),
    ],
)
def test_a_declared_code_counts_unless_the_text_contradicts_it(
    tmp_path: Path, declared: str, code: str, text: str
) -> None:
    data = f'<html><head><meta charset="{declared}"></head><body>{text}</body></html>'.encode(code)
    assert read(tmp_path, data, "a.html").text == text


@pytest.mark.parametrize("length", [6, 12, 30])
def test_the_family_of_short_texts(length: int) -> None:
    for start in range(0, 30, 3):
        assert chinese_codec(SIMPLE[start : start + length].encode("gb18030")) == GB
        assert chinese_codec(TRADITIONAL[start : start + length].encode("big5")) == BIG5


def test_what_is_not_chinese_has_no_family() -> None:
    assert chinese_codec("Grüße aus Köln".encode("latin-1")) is None
    assert chinese_codec(b"plain") is None


def test_a_page_with_its_title(tmp_path: Path) -> None:
    html = f"<!DOCTYPE html><html><head><title>在线 &amp; 客服</title><style>p{{}}</style></head><body><p>{SIMPLE}</p><p>好的</p></body>"
    record = read(tmp_path, html.encode(), "saved")
    assert (record.subject, record.text) == ("在线 & 客服", f"{SIMPLE}\n好的")
    assert record.category == "text/html"


def test_the_folder_of_chats(tmp_path: Path) -> None:
    assert read(tmp_path, b"words", "chats/a.txt").kind is Kind.CHAT
    assert read(tmp_path, b"words", "else/a.txt").kind is Kind.PAPER


def test_xml_that_is_no_backup(tmp_path: Path) -> None:
    data = f"<?xml version='1.0' encoding='utf-8'?><feed><title>题</title><x><![CDATA[{SIMPLE}]]></x></feed>".encode()
    assert read(tmp_path, data, "a.xml").text.split() == ["题", SIMPLE]


def test_a_long_text_is_cut_in_the_view_only(tmp_path: Path) -> None:
    data = (SIMPLE + "\n").encode("gb18030") * 60_000
    record = read(tmp_path, data)
    assert len(data) > LONGEST_TEXT
    assert {"text_cut", "charset=gb18030"} <= set(record.flags)
    assert "\ufffd" not in record.text


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    data = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://chat.example.com/\nSubject: =?utf-8?B?5a6i5pyN?=\n"
        b'Date: Tue, 17 Nov 2026 10:15:00 +0800\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        b"--b\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n<p>"
        + SIMPLE.encode("gb18030")
        + b"</p>\n--b\nContent-Type: image/png\nContent-Location: https://chat.example.com/a.png\n"
        b"Content-Transfer-Encoding: base64\n\nQUJD\n--b--\n"
    )
    assert message_reader("saved", data) is mht
    record = read(tmp_path, data, "chats/a.mhtml")
    assert (record.kind, record.subject, record.text, record.sender) == (Kind.CHAT, "客服", SIMPLE, None)
    assert [a.bytes for a in record.attachments] == [3]
    assert record.at == "2026-11-17T10:15:00+08:00"


@pytest.mark.parametrize(
    ("name", "head"), [("a.txt", b"\0\1\2"), ("a.bin", b"words"), ("a.csv", b"a,b\n1,2\n"), ("a.txt", b"")]
)
def test_what_is_no_page(name: str, head: bytes) -> None:
    assert not page.recognises(name, head)
