"""Saved pages of exporters: one block of markup a message, or a list of messages inside a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import BinaryIO

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Unread
from xiehuan.readers.chat.blocks import SEAM, Block, blocks_of
from xiehuan.readers.chat.content import Content, of_text
from xiehuan.readers.chat.json_elements import Element, Elements, value_of, values_of
from xiehuan.readers.chat.lines import HEAD, decoded, texts_of
from xiehuan.readers.chat.local_time import STAMP
from xiehuan.readers.chat.said import Said, record_of
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item
from xiehuan.readers.wechat.json_export import Chat, item_of
from xiehuan.readers.wechat.origin import SOURCE

_BLOCK_START = re.compile(rb'<div\s+class="msg(?=[\s"])[^<>]{0,400}>')
_SCRIPT_LIST = re.compile(rb"(?:chatMessages|WEFLOW_DATA|chatData|MESSAGES)\s*=\s*(?=\[)")
_READ = 1 << 18
_TOP = 20_000  # characters of a block in which name, time and pictures stand
_CUT = Text("这条消息的内容超过1 MiB", "this message has more than 1 MiB of markup")
_NAME = re.compile(
    r'<span[^<>]{0,100}class="[^"]{0,40}name[^"]{0,40}"[^<>]{0,100}>(?P<name>[^<]{0,200})</span>'
)
_NOTICE = re.compile(r'class="[^"]{0,80}(?:chat-notice|system|notice)')
_RIGHT = re.compile(r'class="[^"]{0,80}(?:chat-right|right)')
_LEFT = re.compile(r'class="[^"]{0,80}(?:chat-left|left)')
_TYPE = re.compile(r'msgtype="(?P<type>\d{1,9})')
_TIME = re.compile(STAMP, re.ASCII)
_BOX = re.compile(r'<div[^<>]{0,100}class="nt-box"[^<>]{0,100}>(?P<box>.{0,1000}?)</div>', re.DOTALL)
_TITLE = re.compile(r"<title>(?P<title>[^<]{1,200})</title>", re.IGNORECASE)
_MEDIA = (("<audio", Content.VOICE), ("<video", Content.VIDEO))
_IMAGE = re.compile(r"<img(?![^<>]{0,400}class=\"(?:avatar|[^\"]{0,40}emoji))[^<>]{0,4000}>")
_AVATAR = re.compile(r"<div[^<>]{0,100}class=\"avatar-box\".{0,4000}?</div>", re.DOTALL)
_LITERAL = re.compile(
    r"(?P<key>[\w$]{1,40}|\"[\w$]{1,40}\"|'[\w$]{1,40}')\s*:\s*"
    r"(?P<value>\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\]|\\.)*+`|[\w.+-]{1,40})",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "0": "", "v": ""}


def knows(name: str, head: bytes) -> bool:  # noqa: ARG001 - every form is asked with the name
    """A page with message blocks that carry their type, or with a list of messages in a script."""
    if not re.search(rb"<html|<!doctype html|<head", head[:4096], re.IGNORECASE):
        return False
    if _SCRIPT_LIST.search(head):
        return True
    block = _BLOCK_START.search(head)
    return block is not None and (b"msgtype=" in head or b"msgid=" in head)


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every message of the page."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        title = _title(head)
        begin = _script_begin(file)
        if begin is not None:
            file.seek(begin)
            yield from _from_script(file, begin, Chat(f'"displayName":"{title}"' if title else ""), name)
            return
        file.seek(0)
        ids = Ids()
        for block in blocks_of(file, _BLOCK_START):
            yield _item(block, title, name, ids)


def _title(head: bytes) -> str | None:
    found = _TITLE.search(next(iter(texts_of(head))))
    words = unescape(found["title"]).strip() if found else ""
    return words.partition(" - 微信聊天记录")[0].replace('"', "") or None


def _script_begin(file: BinaryIO) -> int | None:
    """The place behind the = of the list in the script, if there is one anywhere."""
    file.seek(0)
    before, at = b"", 0
    while block := file.read(_READ):
        window = before + block
        if found := _SCRIPT_LIST.search(window):
            return at - len(before) + found.end()
        before, at = window[-SEAM:], at + len(block)
    return None


def _from_script(file: BinaryIO, begin: int, chat: Chat, name: str) -> Iterator[Item]:
    ids = Ids()
    for element in Elements(file, script=True, offset=begin).all():
        literal = element.raw is not None and value_of(element.raw) is None
        parts = [(element, _literal(element))] if literal else values_of(element)
        for part, value in parts:
            yield item_of(part, value, chat, name, ids)


def _literal(element: Element) -> dict[str, str] | None:
    """The values of a flat JavaScript object; its texts are HTML."""
    text, _ = decoded(element.raw or b"", ("utf-8", "gb18030"))
    found = {m["key"].strip("\"'"): _unquoted(m["value"]) for m in _LITERAL.finditer(text)}
    return found or None


def _unquoted(value: str) -> str:
    if value[0] not in "\"'`":
        return value
    text = _ESCAPE.sub(_escaped, value[1:-1])
    return text_of_html(text) if "<" in text or "&" in text else text


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _PLAIN.get(code, code)


def _item(block: Block, title: str | None, name: str, ids: Ids) -> Record | Unread:
    place = Place(name, byte=block.start, length=block.size)
    if not block.whole:
        return Unread(place, _CUT.zh, _CUT.en)
    html, flags = decoded(block.raw, ("utf-8", "gb18030"))
    said = _said(html, title)
    said.flags.update(flags)
    said.flags.add("layout=html")
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, block.sha256), place, block.sha256))


def _said(html: str, title: str | None) -> Said:
    opening = html[: html.find(">") + 1]
    kind = _TYPE.search(opening)
    if _NOTICE.search(opening):
        words = text_of_html(_ended(html))
        return Said(text=words, chat=title, content=Content.SYSTEM, kind=kind["type"] if kind else None)
    top = html[:_TOP]
    name, box = _NAME.search(top), _BOX.search(top)
    time = _TIME.search(box["box"] if box else top)
    body = html[box.end() :] if box else html
    body = _AVATAR.sub("", body[:_TOP]) + body[_TOP:]
    text = text_of_html(_ended(body))
    return Said(
        text=text,
        at_raw=time.group().strip() if time else None,
        sender=unescape(name["name"]).strip() or None if name else None,
        chat=title,
        mine=_side(html),
        kind=kind["type"] if kind else None,
        content=_content(body, text, kind["type"] if kind else None),
        raw_content=body[:20_000],
    )


def _ended(html: str) -> str:
    """Without what follows the last message of a page."""
    return re.split(r"</body|<script", html, maxsplit=1, flags=re.IGNORECASE)[0]


def _side(html: str) -> bool | None:
    """Own messages stand on the right."""
    head = html[:3000]
    return True if _RIGHT.search(head) else False if _LEFT.search(head) else None


def _content(body: str, text: str, kind: str | None) -> Content | None:
    for mark, content in _MEDIA:
        if mark in body:
            return content
    found = of_text(text)
    if found is Content.TEXT and not text and _IMAGE.search(body[:_TOP]):
        return Content.PICTURE
    numbered = {"3": Content.PICTURE, "47": Content.STICKER, "10000": Content.SYSTEM}.get(kind or "")
    return numbered or (found if found is not Content.TEXT else None)
