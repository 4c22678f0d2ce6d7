"""Golden facts about backups of texts; every fixture is written here."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from backup_writer import counted, mms_tag, picture, sms_tag, wrapped

from xiehuan.evidence import Direction, Reading, Record
from xiehuan.evidence.grouping import event_key
from xiehuan.readers import sms
from xiehuan.readers.sms import calls
from xiehuan.readers.stream import gather


def reading(tmp_path: Path, data: bytes) -> Reading:
    path = tmp_path / "sms.xml"
    path.write_bytes(data)
    return gather(sms, path, "messages/sms.xml")


def only(tmp_path: Path, record: str) -> Record:
    found = reading(tmp_path, wrapped(record))
    assert len(found.records) == 1, found.unread
    return found.records[0]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("还款&#55357;&#56838;", "还款😆"),
        ("&#xD83D;&#xDE46;", "🙆"),
        ("😆", "😆"),
        ("&#128518;&#x1f606;", "😆😆"),
        ("A &amp; B &lt;C&gt; &quot;&apos;", "A & B <C> \"'"),
        ("A&B &nbsp; &amp;lt;", "A&B &nbsp; &lt;"),
        ("第一行&#10;第二行", "第一行\n第二行"),
        ("第一行\n第二行\r\n第三行", "第一行\n第二行\n第三行"),
        ("1 < 2 <b>", "1 < 2 <b>"),
        ("a > b />", "a > b />"),
    ],
)
def test_characters(tmp_path: Path, written: str, text: str) -> None:
    record = only(tmp_path, sms_tag(written))
    assert record.text == text
    assert record.flags == ()


@pytest.mark.parametrize("written", ["&#55357;", "&#56838;x", "&#0;", "&#11;", "&#x110000;"])
def test_impossible_characters_are_marked(tmp_path: Path, written: str) -> None:
    record = only(tmp_path, sms_tag("a" + written))
    assert record.text.startswith("a\ufffd")
    assert record.flags == ("replaced_characters",)


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE smses [<!ENTITY l0 "ha">{levels}]>'.encode() + wrapped(sms_tag("&l11;"))
    assert [r.text for r in reading(tmp_path, data).records] == ["&l11;"]


@pytest.mark.parametrize(
    ("kind", "direction", "status", "flags"),
    [
        ("1", Direction.IN, "received", ()),
        ("2", Direction.OUT, "sent", ()),
        ("3", Direction.OUT, "draft", ("not_sent",)),
        ("4", Direction.OUT, "outbox", ("not_sent",)),
        ("5", Direction.OUT, "failed", ("not_sent",)),
        ("6", Direction.OUT, "queued", ("not_sent",)),
        ("9", Direction.UNKNOWN, "9", ("type_unknown",)),
    ],
)
def test_types(tmp_path: Path, kind: str, direction: Direction, status: str, flags: tuple[str, ...]) -> None:
    record = only(tmp_path, sms_tag("x", kind=kind, address="+86 138-0013-8000"))
    assert (record.direction, record.status, record.flags) == (direction, status, flags)
    people = (record.sender, record.to)
    raw = "+86 138-0013-8000"
    assert people == ((None, (raw,)) if direction is Direction.OUT else (raw, ()))


@pytest.mark.parametrize(
    ("raw", "at", "flags"),
    [
        ("1700000000999", "2023-11-15T06:13:20+08:00", ()),
        ("1700000000", "2023-11-15T06:13:20+08:00", ("time_unit_seconds",)),
        ("0", None, ("time_doubtful",)),
        ("-5", None, ("time_doubtful",)),
        ("bad", None, ("time_doubtful",)),
        ("99999999999999999", None, ("time_doubtful",)),
        ("１７０００００００００００", None, ("time_doubtful",)),
    ],
)
def test_times(tmp_path: Path, raw: str, at: str | None, flags: tuple[str, ...]) -> None:
    record = only(tmp_path, sms_tag("x", date=raw))
    assert (record.at, record.at_raw, record.flags) == (at, raw, flags)


def test_null_is_absent_but_may_be_a_text(tmp_path: Path) -> None:
    given = '<sms address="1" date="null" type="1" subject="null" body="null" contact_name="null" />'
    record = only(tmp_path, given)
    assert (record.text, record.subject, record.at_raw) == ("null", None, None)
    assert record.flags == ("body_null", "time_doubtful")


def test_contact_names(tmp_path: Path) -> None:
    named = '<sms address="1" date="1700000000000" type="1" body="{0}" contact_name="{0}" />\n'
    found = reading(tmp_path, wrapped(named.format("张三"), named.format("(Unknown)")))
    assert [r.flags for r in found.records] == [("contact=张三",), ()]


def test_place_and_digest_are_of_the_raw_bytes(tmp_path: Path) -> None:
    tag = sms_tag("催收")
    data = wrapped(sms_tag("a"), tag)
    record = reading(tmp_path, data).records[1]
    raw = tag.strip().encode()
    assert record.where.byte == data.index(raw)
    assert record.sha256 == hashlib.sha256(raw).hexdigest()
    assert record.id == f"sms_backup:{record.sha256[:16]}"
    assert record.where.file == "messages/sms.xml"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16(tmp_path: Path, encoding: str) -> None:
    text = wrapped(sms_tag("逾期😆"), mms_tag(picture(b"abc"))).decode()
    data = ("\ufeff" + text).encode(encoding)
    found = reading(tmp_path, data)
    raw = sms_tag("逾期😆").strip().encode(encoding)
    assert found.records[0].text == "逾期😆"
    assert found.records[0].where.byte == data.index(raw)
    assert found.records[0].sha256 == hashlib.sha256(raw).hexdigest()
    assert found.records[1].attachments[0].bytes == 3


def test_other_encodings(tmp_path: Path) -> None:
    bom = reading(tmp_path, b"\xef\xbb\xbf" + wrapped(sms_tag("逾期")))
    gbk = reading(tmp_path, wrapped(sms_tag("您的借款已逾期镕")).decode().encode("gbk"))
    java = reading(tmp_path, wrapped(sms_tag("@@")).replace(b"@@", b"\xed\xa0\xbd\xed\xb8\x86"))
    assert [r.text for r in bom.records] == ["逾期"]
    assert [(r.text, r.flags) for r in gbk.records] == [("您的借款已逾期镕", ("charset_guessed",))]
    assert [r.text for r in java.records] == ["😆"]


def test_equal_texts_of_one_second_both_stay(tmp_path: Path) -> None:
    same, later = sms_tag("请还款", address="+8610086"), sms_tag("请还款", date="1700000001000")
    found = reading(tmp_path, wrapped(same, sms_tag("请还款"), same, later))
    assert [r.flags for r in found.records] == [("same_as_another",)] * 3 + [()]
    assert len({r.id for r in found.records}) == 4
    assert found.duplicates == 0
    assert event_key(found.records[0]) == event_key(found.records[1]) != event_key(found.records[3])


def test_wrong_count_is_reported(tmp_path: Path) -> None:
    right = wrapped(sms_tag("a"), sms_tag("b"))
    assert reading(tmp_path, right).flags == ()
    wrong = right.replace(b'count="2"', b'count="7"')
    assert reading(tmp_path, wrong).flags == ("count_differs", "count_claimed=7")


@pytest.mark.parametrize("kept", [12, 30, 55])
def test_cut_file(tmp_path: Path, kept: int) -> None:
    tag = sms_tag("最后一条")
    data = wrapped(sms_tag("a")).removesuffix(b"</smses>\n") + tag.encode()[:kept]
    found = reading(tmp_path, data)
    assert [r.text for r in found.records] == ["a"]
    assert [u.where.byte for u in found.unread] == [len(data) - kept]
    assert "中断" in found.unread[0].why
    assert "breaks off" in found.unread[0].why_en


@pytest.mark.parametrize(
    "broken",
    [
        '<sms address="1" date="1700000000000" type="1" body="lost quote />\n',
        '<sms address="1" date="1700000000000" type="1" body="not closed"\n',
        '<sms address="1" date=1700000000000 type="1" body="x" />\n',
        '<sms address="1" body="he said "hi" there" type="1" />\n',
        '<mms date="1700000000000" msg_box="1" address="1"><parts>\n',
        '<mms date="1" msg_box="1" address="1"><parts><part ct="image/png" data="QUJD\n',
    ],
)
def test_one_bad_record_costs_no_other(tmp_path: Path, broken: str) -> None:
    data = wrapped(sms_tag("a"), broken, sms_tag("b"), sms_tag("c"))
    found = reading(tmp_path, data)
    assert [r.text for r in found.records] == ["a", "b", "c"]
    assert [u.where.byte for u in found.unread] == [data.index(broken[:20].encode(), data.index(b'"a"'))]
    assert found.present == counted(data) == 4


def test_comments_and_loose_forms(tmp_path: Path) -> None:
    record = sms_tag("b").replace(" />", "></sms>").replace('"', "'")
    data = wrapped("<!-- <sms body='hidden' /> -->", sms_tag("a"), record, "<!-- open ", sms_tag("c"))
    found = reading(tmp_path, data)
    assert [r.text for r in found.records] == ["a", "b", "c"]
    assert found.unread == ()


def test_many_open_comments_take_linear_time(tmp_path: Path) -> None:
    data = wrapped(b"<!--".decode() * 600_000, sms_tag("a"))
    assert [r.text for r in reading(tmp_path, data).records] == ["a"]


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 50, b"hello", b"<html></html>"])
def test_not_a_backup(tmp_path: Path, data: bytes) -> None:
    found = reading(tmp_path, data)
    assert (len(found.records), len(found.unread)) == (0, 1)
    assert not sms.recognises("sms-1.xml", data)


def test_empty_backup_holds_nothing(tmp_path: Path) -> None:
    found = reading(tmp_path, wrapped())
    assert (found.present, found.flags) == (0, ())


def test_recognises_by_content() -> None:
    texts, log = wrapped(sms_tag("a")), b"<?xml version='1.0'?><calls count='0'></calls>"
    assert sms.recognises("x.bin", texts)
    assert not calls.recognises("calls.xml", texts)
    assert calls.recognises("x", log)
    assert not sms.recognises("sms.xml", log)
    assert sms.recognises("x", ("\ufeff" + texts.decode()).encode("utf-16-le"))
    assert not sms.recognises("a.eml", b"Subject: see\n\n" + texts)


def test_a_missing_file_is_the_callers_matter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        gather(sms, tmp_path / "none.xml", "none.xml")


def test_failed_delivery(tmp_path: Path) -> None:
    record = only(tmp_path, sms_tag("x", kind="2").replace(" />", ' status="64" />'))
    assert record.flags == ("delivery_failed",)
