"""Find the records of a backup in its bytes; no XML parser, no entities, constant memory.

Why by hand: real backups are not well-formed (surrogate references, bare ampersands, cut ends) and hold
attributes of tens of MB, on which expat's incremental mode is quadratic. Every attribute value ends at its
own quote, so records can be told apart without understanding the rest of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from xiehuan.errors import Text
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.tag import Damaged, Tag, read_tag
from xiehuan.readers.sms.window import BLOCK, Window

RECORDS = (b"sms", b"mms", b"call")
_ROOTS = (b"smses", b"calls")
_CHILDREN = (b"part", b"addr")
_TAG = re.compile(rb"<(!--|/mms(?=[\s>])|(?:sms|mms|call|smses|calls|part|addr)(?=[\s/>]))")
_LONGEST_TAG = 16
_CLOSING = re.compile(rb"\s*</(?:sms|call)\s*>")
_MOST_CHILDREN = 20_000

_CUT = Text("记录在文件末尾处中断, 文件可能不完整", "the record breaks off: the file ends before it does")
_NOT_CLOSED = Text(
    "彩信没有结束标记, 下一条记录已经开始", "the MMS is not closed before the next record begins"
)
_CROWDED = Text(f"一条彩信的部件超过{_MOST_CHILDREN}个", f"one MMS holds more than {_MOST_CHILDREN} parts")


@dataclass(frozen=True, slots=True)
class Claim:
    """How many records the file says it holds."""

    count: int


@dataclass(frozen=True, slots=True)
class Damage:
    """A record that begins at `start` and cannot be read."""

    start: int
    why: Text


@dataclass(frozen=True, slots=True)
class Element:
    """One record in raw form; `start` and `end` are offsets in the stream, `sha256` is of the bytes between."""

    name: bytes
    attributes: dict[bytes, bytes]
    start: int
    end: int
    sha256: str
    parts: list[tuple[dict[bytes, bytes], Base64Stream | None]] = field(default_factory=list)
    addresses: list[dict[bytes, bytes]] = field(default_factory=list)


class Scanner:
    """Walks a window from tag to tag."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._no_comment_end_before = 0

    def elements(self) -> Iterator[Element | Damage | Claim]:
        """Everything found, in the order of the file."""
        while (name := self._next_tag()) is not None:
            if name in RECORDS:
                yield self._element(name)
            elif name in _ROOTS:
                yield from self._claim(name)
            else:
                self._window.position += 1

    def _next_tag(self) -> bytes | None:
        """Move to the next tag that matters and name it; None at the end."""
        window = self._window
        while True:
            found = _TAG.search(window.buffer, window.position)
            if found is None:
                window.position = max(window.position, len(window.buffer) - _LONGEST_TAG)
                if not window.more():
                    window.position = len(window.buffer)
                    return None
                continue
            window.position = found.start()
            if found[1] != b"!--":
                return bytes(found[1])
            self._skip_comment()

    def _skip_comment(self) -> None:
        """Step over a comment, or over its opening alone when no end is near.

        What was searched in vain is remembered, so a file full of openings costs no more than its length.
        """
        window = self._window
        window.position += 4
        while len(window.buffer) - window.position < BLOCK and window.more():
            pass
        searched = max(0, self._no_comment_end_before - window.offset - 2)
        end = window.buffer.find(b"-->", window.position + searched)
        if end >= 0:
            window.position = end + 3
        else:
            self._no_comment_end_before = window.offset + len(window.buffer) - window.position

    def _claim(self, name: bytes) -> Iterator[Claim]:
        try:
            count = read_tag(self._window, name).attributes.get(b"count", b"")
        except Damaged:
            return
        if count.isdigit() and len(count) < 10:  # noqa: PLR2004 - more digits are no count
            yield Claim(int(count))

    def _element(self, name: bytes) -> Element | Damage:
        start = self._window.begin()
        try:
            return self._mms(start) if name == b"mms" else self._single(name, start)
        except Damaged as broken:
            return Damage(start, broken.why)

    def _single(self, name: bytes, start: int) -> Element:
        window, tag = self._window, read_tag(self._window, name)
        if not tag.closed:
            if len(window.buffer) - window.position < _LONGEST_TAG:
                window.more()
            closing = _CLOSING.match(window.buffer, window.position)
            window.position = closing.end() if closing else window.position
        return self._finished(tag, start)

    def _mms(self, start: int) -> Element:
        head = read_tag(self._window, b"mms")
        children: list[Tag] = []
        while not head.closed and (name := self._child()) is not None:
            if len(children) == _MOST_CHILDREN:
                raise Damaged(_CROWDED)
            children.append(read_tag(self._window, name))
        return self._finished(head, start, children)

    def _child(self) -> bytes | None:
        """The next part or address of this MMS; None when it is closed."""
        name = self._next_tag()
        if name is None:
            raise Damaged(_CUT)
        if name in _CHILDREN:
            return name
        if name != b"/mms":
            raise Damaged(_NOT_CLOSED)
        while (end := self._window.buffer.find(b">", self._window.position)) < 0:
            if not self._window.more():
                raise Damaged(_CUT)
        self._window.position = end + 1
        return None

    def _finished(self, head: Tag, start: int, children: list[Tag] | None = None) -> Element:
        found = children or []
        parts = [(c.attributes, c.data) for c in found if c.name == b"part"]
        addresses = [c.attributes for c in found if c.name == b"addr"]
        digest = self._window.finish()
        return Element(head.name, head.attributes, start, self._window.offset, digest, parts, addresses)
