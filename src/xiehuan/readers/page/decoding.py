"""Bytes of a saved page or text to characters, by what it declares where that holds, else by what it is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from xiehuan.readers.chinese import chinese_codec, contradicted
from xiehuan.readers.mail.charsets import GUESSED, REPLACED, codec_of, decode

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_HEAD = 4096
_FEWEST = 16  # bytes, below which zeros show nothing
_TAIL = 4  # bytes of the longest character
_EVERY = 20  # in text of UTF-16 one unit in twenty at least is ASCII: spaces, digits, line ends


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text and the codec it was read in."""

    text: str
    codec: str


def decoded(raw: bytes, flags: set[str], *, cut: bool = False) -> Decoded:
    """The text of the file; `cut` when more bytes follow, so that the last character may be half there."""
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return _by(raw[len(mark) :], codec, flags, cut=cut)
    if codec16 := utf16_without_mark(raw):
        flags.add(f"{GUESSED}={codec16}")
        return _by(raw, codec16, flags, cut=cut)
    whole = _whole(raw) if cut else raw
    declared = _DECLARED.search(raw[:_HEAD])
    name = declared[1].decode("ascii", "replace") if declared else None
    if name and (found := _strict(whole, name)) and not contradicted(whole, codec_of(name) or ""):
        return found
    if not (utf8 := _strict(whole, "utf-8")):
        if family := chinese_codec(whole):
            flags.add(f"{GUESSED}={family}")
            return _by(whole, family, flags)
        return Decoded(decode(whole, name, flags), name or "unknown")
    return utf8


def utf16_without_mark(raw: bytes) -> str | None:
    """The order of bytes of UTF-16 without a mark: zero bytes stand on one side only."""
    head = raw[:_HEAD]
    if len(head) < _FEWEST:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    many = max(even, odd) * 2 * _EVERY > len(head)
    if not many or min(even, odd) * _EVERY > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _whole(raw: bytes) -> bytes:
    """Without the bytes after the last line end, where there is one."""
    end = raw.rfind(b"\n")
    return raw[: end + 1] if end > len(raw) // 2 else raw[:-_TAIL]


def _strict(raw: bytes, name: str) -> Decoded | None:
    """By the declared name, whose meaning is that of mails; None when it does not hold."""
    flags: set[str] = set()
    text = decode(raw, name, flags)
    return None if flags else Decoded(text, name.lower())


def _by(raw: bytes, codec: str, flags: set[str], *, cut: bool = False) -> Decoded:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    text = decoder.decode(raw, final=not cut)
    if "\ufffd" in text:
        flags.add(REPLACED)
    return Decoded(text, codec)
