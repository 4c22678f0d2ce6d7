"""Lines of a text file with their own bytes: offset, text, and how the text was decoded. Streamed, bounded."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

Opener = Callable[[], BinaryIO]

HEAD = 1 << 16
LONGEST_PIECE = 1 << 20  # a longer line comes in pieces, so that no line is held whole
GUESSED = "charset_guessed=gb18030"
REPLACED = "replaced_characters"
_BLOCK = 1 << 18
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_BACK = 64
_ASCII = 0x80


class Line(NamedTuple):
    """One line (or a further piece of a long one): text without its end, and the bytes with it."""

    number: int
    text: str
    start: int
    raw: bytes
    flags: tuple[str, ...] = ()
    further: bool = False  # the rest of a line that was too long for one piece


def lines_of(open_file: Opener) -> Iterator[Line]:
    """All lines ended by LF or CRLF; every byte of the file is in exactly one of them."""
    with open_file() as file:
        head = file.read(HEAD)
    encoding = _UTF16.get(head[:2])
    with open_file() as file:
        yield from _utf16_lines(file, encoding) if encoding else _byte_lines(file, _order(head))


def texts_of(head: bytes) -> Iterator[str]:
    """The possible readings of the first bytes of a text file."""
    encoding = _UTF16.get(head[:2])
    if encoding:
        yield head.decode(encoding, "replace").lstrip("\ufeff")
        return
    for name in _order(head):
        yield head.decode(name, "replace").lstrip("\ufeff")


def decoded(raw: bytes, order: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes and the flags that say how it was come by."""
    if raw.isascii():
        return raw.decode("ascii"), ()
    for name in order:
        with suppress(UnicodeDecodeError):
            return raw.decode(name), (GUESSED,) if name == "gb18030" else ()
    with suppress(UnicodeDecodeError):  # Java writes a pair of surrogates as two times three bytes
        return whole(raw.decode("utf-8", "surrogatepass")), ()
    flags = (REPLACED, GUESSED) if order[0] == "gb18030" else (REPLACED,)
    return raw.decode(order[0], "replace"), flags


def whole(text: str) -> str:
    """One character of each surrogate pair; half of one becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _order(head: bytes) -> tuple[str, ...]:
    """UTF-8 or GB18030 first, by what the head is; a later line may still be the other."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        broken = head.decode("utf-8", "replace").count("\ufffd")
        other = head.decode("gb18030", "replace").count("\ufffd")
        return ("gb18030", "utf-8") if other < broken else ("utf-8", "gb18030")
    return "utf-8", "gb18030"


def _byte_lines(file: BinaryIO, order: tuple[str, ...]) -> Iterator[Line]:
    number, start, further = 1, 0, False
    for raw in _pieces(file):
        text, flags = decoded(raw.rstrip(b"\r\n"), order)
        if start == 0:
            text = text.removeprefix("\ufeff")
        yield Line(number, text, start, raw, flags, further)
        start += len(raw)
        further = not raw.endswith(b"\n")
        number += not further


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    pending = b""
    while block := file.read(_BLOCK):
        *complete, pending = (pending + block).split(b"\n")
        yield from (piece + b"\n" for piece in complete)
        while len(pending) > LONGEST_PIECE:
            cut = _boundary(pending)
            yield pending[:cut]
            pending = pending[cut:]
    if pending:
        yield pending


def _boundary(data: bytes) -> int:
    """A place near the limit that does not cut a character, if there is one."""
    for at in range(LONGEST_PIECE, LONGEST_PIECE - _BACK, -1):
        if data[at - 1] < _ASCII and data[at - 1] not in b"\r":
            return at
    return LONGEST_PIECE


def _utf16_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    number, start, further, pending = 1, 0, False, ""
    for block in iter(lambda: file.read(_BLOCK), b""):
        *complete, pending = (pending + decoder.decode(block)).split("\n")
        pieces = [piece + "\n" for piece in complete]
        while len(pending) > LONGEST_PIECE:
            pieces.append(pending[:LONGEST_PIECE])
            pending = pending[LONGEST_PIECE:]
        for piece in pieces:
            line = _utf16_line(number, piece, start, encoding, further=further)
            yield line
            start += len(line.raw)
            further = not piece.endswith("\n")
            number += not further
    odd = decoder.getstate()[0]
    if pending or odd:
        line = _utf16_line(number, pending, start, encoding, further=further)
        flags = (REPLACED,) if odd else ()
        yield line._replace(raw=line.raw + odd, flags=(*line.flags, *flags))


def _utf16_line(number: int, piece: str, start: int, encoding: str, *, further: bool) -> Line:
    raw = piece.encode(encoding, "surrogatepass")
    text = whole(piece.rstrip("\r\n"))
    return Line(number, text.removeprefix("\ufeff") if start == 0 else text, start, raw, (), further)
