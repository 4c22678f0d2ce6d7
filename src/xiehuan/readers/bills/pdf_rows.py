"""The rows of the tables in a PDF, over all its pages, as every other container gives rows.

A row is found by its day. Lines between two days belong to the row above or below, whichever side of the widest gap they
stand on: so a row may be wrapped over lines, aligned to its top or to its middle. A line of its own with an amount but no
day is a row too, which is then unread with the reason. A table goes on over pages, whether the header is repeated or not.
`Row.number` is page × 1000 + line on the page: 2013 is line 13 of page 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.readers.bills.layout import Column, Layout
from xiehuan.readers.bills.pdf_grid import Grid
from xiehuan.readers.bills.pdf_lines import Header, Line, headers_of, lines_of
from xiehuan.readers.bills.pdf_pages import Page, pdf_pages
from xiehuan.readers.bills.refusal import SCANNED
from xiehuan.readers.bills.row import WHOLE_FILE, Row

LINES_A_PAGE = 1_000
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:[-/.年]|[01][0-9][0-3][0-9](?![0-9]))")
_AMOUNT = re.compile(r"[-+¥￥]?[0-9][0-9,]*\.[0-9]{2}")
_OWN = re.compile(
    r"(?:本页|人民币|金额|收支)?(?:合计|总计|小计)|承前页|过次页|第.{0,4}页|共.{0,4}[页笔]|[0-9]+\s*/\s*[0-9]+$|-{4,}|—{4,}"
)
_SUM = re.compile(r".{0,6}(?:合计|总计|小计)")
_NEXT_LINE = 1.9  # of the height of a line, from middle to middle: the lines of one cell
_SAME = 1.05  # gaps this close are equal
_MONEY = (Column.AMOUNT, Column.MONEY_IN, Column.MONEY_OUT, Column.BALANCE)


def pdf_rows(path: Path, layouts: tuple[Layout, ...]) -> Iterator[Row]:
    """Rows of every table whose header is of one of the layouts, and the lines outside them, marked as such."""
    header: Header | None = None
    words = 0
    for page in pdf_pages(path):
        if isinstance(page, Text):
            yield Row(WHOLE_FILE, (), b"", page)
            return
        words += len(page.words)
        for piece in _tables(page, layouts, header):
            if isinstance(piece, Header):
                header = piece
            else:
                yield piece
    if not words:
        yield Row(WHOLE_FILE, (), b"", SCANNED)


def _tables(page: Page, layouts: tuple[Layout, ...], header: Header | None) -> Iterator[Row | Header]:
    """The rows of a page; `header` is that of the table that may go on from the page before."""
    lines = lines_of(page.words)
    at = 0
    for following in (*headers_of(lines, layouts), None):
        end = following.first if following else len(lines)
        yield from _rows(page.number, lines[at:end], header, lines[at - 1] if at else None)
        if following is not None:
            header = following
            yield header
            first = lines[following.first]
            yield Row(_number(page.number, first), following.names, b"")
            at = following.last + 1


def _rows(page: int, lines: Sequence[Line], header: Header | None, above: Line | None) -> Iterator[Row]:
    """The rows in these lines; `above` is the last line of the header when it stands on this page."""
    if header is None:
        yield from (_outside(page, line) for line in lines)
        return
    rough = Grid(header, ())
    days = [i for i, line in enumerate(lines) if _has_day(line, rough, header.time)]
    if not days:
        yield from (_beside(page, line, rough) for line in lines)
        return
    grid = Grid(header, lines[days[0] : days[-1] + 1])
    money = [header.columns.at[c] for c in _MONEY if c in header.columns.at]
    for start, end, day in _groups(lines, days, above):
        if day is None:
            yield from (_beside(page, line, grid) for line in lines[start:end])
        else:
            yield from (_row(page, part, grid) for part in _split(lines[start:end], grid, money))


def _has_day(line: Line, grid: Grid, column: int) -> bool:
    first = next((w for w, o in zip(line.words, grid.owners(line), strict=True) if o == column), None)
    return first is not None and _DAY.match(first.text) is not None


def _groups(
    lines: Sequence[Line], days: list[int], above: Line | None
) -> Iterator[tuple[int, int, int | None]]:
    """From where to where the lines of each row go, with the line of its day; None for lines outside the rows."""
    starts = [_cut(lines, above, 0, days[0]), *(_cut(lines, lines[a], a + 1, b) for a, b in pairwise(days))]
    at = 0
    for day, start, end in zip(days, starts, [*starts[1:], len(lines)], strict=True):
        first, last = day, day + 1
        while first > start and not (_far(lines[first - 1], lines[first]) or _stands_alone(lines[first - 1])):
            first -= 1
        while last < end and not (_far(lines[last - 1], lines[last]) or _stands_alone(lines[last])):
            last += 1
        yield at, first, None
        yield first, last, day
        at = last
    yield at, len(lines), None


def _cut(lines: Sequence[Line], above: Line | None, first: int, day: int) -> int:
    """The first line that belongs to the row of `day`: after the widest gap since `above`, the last of equals."""
    if above is None:  # the table goes on from the page before: as far as the lines stand close
        return first
    cut, widest = day, 0.0
    for i in range(day, first - 1, -1):
        gap = lines[i].middle - (lines[i - 1] if i > first else above).middle
        if gap > widest * _SAME:
            cut, widest = i, gap
    return cut


def _far(line: Line, following: Line) -> bool:
    return following.middle - line.middle > _NEXT_LINE * max(line.height, following.height)


def _stands_alone(line: Line) -> bool:
    return _OWN.match(line.words[0].text) is not None


def _split(lines: Sequence[Line], grid: Grid, money: list[int]) -> Iterator[Sequence[Line]]:
    """The lines as one row, or as more when a column of amounts holds more than one whole amount."""
    seen: set[int] = set()
    start = 0
    for i, line in enumerate(lines):
        whole = {
            o
            for w, o in zip(line.words, grid.owners(line), strict=True)
            if o in money and _AMOUNT.fullmatch(w.text)
        }
        if whole & seen:
            yield lines[start:i]
            start, seen = i, set()
        seen |= whole
    yield lines[start:]


def _row(page: int, lines: Sequence[Line], grid: Grid) -> Row:
    cells = grid.cells(lines)
    return Row(_number(page, lines[0]), cells, "\t".join(cells).encode("utf-8", "replace"))


def _beside(page: int, line: Line, grid: Grid) -> Row:
    """A line outside the rows: sums keep their columns."""
    if _SUM.match(line.words[0].text):
        cells = grid.cells([line])
        if _SUM.fullmatch(next(filter(None, cells))):
            return Row(_number(page, line), cells, b"")
    return _outside(page, line)


def _outside(page: int, line: Line) -> Row:
    return Row(_number(page, line), line.pieces, b"", outside=True)


def _number(page: int, line: Line) -> int:
    return page * LINES_A_PAGE + min(line.number, LINES_A_PAGE - 1)
