"""A WeChat message from named values: what exporters share whether they write tables, JSON or scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from xiehuan.readers.chat.content import Content, of_text, of_type
from xiehuan.readers.chat.json_elements import value_of
from xiehuan.readers.chat.said import Said, is_me

Value = Callable[[str], str | None]  # the string of a role, None when the export does not say

_TRUE = frozenset(("1", "true", "是", "我", "我发送", "发送", "self", "send", "me"))
_FALSE = frozenset(("0", "false", "否", "对方", "接收", "好友", "other", "receive", "群成员", "对方发送"))
_SPEAKER = re.compile(r"(?P<id>wxid_\w{1,40}|[a-zA-Z][\w-]{5,30}):\s?\n")
_MARKUP = re.compile(r"\s*(?:<\?xml|<msg>|<msg\s|<sysmsg|<voipmsg)")
_TITLES = re.compile(r"<(title|des|pay_memo|feedesc|content)>(?:<!\[CDATA\[)?(?P<words>[^<\]]{1,2000})")
_PLACEHOLDERS = {
    Content.PICTURE: "[图片]", Content.VOICE: "[语音]", Content.VIDEO: "[视频]", Content.STICKER: "[表情]",
    Content.LOCATION: "[位置]", Content.CARD: "[名片]", Content.FILE: "[文件]", Content.LINK: "[链接]",
    Content.TRANSFER: "[转账]", Content.RED_PACKET: "[红包]", Content.CALL: "[通话]", Content.FORWARDED: "[聊天记录]",
    Content.QUOTE: "[引用]", Content.SYSTEM: "[系统消息]", Content.RECALLED: "[撤回]", Content.MEDIA: "[媒体]",
}  # fmt: skip


def said_by(value: Value, *, content_is_json: bool = False) -> Said:
    """The message; markup is shown by its words or as the placeholder that people know, and kept for its numbers."""
    raw = value("text") or ""
    if content_is_json:
        raw = _inner(raw)
    kind, chat = value("kind"), value("talker")
    group = bool(chat and chat.endswith("@chatroom")) or _true(value("group"))
    speaker, words = _speaker(raw)
    content = of_type(kind, value("sub")) or of_text(words)
    said = Said(
        text=_shown(words, content),
        at_raw=value("at") or value("shown_at"),
        sender=value("sender") or speaker,
        chat=chat,
        group=group or speaker is not None,
        mine=_mine(value("mine")),
        kind=kind,
        content=content,
        raw_content=raw,
        account=value("account") or speaker,
    )
    if said.mine and said.sender == said.chat and not said.group:
        said.sender = None  # some exporters name the chat partner on both sides
    if said.mine is None and is_me(said.sender):
        said.mine = True
    return said


def _inner(raw: str) -> str:
    """The words of a content cell that holds JSON: a string, or an object with `msg` and `src`."""
    value = value_of(raw.encode("utf-8", "replace")) if raw[:1] in '"{' else None
    if isinstance(value, dict):
        parts = [value.get("msg"), value.get("src")]
        return " ".join(str(p) for p in parts if p) or json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else raw


def _mine(mark: str | None) -> bool | None:
    word = (mark or "").strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def _true(mark: str | None) -> bool:
    return (mark or "").strip().casefold() in ("1", "true", "group")


def _speaker(text: str) -> tuple[str | None, str]:
    """In raw group messages the speaker stands before the words."""
    match = _SPEAKER.match(text)
    return (match["id"], text[match.end() :]) if match else (None, text)


def _shown(text: str, content: Content) -> str:
    """Markup is no text for people: its titles are, or the placeholder."""
    if text.strip() and not _MARKUP.match(text):
        return text
    titles = dict.fromkeys(m["words"].strip() for m in _TITLES.finditer(text[:200_000]) if m["words"].strip())
    words = " ".join([_PLACEHOLDERS.get(content, ""), *titles]).strip()
    return words or text
