"""Read one start tag with its attributes from a window, however long they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xiehuan.errors import Text
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.window import Window

LONGEST_VALUE = 8 << 20
_TEXT_KEPT = 1 << 16

_ATTRIBUTES = re.compile(rb"(?:\s*[\w:.\-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*+")
_ATTRIBUTE = re.compile(rb"([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_OPENING = re.compile(rb"\s*([\w:.\-]+)\s*=\s*([\"'])")
_UNDECIDED = re.compile(rb"\s*+(?:[\w:.\-]*+\s*+(?:=\s*+)?|/)\Z")
_END = re.compile(rb"\s*(/?)>")
# A value that ends like this lost its own closing quote: the quote found belongs to the next element.
_LOST_QUOTE = re.compile(rb"<(?:sms|mms|call|part|addr)\s+[\w:.\-]+\s*=\s*\Z")

_CUT = Text("记录在文件末尾处中断, 文件可能不完整", "the record breaks off: the file ends before it does")
_BROKEN = Text("记录的属性写法有误, 无法辨认", "the attributes of the record cannot be made out")
_UNQUOTED = Text(
    "记录中缺少引号, 下一条记录已经开始", "a closing quote is missing: the next element begins inside"
)
_TOO_LONG = Text("记录中有超过8 MiB的属性", "an attribute of the record is longer than 8 MiB")


class Damaged(Exception):
    """The record cannot be read; the window stands where the search for the next one may begin."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(slots=True)
class Tag:
    """A start tag: raw attribute values, except `data`, which is decoded on the way."""

    name: bytes
    attributes: dict[bytes, bytes] = field(default_factory=dict)
    data: Base64Stream | None = None
    closed: bool = False


def read_tag(window: Window, name: bytes) -> Tag:
    """Read the tag that begins at the window's position; Damaged when it is not whole."""
    tag = Tag(name)
    window.position += 1 + len(name)
    while True:
        _take_complete(window, tag)
        if end := _END.match(window.buffer, window.position):
            window.position = end.end()
            tag.closed = bool(end[1])
            return tag
        _go_on(window, tag)


def _go_on(window: Window, tag: Tag) -> None:
    """Deal with what is not complete in the window: stream `data`, or fetch more, or give up."""
    opening = _OPENING.match(window.buffer, window.position)
    if opening and opening[1] == b"data":
        window.position = opening.end()
        _stream(window, _new_data(tag), bytes(opening[2]))
        return
    if not opening and not _UNDECIDED.match(window.buffer, window.position):
        raise Damaged(_BROKEN)
    if len(window.buffer) - window.position > LONGEST_VALUE:
        raise Damaged(_TOO_LONG)
    if not window.more():
        raise Damaged(_CUT)


def _take_complete(window: Window, tag: Tag) -> None:
    """Take all attributes that lie in the window from first to last quote."""
    run = _ATTRIBUTES.match(window.buffer, window.position)
    if run is None or run.end() == run.start():
        return
    if b"<" in run.group():
        _check_quotes(window, run.start(), run.end())
    found = _ATTRIBUTE.findall(run.group())
    values = {name: double or single for name, double, single in reversed(found)}
    if b"data" in values:
        del values[b"data"]
        _new_data(tag).feed(
            next(double or single for name, double, single in reversed(found) if name == b"data")
        )
    tag.attributes = values | tag.attributes if tag.attributes else values  # the first of a name counts
    if tag.data:
        tag.data.close()
    window.position = run.end()


def _check_quotes(window: Window, begin: int, end: int) -> None:
    for found in _ATTRIBUTE.finditer(window.buffer, begin, end):
        group = 3 if found[2] is None else 2
        value = found[group]
        if found[1] == b"data":
            at = value.find(b"<")
        else:
            lost = _LOST_QUOTE.search(value, max(0, value.rfind(b"<")))
            at = lost.start() if lost else -1
        if at >= 0:
            window.position = found.start(group) + at
            raise Damaged(_UNQUOTED)


def _new_data(tag: Tag) -> Base64Stream:
    """A second `data` in one tag replaces the first, so that the two are not glued together."""
    tag.data = Base64Stream(keep=_TEXT_KEPT)
    return tag.data


def _stream(window: Window, data: Base64Stream, quote: bytes) -> None:
    """Pass a value through the decoder block by block up to its closing quote."""
    while True:
        end = window.buffer.find(quote, window.position)
        piece = window.buffer[window.position : end if end >= 0 else len(window.buffer)]
        if (at := piece.find(b"<")) >= 0:
            window.position += at
            raise Damaged(_UNQUOTED)
        data.feed(piece)
        window.position += len(piece) + (end >= 0)
        if end >= 0:
            data.close()
            return
        if not window.more():
            raise Damaged(_CUT)
