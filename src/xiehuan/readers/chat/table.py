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
    ahead: deque[Line] = deque()
    searched_to = 0  # below this byte no quotation mark closes: look ahead only beyond it
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        if not line.text.strip() and not line.further:
            continue
        taken = [line]
        row = _row(taken, delimiter)
        if row is None and line.start >= searched_to:
            row, searched_to = _joined(taken, lines, ahead, delimiter, width)
        yield row or Row(line.number, line.start, (), line.raw, line.flags, broken=True)


def _joined(
    taken: list[Line], lines: Iterator[Line], ahead: deque[Line], delimiter: str, width: int
) -> tuple[Row | None, int]:
    size = len(taken[0].raw)
    while size < _MOST_BYTES and len(taken) < _MOST_LINES:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            break
        taken.append(line)
        size += len(line.raw)
        if '"' not in line.text:
            continue
        row = _row(taken, delimiter)
        if row is not None:
            if len(row.cells) <= width:
                return row, 0
            break
        if line.text.count('"') % 2:  # an odd number closed the quote, and another problem remains
            break
    ahead.extendleft(reversed(taken[1:]))
    return None, 0 if len(taken) < 3 or size < _MOST_BYTES else taken[-1].start  # noqa: PLR2004


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
