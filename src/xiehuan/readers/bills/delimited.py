"""Logical rows of a CSV file: quotes may hide line ends, and a stray quote must not swallow its neighbours.

The header decides the delimiter (comma; tab in the "Unicode text" of spreadsheet programs) and the width. A row
whose quote is still open at the end of its line takes the following lines only when the result has exactly that
width and does not hold what looks like another record.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice, takewhile
from operator import attrgetter
from typing import BinaryIO

from xiehuan.errors import Text
from xiehuan.readers.bills.encoding import Encoding, Line, physical_lines
from xiehuan.readers.bills.layout import Columns, Layout, columns_in
from xiehuan.readers.bills.row import Row

DELIMITERS = (",", "\t")
_MOST_LINES = 100  # in one quoted cell
_MOST_AT_ONCE = 128
_IS_CUT = attrgetter("cut")
_MOST_BYTES = 1 << 18
_DAY = re.compile(r"[12]\d{3}[-/年.]\d{1,2}[-/月.]\d{1,2}")
_TOO_LONG = Text(
    "这一行超过了一条账单记录可能的长度，请在App内核对这一笔",
    "the row is longer than a bill record can be; check this entry in the app",
)
_OPEN_QUOTE = Text(
    "引号没有闭合，这一行可能被截断或改动过，请从App重新导出账单",
    "a quotation mark is never closed; the row was cut or changed: export the bill again from the app",
)


class _File:
    """The lines of one file with the look-ahead that open quotes need, and what its header settled."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, layouts: tuple[Layout, ...]) -> None:
        self.encoding = encoding
        self.layouts = layouts
        self.delimiter = ","
        self.columns: Columns | None = None
        self._lines = physical_lines(stream, encoding)
        self.ends: set[bytes] = set()
        self._ahead: deque[Line] = deque()

    def next_line(self) -> Line | None:
        if self._ahead:
            return self._ahead.popleft()
        line = next(self._lines, None)
        if line is not None and line.end:
            self.ends.add(line.end)
        return line

    def next_lines(self, most: int) -> list[Line]:
        """Some lines, none at the end."""
        lines = [self._ahead.popleft() for _ in range(min(most, len(self._ahead)))]
        if not lines:
            lines = list(islice(self._lines, most))
            self.ends |= {line.end for line in lines} - {b""}
        return lines

    def put_back(self, lines: list[Line]) -> None:
        self._ahead.extendleft(reversed(lines))

    def decoded(self, data: bytes) -> str:
        return data.decode(self.encoding.split, "replace")


def delimited_rows(
    stream: BinaryIO, encoding: Encoding, layouts: tuple[Layout, ...], ends: set[bytes] | None = None
) -> Iterator[Row]:
    """Every row of the file, those before the header included; `ends` collects the line ends that occur."""
    file = _File(stream, encoding, layouts)
    if ends is not None:
        file.ends = ends
    while file.columns is None and (line := file.next_line()) is not None:
        yield _preamble(file, line)
    if file.columns is not None:
        yield from _table(file, file.columns)


def _table(file: _File, columns: Columns) -> Iterator[Row]:
    """The rows below the header, many at once while they are plain; after a quote that stays open, one by one again."""
    size = 1
    while lines := file.next_lines(size):
        rows = list(_plain(file, lines))
        yield from rows
        done = len(rows)
        size = min(2 * size, _MOST_AT_ONCE)
        if done < len(lines):
            size = 1
            file.put_back(lines[done + 1 :])
            yield _row(file, lines[done], columns)


def _plain(file: _File, lines: list[Line]) -> Iterator[Row]:
    """The rows of the lines as long as each line is a row; ends before the first that is not."""
    whole = list(takewhile(_is_whole, lines)) if any(map(_IS_CUT, lines)) else lines
    name, stored = file.encoding.split, file.encoding.as_stored
    same = file.encoding.stored == name
    texts = b"\n".join([line.body for line in whole]).decode(name, "replace").split("\n")
    if len(texts) != len(whole):
        texts = [line.body.decode(name, "replace") for line in whole]
    reader = csv.reader([*texts, ""], delimiter=file.delimiter)
    for expected, (number, body, _, _) in enumerate(whole, start=1):
        try:
            cells = next(reader)
        except csv.Error:
            return
        if reader.line_num != expected:
            return
        yield Row(number, tuple(cells), body if same else stored(body))


def _is_whole(line: Line) -> bool:
    return not line.cut


def cells_of(lines: list[str], delimiter: str) -> tuple[tuple[str, ...], bool]:
    """The cells of one logical row given as physical lines, and whether a quote is still open; may raise csv.Error."""
    reader = csv.reader([*lines, ""], delimiter=delimiter)
    cells = next(reader, [])
    return tuple(cells), reader.line_num > len(lines)


def _preamble(file: _File, line: Line) -> Row:
    decoded = file.decoded(line.body).lstrip("\ufeff")
    cells: tuple[str, ...] = (decoded,)
    for delimiter in DELIMITERS if not line.cut else ():
        try:
            cells, _ = cells_of([decoded], delimiter)
        except csv.Error:
            continue
        file.columns = columns_in(cells, file.layouts)
        if file.columns is not None:
            file.delimiter = delimiter
            break
    return Row(line.number, cells, b"")


def _row(file: _File, line: Line, columns: Columns) -> Row:
    if line.cut:
        return Row(line.number, (), file.encoding.as_stored(line.body), _TOO_LONG)
    decoded = file.decoded(line.body)
    raw = file.encoding.as_stored(line.body)
    try:
        cells, still_open = cells_of([decoded], file.delimiter)
    except csv.Error:  # a cell beyond the field size limit of the csv module
        return Row(line.number, (), raw, _TOO_LONG)
    if not still_open:
        return Row(line.number, cells, raw)
    return _joined(file, line, columns) or Row(line.number, cells, raw, _OPEN_QUOTE)


def _joined(file: _File, first: Line, columns: Columns) -> Row | None:
    """The row that begins with `first` and ends where its quote closes; None leaves the other lines alone."""
    lines = [first]
    while len(lines) < _MOST_LINES and sum(len(x.body) for x in lines) < _MOST_BYTES:
        line = file.next_line()
        if line is None:
            break
        lines.append(line)
        if line.cut:
            break
        if b'"' in line.body and (found := _closed(file, lines)) is not None:
            if _is_one_record(found, file.delimiter, columns):
                return found
            break
    file.put_back(lines[1:])
    return None


def _closed(file: _File, lines: list[Line]) -> Row | None:
    """The logical row of these lines, None while its quote is open."""
    pieces = [file.decoded(x.body) + "\n" for x in lines]
    try:
        cells, still_open = cells_of(pieces, file.delimiter)
    except csv.Error:
        return None
    whole = b"".join(x.body + x.end for x in lines[:-1]) + lines[-1].body
    return None if still_open else Row(lines[0].number, cells, file.encoding.as_stored(whole))


def _is_one_record(row: Row, delimiter: str, columns: Columns) -> bool:
    return columns.fit(row.cells) and not any(_holds_record(c, delimiter, columns) for c in row.cells)


def _holds_record(cell: str, delimiter: str, columns: Columns) -> bool:
    """Two rows with the same stray quote close each other; then one cell holds a day and a row's worth of commas."""
    crowded = "\n" in cell and cell.count(delimiter) >= columns.width - 1
    return crowded and _DAY.search(cell) is not None
