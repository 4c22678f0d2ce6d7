"""The text of an attributed string in NeXT's typed stream, as `attributedBody` holds it; nothing else of it.

The string is the object of class NSString (or a subclass) that the archive holds first: after its class comes the
type `+`, a length and that many bytes of UTF-8. Lengths take one byte, or 0x81 and two, 0x82 and four, 0x83 and
eight, low byte first. An object ends with 0x86.
"""

from __future__ import annotations

from dataclasses import dataclass

MAGIC = b"streamtyped"
LENGTH_DIFFERS = "text_length_differs"
LONGEST = 16 << 20
_CLASS = b"NSString"
_TYPE = b"\x84\x01+"
_END = 0x86
_WIDTHS = {0x81: 2, 0x82: 4, 0x83: 8}
_NEAR = 16  # bytes between the class name and the type


@dataclass(frozen=True, slots=True)
class Words:
    """The text, and whether it is not as long as the archive says."""

    text: str
    differs: bool = False


def text_of(blob: bytes) -> Words | None:
    """The text of the blob; None when it is no typed stream or holds no string.

    A length that runs over the end of the object is not followed: the text stops before the first byte that
    cannot belong to it, so that no attribute leaks into a message.
    """
    if len(blob) > LONGEST or MAGIC not in blob[:16]:
        return None
    start = _string_start(blob)
    if start is None:
        return None
    length, begin = _length(blob, start)
    if length is None:
        return None
    raw = blob[begin : begin + length]
    if len(raw) == length and blob[begin + length : begin + length + 1] in (bytes([_END]), b""):
        text, whole = _valid(raw)
        if whole:
            return Words(text)
    text, _ = _valid(blob[begin:])
    return Words(text, differs=True)


def _string_start(blob: bytes) -> int | None:
    """The place behind the type of the first string object."""
    at = blob.find(_CLASS)
    while at >= 0:
        found = blob.find(_TYPE, at + len(_CLASS), at + len(_CLASS) + _NEAR)
        if found >= 0:
            return found + len(_TYPE)
        at = blob.find(_CLASS, at + 1)
    return None


def _length(blob: bytes, at: int) -> tuple[int | None, int]:
    if at >= len(blob):
        return None, at
    first = blob[at]
    width = _WIDTHS.get(first)
    if width is None:
        return (first, at + 1) if first < 0x80 else (None, at)  # noqa: PLR2004 - marks begin here
    return int.from_bytes(blob[at + 1 : at + 1 + width], "little"), at + 1 + width


def _valid(raw: bytes) -> tuple[str, bool]:
    """The UTF-8 text up to the first byte that cannot continue it, and whether that is all."""
    try:
        return raw.decode(), True
    except UnicodeDecodeError as stop:
        return raw[: stop.start].decode(), False
