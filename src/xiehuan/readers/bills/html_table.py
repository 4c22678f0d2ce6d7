"""Rows of an HTML page: what several banks call an .xls is a page with one table, which spreadsheet programs open too.

Cut by its tags in one pass whose time grows with the file and nothing else; text outside cells is no row. A cell over
several columns is followed by blank ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from xiehuan.readers.bills.encoding import Encoding
from xiehuan.readers.bills.row import WHOLE_FILE, Row
from xiehuan.readers.bills.workbook_guard import TOO_BIG

MOST_BYTES = 30_000_000
_MOST_SPAN = 60
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype\s+html|html|head|meta|table|style|body|div)\b", re.IGNORECASE
)
_CUTS = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,2000})>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SPAN = re.compile(r"colspan\s*=\s*[\"']?([0-9]{1,3})", re.IGNORECASE)


def is_html(head: bytes) -> bool:
    """Whether a file that begins like this is a page."""
    return _BEGINS.match(head) is not None


def html_cells(text: str) -> Iterator[tuple[str, ...]]:
    """The cells of every row of every table."""
    row: list[str] = []
    start, span = -1, 0
    for cut in _CUTS.finditer(text):
        closing, tag = cut[1] == "/", cut[2].lower()
        if start >= 0:
            said = unescape(_TAG.sub(" ", text[start : cut.start()]))
            row += [" ".join(said.split()), *[""] * (span - 1)]
            start = -1
        if tag in ("td", "th") and not closing:
            wide = _SPAN.search(cut[3])
            start, span = cut.end(), min(int(wide[1]), _MOST_SPAN) if wide else 1
        elif tag in ("tr", "table") and row:
            yield tuple(row)
            row = []
    if row:
        yield tuple(row)


def html_rows(path: Path, encoding: Encoding) -> Iterator[Row]:
    """The rows of the page, or one that says why it is not read."""
    if path.stat().st_size > MOST_BYTES:
        yield Row(WHOLE_FILE, (), b"", TOO_BIG)
        return
    text = path.read_bytes().decode(encoding.stored, "replace")
    for number, cells in enumerate(html_cells(text), start=1):
        yield Row(number, cells, "\t".join(cells).encode("utf-8", "replace"))
