"""Elements of a long JSON list one by one with their own bytes; a broken one costs itself, not the file.

The list stands at the top, or under one of given names in an object. `script` also knows the other quotes of
JavaScript, for pages that carry their messages in a script.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST_ELEMENT = 16 << 20
LONGEST_STRING = 8 << 20
_BLOCK = 1 << 18
_STRING = rb'"(?:[^"\\\n]|\\.)*+"'
_SKIP = re.compile(rb'(?:[^"{}\[\],]++|' + _STRING + rb")*+")
_SCRIPT_SKIP = re.compile(
    rb"(?:[^\"'`{}\[\],]++|" + _STRING + rb"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\[^\n])*+`)*+"
)
_LAST_STRING = re.compile(_STRING + rb"\s*+:\s*+\Z")
_SEAM = re.compile(rb'(?<=\})\s*+,?+\s*+(?=\{\s*+")')
_LONGEST_NAME = 64
_DEEPEST = 200
_MOST_CLOSING = 16
_MOST_VALUES = 400_000  # each costs a hundred bytes and more
_COMMA, _OPENING, _CLOSING = b",[]"
_STEPS = {_COMMA: 0, _OPENING: 1, ord("{"): 1, _CLOSING: -1, ord("}"): -1}


class Element(NamedTuple):
    """One element: its bytes, None when there are too many of them."""

    start: int
    length: int
    sha256: str
    raw: bytes | None


class _Held:
    """The bytes of one element as they pass."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.size = 0
        self._digest = hashlib.sha256()
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        self._digest.update(piece)
        if self.size <= LONGEST_ELEMENT:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    def element(self) -> Element | None:
        """Without the white space around it; None when there was nothing else."""
        if self.size > LONGEST_ELEMENT:
            return Element(self.start, self.size, self._digest.hexdigest(), None)
        whole = b"".join(self._pieces)
        raw = whole.strip()
        start = self.start + len(whole) - len(whole.lstrip())
        return Element(start, len(raw), hashlib.sha256(raw).hexdigest(), raw) if raw else None


class Elements:
    """Walks a stream of JSON from where the file stands; `offset` is that place."""

    def __init__(
        self, file: BinaryIO, names: tuple[str, ...] = (), *, script: bool = False, offset: int = 0
    ) -> None:
        self._file = file
        self._names = {json.dumps(n).encode() for n in names}
        self._skip = _SCRIPT_SKIP if script else _SKIP
        self._buffer = b""
        self._position = 0
        self._dropped = offset
        self._held: _Held | None = None
        self._mark = 0
        self._end = False

    def all(self) -> Iterator[Element]:
        """The elements of the list; none when there is no list."""
        if not self._find_list():
            return
        depth = 0
        self._begin()
        while (token := self._next()) is not None:
            if depth == 0 and token in (_COMMA, _CLOSING):
                yield from self._finish(self._position - 1)
                if token == _CLOSING:
                    return
                self._begin()
            else:
                depth = max(0, depth + _STEPS[token])
                if depth > _DEEPEST:
                    self._swallow()
        yield from self._finish(len(self._buffer))

    def _find_list(self) -> bool:
        """Move behind the bracket that opens the list."""
        depth = 0
        while (token := self._next()) is not None:
            if token == _OPENING and (depth == 0 or (depth == 1 and self._named())):
                return True
            depth += _STEPS[token]
            if depth > _DEEPEST:
                return False
        return False

    def _named(self) -> bool:
        """Whether one of the names stands before the position."""
        before = self._buffer[max(0, self._position - _LONGEST_NAME) : self._position - 1]
        found = _LAST_STRING.search(before)
        return found is not None and found.group().rpartition(b":")[0].strip() in self._names

    def _swallow(self) -> None:
        """Nothing is nested so deep in earnest: the rest of the file is one element."""
        self._position = len(self._buffer)
        while not self._end:
            self._more()
            self._position = len(self._buffer)

    def _begin(self) -> None:
        self._mark = self._position
        self._held = _Held(self._dropped + self._position)

    def _finish(self, end: int) -> Iterator[Element]:
        held = self._held
        self._held = None
        if held is not None:
            held.add(self._buffer[self._mark : end])
            if element := held.element():
                yield element

    def _next(self) -> int | None:
        """Go behind the next bracket or comma outside of strings and return it; None at the end."""
        at = self._position
        while True:
            match = self._skip.match(self._buffer, at)
            at = match.end() if match else at
            if at < len(self._buffer) and self._buffer[at] in _STEPS:
                self._position = at + 1
                return self._buffer[at]
            if at == len(self._buffer):
                self._position = at  # no string is open here
            if not self._end and self._may_be_cut(at):
                at -= self._position
                self._more()
                at += self._position
            elif at < len(self._buffer):  # a quotation mark that nothing closes spoils its line
                line_end = self._buffer.find(b"\n", at)
                at = line_end if line_end >= 0 else len(self._buffer)
            else:
                return None

    def _may_be_cut(self, at: int) -> bool:
        """Whether more bytes may close the string that is open there (or tell what comes)."""
        if at == len(self._buffer):
            return True
        broken = self._buffer[at] != ord("`") and self._buffer.find(b"\n", at) >= 0
        return not broken and len(self._buffer) - at < LONGEST_STRING

    def _more(self) -> None:
        """Forget what lies before the position and read on, more the longer the string that is looked for."""
        block = self._file.read(max(_BLOCK, len(self._buffer) - self._position))
        if not block:
            self._end = True
            return
        if self._held is not None:
            self._held.add(self._buffer[self._mark : self._position])
        done = max(0, self._position - _LONGEST_NAME)
        self._dropped += done
        self._buffer = self._buffer[done:] + block
        self._position = self._mark = self._position - done


def values_of(element: Element) -> Iterator[tuple[Element, object | None]]:
    """The value of an element; where it does not parse, those of its parts between `}` and `{`, None for the rest."""
    if element.raw is None:
        yield element, None
        return
    value = value_of(element.raw)
    pieces = [] if value is not None else list(_SEAM.finditer(element.raw))
    if not pieces:
        yield element, value
        return
    ends = [m.start() for m in pieces] + [len(element.raw)]
    begins = [0] + [m.end() for m in pieces]
    for begin, end in zip(begins, ends, strict=True):
        raw = element.raw[begin:end]
        if end == len(element.raw):
            raw = _without_closing(raw)
        part = Element(element.start + begin, len(raw), hashlib.sha256(raw).hexdigest(), raw)
        yield part, value_of(raw)


def _without_closing(raw: bytes) -> bytes:
    """The last piece without the brackets that close the list around it, where that makes it whole."""
    for cut in range(min(_MOST_CLOSING, len(raw))):
        shorter = raw[: len(raw) - cut]
        if value_of(shorter) is not None:
            return shorter
        if shorter[-1] not in b"]} \r\n\t":
            break
    return raw


def value_of(raw: bytes) -> object | None:
    """What some JSON stands for; None when it is none (or is `null`)."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _loaded(text)
    return _loaded(raw.decode("utf-8", "replace"))


def _loaded(text: str) -> object | None:
    opened = text.count("[") + text.count("{")
    if (opened > _DEEPEST and _depth(text) > _DEEPEST) or opened + text.count(",") > _MOST_VALUES:
        return None
    try:
        value: object = json.loads(text, strict=False, parse_int=_number)
    except (ValueError, RecursionError):
        return None
    return value


def _number(digits: str) -> int | str:
    """A whole number as such, unless it is longer than any that is meant."""
    return int(digits) if len(digits) < 30 else digits  # noqa: PLR2004 - a 128-bit number has 39


def _depth(text: str) -> int:
    """How deep brackets go, those in strings included: the parser of the library is recursive."""
    deepest = depth = 0
    for mark in re.findall(r"[\[{}\]]", text):
        depth += 1 if mark in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
