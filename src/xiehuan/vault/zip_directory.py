"""The members of a zip from a stranger, by a reading that leaves no room for a second one.

`zipfile` takes a directory of any length into memory, believes the central directory where other tools believe
the local headers, and cuts a member off at its declared size. Here both must agree, members must follow each
other without gap or overlap, and whatever two tools could unpack differently is refused (APPNOTE 6.3.10).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from typing import IO

from xiehuan.vault.zip_entry import ENTRY_HEAD, Entry, Member, check_local, parse_entry, refused
from xiehuan.vault.zip_names import check_names

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
    ends = [e.at for e in entries[1:]] + [directory_at] if entries else []
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
    if not entries:
        raise refused("是空的压缩包", "it is an empty zip")
    return found


def _exactly(stream: IO[bytes], at: int, length: int) -> bytes:
    stream.seek(at)
    data = stream.read(length)
    if len(data) != length:
        raise refused("压缩包不完整", "it is cut short")
    return data
