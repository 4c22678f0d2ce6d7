"""The entries of a tar, plain or in gzip, in one pass (POSIX.1-1988 and pax headers, GNU long names)."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from xiehuan.errors import Text
from xiehuan.readers.archive.limits import Budget
from xiehuan.readers.archive.member import BLOCK, DAMAGED, Broken, Member
from xiehuan.readers.archive.names import codec_of_names

_RECORD = 512
_LONGEST_NAME = 1 << 16
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_PAX, _PAX_GLOBAL, _LONG_NAME, _LONG_LINK = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_NO_END = Text("压缩包没有结束标记，可能不完整", "the archive has no end mark: it may have been cut")
_NO_FILE = Text("链接或设备，没有内容可读", "a link or a device, with no content to read")


class Stream(Protocol):
    """Bytes that can only be read on."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; fewer only at the end."""
        ...


class Inflated:
    """What a gzip file unpacks to, however many parts it has, in bounded pieces."""

    def __init__(self, file: Stream, budget: Budget | None = None) -> None:
        self._file = file
        self._budget = budget
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._given = b""
        self._ready = bytearray()
        self._whole = False  # at least one part ended where it should

    def read(self, size: int, /) -> bytes:
        """As a file; Broken when the gzip is damaged or cut."""
        while len(self._ready) < size and self._more():
            pass
        out = bytes(self._ready[:size])
        del self._ready[:size]
        return out

    def _more(self) -> bool:
        if not self._given:
            self._given = self._file.read(BLOCK)
        if not self._given:
            if not (self._inflater.eof or self._whole):
                raise Broken(DAMAGED)
            return False
        if self._inflater.eof:
            if not self._given.startswith(b"\x1f\x8b"):  # padding after the last part
                self._given = b""
                return True
            self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
            self._whole = False
        try:
            piece = self._inflater.decompress(self._given, BLOCK)
        except zlib.error as wrong:
            raise Broken(DAMAGED) from wrong
        self._ready += piece
        if self._budget:
            self._budget.take(len(piece), 0)
        self._given = self._inflater.unconsumed_tail or self._inflater.unused_data
        self._whole = self._whole or self._inflater.eof
        return True


class _Tar:
    """A position in the stream: the bytes of the entry that are still to come."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._left = self._padding = 0

    def header(self) -> tarfile.TarInfo | None:
        """The next header; None at the end of the archive."""
        for _ in self.blocks():
            pass
        self._read(self._padding)
        self._padding = 0
        record = self._stream.read(_RECORD)
        if len(record) < _RECORD:
            raise Broken(_NO_END)
        if not record.strip(b"\0"):
            return None
        try:
            info = tarfile.TarInfo.frombuf(record, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError, IndexError) as wrong:
            raise Broken(DAMAGED) from wrong
        if info.size < 0:
            raise Broken(DAMAGED)
        self.expect(info.size if info.type in _WITH_CONTENT else 0)
        return info

    def expect(self, size: int) -> None:
        """The entry has so many bytes."""
        self._left, self._padding = size, -size % _RECORD

    def blocks(self) -> Iterator[bytes]:
        """What is left of the entry."""
        while self._left:
            block = self._read(min(BLOCK, self._left))
            self._left -= len(block)
            yield block

    def text(self) -> bytes:
        """The entry as the value of a header."""
        if self._left > _LONGEST_NAME:
            raise Broken(DAMAGED)
        return b"".join(self.blocks())

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size) if size else b""
        if len(data) < size:
            raise Broken(DAMAGED)
        return data


_WITH_CONTENT = (
    *_FILES,
    _PAX,
    _PAX_GLOBAL,
    _LONG_NAME,
    _LONG_LINK,
    tarfile.GNUTYPE_SPARSE,
    tarfile.SOLARIS_XHDTYPE,
)


def members(stream: Stream) -> Iterator[Member]:
    """All entries but folders; Broken where the archive cannot be followed. Take each one's bytes before the next."""
    tar = _Tar(stream)
    long_name: bytes | None = None
    size: int | None = None
    while (info := tar.header()) is not None:
        if info.type == _LONG_NAME:
            long_name = tar.text().rstrip(b"\0")
        elif info.type == _PAX:
            given = _pax(tar.text())
            long_name = given.get(b"path", long_name)
            size = _number(given.get(b"size"))
        elif info.type not in (_PAX_GLOBAL, _LONG_LINK, tarfile.SOLARIS_XHDTYPE):
            if size is not None and info.type in _FILES:
                tar.expect(size)
            raw = long_name or info.name.encode("utf-8", "surrogateescape")
            long_name, size = None, None
            if info.type != tarfile.DIRTYPE and not raw.endswith(b"/"):
                yield _member(tar, info.type, raw)


def _member(tar: _Tar, kind: bytes, raw: bytes) -> Member:
    codec = codec_of_names([raw])
    name = raw.decode(codec, "replace")
    flags = () if codec == "utf-8" else (f"name_code={codec}",)
    return (
        Member(name, partial(tar.blocks), flags=flags)
        if kind in _FILES
        else Member(name, why=_NO_FILE, flags=flags)
    )


def _pax(data: bytes) -> dict[bytes, bytes]:
    """`LENGTH KEY=VALUE`, a line each; what does not add up ends it."""
    found: dict[bytes, bytes] = {}
    while data:
        length = _number(data.partition(b" ")[0])
        if not length or length > len(data):
            break
        key, _, value = data[:length].partition(b" ")[2].partition(b"=")
        found[key] = value.removesuffix(b"\n")
        data = data[length:]
    return found


def _number(raw: bytes | None) -> int | None:
    return int(raw) if raw is not None and raw.isdigit() and len(raw) < 16 else None  # noqa: PLR2004 - petabytes
