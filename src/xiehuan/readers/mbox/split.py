"""The ranges of the mails in a box, found in one pass with a window of a few megabytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from xiehuan.readers.mbox.separators import AHEAD, LONGEST_LINE, Verdict, weigh

BLOCK = 1 << 22
_NEED = LONGEST_LINE + AHEAD
_MARK = b"From "
_GAP = 4  # line ends that may stand between a mail and the next separator
_TOP = 3  # a byte order mark, or a line end, may stand before the first
_HEADER = 1 << 16  # of a header that is searched for its Content-Length
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r?\n", re.IGNORECASE)
_END_OF_HEADER = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class Span:
    """One mail: where its separator stands, and the range of the mail itself without the line end before the next separator.

    `separator` is None for text before the first separator. `by_length`: its end is confirmed by Content-Length.
    """

    separator: int | None
    start: int
    end: int
    certain: bool
    doubtful_lines: int
    by_length: bool

    @property
    def length(self) -> int:
        """Bytes of the mail."""
        return self.end - self.start


@dataclass(slots=True)
class _Open:
    """A mail whose end is not yet known."""

    separator: int | None
    start: int
    certain: bool
    doubtful: int = 0
    by_length: bool = False


def split(file: BinaryIO) -> Iterator[Span]:
    """The mails of a box in their order; memory does not grow with the box or with a mail."""
    return _Splitter(file).spans()


class _Splitter:
    """The window: `buffer` holds the bytes of the file from `base` on; two bytes before `_at` are always in it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._base = self._at = 0
        self._ended = False
        self._confirmed: int | None = None  # a place that a Content-Length points at

    def spans(self) -> Iterator[Span]:
        current = _Open(None, 0, certain=True)
        while (place := self._next_mark()) is not None:
            verdict, start = self._weigh(place)
            if verdict in (Verdict.YES, Verdict.DOUBTFUL_YES):
                yield from self._closed(current, place)
                current = _Open(place, start, verdict is Verdict.YES)
                self._at = start - self._base
                self._by_length(current)
                continue
            current.doubtful += verdict is Verdict.DOUBTFUL_NO
            self._at = place + len(_MARK) - self._base
        yield from self._closed(current, self._base + len(self._buffer))

    def _next_mark(self) -> int | None:
        """The next "From " at the beginning of a line, with enough of what follows in the window."""
        while True:
            found = self._find()
            if found is not None and (self._ended or found + _NEED <= len(self._buffer)):
                return self._base + found
            if found is None:
                self._at = max(self._at, len(self._buffer) - len(_MARK))
            else:
                self._at = found
            if self._ended:
                return None
            self._more()

    def _find(self) -> int | None:
        if self._base + self._at == 0 and self._buffer.startswith((_MARK, b"\xef\xbb\xbf" + _MARK)):
            return self._buffer.index(_MARK)
        found = self._buffer.find(b"\n" + _MARK, max(0, self._at - 1))
        return None if found < 0 else found + 1

    def _more(self) -> None:
        keep = max(0, self._at - 4)
        block = self._file.read(BLOCK)
        self._ended = not block
        self._buffer = self._buffer[keep:] + block
        self._base += keep
        self._at -= keep

    def _weigh(self, place: int) -> tuple[Verdict, int]:
        """The verdict, and where the mail would start."""
        at = place - self._base
        end = self._buffer.find(b"\n", at, at + LONGEST_LINE)
        if end < 0:
            if not (self._ended and len(self._buffer) - at < LONGEST_LINE):
                return Verdict.NO, place
            end = len(self._buffer)
        line = self._buffer[at:end].rstrip(b"\r")
        blank = place == self._confirmed or self._blank_before(at)
        verdict = weigh(line, self._buffer[end + 1 : end + 1 + AHEAD], blank_before=blank)
        return verdict, self._base + min(end + 1, len(self._buffer))

    def _blank_before(self, at: int) -> bool:
        before = self._buffer[max(0, at - 3) : at]
        return self._base + at <= _TOP or before.endswith((b"\n\n", b"\n\r\n"))

    def _by_length(self, mail: _Open) -> None:
        """Go to where the Content-Length points, if a separator or the end of the file is there."""
        at = self._at
        while not self._ended and len(self._buffer) - self._at < _HEADER:
            self._more()
            at = self._at
        header = self._buffer[at : at + _HEADER]
        end = _END_OF_HEADER.search(header)
        found = _LENGTH.search(b"\n" + header[: end.end() if end else 0])
        if not end or not found:
            return
        target = mail.start + end.end() + int(found[1])
        place = self._boundary(target)
        if place is not None:
            self._skip_to(target)
            self._confirmed, mail.by_length = place, True

    def _boundary(self, target: int) -> int | None:
        """The separator that stands there, after at most one empty line, or the end of the file."""
        here = self._file.tell()
        self._file.seek(target - 1)
        seen = self._file.read(_NEED + 1 + _GAP)
        self._file.seek(here)
        last, rest = seen[:1], seen[1:]
        if not rest:
            return target if last else None  # exactly the end of the file, or beyond it
        text = rest.lstrip(b"\r\n")
        gap = len(rest) - len(text)
        if gap > _GAP or (last != b"\n" and not gap):
            return None
        line, _, after = text.partition(b"\n")
        verdict = weigh(line.rstrip(b"\r"), after[:AHEAD], blank_before=True)
        begins = text.startswith(_MARK) and verdict in (Verdict.YES, Verdict.DOUBTFUL_YES)
        return target + gap if begins or not text else None

    def _skip_to(self, target: int) -> None:
        """Search on from there; what is skipped is dropped from the window unread, or never read."""
        if target - self._base <= len(self._buffer):
            self._at = target - self._base
            return
        self._base = max(0, target - 4)
        self._file.seek(self._base)
        self._buffer, self._at = self._file.read(BLOCK), target - self._base

    def _closed(self, mail: _Open, end: int) -> Iterator[Span]:
        """The range up to `end`: the line end before a separator belongs to it, and at the end of the file an empty line."""
        at = end - self._base
        tail = self._buffer[max(0, at - 4) : at]
        if at < len(self._buffer) or tail.endswith((b"\n\n", b"\n\r\n")):
            end -= 2 if tail.endswith(b"\r\n") else tail.endswith(b"\n")
        end = max(end, mail.start)
        if mail.separator is None and self._base + at <= _TOP:
            return
        if mail.separator is not None or end > mail.start:
            yield Span(mail.separator, mail.start, end, mail.certain, mail.doubtful, mail.by_length)
