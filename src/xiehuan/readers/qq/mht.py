"""The MHT export: a mail-like file whose first part is the page of messages and whose further parts are pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import BinaryIO

from xiehuan.errors import Text
from xiehuan.evidence import Attachment, Place, Record, Unread
from xiehuan.readers.chat.blocks import Block, blocks_of
from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.lines import decoded
from xiehuan.readers.chat.said import MISSING, record_of
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.qq.speaker import SOURCE, Chat, speaker_of
from xiehuan.readers.qq.text import Head, said_of
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item

_ROW = re.compile(rb"<tr\b[^<>]{0,200}>", re.IGNORECASE)
_CONTEXT = re.compile(r"消息(?P<what>分组|对象)[:：](?P<name>.*)", re.DOTALL)
_DAY = re.compile(r"日期[:：]\s*(?P<day>\d{4}-\d{2}-\d{2})")
# the first inner block names the speaker, the time stands behind it, the words in a block of their own
_SPOKEN = re.compile(
    r"<div[^<>]{0,200}>\s*<div[^<>]{0,200}float:\s?left[^<>]{0,200}>(?P<who>.{0,400}?)</div>"
    r"\s*(?P<at>\d{1,2}:\d{2}:\d{2}(?: [AP]M)?)\s*</div>(?P<words>.*)",
    re.DOTALL | re.IGNORECASE,
)
_IMAGE = re.compile(r"<img[^<>]{0,400}src=\"?(?P<name>[^\s\"<>]{1,200})[^<>]{0,400}>", re.IGNORECASE)
_END = re.compile(r"</table|</body|</html|\r?\n------=_|\r?\n--[^\r\n]{5,80}\r?\nContent-", re.IGNORECASE)
_HEADER_LINE = re.compile(
    rb"(?P<key>Content-(?:Type|Location|Transfer-Encoding))\s*:\s*(?P<value>[^\r\n;]{1,400})", re.IGNORECASE
)
_MOST_PICTURES = 100_000
_MOST_HEADER_LINES = 40
_LONGEST_LINE = 1 << 16
_LONG = Text("这条消息的内容超过1 MiB", "this message has more than 1 MiB of markup")
_STRANGE = Text("这一行不像消息, 请对照原件", "this row of the page is no message: compare with the original")


def knows(name: str, head: bytes) -> bool:  # noqa: ARG001 - every form is asked with the name
    """A multipart file that QQ's message manager saved."""
    start = head[:2000].lower()
    return b"mime-version" in start and (
        b"tencent" in start or b"im message" in start or "消息对象".encode() in head
    )


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every row of the page that is a message; pictures are listed with size and digest, or as missing."""
    with path.open("rb") as file:
        pictures, end = _pictures(file)
        file.seek(0)
        page = _Page(pictures)
        ids = Ids()
        for block in blocks_of(file, _ROW, end=end):
            item = page.item(block, name, ids)
            if item is not None:
                yield item


def _pictures(file: BinaryIO) -> tuple[dict[str, tuple[str, int, str]], int | None]:
    """Type, size and digest of each picture by its name, and where the page ends."""
    found: dict[str, tuple[str, int, str]] = {}
    boundary, end, part = b"", None, 0
    line = file.readline(_LONGEST_LINE)
    while line and len(found) < _MOST_PICTURES:
        if boundary and line.startswith(boundary):
            part += 1
            if part > 1:
                end = end or file.tell() - len(line)
                line = _picture(file, boundary, found)
                continue
        if not boundary and part == 0:
            boundary = _boundary(line)
        line = file.readline(_LONGEST_LINE)
    return found, end


def _boundary(line: bytes) -> bytes:
    match = re.search(rb"boundary\s*=\s*\"?(?P<b>[^\s\";]{1,200})", line, re.IGNORECASE)
    return b"--" + match["b"] if match else b""


def _picture(file: BinaryIO, boundary: bytes, found: dict[str, tuple[str, int, str]]) -> bytes:
    """Read one part; the line that follows it."""
    fields: dict[bytes, str] = {}
    for _ in range(_MOST_HEADER_LINES):
        line = file.readline(_LONGEST_LINE)
        if not line.strip():
            break
        if match := _HEADER_LINE.match(line):
            fields[match["key"].lower()] = match["value"].decode("utf-8", "replace").strip()
    data = Base64Stream()
    while (line := file.readline(_LONGEST_LINE)) and not line.startswith(boundary):
        data.feed(line)
    data.close()
    if place := fields.get(b"content-location"):
        found[place] = (fields.get(b"content-type", "application/octet-stream"), data.bytes, data.sha256)
    return line


@dataclass(slots=True)
class _Page:
    """The context that earlier rows gave."""

    pictures: dict[str, tuple[str, int, str]]
    chat: Chat = field(default_factory=Chat)
    day: str | None = None

    def item(self, block: Block, name: str, ids: Ids) -> Record | Unread | None:
        """The message of a row; None for rows of context."""
        place = Place(name, byte=block.start, length=block.size)
        if not block.whole:
            return Unread(place, _LONG.zh, _LONG.en)
        html, flags = decoded(block.raw, ("utf-8", "gb18030"))
        html = _END.split(html, maxsplit=1)[0]
        spoken = _SPOKEN.search(html)
        if spoken is None:
            return self._context(html, place)
        head = Head(f"{self.day or ''} {spoken['at']}".strip(), speaker_of(_words(spoken["who"])), self.chat)
        said = said_of(head, _words(_IMAGE.sub("[图片]", spoken["words"])))
        attachments = tuple(self._attachments(spoken["words"], said.flags))
        if attachments or "[图片]" in said.text:
            said.content = said.content or (
                Content.PICTURE if not said.text.replace("[图片]", "").strip() else None
            )
        said.attachments = attachments
        said.flags.update(flags)
        return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, block.sha256), place, block.sha256))

    def _attachments(self, html: str, flags: set[str]) -> Iterator[Attachment]:
        for match in _IMAGE.finditer(html):
            name = unescape(match["name"])
            known = self.pictures.get(name)
            if known is None:
                flags.add(f"{MISSING}={name}")
            else:
                yield Attachment(name, *known)

    def _context(self, html: str, place: Place) -> Unread | None:
        text = _words(html)
        if day := _DAY.search(text):
            self.day = day["day"]
        elif match := _CONTEXT.search(text):
            self._set(match["what"], match["name"].strip())
        elif text and "消息记录" not in text and text.strip("= \n"):
            return Unread(place, _STRANGE.zh, _STRANGE.en)
        return None

    def _set(self, what: str, name: str) -> None:
        self.chat = Chat(folder=name) if what == "分组" else replace(self.chat, name=name)


def _words(html: str) -> str:
    return text_of_html(html)
