"""Outlook items: a best-effort view, marked as one; broken files are unread, never an exception."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from readers.outlook_writer import compound, compressed, item
from xiehuan.evidence import Reading, Record
from xiehuan.readers import msg
from xiehuan.readers.dispatch import message_reader
from xiehuan.readers.msg import rtf
from xiehuan.readers.msg.codepage import text_of
from xiehuan.readers.stream import gather

SUBJECT, CLASS, BODY, SENDER, ADDRESS = 0x0037, 0x001A, 0x1000, 0x0C1A, 0x5D01
NOTE = {
    CLASS: "IPM.Note",
    SUBJECT: "关于分期还款的答复",
    BODY: "您好：\r\n同意分十二期。\r\n",
    SENDER: "云帆借, 客服",
    ADDRESS: "service@example.com",
}
TICKS = 134_077_410_000_000_000  # 2025-11-16T04:30:00Z


def read(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "a.msg"
    path.write_bytes(data)
    return gather(msg, path, "a.msg")


def one(tmp_path: Path, data: bytes) -> Record:
    (record,) = read(tmp_path, data).records
    return record


def test_a_unicode_item(tmp_path: Path) -> None:
    data = item(NOTE, ticks=TICKS, receivers=[{0x3001: "张三", 0x39FE: "zhang@example.net"}])
    record = one(tmp_path, data)
    assert message_reader("x", data[:65536]) is msg
    assert (record.subject, record.text) == (NOTE[SUBJECT], "您好：\n同意分十二期。\n")
    assert (record.sender, record.to) == (
        '"云帆借, 客服" <service@example.com>',
        ("张三 <zhang@example.net>",),
    )
    assert (record.at, record.at_raw) == ("2025-11-16T12:30:00+08:00", str(TICKS))
    assert record.category == "IPM.Note"
    assert record.flags == ("converted_view", "time_of=submitted")
    assert record.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("page", "encoding", "text"),
    [(936, "gb18030", "逾期：镕㎏"), (950, "cp950", "逾期還款協商"), (65001, "utf-8", "你好")],
)
def test_code_pages(tmp_path: Path, page: int, encoding: str, text: str) -> None:
    record = one(
        tmp_path, item({**NOTE, SUBJECT: text, BODY: "x", SENDER: "y"}, code_page=page, encoding=encoding)
    )
    assert record.subject == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\xa3\xe1", "€"),
        (b"\xfa\x40", "\ue000"),
        (b"\xfe\xfe", "\ue310"),
        (b"\x8e\x40", "\ue311"),
        (b"\x81\x40", "\ueeb8"),
        (b"\xc8\xfe", "\uf848"),
        (b"\xa4\xa4\xfa\x41\xa4\xe5", "中\ue001文"),
    ],
)
def test_big5_as_windows_reads_it(raw: bytes, text: str) -> None:
    """The ranges are those of Microsoft's table for code page 950."""
    flags: set[str] = set()
    assert text_of(raw, 950, flags) == text
    assert not flags


def test_wrong_big5_is_flagged() -> None:
    flags: set[str] = set()
    assert text_of(b"\xa4\xa4\xff\xa4\xa4", 950, flags) == "中\ufffd中"
    assert flags == {"replaced_characters"}


def test_attachments(tmp_path: Path) -> None:
    record = one(
        tmp_path, item(NOTE, attachments=[({0x3707: "合同.pdf", 0x370E: "application/pdf"}, b"PDF" * 400)])
    )
    (attachment,) = record.attachments
    assert (attachment.name, attachment.media_type, attachment.bytes) == ("合同.pdf", "application/pdf", 1200)
    assert attachment.sha256 == hashlib.sha256(b"PDF" * 400).hexdigest()


HTML = (
    rb"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag18 <html>}{\*\htmltag64 <p>}"
    rb"\htmlrtf {\htmlrtf0 \'d3\'e2\'c6\'da {\*\htmltag84 &lt;}1{\*\htmltag84 <br>}\u22909?\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}}"
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 x;}}\'d3\'e2\'c6\'da\par second {\b bold} \{x\}}",
            "逾期\nsecond bold {x}",
        ),
        (rb"{\rtf1\ansi\ansicpg1252\uc1 \u-10179?\u-8694?}", "\U0001f60a"),
        (HTML, "逾期 <1\n好"),
        (rb"{\rtf1 {\pict 0011}{\*\unknown hidden}shown}", "shown"),
        (rb"{\rtf1 \uc2 \u22909??left}", "好left"),
        (b"{" * 5000 + b"deep", "deep"),
        (b"", ""),
    ],
)
def test_words_of_rtf(tmp_path: Path, source: bytes, text: str) -> None:
    assert rtf.words(source) == text
    if text:
        record = one(tmp_path, item({CLASS: "IPM.Note", SUBJECT: "x"}, binary={0x1009: compressed(source)}))
        assert (record.text, "text_from_rtf" in record.flags) == (text, True)


def test_decompression_of_the_published_example() -> None:
    """MS-OXRTFCP §3.1.1: a simple compressed RTF."""
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert rtf.decompressed(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_decompression_that_reads_what_it_writes() -> None:
    """MS-OXRTFCP §3.1.2: a reference that overlaps the place that is written."""
    data = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert rtf.decompressed(data) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_html_body(tmp_path: Path) -> None:
    html = "<html><body><p>逾期</p><p>协商</p></body></html>".encode("gb18030")
    record = one(
        tmp_path,
        item({CLASS: "IPM.Note", SUBJECT: "x"}, code_page=936, encoding="gb18030", binary={0x1013: html}),
    )
    assert record.text == "逾期\n协商"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no whole"),
        (item(NOTE)[:600], "damaged"),
        (compound({"x": b"y"}), "structure"),
        (item(NOTE)[:44] + struct.pack("<I", 1 << 30) + item(NOTE)[48:], "table is larger than the file"),
        (item(NOTE)[:64] + struct.pack("<I", 1 << 19) + item(NOTE)[68:], "table is larger than the file"),
        (item(NOTE)[:632] + struct.pack("<I", 1 << 30) + item(NOTE)[636:], "stream is larger than the file"),
    ],
)
def test_broken_items_are_unread(tmp_path: Path, data: bytes, why: str) -> None:
    (unread,) = read(tmp_path, data).unread
    assert why in unread.why_en


def test_a_directory_that_loops_ends(tmp_path: Path) -> None:
    data = bytearray(item(NOTE))
    struct.pack_into("<I", data, 512 + 128 + 72, 1)  # the first stream is its own right sibling
    assert read(tmp_path, bytes(data)).present == 1


def test_what_is_no_item() -> None:
    assert not msg.recognises("a.xls", compound({"Workbook": b"x" * 600})[:65536])
    assert not msg.recognises("a.msg", b"From: a@b\n")
