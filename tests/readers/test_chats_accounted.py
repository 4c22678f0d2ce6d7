"""Every format of chats: taken + duplicate + unread = present, against counters that share no code with the readers."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_writer import (
    CARDS,
    CHAT,
    PEER,
    Line,
    chatlab_json,
    chatlab_lines,
    fossify_json,
    ios_database,
    matches,
    objects_by_json,
    pywxdump_csv,
    qq_mht,
    qq_txt,
    rows_by_csv,
    rows_by_sqlite,
    sms_ie_zip,
    time_first_txt,
    wechat_page,
    wechat_script,
    wechat_txt,
    wechatmsg_csv,
    weflow_json,
    whatsapp_txt,
    whatsapp_zip,
)

from xiehuan.evidence import Direction, Kind, Reading
from xiehuan.readers import dispatch, ios, qq, vcard, wechat, whatsapp
from xiehuan.readers.chat import chatlab
from xiehuan.readers.phone_json import fossify, sms_ie
from xiehuan.readers.stream import Reader

MANY = [Line(1_795_300_000 + 61 * n, mine=n % 3 == 0, text=f"第{n}条：您的借款{n}元") for n in range(300)]
CASES = {
    "wechat.csv": (wechat, wechatmsg_csv, lambda d: rows_by_csv(d, "utf-8-sig")),
    "wechat-gbk.csv": (wechat, lambda m: wechatmsg_csv(m, "gb18030"), lambda d: rows_by_csv(d, "gb18030")),
    "wechat-utf16.csv": (wechat, lambda m: wechatmsg_csv(m, "utf-16"), lambda d: rows_by_csv(d, "utf-16")),
    "wechat-group.csv": (
        wechat,
        lambda m: wechatmsg_csv(m, group=True),
        lambda d: rows_by_csv(d, "utf-8-sig"),
    ),
    "pywxdump.csv": (wechat, pywxdump_csv, lambda d: rows_by_csv(d, "utf-8")),
    "weflow.json": (wechat, weflow_json, lambda d: objects_by_json(d, "messages")),
    "wechat.html": (wechat, wechat_page, lambda d: matches(d, r'<div class="msg ')),
    "wechat-script.html": (wechat, wechat_script, lambda d: matches(d, r"^\{ type:")),
    "微信.txt": (wechat, wechat_txt, lambda d: matches(d, r"^.+ \(\d{4}-\d\d-\d\d .*\):")),
    "time-first.txt": (wechat, time_first_txt, lambda d: matches(d, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .")),
    "qq.txt": (qq, qq_txt, lambda d: matches(d, r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d .")),
    "qq-group.txt": (
        qq,
        lambda m: qq_txt(m, folder="我的群聊", numbered=True),
        lambda d: matches(d, r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d:\d\d .*\(\d+\)\r$"),
    ),
    "qq.mht": (qq, qq_mht, lambda d: matches(d, r"float:left")),
    "sms_ie.zip": (sms_ie, sms_ie_zip, None),
    "fossify.json": (fossify, fossify_json, objects_by_json),
    "chatlab.json": (chatlab, chatlab_json, lambda d: objects_by_json(d, "messages")),
    "chatlab.jsonl": (chatlab, chatlab_lines, lambda d: matches(d, r'"_type": "message"')),
    "_chat.txt": (whatsapp, whatsapp_txt, lambda d: matches(d, r"^\d\d/\d\d/\d{4}, \d\d:\d\d - ")),
    "WhatsApp Chat.zip": (whatsapp, lambda m: whatsapp_zip(whatsapp_txt(m), {}), None),
    "contacts.vcf": (vcard, lambda _: CARDS, lambda d: matches(d, r"^END:VCARD")),
}


def taken(tmp_path: Path, name: str, data: bytes) -> Reading:
    """By the dispatcher, as the product does it."""
    path = tmp_path / name
    path.write_bytes(data)
    return dispatch.read_one(path, f"messages/{name}")


@pytest.mark.parametrize("lines", [CHAT, MANY], ids=["seven", "three hundred"])
@pytest.mark.parametrize("name", list(CASES))
def test_all_are_accounted_for(tmp_path: Path, name: str, lines: list[Line]) -> None:
    reader, write, count = CASES[name]
    data = write(lines)
    found = taken(tmp_path, name, data)
    present = count(data) if count else len(lines) + (name == "sms_ie.zip")
    assert found.source == reader.SOURCE
    assert present == len(found.records) + found.duplicates + len(found.unread)
    assert len(found.records) == present
    assert len({r.id for r in found.records}) == present


@pytest.mark.parametrize("name", [n for n in CASES if n != "contacts.vcf"])
def test_words_and_order_survive(tmp_path: Path, name: str) -> None:
    records = [r for r in taken(tmp_path, name, CASES[name][1](MANY)).records if "见图" not in r.text]
    texts = [r.text for r in records if r.text]
    assert texts == [m.text for m in MANY]
    seconds = 0 if name.startswith(("_chat", "WhatsApp")) else 1
    assert [r.at[:19] for r in records[: len(MANY)] if r.at] == [
        (m.wall if seconds else m.wall[:17] + "00").replace(" ", "T") for m in MANY
    ]


@pytest.mark.parametrize("name", [n for n in CASES if not n.endswith((".vcf", ".zip"))])
def test_places_are_the_bytes_of_the_records(tmp_path: Path, name: str) -> None:
    """The range that a record names has the digest that it carries, and ranges do not overlap."""
    import hashlib  # noqa: PLC0415 - only here

    data = CASES[name][1](CHAT)
    end = 0
    for record in taken(tmp_path, name, data).records:
        where = record.where
        assert where.byte is not None
        assert where.length is not None
        assert where.byte >= end
        end = where.byte + where.length
        assert hashlib.sha256(data[where.byte : end]).hexdigest() == record.sha256


def test_the_rows_of_a_phone(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    ios_database(path, MANY).close()
    found = dispatch.read_one(path, "messages/sms.db")
    assert found.source == ios.SOURCE
    assert rows_by_sqlite(path) == len(found.records) + len(found.unread) == len(MANY)
    assert [r.text for r in found.records] == [m.text for m in MANY]


def test_what_the_wechat_chat_says(tmp_path: Path) -> None:
    found = taken(tmp_path, "wechat.csv", wechatmsg_csv(CHAT))
    first, second, picture, voice, transfer, system, last = found.records
    assert (first.direction, first.sender, first.to) == (Direction.IN, PEER, ())
    assert (second.direction, second.to) == (Direction.OUT, (PEER,))
    assert "content=picture" in picture.flags
    assert {"content=voice", "voice_length_unknown"} <= set(voice.flags)
    assert (str(transfer.amount), transfer.direction) == ("1200.50", Direction.OUT)
    assert (system.direction, "content=system" in system.flags) == (Direction.UNKNOWN, True)
    assert last.text == CHAT[-1].text
    assert {r.kind for r in found.records} == {Kind.CHAT}
    assert "keep_the_phone" in found.flags


@pytest.mark.parametrize(
    "name", ["wechat.html", "微信.txt", "time-first.txt", "qq.txt", "qq.mht", "_chat.txt"]
)
def test_wall_clocks_say_that_the_zone_is_assumed(tmp_path: Path, name: str) -> None:
    records = taken(tmp_path, name, CASES[name][1](MANY[:4])).records
    assert all("time_zone_assumed=Asia/Shanghai" in r.flags for r in records)
    assert all(r.at and r.at.endswith("+08:00") for r in records)


def test_readers_keep_to_their_protocol() -> None:
    readers: list[Reader] = list(dispatch.CHATS)
    assert len({r.SOURCE for r in readers}) == len(readers)
