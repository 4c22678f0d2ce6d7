"""The MAPI properties of one storage: strings, numbers, instants and bytes by their tags."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from xiehuan.readers.msg.codepage import text_of
from xiehuan.readers.msg.container import Container, Path_

_FIXED = "__properties_version1.0"
_UNICODE, _ANSI, _BINARY, _LONG, _INSTANT = "001F", "001E", "0102", 0x0003, 0x0040
_ENTRY = struct.Struct("<HHI8s")
_CODE_PAGES = (0x3FFD, 0x3FDE)  # of the message's strings, else of its internet body
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FIRST, _END = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Properties:
    """Of the storage `at`; `header` is the length of what precedes the entries of its fixed properties."""

    def __init__(
        self, container: Container, at: Path_, header: int, flags: set[str], code_page: int | None = None
    ) -> None:
        self.container = container
        self.at = at
        self._flags = flags
        self._fixed = _fixed(container.bytes_of((*at, _FIXED))[header:])
        pages = (self.number(tag) for tag in _CODE_PAGES)
        self.code_page = next((page for page in pages if page), code_page)

    def text(self, tag: int) -> str | None:
        """A string property, whichever of the two forms it has; None when it is absent or empty."""
        raw = self._stream(tag, _UNICODE)
        text = raw[: len(raw) & ~1].decode("utf-16-le", "replace") if raw else self._ansi(tag)
        return text.replace("\0", "") or None

    def _ansi(self, tag: int) -> str:
        return text_of(self._stream(tag, _ANSI), self.code_page, self._flags)

    def binary(self, tag: int) -> bytes:
        """A binary property; b"" when it is absent."""
        return self._stream(tag, _BINARY)

    def number(self, tag: int) -> int | None:
        """A 32-bit property."""
        raw = self._fixed.get((tag, _LONG))
        return None if raw is None else int.from_bytes(raw[:4], "little")

    def ticks(self, tag: int) -> int | None:
        """An instant as the file has it: units of 100 ns since 1601."""
        raw = self._fixed.get((tag, _INSTANT))
        return int.from_bytes(raw, "little") or None if raw else None

    def _stream(self, tag: int, kind: str) -> bytes:
        return self.container.bytes_of((*self.at, f"__substg1.0_{tag:04X}{kind}"))


def instant(ticks: int) -> datetime | None:
    """The instant, when it is one that a mail can have."""
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return moment if _FIRST <= moment < _END else None


def _fixed(raw: bytes) -> dict[tuple[int, int], bytes]:
    whole = raw[: len(raw) // _ENTRY.size * _ENTRY.size]
    return {(tag, kind): value for kind, tag, _, value in _ENTRY.iter_unpack(whole)}
