"""One entry of a zip: its line in the central directory and its local header, which must say the same."""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from typing import IO

from xiehuan.errors import Text, XiehuanError
from xiehuan.vault.shown import shown

ENTRY_HEAD = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_EXTRA = struct.Struct("<2H")
_ONES = 0xFFFFFFFF
_DESCRIBED, _UTF8 = 1 << 3, 1 << 11
_FLAGS = _DESCRIBED | _UTF8 | 0b110  # bits 1 and 2 only tell how hard the packer tried; encryption is refused
_METHODS = {0: False, 8: True}  # stored, deflated
_NEWEST = 45  # version of the format, the one with ZIP64
_ZIP64, _OTHER_NAME = 0x0001, 0x7075  # the second lets some tools unpack under another name
_DOS_FOLDER = 0x10
_EMPTY_DEFLATED = 2


@dataclass(eq=False)
class ZipRefused(XiehuanError):
    """Not a zip that everybody unpacks the same way."""


def refused(zh: str, en: str) -> ZipRefused:
    """Refused for this reason; names in it come from a stranger."""
    return ZipRefused(
        "zip_refused",
        Text(zh, shown(en)),
        Text("请对方重新发送原始文件", "ask for the file again, as it was written"),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """As the central directory has it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    at: int

    @property
    def described(self) -> bool:
        """Whether sizes and checksum follow the data instead of standing before them."""
        return bool(self.flags & _DESCRIBED)


@dataclass(frozen=True, slots=True)
class Member:
    """A file or folder of the zip and where its bytes lie."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    deflated: bool

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")


def parse_entry(directory: bytes, at: int) -> tuple[Entry, int]:
    """The entry at an offset of the central directory, and where the next begins."""
    if at + ENTRY_HEAD.size > len(directory):
        raise refused("压缩包目录不完整", "its directory is not whole")
    head = ENTRY_HEAD.unpack_from(directory, at)
    mark, _, needs, flags, method, _, _, crc, packed, size, *lengths, disk, _, attributes, offset = head
    at += ENTRY_HEAD.size
    raw_name, extra, comment = _parts(directory, at, lengths)
    if mark != b"PK\x01\x02" or disk or len(comment) != lengths[2]:
        raise refused("压缩包目录不完整", "its directory is not whole")
    name = _decoded(raw_name, flags)
    size, packed, offset = _wide(name, _extras(name, extra), size, packed, offset)
    entry = Entry(name, raw_name, flags, method, crc, packed, size, offset)
    _check_kind(entry, needs, attributes)
    return entry, at + sum(lengths)


def _parts(directory: bytes, at: int, lengths: list[int]) -> list[bytes]:
    parts = []
    for length in lengths:
        parts.append(directory[at : at + length])
        at += length
    return parts


def _decoded(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise refused("文件名无法读取", "a name in it cannot be read") from error


def _check_kind(entry: Entry, needs: int, attributes: int) -> None:
    if entry.flags & ~_FLAGS or entry.method not in _METHODS or needs & 0xFF > _NEWEST:
        raise refused("加密或使用了不常见的压缩方式", f"{entry.name}: encrypted, or packed in a rare way")
    folder, kind = entry.name.endswith("/"), stat.S_IFMT(attributes >> 16)
    if kind not in {0, stat.S_IFDIR if folder else stat.S_IFREG}:
        raise refused("含有链接或特殊文件", f"{entry.name}: a link or special file")
    if attributes & _DOS_FOLDER and not folder:
        raise refused("文件和文件夹不分", f"{entry.name}: file or folder, nobody can tell")
    if folder and (entry.size or entry.packed not in {0, _EMPTY_DEFLATED}):
        raise refused("文件夹里藏有数据", f"{entry.name}: a folder with bytes of its own")


def _extras(name: str, data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        if at + _EXTRA.size > len(data):
            raise refused("压缩包目录不完整", f"{name}: extra fields are not whole")
        key, length = _EXTRA.unpack_from(data, at)
        at += _EXTRA.size
        value = data[at : at + length]
        at += length
        if len(value) != length or key in found or key == _OTHER_NAME:
            raise refused("附加信息有歧义", f"{name}: extra fields that tools read differently")
        found[key] = value
    return found


def _wide(name: str, extras: dict[int, bytes], *values: int) -> list[int]:
    """Put the 64-bit values in the place of those that are all ones (APPNOTE 4.5.3)."""
    data, out = extras.get(_ZIP64, b""), []
    if len(data) != 8 * values.count(_ONES):
        raise refused("大小自相矛盾", f"{name}: its sizes contradict each other")
    for value in values:
        out.append(int.from_bytes(data[:8], "little") if value == _ONES else value)
        data = data[8:] if value == _ONES else data
    return out


def check_local(stream: IO[bytes], entry: Entry) -> Member:
    """The member, if its local header agrees with the directory."""
    stream.seek(entry.at)
    data = stream.read(_LOCAL.size).ljust(_LOCAL.size, b"\x00")
    mark, needs, flags, method, _, _, *declared, name_length, extra_length = _LOCAL.unpack(data)
    name, extra = stream.read(name_length), stream.read(extra_length)
    same = (mark, flags, method, name) == (b"PK\x03\x04", entry.flags, entry.method, entry.raw_name)
    if not same or needs & 0xFF > _NEWEST or len(extra) != extra_length:
        raise _disagree(entry)
    _check_declared(entry, declared, _extras(entry.name, extra))
    start = entry.at + _LOCAL.size + name_length + extra_length
    return Member(entry.name, start, entry.packed, entry.size, entry.crc, _METHODS[entry.method])


def _check_declared(entry: Entry, declared: list[int], extras: dict[int, bytes]) -> None:
    """Checksum and sizes as in the directory, or 0 where they follow the data."""
    if any(declared):
        crc, packed, size = declared
        size, packed = _wide(entry.name, extras, size, packed)
        declared = [crc, packed, size]
    for local, central in zip(declared, (entry.crc, entry.packed, entry.size), strict=True):
        if local != central and not (entry.described and local == 0):
            raise _disagree(entry)


def _disagree(entry: Entry) -> ZipRefused:
    return refused("压缩包两处目录不一致", f"{entry.name}: its two headers disagree")
