"""The quirks that users report of each kind of export, one by one; all content is invented."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from pathlib import Path

import pytest
from chat_writer import (
    CARDS,
    CHAT,
    PEER,
    Line,
    ios_database,
    qq_mht,
    qq_txt,
    sms_ie_zip,
    typedstream,
    wechatmsg_csv,
    zipped,
)

from xiehuan.evidence import Direction, Kind, Reading
from xiehuan.readers import dispatch, ios, qq, vcard, whatsapp
from xiehuan.readers.chat import zipped as zipped_module
from xiehuan.readers.ios import database
from xiehuan.readers.stream import gather


def taken(tmp_path: Path, name: str, data: bytes | str) -> Reading:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return dispatch.read_one(path, f"messages/{name}")


# WeChat


def test_raw_markup_is_shown_in_words_and_read_for_its_numbers(tmp_path: Path) -> None:
    voice = Line(
        1_795_300_000, mine=False, text='<msg><voicemsg endflag="1" voicelength="5400" /></msg>', kind=34
    )
    money = Line(
        1_795_300_001, mine=True, kind=49, sub=2000,
        text="<msg><appmsg><title><![CDATA[微信转账]]></title><wcpayinfo><feedesc><![CDATA[￥200.00]]></feedesc></wcpayinfo></appmsg></msg>",
    )  # fmt: skip
    first, second = taken(tmp_path, "a.csv", wechatmsg_csv([voice, money])).records
    assert (first.text, "voice_ms=5400" in first.flags) == ("[语音]", True)
    assert (str(second.amount), second.text) == ("200.00", "[转账] 微信转账 ￥200.00")


def test_group_messages_name_the_speaker_and_the_group(tmp_path: Path) -> None:
    data = json.dumps(
        [
            {"seq": 1, "time": "2026-11-20T09:00:00+08:00", "talker": "123@chatroom", "talkerName": "还款群", "isChatRoom": True,
             "sender": "wxid_a", "senderName": "老王", "isSelf": False, "type": 1, "subType": 0, "content": "大家好"},
        ]
    )  # fmt: skip
    (record,) = taken(tmp_path, "群.json", data).records
    assert (record.sender, record.to, record.direction, record.account) == (
        "老王",
        ("还款群",),
        Direction.IN,
        "wxid_a",
    )
    assert "group=还款群" in record.flags


def test_the_phones_own_mail_of_a_chat(tmp_path: Path) -> None:
    text = f"—————  2026-11-20  —————\n\n\n{PEER}  9:05\n\n您好\n\n我  21:07\n\n[图片]\n"
    first, second = taken(tmp_path, "微信聊天.txt", text).records
    assert (first.at, first.sender, first.text) == ("2026-11-20T09:05:00+08:00", PEER, "您好")
    assert (second.direction, second.to, "content=picture" in second.flags) == (Direction.OUT, (PEER,), True)


def test_a_transcript_beside_a_recording_stays_a_paper(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2026-11-20 09:00:00 客服\n您好\n\n2026-11-20 09:00:09 我\n您好\n\n", "utf-8")
    assert dispatch.read_one(path, "calls/a.txt").records[0].kind is Kind.PAPER
    assert {r.kind for r in dispatch.read_one(path, "messages/a.txt").records} == {Kind.CHAT}


def test_text_of_an_unknown_app_says_that_the_app_is_assumed(tmp_path: Path) -> None:
    (first, _) = taken(
        tmp_path, "x.txt", "2026-11-20 09:00:00 甲\n您好\n\n2026-11-20 09:00:09 乙\n好\n\n"
    ).records
    assert "app_assumed=wechat" in first.flags


@pytest.mark.parametrize("name", ["微信支付账单.csv", "微信支付账单.txt"])
def test_a_bill_of_the_same_company_is_no_chat(tmp_path: Path, name: str) -> None:
    head = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    rows = "".join(
        f"2026-11-2{n} 09:26:00,商户消费,医院,缴费,支出,¥1.00,零钱,支付成功,{n},{n},/\n" for n in range(4)
    )
    assert taken(tmp_path, name, "微信支付账单明细\n" + head + rows).source == "wechat_pay"


# QQ


def test_text_that_looks_like_a_header_stays_in_its_message(tmp_path: Path) -> None:
    quoted = Line(
        1_795_300_000,
        mine=False,
        text="转发：\n2026-11-01 9:00:00 别人(12345)\n消息对象:假的\n================\n完",
    )
    found = taken(tmp_path, "a.txt", qq_txt([quoted, CHAT[0]], folder="我的群聊", numbered=True))
    assert [r.text for r in found.records] == [quoted.text, CHAT[0].text]
    assert "holds_header_like_line" in found.records[0].flags
    assert "continued_lines=5" in found.flags


@pytest.mark.parametrize(
    ("header", "nick", "account", "title"),
    [
        ("【管理员】张三(备注)(12345678)", "张三(备注)", "12345678", "管理员"),
        ("李(四)<a@b.com>", "李(四)", "a@b.com", None),
        ("【喵】王五(12345)", "【喵】王五", "12345", None),
        ("(12345)", "12345", "12345", None),
    ],
)
def test_speakers(tmp_path: Path, header: str, nick: str, account: str, title: str | None) -> None:
    text = f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n2026-11-20 9:05:03 {header}\n您好\n\n"
    (record,) = taken(tmp_path, "a.txt", text).records
    assert (record.sender, record.account, record.at) == (nick, account, "2026-11-20T09:05:03+08:00")
    assert [f for f in record.flags if f.startswith("title=")] == ([f"title={title}"] if title else [])


def test_several_chats_in_one_file(tmp_path: Path) -> None:
    data = qq_txt(CHAT[:2]) + qq_txt(CHAT[:2], folder="我的群聊", numbered=True).removeprefix(b"\xef\xbb\xbf")
    found = taken(tmp_path, "全部消息记录.txt", data)
    assert [("group=还款互助群" in r.flags) for r in found.records] == [False, False, True, True]
    assert found.unread == ()


def test_pictures_of_a_page_have_size_and_digest(tmp_path: Path) -> None:
    picture = b"\xff\xd8\xffJFIF" * 30
    found = taken(tmp_path, "a.mht", qq_mht(CHAT, picture))
    (attachment,) = [a for r in found.records for a in r.attachments]
    assert (attachment.bytes, attachment.sha256) == (len(picture), hashlib.sha256(picture).hexdigest())
    cut = taken(tmp_path, "b.mht", qq_mht(CHAT, picture).partition(b"Content-Location")[0])
    assert "missing_attachment={AB12}.dat" in {f for r in cut.records for f in r.flags}
    assert len(cut.records) == len(CHAT)


# iPhone


def test_the_newest_rows_in_the_log_are_read_and_nothing_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    connection = ios_database(path, CHAT, wal=True)
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()}
    assert set(before) == {"sms.db", "sms.db-wal", "sms.db-shm"}
    for p in tmp_path.iterdir():
        p.chmod(0o400)
    found = dispatch.read_one(path, "messages/sms.db")
    assert [r.text for r in found.records] == [m.text for m in CHAT]
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in tmp_path.iterdir()} == before
    digests = {
        f"{n}={hashlib.sha256(before[f][0]).hexdigest()}"
        for n, f in (("file_sha256", "sms.db"), ("wal_sha256", "sms.db-wal"))
    }
    assert digests <= set(found.flags)
    connection.close()


def test_a_database_without_its_log_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    connection = ios_database(path, CHAT, wal=True)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    alone = tmp_path / "alone" / "sms.db"
    alone.parent.mkdir()
    alone.write_bytes(path.read_bytes())
    connection.close()
    found = dispatch.read_one(alone, "messages/sms.db")
    assert (len(found.records), "wal_not_found" in found.flags) == (len(CHAT), True)


@pytest.mark.parametrize("unit", [1, 10**9])
def test_seconds_and_nanoseconds(tmp_path: Path, unit: int) -> None:
    ios_database(tmp_path / "sms.db", CHAT, unit=unit).close()
    found = gather(ios, tmp_path / "sms.db", "sms.db")
    assert [r.at for r in found.records] == [m.wall.replace(" ", "T") + "+08:00" for m in CHAT]
    assert all(("time_unit_seconds" in r.flags) == (unit == 1) for r in found.records)


def test_failed_edited_unsent_reacted_and_missing(tmp_path: Path) -> None:
    import plistlib  # noqa: PLC0415 - only here

    connection = ios_database(tmp_path / "sms.db", CHAT)
    versions = {"0": [{"d": 1.0, "t": typedstream("先写的")}, {"d": 2.0, "t": typedstream("改过的")}]}
    edited = plistlib.dumps({"ec": versions, "rp": [1]}, fmt=plistlib.FMT_BINARY)
    connection.executescript(
        "UPDATE message SET error = 22 WHERE ROWID = 2; UPDATE message SET is_sent = 0 WHERE ROWID = 4;"
        "UPDATE message SET associated_message_type = 2001 WHERE ROWID = 3; UPDATE message SET date = 0 WHERE ROWID = 6;"
        "UPDATE message SET date_retracted = 5 WHERE ROWID = 5; INSERT INTO attachment VALUES (9, '~/Library/IMG_1.heic', NULL, NULL);"
        "INSERT INTO message_attachment_join VALUES (1, 9); INSERT INTO message_attachment_join VALUES (99, 9);"
    )
    connection.execute("UPDATE message SET message_summary_info = ? WHERE ROWID = 1", (edited,))
    connection.commit()
    connection.close()
    r = gather(ios, tmp_path / "sms.db", "sms.db").records
    assert {"edited=1", "earlier_text_1=先写的", "unsent_parts=1", "missing_attachment=IMG_1.heic"} <= set(
        r[0].flags
    )
    assert (r[1].status, "not_sent" in r[1].flags) == ("failed", True)
    assert "reaction" in r[2].flags
    assert (r[3].status, "not_sent" in r[3].flags) == ("outbox", True)
    assert "unsent" in r[4].flags
    assert (r[5].at, r[5].at_raw, "time_doubtful" in r[5].flags) == (None, "0", True)
    assert {x.to for x in r if x.direction is Direction.OUT} == {("+86 138 0013 8000",)}


def test_the_table_of_old_phones(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "sms.db")
    connection.executescript(
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, address TEXT, date INTEGER, text TEXT, flags INTEGER, madrid_handle TEXT);"
        "INSERT INTO message VALUES (1, '10086', 300000000, '收', 2, NULL), (2, '10086', 300000001, '发', 3, NULL), (3, '1', 1, 'x', 33, NULL);"
    )
    connection.close()
    first, second, third = gather(ios, tmp_path / "sms.db", "sms.db").records
    assert (first.sender, first.direction, second.to, second.direction) == (
        "10086",
        Direction.IN,
        ("10086",),
        Direction.OUT,
    )
    assert "not_sent" in third.flags


def test_damage_in_the_middle_costs_what_it_hits(tmp_path: Path) -> None:
    many = [Line(1_795_300_000 + n, mine=False, text="长消息" * 400) for n in range(300)]
    path = tmp_path / "sms.db"
    ios_database(path, many).close()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = os.urandom(1) * 4096
    path.write_bytes(data)
    found = gather(ios, path, "sms.db")
    assert len(found.unread) == 1
    assert 280 < len(found.records) < 300
    assert len({r.where.row for r in found.records}) == len(found.records)


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE VIEW message AS WITH RECURSIVE t(rowid, date) AS (SELECT 1, 1 UNION ALL SELECT rowid + 1, 1 FROM t) SELECT * FROM t",
        "CREATE TABLE other (x); CREATE TABLE handle (id TEXT)",
        "CREATE TABLE message (text TEXT)",
    ],
)
def test_hostile_tables(tmp_path: Path, schema: str) -> None:
    connection = sqlite3.connect(tmp_path / "sms.db")
    connection.executescript(schema)
    connection.close()
    found = gather(ios, tmp_path / "sms.db", "sms.db")
    assert (found.records, len(found.unread)) == ((), 1)


def test_a_query_without_rows_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_MOST_STEPS", 3)
    connection = sqlite3.connect(tmp_path / "sms.db")
    connection.execute("CREATE TABLE message (date INTEGER)")
    connection.close()
    endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT x FROM t WHERE x < 0"
    with (
        database.opened_copy(tmp_path / "sms.db") as opened,
        pytest.raises(sqlite3.OperationalError, match="interrupted"),
    ):
        list(opened.rows(endless))


def test_an_encrypted_backup_is_one_unread_file(tmp_path: Path) -> None:
    path = tmp_path / "sms.db"
    path.write_bytes(b"SQLite format 3\0" + os.urandom(20_000))
    found = dispatch.read_one(path, "messages/sms.db")
    assert (found.records, len(found.unread)) == ((), 1)


# Android in JSON


def test_strange_columns_and_unknown_sims_never_cost_a_message(tmp_path: Path) -> None:
    found = taken(tmp_path, "messages.zip", sms_ie_zip(CHAT[:2]))
    first, _, mms = found.records
    assert (first.sender, "sim=-5" in first.flags) == ("106 9000 1", True)
    other = json.loads(next(f for f in first.flags if f.startswith("other_columns=")).partition("=")[2])
    assert (other["sef_type"], other["thread_id"], other["date_sent"]) == ("0", "7", "0")
    assert (mms.subject, mms.text, mms.sender) == ("逾期", "见图", "+86 138 0013 8000")
    assert [a.name for a in mms.attachments] == ["账单.jpg"]
    assert {"missing_attachment=PART_2.jpg", "parts=4", "time_unit_seconds"} <= set(mms.flags)


def test_a_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    rows = [
        json.dumps(
            {
                "_id": str(n),
                "thread_id": "1",
                "sub_id": "1",
                "address": "1",
                "body": "x",
                "type": "1",
                "date": "1795300000000",
            }
        )
        for n in range(9)
    ]
    rows[4] = rows[4][:-9]
    found = taken(tmp_path, "messages.ndjson", "\n".join(rows))
    assert (len(found.records), len(found.unread)) == (8, 1)


def test_the_call_log_of_the_same_app(tmp_path: Path) -> None:
    rows = [{"_id": "1", "number": "95017", "date": "1795300000000", "duration": "61", "type": "1", "geocoded_location": "北京"},
            {"_id": "2", "number": "95017", "date": "1795300000000", "duration": "0", "type": "3", "geocoded_location": None}]  # fmt: skip
    first, second = taken(tmp_path, "calls.json", json.dumps(rows)).records
    assert (first.kind, first.status, first.sender, "duration_s=61" in first.flags) == (
        Kind.CALL,
        "incoming",
        "95017",
        True,
    )
    assert second.status == "missed"


def test_conversations_of_the_older_app(tmp_path: Path) -> None:
    thread = {
        "sms": [
            {"address": "1", "body": "甲", "type": 1, "date": 1_795_300_000_000},
            {"address": "1", "body": "乙", "type": 3, "date": 0},
        ],
        "mms": [],
    }
    found = taken(tmp_path, "backup.json", json.dumps([thread, {"x": 1}], ensure_ascii=False))
    assert [(r.text, "not_sent" in r.flags) for r in found.records] == [("甲", False), ("乙", True)]
    assert len(found.unread) == 1


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_module, "_FREE", 1 << 20)
    monkeypatch.setattr(zipped_module, "_MOST_RATIO", 10)
    found = taken(tmp_path, "messages.zip", zipped({"messages.ndjson": b"\n" * (8 << 20)}))
    assert [u.why_en for u in found.unread] == [zipped_module.BOMB.en]


# WhatsApp


def test_an_order_that_nobody_can_know_is_not_guessed(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        "_chat.txt",
        "01/02/2026, 10:20 - 甲: 一\n02/03/2026, 10:21 - 乙: 二\n05/05/2026, 10:22 - 甲: 三\n",
    )
    assert [r.at for r in found.records] == [None, None, "2026-05-05T10:22:00+08:00"]
    assert "date_order_unknown" in found.flags
    assert found.records[0].at_raw == "01/02/2026, 10:20"


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        ("[31/12/25, 10:20:30\u202fPM] 甲: 一\n\u200e[01/01/26, 1:20:30\u202fAM] 乙: 二\n", "date_order=DMY"),
        ("12/31/25, 10:20\u202fPM - 甲: 一\n1/1/26, 1:20\u2009AM - 乙: 二\n", "date_order=MDY"),
        ("31.12.25, 22:20 - 甲: 一\n01.01.26, 01:20 - 乙: 二\n", "date_order=DMY"),
        ("[2025/12/31 下午10:20:30] 甲: 一\n[2026/1/1 上午1:20:30] 乙: 二\n", "date_order=YMD"),
        ("2025-12-31 22:20 - 甲: 一\n2026-01-01 01:20 - 乙: 二\n", "date_order=YMD"),
    ],
)
def test_styles_of_phones(tmp_path: Path, lines: str, order: str) -> None:
    found = taken(tmp_path, "_chat.txt", lines)
    assert [(r.at or "")[:16] for r in found.records] == ["2025-12-31T22:20", "2026-01-01T01:20"]
    assert [r.sender for r in found.records] == ["甲", "乙"]
    assert order in found.flags


def test_notices_media_edits_and_further_lines(tmp_path: Path) -> None:
    text = (
        "31/12/2025, 10:20 - Messages and calls are end-to-end encrypted.\n31/12/2025, 10:21 - 甲: <Media omitted>\n"
        "31/12/2025, 10:22 - 甲: 第一行\n第二行: 还是他的\n\n31/12/2025, 10:23 - 甲: IMG-1.jpg (file attached)\n"
        "31/12/2025, 10:24 - 甲: 改过 <This message was edited>\n31/12/2025, 10:25 - 甲: This message was deleted\n"
    )
    notice, media, two, file, edited, deleted = taken(tmp_path, "WhatsApp Chat with 甲.txt", text).records
    assert (notice.sender, "content=system" in notice.flags) == (None, True)
    assert "content=media" in media.flags
    assert two.text == "第一行\n第二行: 还是他的"
    assert {"content=picture", "missing_attachment=IMG-1.jpg"} <= set(file.flags)
    assert "edited" in edited.flags
    assert "content=recalled" in deleted.flags
    assert media.direction is Direction.IN


def test_media_inside_the_zip(tmp_path: Path) -> None:
    data = zipped({"_chat.txt": "[31/12/2025, 10:20:30] 甲: <attached: a.jpg>\n".encode(), "a.jpg": b"JPEG"})
    (record,) = taken(tmp_path, "WhatsApp Chat - 甲.zip", data).records
    assert [(a.bytes, a.sha256) for a in record.attachments] == [(4, hashlib.sha256(b"JPEG").hexdigest())]
    assert whatsapp.recognises("x.zip", data)


# Contacts


def test_cards(tmp_path: Path) -> None:
    first, second, third = taken(tmp_path, "a.vcf", CARDS).records
    assert (first.subject, first.to, first.kind) == ("王小", ("+86 138 0013 8000",), Kind.CONTACT)
    assert "organisation=安信消费金融,客服 一部" in first.flags
    assert (second.subject, second.text, second.to) == ("李四", "NOTE: 逾期", ("95017",))
    assert (third.subject, third.to) == ("只有单位", ("tel:+8613900139000",))


def test_a_card_that_is_not_closed(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_bytes(CARDS[: CARDS.rfind(b"END")] + b"BEGIN:VCARD\nFN:X\nEND:VCARD\nrest\n")
    found = gather(vcard, path, "a.vcf")
    assert (len(found.records), len(found.unread)) == (3, 2)


def test_readers_know_their_own(tmp_path: Path) -> None:
    assert not qq.recognises("a.eml", b"From: a@b.com\nMIME-Version: 1.0\n\nx")
    assert not whatsapp.recognises("a.txt", "还款计划\n一月 1000\n".encode())
    (record,) = taken(tmp_path, "note.txt", "我的笔记\n2026-11-20 打过电话\n").records
    assert record.kind is Kind.PAPER
