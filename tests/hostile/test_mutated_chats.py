"""Chats, phone backups, contacts and tables, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from hostile.mutations import Seed, attack
from readers import chat_writer as write

CHAT = write.CHAT
WECHAT = "xiehuan.readers.wechat"
FORMATS: dict[str, tuple[str, list[Seed]]] = {
    "wechat_csv": (
        WECHAT,
        [
            ("a.csv", write.wechatmsg_csv(CHAT)),
            ("b.csv", write.wechatmsg_csv(CHAT, "gb18030", group=True)),
            ("c.csv", write.pywxdump_csv(CHAT)),
        ],
    ),
    "wechat_json": (WECHAT, [("a.json", write.weflow_json(CHAT))]),
    "wechat_page": (WECHAT, [("a.html", write.wechat_page(CHAT)), ("b.html", write.wechat_script(CHAT))]),
    "wechat_text": (WECHAT, [("微信.txt", write.wechat_txt(CHAT)), ("b.txt", write.time_first_txt(CHAT))]),
    "qq_text": (
        "xiehuan.readers.qq",
        [("a.txt", write.qq_txt(CHAT)), ("b.txt", write.qq_txt(CHAT, folder="我的群聊", numbered=True))],
    ),
    "qq_mht": ("xiehuan.readers.qq", [("a.mht", write.qq_mht(CHAT))]),
    "sms_ie": (
        "xiehuan.readers.phone_json.sms_ie",
        [
            ("a.zip", write.sms_ie_zip(CHAT)),
            ("a.ndjson", write.sms_ie_lines(CHAT)),
            ("a.json", write.sms_ie_list(CHAT)),
        ],
    ),
    "fossify": ("xiehuan.readers.phone_json.fossify", [("a.json", write.fossify_json(CHAT))]),
    "chatlab": (
        "xiehuan.readers.chat.chatlab",
        [("a.json", write.chatlab_json(CHAT)), ("a.jsonl", write.chatlab_lines(CHAT))],
    ),
    "whatsapp": (
        "xiehuan.readers.whatsapp",
        [
            ("_chat.txt", write.whatsapp_txt(CHAT)),
            ("b.txt", write.whatsapp_txt(CHAT, "%m/%d/%y, %I:%M:%S\u202f%p", bracket=True)),
            ("WhatsApp.zip", write.whatsapp_zip(write.whatsapp_txt(CHAT), {"a.jpg": b"x"})),
        ],
    ),
    "vcard": ("xiehuan.readers.vcard", [("a.vcf", write.CARDS)]),
    "table": ("hostile.picked_table:READER", [("a.csv", '时间,发送人,内容,方向\n2026-11-20 10:00:00,客服,"请\n还款",接收\n'.encode() * 3)]),
}  # fmt: skip


def ios_seeds() -> list[Seed]:
    with tempfile.TemporaryDirectory() as folder:
        return [("sms.db", write.ios_bytes(CHAT, Path(folder)))]


@pytest.mark.parametrize("name", list(FORMATS))
def test_two_thousand(name: str) -> None:
    attack(*FORMATS[name], 2000).check(2000)


def test_two_thousand_databases() -> None:
    attack("xiehuan.readers.ios", ios_seeds(), 2000).check(2000)


@pytest.mark.long
@pytest.mark.parametrize("name", list(FORMATS))
def test_a_hundred_thousand(name: str) -> None:
    attack(*FORMATS[name], 100_000, number=2).check(100_000)


@pytest.mark.long
def test_a_hundred_thousand_databases() -> None:
    attack("xiehuan.readers.ios", ios_seeds(), 100_000, number=2).check(100_000)
