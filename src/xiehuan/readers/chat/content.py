"""What a chat message is besides words: picture, voice, transfer … by the exporter's type or its placeholder."""

from __future__ import annotations

import re
from enum import StrEnum

from xiehuan.money import Money


class Content(StrEnum):
    """Kinds of content; the flag is `content=…`, text has none."""

    TEXT = "text"
    PICTURE = "picture"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    CARD = "card"
    FILE = "file"
    LINK = "link"
    FORWARDED = "forwarded_chat"
    QUOTE = "quote"
    CALL = "call"
    TRANSFER = "transfer"
    RED_PACKET = "red_packet"
    SYSTEM = "system"
    RECALLED = "recalled"
    MEDIA = "media"


_WORDS = {
    Content.RECALLED: ("撤回", "recall", "revoke"),
    Content.TRANSFER: ("转账", "transfer", "收款"),
    Content.RED_PACKET: ("红包", "red packet", "redpacket", "lucky money", "hongbao"),
    Content.QUOTE: ("引用", "quote", "refer", "回复"),
    Content.FORWARDED: ("聊天记录", "合并转发", "forward"),
    Content.CALL: ("语音通话", "视频通话", "通话", "voip", "call"),
    Content.SYSTEM: ("系统", "system", "notice", "拍一拍", "群公告", "pat"),
    Content.VOICE: ("语音", "voice", "audio"),
    Content.STICKER: ("动画表情", "表情", "sticker", "emoji", "emoticon"),
    Content.PICTURE: ("图片", "照片", "picture", "image", "photo", "img"),
    Content.VIDEO: ("视频", "video"),
    Content.LOCATION: ("位置", "location"),
    Content.CARD: ("名片", "card"),
    Content.FILE: ("文件", "file"),
    Content.LINK: ("链接", "分享", "小程序", "link", "share", "url", "app"),
    Content.TEXT: ("文本", "文字", "text"),
}
_NUMBERS = {
    "1": Content.TEXT, "3": Content.PICTURE, "34": Content.VOICE, "42": Content.CARD, "43": Content.VIDEO,
    "47": Content.STICKER, "48": Content.LOCATION, "49": Content.LINK, "50": Content.CALL, "62": Content.VIDEO,
    "66": Content.CARD, "10000": Content.SYSTEM, "10002": Content.SYSTEM,
}  # fmt: skip
# WeChat's own types of "app" messages (49 and a second number)
_APP = {
    "1": Content.TEXT, "6": Content.FILE, "8": Content.STICKER, "19": Content.FORWARDED, "57": Content.QUOTE,
    "62": Content.SYSTEM, "87": Content.SYSTEM, "2000": Content.TRANSFER, "2001": Content.RED_PACKET,
    "2003": Content.RED_PACKET,
}  # fmt: skip
_PLACEHOLDER = re.compile(r"[\[【<〈](?P<word>[^\[\]【】<>\n]{1,20})[\]】>〉](?P<rest>[^\n]{0,200})")
_WITH_REST = (Content.TRANSFER, Content.RED_PACKET, Content.VOICE, Content.FILE, Content.CALL, Content.LINK)
_AMOUNT = re.compile(
    r"[¥￥]\s?(?P<a>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,2})?)(?!\d|\.\d)"
    r"|(?<![\d.,])(?P<b>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,2})?)\s?元"
)
_MILLISECONDS = re.compile(r"voicelength\s*=\s*[\"']?(?P<ms>\d{1,9})")
_SECONDS = re.compile(r"(?<!\d)(?P<s>\d{1,4})\s?(?:秒|\"|''|″|s\b)")
MONEY = (Content.TRANSFER, Content.RED_PACKET)


def of_type(kind: str | None, sub: str | None = None) -> Content | None:
    """From the exporter's type: a WeChat number with its sub-type, or a word; None when it is neither."""
    text = (kind or "").strip().casefold()
    if text == "49" and sub in _APP:
        return _APP[sub or ""]
    if text.isdigit():
        return _NUMBERS.get(text)
    return _of_word(text)


def of_text(text: str) -> Content:
    """From a placeholder such as [图片] or [转账] ¥12.00 that is the whole message; else text."""
    match = _PLACEHOLDER.fullmatch(text.strip()) if len(text) < 400 else None  # noqa: PLR2004 - a placeholder is short
    found = _of_word(match["word"].casefold()) if match else None
    if match is None or found in (None, Content.TEXT) or (match["rest"].strip() and found not in _WITH_REST):
        return Content.TEXT
    return found or Content.TEXT


def _of_word(word: str) -> Content | None:
    if not word or len(word) > 20:  # noqa: PLR2004 - a type is one word
        return None
    return next((kind for kind, words in _WORDS.items() if any(w in word for w in words)), None)


def amount_in(text: str) -> Money | None:
    """The one amount that a transfer states (¥ or 元); None when there is none or several that differ."""
    found = {(m["a"] or m["b"]).replace(",", "") for m in _AMOUNT.finditer(text[:20_000])}
    amounts = {Money.parse(f) for f in found}
    return amounts.pop() if len(amounts) == 1 else None


def voice_flag(text: str, markup: str = "") -> str:
    """The length of a voice message, from its markup or its placeholder; exporters that write 0 do not know it."""
    told, shown = _MILLISECONDS.search(markup[:20_000]), _SECONDS.search(text[:200])
    ms = int(told["ms"]) if told else 1000 * int(shown["s"]) if shown else 0
    return f"voice_ms={ms}" if ms else "voice_length_unknown"
