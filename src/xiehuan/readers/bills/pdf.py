"""A bill as PDF: the statement of a bank, or the proof of a payment app, read like any other table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from xiehuan.evidence.record import Reading
from xiehuan.readers.bills.layout import Layout, columns_in
from xiehuan.readers.bills.pdf_pages import PDF
from xiehuan.readers.bills.pdf_rows import LINES_A_PAGE, pdf_rows
from xiehuan.readers.bills.refusal import NO_ROWS, unknown_layout, unread
from xiehuan.readers.bills.row import WHOLE_FILE, Row
from xiehuan.readers.bills.source import TableSource
from xiehuan.readers.bills.statement import read_statement
from xiehuan.readers.bills.unknown import header_seen

_JUNK_BEFORE = 1_024  # readers of PDF accept this much before its first bytes
_LAST_PAGE = 50  # on which a table may begin


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins like this is a PDF."""
    return PDF in head[: _JUNK_BEFORE + len(PDF)]


def read_pdf(path: Path, name: str, sources: Sequence[TableSource]) -> Reading:
    """All rows of the tables in the PDF; one unread file with the reason when it has none, or cannot be read to its end."""
    layouts = tuple(layout for source in sources for layout in source.layouts)
    rows = pdf_rows(path, layouts)
    before, layout = _begin(rows, layouts)
    source = next((s for s in sources if layout in s.layouts), None)
    if source is None:
        if before and before[-1].trouble:
            return Reading("bills", unread=(unread(name, None, before[-1].trouble),))
        return Reading("bills", unread=(unknown_layout(name, header_seen(r.cells for r in before)),))
    reading = read_statement(path, name, source.source, chain(before, rows))
    broken = [u for u in reading.unread if u.where.row is None]
    if broken:
        return Reading(source.SOURCE, unread=(broken[0],))
    return reading if reading.present else Reading(source.SOURCE, unread=(unread(name, None, NO_ROWS),))


def _begin(rows: Iterator[Row], layouts: tuple[Layout, ...]) -> tuple[list[Row], Layout | None]:
    """The rows up to the first header, and its layout."""
    before = []
    for row in rows:
        before.append(row)
        if row.number == WHOLE_FILE or row.number > _LAST_PAGE * LINES_A_PAGE:
            break
        if not row.outside and (found := columns_in(row.cells, layouts)) is not None:
            return before, found.layout
    return before, None
