"""Header lines: a date and a clock in the style of the phone's locale, then a name and a colon, or a notice."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.local_time import plain

_DATE = r"(?P<a>\d{1,4})(?P<sep>[/.\-]|年)\s?(?P<b>\d{1,2})(?:(?P=sep)|月)\s?(?P<c>\d{1,4})日?"
_HALF = r"(?:[AaPp]\.?\s?[Mm]\.?|上午|下午|凌晨|早上|中午|晚上)"
_CLOCK = rf"(?P<before>{_HALF})?\s?(?P<H>\d{{1,2}})[:.](?P<M>\d{{2}})(?:[:.](?P<S>\d{{2}}))?(?:\s?(?P<after>{_HALF}))?"
_BRACKETED = re.compile(rf"\[{_DATE}[,，]?\s{{0,2}}{_CLOCK}\]\s?(?P<rest>.*)", re.ASCII | re.DOTALL)
_DASHED = re.compile(rf"{_DATE}[,，]?\s{{0,2}}{_CLOCK}\s[-–]\s(?P<rest>.*)", re.ASCII | re.DOTALL)
_NAME = re.compile(r"(?P<name>[^:\n]{1,120}?): ?(?P<words>.*)", re.DOTALL)
_LONGEST_STAMP = 60
_OMITTED = re.compile(
    r"<(?:Media omitted|省略多媒体文件|媒体文件已忽略|已忽略媒体|多媒體檔案已略去)>"
    r"|(?P<what>image|photo|video|audio|sticker|GIF|document|Contact card|图像|图片|视频|音频|文件|贴图|名片)"
    r"(?: omitted|已忽略|未包含)",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"<(?:attached|附件)[:：] ?(?P<a>[^<>\n]{1,200})>|(?P<b>[^<>\n/\\]{1,200}\.\w{1,5}) [(（](?:file attached|文件附件|附件)[)）]"
)
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|此消息已删除|您已删除此消息|你删除了此消息)\.?",
    re.IGNORECASE,
)
EDITED = re.compile(r"\s*<(?:This message was edited|此消息已编辑|消息已编辑)>\s*$", re.IGNORECASE)
_WORDS = {
    "image": Content.PICTURE, "photo": Content.PICTURE, "图像": Content.PICTURE, "图片": Content.PICTURE,
    "gif": Content.STICKER, "video": Content.VIDEO, "视频": Content.VIDEO, "audio": Content.VOICE,
    "音频": Content.VOICE, "sticker": Content.STICKER, "贴图": Content.STICKER, "document": Content.FILE,
    "文件": Content.FILE, "contact card": Content.CARD, "名片": Content.CARD,
}  # fmt: skip
_ENDINGS = {
    "jpg": Content.PICTURE, "jpeg": Content.PICTURE, "png": Content.PICTURE, "heic": Content.PICTURE,
    "mp4": Content.VIDEO, "mov": Content.VIDEO, "3gp": Content.VIDEO, "opus": Content.VOICE, "m4a": Content.VOICE,
    "ogg": Content.VOICE, "aac": Content.VOICE, "mp3": Content.VOICE, "webp": Content.STICKER, "vcf": Content.CARD,
}  # fmt: skip


class Head(NamedTuple):
    """A header line: the time as it stands, its numbers, the name (None in a notice), the first words."""

    stamp: str
    parts: tuple[str, str, str]
    clock: tuple[str, str, str | None, str | None]
    name: str | None
    words: str


def head_of(text: str) -> Head | None:
    """The header that a line is; None for words. Marks of direction and narrow spaces do not matter."""
    start = plain(text[:_LONGEST_STAMP]) + text[_LONGEST_STAMP:]
    match = _BRACKETED.fullmatch(start) or _DASHED.fullmatch(start)
    if match is None:
        return None
    rest = match["rest"].lstrip("\u200e\u200f\u202a\u202c\ufeff")
    named = _NAME.fullmatch(rest)
    half = match["before"] or match["after"]
    return Head(
        stamp=start[: match.start("rest")].strip(" []-–"),
        parts=(match["a"], match["b"], match["c"]),
        clock=(match["H"], match["M"], match["S"], half),
        name=plain(named["name"]).strip() if named else None,
        words=named["words"] if named else rest,
    )


def content_of(text: str) -> tuple[Content | None, str | None]:
    """What stands for media in a message, and the name of the file when it says one."""
    short = plain(text).strip() if len(text) < 600 else ""  # noqa: PLR2004 - a placeholder is short
    if attached := _ATTACHED.search(short):
        name = (attached["a"] or attached["b"]).strip()
        return _ENDINGS.get(name.rpartition(".")[2].lower(), Content.FILE), name
    if omitted := _OMITTED.fullmatch(short):
        return _WORDS.get((omitted["what"] or "").lower(), Content.MEDIA), None
    return (Content.RECALLED, None) if _DELETED.fullmatch(short) else (None, None)
