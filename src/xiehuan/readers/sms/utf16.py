"""A backup saved again as UTF-16: the scanner sees UTF-8, the records keep the offsets of the real bytes."""

from __future__ import annotations

import codecs
import hashlib
from typing import BinaryIO

_BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def encoding_of(head: bytes) -> str | None:
    """The UTF-16 form that the byte order mark names, if there is one."""
    return _BOMS.get(head[:2])


class AsUtf8:
    """Reads a UTF-16 file as UTF-8. A half surrogate becomes U+FFFD, two bytes as before."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        file.seek(2)

    def read(self, size: int, /) -> bytes:
        """The next block; it never cuts a character in two."""
        while raw := self._file.read(size):
            if text := self._decoder.decode(raw):
                return text.encode()
        return b""


class RawRanges:
    """Turns ranges of the UTF-8 view, asked for in rising order, into offset and digest of the real bytes."""

    def __init__(self, view: AsUtf8, raw: BinaryIO, encoding: str) -> None:
        self._view = view
        self._raw = raw
        self._encoding = encoding
        self._pending = b""
        self._seen = 0
        raw.seek(2)

    def locate(self, start: int, end: int) -> tuple[int, str]:
        """Offset of the first real byte, and the SHA-256 of the range."""
        self._pass(start)
        offset = self._raw.tell()
        digest = hashlib.sha256()
        for piece in self._pass(end):
            digest.update(piece)
        return offset, digest.hexdigest()

    def _pass(self, until: int) -> list[bytes]:
        """The real bytes up to there; ranges begin and end at ASCII, so every piece is whole characters."""
        passed = []
        while self._seen < until:
            self._pending = self._pending or self._view.read(1 << 16)
            if not self._pending:
                break
            piece = self._pending[: until - self._seen]
            self._pending = self._pending[len(piece) :]
            self._seen += len(piece)
            passed.append(self._raw.read(len(piece.decode().encode(self._encoding))))
        return passed
