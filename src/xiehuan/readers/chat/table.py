"""Rows of a delimited text with their own bytes; a quote that is never closed costs one line, not the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from xiehuan.readers.chat.lines import Line

DELIMITERS = (",", "\t", ";", "|")
_MOST_BYTES = 1 << 20
_MOST_LINES = 5_000


class Row(NamedTuple):
    """Cells of one logical row; `broken` when a quotation mark is open or a cell is beyond measure."""

    number: int
    start: int
    cells: tuple[str, ...]
    raw: bytes
    flags: tuple[str, ...] = ()
    broken: bool = False


def rows_of(lines: Iterator[Line], delimiter: str, width: int) -> Iterator[Row]:
    """All rows but empty lines. Quotes may hide line ends as long as the row then has at most `width` cells."""
    ahead = _Ahead(lines)
    while (line := ahead.next()) is not None:
        if not line.text.strip() and not line.further:
            continue
        row = _row([line], delimiter) or ahead.joined(line, delimiter, width)
        yield row or Row(line.number, line.start, (), line.raw, line.flags, broken=True)


class _Ahead:
    """Lines with those that were read ahead for a quote, and where such a search was in vain."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._waiting: deque[Line] = deque()
        self._in_vain_to = 0

    def next(self) -> Line | None:
        """The next line, None at the end."""
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def joined(self, first: Line, delimiter: str, width: int) -> Row | None:
        """The row that begins here and whose quote the next line with an odd number of them closes.

        Inside a cell a quotation mark is written twice, so only such a line can close it. It is tried once, and a
        stretch without one is searched once, so a hostile file costs no more than its length.
        """
        if first.start < self._in_vain_to:
            return None
        taken, closing = self._to_odd(first)
        row = _row(taken, delimiter) if closing else None
        if row is not None and len(row.cells) <= width:
            return row
        if not closing:
            self._in_vain_to = taken[-1].start + 1
        self._waiting.extendleft(reversed(taken[1:]))
        return None

    def _to_odd(self, first: Line) -> tuple[list[Line], bool]:
        taken, size = [first], len(first.raw)
        while size < _MOST_BYTES and len(taken) < _MOST_LINES and (line := self.next()) is not None:
            taken.append(line)
            size += len(line.raw)
            if line.text.count('"') % 2:
                return taken, True
        return taken, False


def _row(taken: list[Line], delimiter: str) -> Row | None:
    """The row of these lines; None while a quote is open or when the csv module refuses."""
    texts = [f"{x.text}\n" for x in taken]
    reader = csv.reader([*texts, ""], delimiter=delimiter)
    try:
        cells = next(reader, [])
    except csv.Error:
        return None
    if reader.line_num > len(taken):
        return None
    flags = tuple(dict.fromkeys(f for x in taken for f in x.flags))
    return Row(taken[0].number, taken[0].start, tuple(cells), b"".join(x.raw for x in taken), flags)


def cells_of(text: str, delimiter: str) -> tuple[str, ...]:
    """The cells of one line, for finding a header; empty when it is none."""
    try:
        return tuple(next(csv.reader([text], delimiter=delimiter), []))
    except csv.Error:
        return ()
