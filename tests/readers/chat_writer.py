"""Writes chats the way exporters do, independently of the readers, and counts what is in such files. All is invented.

Recipe: a `Line` is one message; each writer below puts a list of them into one format. To remake a fixture, call the
writer again; nothing is stored.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

CHINA = timezone(timedelta(hours=8))
PEER = "安信客服-小王"


@dataclass(frozen=True)
class Line:
    """One message; `at` is seconds since 1970."""

    at: int
    mine: bool
    text: str
    kind: int = 1
    sub: int = 0

    @property
    def wall(self) -> str:
        return datetime.fromtimestamp(self.at, CHINA).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def name(self) -> str:
        return "我" if self.mine else PEER


CHAT = [
    Line(1_795_300_000, mine=False, text="您好，您的借款已逾期37天，\n请尽快还款"),
    Line(1_795_300_060, mine=True, text='我失业了，想申请延期 "三个月"，可以吗？'),
    Line(1_795_300_120, mine=False, text="[图片]", kind=3),
    Line(1_795_386_400, mine=True, text="[语音]", kind=34),
    Line(1_795_386_401, mine=True, text="[转账] ¥1,200.50", kind=49, sub=2000),
    Line(1_795_386_500, mine=False, text="对方撤回了一条消息", kind=10000),
    Line(1_795_386_600, mine=False, text="😀，逗号,分号;竖线|"),
]


def wechatmsg_csv(lines: list[Line], encoding: str = "utf-8-sig", *, group: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "localId",
            "TalkerId",
            "Type",
            "SubType",
            "IsSender",
            "CreateTime",
            "Status",
            "StrContent",
            "StrTime",
            "Remark",
            "NickName",
            "Sender",
        ]
    )
    for number, m in enumerate(lines, start=1):
        who = (
            [m.name, m.name, "wxid_me" if m.mine else "wxid_peer"]
            if not group
            else [f"群友{number % 5}", "", f"w{number % 5}"]
        )
        writer.writerow([number, 3, m.kind, m.sub, int(m.mine), m.at, 2, m.text, m.wall, *who])
    return out.getvalue().encode(encoding, "replace")


def pywxdump_csv(lines: list[Line]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "content", "CreateTime"]
    )
    names = {1: "文本", 3: "图片", 34: "语音", 49: "转账", 10000: "系统通知"}
    for number, m in enumerate(lines):
        content = json.dumps({"src": "", "msg": m.text}, ensure_ascii=False)
        row = [
            number,
            9_000_000 + number,
            names[m.kind],
            int(m.mine),
            "我" if m.mine else "wxid_peer",
            PEER,
            content,
            m.wall,
        ]
        writer.writerow(row)
    return out.getvalue().encode()


def weflow_json(lines: list[Line]) -> bytes:
    messages = [
        {
            "localId": n,
            "createTime": m.at,
            "formattedTime": m.wall,
            "type": "文本消息",
            "localType": m.kind,
            "content": m.text,
            "isSend": int(m.mine),
            "senderUsername": "me" if m.mine else "wxid_peer",
            "senderDisplayName": m.name,
        }
        for n, m in enumerate(lines)
    ]
    session = {"wxid": "wxid_peer", "displayName": PEER, "type": "私聊", "messageCount": len(lines)}
    return json.dumps({"session": session, "messages": messages}, ensure_ascii=False, indent=2).encode()


def wechat_page(lines: list[Line]) -> bytes:
    blocks = []
    for n, m in enumerate(lines):
        side = "right" if m.mine else "left"
        text = m.text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
        if m.kind == 10000:
            blocks.append(f'<div class="msg chat-notice" msgid="{n}"><span>{text}</span></div>')
            continue
        blocks.append(
            f'<div class="msg chat-{side} " msgid="{n}" msgtype="{m.kind}">\n<div class="avatar-box"><img src="h.png" '
            f'class="avatar"></div>\n<div class="nt-box"><span class="name-{side}">{m.name}</span> {m.wall}</div>\n'
            f'<div class="content-box msg"><div class="triangle"></div><span class="dont-break-out">{text}</span></div></div>'
        )
    head = f"<!DOCTYPE html>\n<html><head><title>{PEER} - 微信聊天记录</title></head><body>\n"
    return (head + "\n".join(blocks) + "\n<script>var x = 1;</script></body></html>").encode()


def wechat_script(lines: list[Line]) -> bytes:
    rows = []
    for m in lines:
        text = m.text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "<br>")
        rows.append(
            f"{{ type:{m.kind}, text: '{text}',is_send:{int(m.mine)},avatar_path:'./a.png',timestamp:{m.at},"
            f"is_chatroom:0,displayname:'{m.name}'}},"
        )
    return (
        "<html><head></head><body><script>\nconst chatMessages = [\n"
        + "\n".join(rows)
        + "\n];\n</script></html>"
    ).encode()


def wechat_txt(lines: list[Line]) -> bytes:
    body = "".join(f"{m.name} ({m.wall}):{m.text}\n" for m in lines)
    return f"{PEER} - 微信聊天记录\n\n{body}".encode()


def time_first_txt(lines: list[Line]) -> bytes:
    return "".join(f"{m.wall} {m.name}\n{m.text}\n\n" for m in lines).encode()


def qq_wall(m: Line) -> str:
    at = datetime.fromtimestamp(m.at, CHINA)
    return f"{at:%Y-%m-%d} {at.hour}:{at:%M:%S}"


def qq_txt(lines: list[Line], *, folder: str = "我的好友", numbered: bool = False) -> bytes:
    rule = "=" * 64
    name = "还款互助群" if numbered else PEER
    head = f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n{rule}\n消息分组:{folder}\n{rule}\n消息对象:{name}\n{rule}\n\n"
    who = (lambda m: f"【管理员】{m.name}(备注)(10086{int(m.mine)}1)") if numbered else (lambda m: m.name)
    body = "".join(f"{qq_wall(m)} {who(m)}\n{m.text}\n\n" for m in lines)
    return ("\ufeff" + head + body).replace("\n", "\r\n").encode()


def qq_mht(lines: list[Line], picture: bytes = b"\xff\xd8\xffJFIF" * 20) -> bytes:
    boundary = "----=_NextPart_20CAFF23_6090_43fc_8C0A"
    rows = [
        f"<tr><td><div style=padding-left:10px;>消息分组:我的好友</div></td></tr><tr><td><div>消息对象:{PEER}</div></td></tr>"
    ]
    day = ""
    for m in lines:
        if m.wall[:10] != day:
            day = m.wall[:10]
            rows.append(f"<tr><td style=border-bottom-width:1px;>日期: {day}</td></tr>")
        text = m.text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        words = (
            '<IMG src="{AB12}.dat">'
            if m.text == "[图片]"
            else f"<font style=\"font-size:9pt;\" color='000000'>{text}</font>"
        )
        rows.append(
            f"<tr><td><div style=color:#42B475;padding-left:10px;><div style=float:left;margin-right:6px;>{m.name}</div>"
            f"{qq_wall(m)[11:]}</div><div style=padding-left:20px;>{words}</div></td></tr>"
        )
    coded = base64.encodebytes(picture).decode()
    return (
        f"From: <Save by Tencent MsgMgr>\nSubject: Tencent IM Message\nMIME-Version: 1.0\nContent-Type:multipart/related;\n"
        f'\tcharset="utf-8"\n\ttype="text/html";\n\tboundary="{boundary}"\n\n--{boundary}\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding:7bit\n\n<html><body><table width=100% cellspacing=0>{''.join(rows)}</table></body></html>\n"
        f"--{boundary}\nContent-Type:image/jpeg\nContent-Transfer-Encoding:base64\nContent-Location:{{AB12}}.dat\n\n{coded}\n"
        f"--{boundary}--\n"
    ).encode()


def whatsapp_txt(lines: list[Line], style: str = "%d/%m/%Y, %H:%M", *, bracket: bool = False) -> bytes:
    def stamp(m: Line) -> str:
        at = datetime.fromtimestamp(m.at, CHINA).strftime(style)
        return f"[{at}]" if bracket else f"{at} -"

    return "".join(f"{stamp(m)} {m.name}: {m.text}\n" for m in lines).encode()


def whatsapp_zip(text: bytes, files: dict[str, bytes]) -> bytes:
    return zipped({"_chat.txt": text, **files})


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sms_columns(m: Line, number: int) -> dict[str, str]:
    return {
        "_id": str(number),
        "thread_id": "7",
        "address": "106 9000 1",
        "date": str(m.at * 1000),
        "date_sent": "0",
        "status": "-1",
        "type": "2" if m.mine else "1",
        "body": m.text,
        "sub_id": "-5",
        "sef_type": "0",
        "__display_name": PEER,
    }


def sms_ie_rows(lines: list[Line]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{**sms_columns(m, n)} for n, m in enumerate(lines)]
    mms = {
        "_id": "900",
        "date": "1795386700",
        "msg_box": "1",
        "m_type": "132",
        "sub": "逾期".encode().decode("latin-1"),
        "sub_cs": "106",
        "__sender_address": {"address": "+86 138 0013 8000", "type": "137"},
        "__recipient_addresses": [{"address": "insert-address-token", "type": "151"}],
        "__parts": [
            {"seq": "-1", "ct": "application/smil", "text": "<smil/>"},
            {"seq": "0", "ct": "text/plain", "text": "见图"},
            {
                "seq": "0",
                "ct": "image/jpeg",
                "_data": "/data/user_de/0/app_parts/PART_1.jpg",
                "cl": "账单.jpg",
            },
            {"seq": "0", "ct": "image/jpeg", "_data": "/data/user_de/0/app_parts/PART_2.jpg"},
        ],
    }
    return [*rows, mms]


def sms_ie_lines(lines: list[Line]) -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in sms_ie_rows(lines)).encode()


def sms_ie_list(lines: list[Line]) -> bytes:
    return json.dumps(sms_ie_rows(lines), ensure_ascii=False, indent=2).encode()


def sms_ie_zip(lines: list[Line]) -> bytes:
    return zipped({"messages.ndjson": sms_ie_lines(lines), "data/PART_1.jpg": b"\xff\xd8\xffJFIF"})


def fossify_json(lines: list[Line]) -> bytes:
    texts = [
        {
            "subscriptionId": 3,
            "address": "10690001",
            "body": m.text,
            "date": m.at * 1000,
            "dateSent": 0,
            "locked": 0,
            "protocol": None,
            "read": 1,
            "status": -1,
            "type": 2 if m.mine else 1,
            "serviceCenter": None,
            "backupType": "sms",
        }
        for m in lines
    ]
    mms = {
        "creator": "org.fossify.messages",
        "ct_t": "application/vnd.wap.multipart.related",
        "date": 1_795_386_700,
        "msg_box": 2,
        "addresses": [{"address": "10690001", "type": 151, "charset": 106}],
        "parts": [{"ct": "image/png", "name": "图.png", "data": base64.b64encode(b"PNG!").decode()}],
        "backupType": "mms",
    }
    return json.dumps([*texts, mms], ensure_ascii=False).encode()


def chatlab_json(lines: list[Line]) -> bytes:
    messages = [
        {
            "sender": m.name,
            "accountName": m.name,
            "timestamp": m.at,
            "type": 0 if m.kind == 1 else 1,
            "content": m.text,
        }
        for m in lines
    ]
    head = {
        "chatlab": {"version": "0.0.2", "exportedAt": 1_795_386_700},
        "meta": {"name": PEER, "platform": "qq", "type": "private"},
    }
    return json.dumps(
        {**head, "members": [{"platformId": "1"}], "messages": messages}, ensure_ascii=False
    ).encode()


def chatlab_lines(lines: list[Line]) -> bytes:
    rows = [
        {
            "_type": "header",
            "chatlab": {"version": "0.0.2", "exportedAt": 1},
            "meta": {"name": PEER, "platform": "qq", "type": "private"},
        },
        {"_type": "member", "platformId": "1", "accountName": "我"},
        *(
            {
                "_type": "message",
                "sender": m.name,
                "accountName": m.name,
                "timestamp": m.at,
                "type": 0,
                "content": m.text,
            }
            for m in lines
        ),
    ]
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nN:王;小;;;\nFN:王小\nTEL;TYPE=CELL:+86 138 0013\n  8000\nORG:安信消费金融\\,客服;一部\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E5=9B=9B;;;\nTEL;CELL:95017\n"
    "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=GBK:=D3=E2=\n=C6=DA\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nitem1.TEL;VALUE=uri:tel:+8613900139000\nORG:只有单位\nEND:VCARD\n"
).encode()


def typedstream(text: str) -> bytes:
    """An attributed string as iOS archives it: header, three classes, the string, one attribute."""
    raw = text.encode()
    length = bytes([len(raw)]) if len(raw) < 0x80 else b"\x81" + len(raw).to_bytes(2, "little")
    classes = b"\x84\x84\x84\x19NSMutableAttributedString\x00\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    string = (
        b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+" + length + raw + b"\x86"
    )
    return (
        b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@"
        + classes
        + string
        + b"\x84\x02iI\x01\x03\x92\x84\x84\x84\x0cNSDictionary\x00"
    )


IOS_TABLES = """
CREATE TABLE message (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT, text TEXT, handle_id INTEGER, service TEXT,
  date INTEGER, is_from_me INTEGER, is_sent INTEGER, is_delivered INTEGER, error INTEGER, item_type INTEGER,
  associated_message_type INTEGER, attributedBody BLOB, message_summary_info BLOB, date_edited INTEGER, date_retracted INTEGER);
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, display_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, PRIMARY KEY (chat_id, message_id));
CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, filename TEXT, transfer_name TEXT, mime_type TEXT);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
INSERT INTO handle VALUES (1, '+86 138 0013 8000', 'SMS');
INSERT INTO chat VALUES (1, 'SMS;-;x', NULL);
INSERT INTO chat_handle_join VALUES (1, 1);
"""
APPLE_EPOCH = 978_307_200


def ios_database(
    path: Path, lines: list[Line], *, unit: int = 10**9, bodies: bool = True, wal: bool = False
) -> sqlite3.Connection:
    """The database; the connection is left open so that its log stays beside it."""
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.executescript(IOS_TABLES)
    for number, m in enumerate(lines, start=1):
        connection.execute(
            "INSERT INTO message (ROWID, guid, text, handle_id, service, date, is_from_me, is_sent, error, attributedBody) "
            "VALUES (?, ?, ?, 1, 'SMS', ?, ?, ?, 0, ?)",
            (number, f"g{number}", None if bodies else m.text, (m.at - APPLE_EPOCH) * unit, int(m.mine), int(m.mine),
             typedstream(m.text) if bodies else None),
        )  # fmt: skip
        connection.execute("INSERT INTO chat_message_join VALUES (1, ?)", (number,))
    connection.commit()
    return connection


def ios_bytes(lines: list[Line], folder: Path) -> bytes:
    path = folder / "sms.db"
    ios_database(path, lines).close()
    return path.read_bytes()


# Counters: what is present in a file, by other means than the readers.
def rows_by_csv(data: bytes, encoding: str) -> int:
    return sum(1 for row in csv.reader(io.StringIO(data.decode(encoding), newline="")) if row) - 1


def objects_by_json(data: bytes, key: str | None = None) -> int:
    value = json.loads(data)
    return len(value[key] if key else value)


def matches(data: bytes, pattern: str) -> int:
    return len(re.findall(pattern, data.decode("utf-8-sig"), re.MULTILINE))


def rows_by_sqlite(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return int(connection.execute("SELECT count(*) FROM message").fetchone()[0])
