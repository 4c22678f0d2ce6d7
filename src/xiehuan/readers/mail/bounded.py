"""Parse a mail within limits of size, lines, parts and nesting, so that a hostile one costs bounded time.

The library's parser is kept to compat32: policy.default raises on ordinary bad headers.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesFeedParser, BytesHeaderParser
from email.policy import Compat32
from functools import partial
from itertools import count
from pathlib import Path

from xiehuan.readers.mail.limits import LARGEST, MOST_FIELDS, Gauge, Refused, too_large, too_many_fields

_BLOCK = 1 << 18
_LONGEST_FIELD = 1 << 17
_LONGEST_CONTENT_FIELD = 1 << 13
_MOST_PARAMETERS = 100
_BOM = b"\xef\xbb\xbf"
View = Callable[[bytes], bytes]
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class _Bounded(Compat32):
    """Cuts what no honest header needs; the parser's reading of parameters is quadratic."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name[:8].lower() != "content-":
            return name, value[:_LONGEST_FIELD]
        return name, ";".join(value[:_LONGEST_CONTENT_FIELD].split(";")[:_MOST_PARAMETERS])


@dataclass(frozen=True, slots=True)
class Parsed:
    """A mail and what is known of its file; not `whole` when only its header could be told apart."""

    message: Message
    sha256: str
    bytes: int
    line_end: str
    whole: bool


def parse(path: Path) -> Parsed:
    """The mail in the file; Refused when it is beyond a limit."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Refused(too_large(size))

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    return parse_blocks(blocks)


def parse_blocks(blocks: Callable[[], Iterable[bytes]], view: View = bytes) -> Parsed:
    """The mail in these bytes; `view` changes a block before it is parsed, the digest is of the bytes as they came."""
    feeding, digest, gauge = _Feeding(), hashlib.sha256(), Gauge()
    for block in blocks():
        gauge.check(block)
        digest.update(block)
        feeding.feed(view(block.removeprefix(_BOM) if gauge.bytes == len(block) else block))
    message = feeding.close()
    whole = message is not None
    if message is None:
        everything = io.BytesIO(b"".join(view(block) for block in blocks()))
        message = BytesHeaderParser(_factory(), policy=_Bounded()).parse(everything)
    return Parsed(message, digest.hexdigest(), gauge.bytes, gauge.line_end, whole)


class _Part(Message):
    """Counts its header fields together with those of all other parts of the mail."""

    def __init__(self, policy: _Bounded, fields: Iterator[int]) -> None:
        super().__init__(policy)
        self._fields = fields
        self._known_type: str | None = None

    def set_raw(self, name: str, value: str) -> None:
        if next(self._fields) >= MOST_FIELDS:
            raise Refused(too_many_fields())
        self._known_type = None
        super().set_raw(name, value)

    def set_default_type(self, ctype: str) -> None:
        self._known_type = None
        super().set_default_type(ctype)

    def get_content_type(self) -> str:
        """As the header says; the library asks a dozen times a part, and each time walks the whole header."""
        if self._known_type is None:
            self._known_type = super().get_content_type()
        return self._known_type


def _factory() -> Callable[..., _Part]:
    """Makes the parts of one mail."""
    return partial(_Part, fields=count())


class _Feeding:
    """The library's parser until it gives up, as it does on some boundaries and on very deep nesting."""

    def __init__(self) -> None:
        self._parser: BytesFeedParser[Message] | None = BytesFeedParser(_factory(), policy=_Bounded())

    def feed(self, block: bytes) -> None:
        try:
            if self._parser:
                self._parser.feed(block)
        except _FAULTS:
            self._parser = None

    def close(self) -> Message | None:
        """The mail, or None when the parser gave up on it."""
        try:
            return self._parser.close() if self._parser else None
        except _FAULTS:
            return None
