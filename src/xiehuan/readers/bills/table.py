"""Which container a file is, by its content, and the rows in it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from xiehuan.readers.bills.delimited import DELIMITERS, cells_of, delimited_rows
from xiehuan.readers.bills.encoding import HEAD, encoding_of, text_of
from xiehuan.readers.bills.html_table import html_cells, html_rows, is_html
from xiehuan.readers.bills.layout import Columns, Layout, columns_in
from xiehuan.readers.bills.row import Row
from xiehuan.readers.bills.workbook import OLE, ZIP, glimpse, workbook_rows

_MOST_ROWS_ABOVE = 5_000


def head_of(path: Path) -> bytes:
    """The bytes by which a source is recognised."""
    with path.open("rb") as stream:
        return stream.read(HEAD)


def rows_of(path: Path, layouts: tuple[Layout, ...], ends: set[bytes] | None = None) -> Iterator[Row]:
    """Every row of the file, whatever its name says it is; `ends` collects the line ends of a text."""
    head = head_of(path)
    if head.startswith((ZIP, OLE)):
        yield from workbook_rows(path)
        return
    encoding = encoding_of(head, _has_header(layouts, page=is_html(head)))
    if is_html(head):
        yield from html_rows(path, encoding)
        return
    with path.open("rb") as stream:
        yield from delimited_rows(stream, encoding, layouts, ends)


def head_has_header(head: bytes, layouts: tuple[Layout, ...]) -> bool:
    """Whether the header of one of the layouts shows in the first bytes of a file."""
    if head.startswith(ZIP):
        return columns_in(glimpse(head), layouts) is not None
    return any(map(_has_header(layouts, page=is_html(head)), text_of(head)))


def layout_in_head(head: bytes, layouts: tuple[Layout, ...]) -> Layout | None:
    """The layout whose header shows in the first bytes of a file."""
    if head.startswith(ZIP):
        found = columns_in(glimpse(head), layouts)
        return found.layout if found else None
    cut = html_cells if is_html(head) else head_rows
    return next((c.layout for text in text_of(head) for c in _headers(cut(text), layouts)), None)


def layout_in_rows(path: Path, layouts: tuple[Layout, ...]) -> Layout | None:
    """The layout whose header stands among the first rows of a workbook or page."""
    rows = (row.cells for row in islice(rows_of(path, layouts), _MOST_ROWS_ABOVE))
    return next((c.layout for c in _headers(rows, layouts)), None)


def _headers(rows: Iterable[tuple[str, ...]], layouts: tuple[Layout, ...]) -> Iterator[Columns]:
    return (found for cells in rows if (found := columns_in(cells, layouts)) is not None)


def _has_header(layouts: tuple[Layout, ...], *, page: bool = False) -> Callable[[str], bool]:
    cut = html_cells if page else head_rows

    def known(text: str) -> bool:
        return any(columns_in(cells, layouts) for cells in cut(text))

    return known


def head_rows(text: str) -> Iterator[tuple[str, ...]]:
    """The lines of a text cut at each delimiter in turn, as far as they can be cut."""
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        for delimiter in DELIMITERS:
            try:
                yield cells_of([line], delimiter)[0]
            except csv.Error:
                continue
