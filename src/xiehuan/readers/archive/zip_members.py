"""The entries of a zip, by its central directory (PKWARE APPNOTE 6.3.10), without holding the directory."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from xiehuan.errors import Text
from xiehuan.readers.archive.limits import MOST_MEMBERS
from xiehuan.readers.archive.member import BLOCK, DAMAGED, ENCRYPTED, Broken, Member
from xiehuan.readers.archive.names import codec_of_names

_END, _END64, _LOCATOR, _ENTRY, _LOCAL = (
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"PK\x01\x02",
    b"PK\x03\x04",
)
_TAIL = 65_535 + 22
_FIXED = struct.Struct("<4s6H3I5H2I")
_LOCAL_FIXED = 30
_STORED, _DEFLATED = 0, 8
_FLAG_ENCRYPTED, _FLAG_HIDDEN, _FLAG_UTF8 = 1, 1 << 13, 1 << 11
_ZIP64, _UNICODE_PATH = 1, 0x7075
_FULL = 0xFFFFFFFF
_NAMES_SAMPLED = 2000
_BEFORE = Text(
    "压缩包之前的内容不在其目录中，未读", "what lies before the archive is not in its list and was not read"
)
_METHODS = {
    1: "shrink",
    6: "implode",
    9: "deflate64",
    12: "bzip2",
    14: "lzma",
    93: "zstd",
    95: "xz",
    98: "ppmd",
    99: "AES",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry as the directory has it."""

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    unicode_name: str | None


def members(file: BinaryIO, size: int) -> Iterator[Member]:
    """All entries that are files; Broken when the directory ends before its time."""
    start, length, shift = _directory(file, size)
    if shift > 0:
        yield Member("bytes-before-the-archive", why=_BEFORE)
    unmarked = (e.raw for e in _entries(file, start, length) if not e.flags & _FLAG_UTF8)
    codec = codec_of_names(raw for raw, _ in zip(unmarked, range(_NAMES_SAMPLED), strict=False))
    for entry in _entries(file, start, length, strict=True):
        if not (entry.raw.endswith((b"/", b"\\")) and not entry.size):
            yield _member(file, entry, codec, shift)


def _directory(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Where the directory begins, its length, and how far the archive is moved by bytes before it."""
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:  # noqa: PLR2004 - the record's own length
        raise Broken(DAMAGED)
    length, offset = struct.unpack_from("<II", tail, at + 12)
    end = size - len(tail) + at
    if _FULL in (length, offset):
        locator = tail[at - 20 : at] if at >= 20 else b""  # noqa: PLR2004 - the locator's own length
        if not locator.startswith(_LOCATOR):
            raise Broken(DAMAGED)
        (place,) = struct.unpack_from("<Q", locator, 8)
        file.seek(min(place, size))
        record = file.read(56)
        if not record.startswith(_END64) or len(record) < 56:  # noqa: PLR2004 - the record's own length
            raise Broken(DAMAGED)
        length, offset = struct.unpack_from("<QQ", record, 40)
        end = place
    start = end - length
    if start < 0:
        raise Broken(DAMAGED)
    return start, length, start - offset


def _entries(file: BinaryIO, start: int, length: int, *, strict: bool = False) -> Iterator[_Found]:
    """The directory entry by entry; what follows a broken one cannot be found."""
    at, count = start, 0
    while at < start + length and count <= MOST_MEMBERS:
        file.seek(at)
        fixed = file.read(_FIXED.size)
        if len(fixed) < _FIXED.size or not fixed.startswith(_ENTRY):
            if strict:
                raise Broken(DAMAGED)
            return
        _, _, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, _, offset = (
            _FIXED.unpack(fixed)
        )
        raw = file.read(name)
        fields = file.read(extra)
        size, packed, offset = _large(fields, size, packed, offset)
        yield _Found(raw, flags, method, crc, packed, size, offset, _unicode_name(fields, raw))
        at += _FIXED.size + name + extra + comment
        count += 1


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    while len(extra) >= 4:  # noqa: PLR2004 - id and length
        kind, length = struct.unpack_from("<HH", extra)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _large(extra: bytes, *values: int) -> tuple[int, int, int]:
    """Sizes and offset of Zip64, in the order of the fields that are full."""
    data = next((d for kind, d in _fields(extra) if kind == _ZIP64), b"")
    out = []
    for value in values:
        if value == _FULL and len(data) >= 8:  # noqa: PLR2004 - one number
            (value,) = struct.unpack_from("<Q", data)  # noqa: PLW2901
            data = data[8:]
        out.append(value)
    return out[0], out[1], out[2]


def _unicode_name(extra: bytes, raw: bytes) -> str | None:
    """Info-ZIP's own field for names, if it is of this name."""
    for kind, data in _fields(extra):
        if kind == _UNICODE_PATH and data[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return data[5:].decode("utf-8", "replace")
    return None


def _member(file: BinaryIO, entry: _Found, codec: str, shift: int) -> Member:
    marked = bool(entry.flags & _FLAG_UTF8)
    used = "utf-8" if marked else codec
    name = entry.unicode_name or entry.raw.decode(used, "replace")
    flags = () if marked or entry.unicode_name or entry.raw.isascii() else (f"name_code={codec}",)
    if entry.flags & (_FLAG_ENCRYPTED | _FLAG_HIDDEN):
        return Member(name, why=ENCRYPTED, flags=flags)
    if entry.method not in (_STORED, _DEFLATED):
        method = _METHODS.get(entry.method, str(entry.method))
        why = Text(
            f"不支持的压缩方法（{method}），请解压后加入",
            f"compressed by {method}, which is not read: unpack it and add the files",
        )
        return Member(name, why=why, flags=flags)
    return Member(name, partial(_blocks, file, entry, entry.offset + shift), flags=flags)


def _blocks(file: BinaryIO, entry: _Found, offset: int) -> Iterator[bytes]:
    """The unpacked bytes; Broken at the end when they are not those that the directory promises."""
    file.seek(max(0, offset))
    local = file.read(_LOCAL_FIXED)
    if offset < 0 or not local.startswith(_LOCAL) or len(local) < _LOCAL_FIXED:
        raise Broken(DAMAGED)
    name, extra = struct.unpack_from("<HH", local, 26)
    file.seek(name + extra, 1)
    crc = count = 0
    pieces = _stored(file, entry.packed) if entry.method == _STORED else _inflated(file, entry.packed)
    for piece in pieces:
        crc, count = zlib.crc32(piece, crc), count + len(piece)
        yield piece
    if count != entry.size or crc != entry.crc:
        raise Broken(DAMAGED)


def _stored(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (block := file.read(min(BLOCK, left))):
        left -= len(block)
        yield block


def _inflated(file: BinaryIO, left: int) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for block in _stored(file, left):
            given = block
            while given and not inflater.eof:
                if piece := inflater.decompress(given, BLOCK):
                    yield piece
                given = inflater.unconsumed_tail
        while not inflater.eof and (piece := inflater.decompress(inflater.unconsumed_tail, BLOCK)):
            yield piece
    except zlib.error as wrong:
        raise Broken(DAMAGED) from wrong
