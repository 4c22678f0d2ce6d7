"""The members of a zip from a stranger, by a reading that leaves no room for a second one.

`zipfile` takes a directory of any length into memory, believes the central directory where other tools believe
the local headers, and cuts a member off at its declared size. Here both must agree, members must follow each
other without gap or overlap, and whatever two tools could unpack differently is refused (APPNOTE 6.3.10).
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import IO

from xiehuan.vault.zip_entry import ENTRY_HEAD, Entry, Member, ZipRefused, check_local, parse_entry, refused
from xiehuan.vault.zip_names import check_names

CHUNK = 1 << 20
MAX_DIRECTORY = 64 << 20
MAX_BYTES = 64 << 30  # unpacked, of all members: more would keep a machine busy for many minutes
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_REST = _END64.size - 12  # the record's own length field counts what follows it
_DESCRIPTORS = frozenset(
    {12, 16, 20, 24}
)  # lengths of a data descriptor: with or without mark, 32 or 64 bits
_ALL_ONES = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)

__all__ = ["Damaged", "Member", "ZipRefused", "contents", "members"]


class Damaged(Exception):
    """A member's bytes are not those its header declares."""


def members(stream: IO[bytes], limit: int = MAX_BYTES) -> list[Member]:
    """All members in the order they lie in the file; raises ZipRefused."""
    count, length, at = _end_records(stream)
    entries = list(_entries(_exactly(stream, at, length), count))
    check_names([e.name for e in entries])
    if sum(e.size for e in entries) > limit:
        raise refused("内容太大，无法核验", "it unpacks to more than can be checked")
    return _located(stream, sorted(entries, key=lambda e: e.at), at)


def _end_records(stream: IO[bytes]) -> tuple[int, int, int]:
    """Number of entries, length and offset of the central directory, which must end where the records begin."""
    end = stream.seek(0, os.SEEK_END) - _END.size
    if end < 0:
        raise refused("不是压缩包", "it is no zip")
    mark, disk, first_disk, *small, comment = _END.unpack(_exactly(stream, end, _END.size))
    if mark != b"PK\x05\x06" or comment:
        raise refused("不是完整的压缩包", "it is no whole zip, or has bytes after its end")
    wide = _end64(stream, end)
    if wide:
        end, values = wide
        if any(s not in {v, ones} for s, v, ones in zip(small, values, _ALL_ONES, strict=True)):
            raise refused("压缩包目录自相矛盾", "its end records contradict each other")
    else:
        values = tuple(small)
    here, count, length, at = values
    if disk not in {0, 0xFFFF} or first_disk not in {0, 0xFFFF} or here != count:
        raise refused("是分卷压缩包", "it is one of several volumes")
    if at + length != end or length > MAX_DIRECTORY or count * ENTRY_HEAD.size > length:
        raise refused("压缩包目录不完整", "its directory is not whole")
    return count, length, at


def _end64(stream: IO[bytes], end: int) -> tuple[int, tuple[int, ...]] | None:
    at = end - _LOCATOR.size - _END64.size
    if at < 0:
        return None
    mark, disk, points_to, disks = _LOCATOR.unpack(_exactly(stream, end - _LOCATOR.size, _LOCATOR.size))
    if mark != b"PK\x06\x07":
        return None
    record = _END64.unpack(_exactly(stream, at, _END64.size))
    mark, rest, _, _, this_disk, first_disk, *values = record
    if mark != b"PK\x06\x06" or rest != _END64_REST or points_to != at:
        raise refused("压缩包目录不完整", "its ZIP64 records are not whole")
    if disk or this_disk or first_disk or disks != 1:
        raise refused("是分卷压缩包", "it is one of several volumes")
    return at, tuple(values)


def _entries(directory: bytes, count: int) -> Iterator[Entry]:
    at = 0
    for _ in range(count):
        entry, at = parse_entry(directory, at)
        yield entry
    if at != len(directory):
        raise refused("压缩包目录不完整", "its directory is not whole")


def _located(stream: IO[bytes], entries: Sequence[Entry], directory_at: int) -> list[Member]:
    """Members with the place of their bytes; nothing may lie before, between or behind them."""
    found: list[Member] = []
    ends = [e.at for e in entries[1:]] + [directory_at]
    expected = 0
    for entry, next_at in zip(entries, ends, strict=True):
        if entry.at != expected:
            raise refused("压缩包里有重叠或多余的数据", f"{entry.name}: data overlap or lie outside any file")
        member = check_local(stream, entry)
        gap = next_at - member.start - member.packed
        if gap and not (entry.described and gap in _DESCRIPTORS):
            raise refused("压缩包里有重叠或多余的数据", f"{entry.name}: data overlap or lie outside any file")
        expected = next_at
        found.append(member)
    if not entries and directory_at:
        raise refused("压缩包里有多余的数据", "data lie outside any file")
    return found


def _exactly(stream: IO[bytes], at: int, length: int) -> bytes:
    stream.seek(at)
    data = stream.read(length)
    if len(data) != length:
        raise refused("压缩包不完整", "it is cut short")
    return data


def contents(stream: IO[bytes], member: Member) -> Iterator[bytes]:
    """The unpacked bytes, piece by piece; raises Damaged unless they are exactly what is declared."""
    pieces = _packed(stream, member)
    crc = total = 0
    try:
        for piece in _inflated(pieces) if member.deflated else pieces:
            total += len(piece)
            if total > member.size:
                raise Damaged(member.name)
            crc = zlib.crc32(piece, crc)
            yield piece
    except zlib.error as error:
        raise Damaged(member.name) from error
    if (total, crc) != (member.size, member.crc):
        raise Damaged(member.name)


def _packed(stream: IO[bytes], member: Member) -> Iterator[bytes]:
    left = member.packed
    stream.seek(member.start)
    while left:
        piece = stream.read(min(left, CHUNK))
        if not piece:
            raise Damaged(member.name)
        left -= len(piece)
        yield piece


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Never more than a chunk at a time, whatever the ratio; nothing may follow the end of the stream."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        if machine.eof:
            raise zlib.error("bytes after the end")
        rest, full = piece, True
        while rest or full:
            out = machine.decompress(rest, CHUNK)
            yield out
            rest, full = machine.unconsumed_tail, len(out) == CHUNK
        if machine.unused_data:
            raise zlib.error("bytes after the end")
    if not machine.eof:
        raise zlib.error("cut short")
