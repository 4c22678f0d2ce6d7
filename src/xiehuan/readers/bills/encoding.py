"""Bytes of a text file: which encoding, and its physical lines, streamed.

UTF-8 and GB18030 are split as bytes: neither uses the bytes of CR, LF, comma or quote inside a character.
UTF-16 is turned into UTF-8 on the way, and back for the digest of a row.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

HEAD = 65_536
LONGEST_LINE = 1 << 20  # a bill row has some hundred bytes; a longer line is reported, not held in memory
_KEPT_OF_LONG = 4096
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """One physical line: its bytes without and its line end; a too long one is cut."""

    number: int
    body: bytes
    end: bytes
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Encoding:
    """`stored` is how the file is written, `split` what its lines are in while we work on them."""

    stored: str
    split: str

    def as_stored(self, body: bytes) -> bytes:
        """The bytes of a line as the file has them."""
        if self.stored == self.split:
            return body
        return body.decode(self.split, "replace").encode(self.stored, "replace")


def encoding_of(head: bytes, known: Callable[[str], bool]) -> Encoding:
    """By byte order mark, else the encoding in which a `known` header shows, else what decodes."""
    for mark, name in _UTF16.items():
        if head.startswith(mark):
            return Encoding(name, "utf-8")
    for name in ("utf-8", "gb18030"):
        if known(head.decode(name, "replace")):
            return Encoding(name, name)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return Encoding("gb18030", "gb18030")
    return Encoding("utf-8", "utf-8")


def text_of(head: bytes) -> Iterator[str]:
    """The possible readings of the head of a text file."""
    for mark, name in _UTF16.items():
        if head.startswith(mark):
            yield head.decode(name, "replace")
            return
    yield head.decode("utf-8", "replace")
    yield head.decode("gb18030", "replace")


def physical_lines(stream: BinaryIO, encoding: Encoding) -> Iterator[Line]:
    """Lines ended by LF, CRLF or CR, as they come; a file without an end of line still gives its last line."""
    number, pending, cut = 1, b"", False
    for chunk in _chunks(stream, encoding):
        *whole, pending = _split(pending + chunk)
        for piece in whole:
            body = piece.rstrip(b"\r\n")
            yield Line(number, body, piece[len(body) :], cut or len(body) > LONGEST_LINE)
            number, cut = number + 1, False
        if len(pending) > LONGEST_LINE:
            # the last byte may be the CR of a CRLF, so it stays the last
            pending, cut = pending[:_KEPT_OF_LONG] + pending[-1:], True
    for piece in pending.splitlines(keepends=True):
        yield _line(number, piece, cut=cut)
        number += 1


def _split(data: bytes) -> list[bytes]:
    """Complete lines, and the rest last; a CR at the very end waits for its LF."""
    pieces = data.splitlines(keepends=True)
    if not pieces or pieces[-1].endswith(b"\n"):
        pieces.append(b"")
    return pieces


def _line(number: int, piece: bytes, *, cut: bool) -> Line:
    body = piece.rstrip(b"\r\n")
    return Line(number, body, piece[len(body) :], cut or len(body) > LONGEST_LINE)


def _chunks(stream: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.stored)("replace")
    while chunk := stream.read(HEAD):
        if encoding.stored == encoding.split:
            yield chunk
        else:
            yield decoder.decode(chunk).encode(encoding.split, "replace")
    if encoding.stored != encoding.split:
        yield decoder.decode(b"", final=True).encode(encoding.split, "replace")
