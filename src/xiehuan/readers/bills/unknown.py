"""Files that no source recognises: what they seem to be, and the header line they show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from xiehuan.evidence.record import Reading, Unread
from xiehuan.readers.bills.encoding import encoding_of
from xiehuan.readers.bills.html_table import html_cells, is_html
from xiehuan.readers.bills.refusal import ARCHIVE, EMPTY, WEB_ARCHIVE, XML_SHEET, unknown_layout, unread
from xiehuan.readers.bills.row import WHOLE_FILE, Row, clean
from xiehuan.readers.bills.table import head_of, head_rows
from xiehuan.readers.bills.workbook import OLE, ZIP, workbook_rows

_TYPICAL = re.compile(
    r"时间|日期|金额|交易|收入|支出|余额|摘要|date|amount|debit|credit|balance", re.IGNORECASE
)
_LOOKED_AT = 500
_OTHERS = (
    (
        re.compile(
            rb"(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}\?>\s{0,200}(?:<\?mso[^>]{0,200}\?>\s{0,200})?<(?:\w+:)?Workbook\b"
        ),
        XML_SHEET,
    ),
    (re.compile(rb"MIME-Version:\s", re.IGNORECASE), WEB_ARCHIVE),
)


def read_unknown(path: Path, name: str) -> Reading:
    """One unread file with the reason."""
    return Reading("bills", unread=(_reason(path, name),))


def _reason(path: Path, name: str) -> Unread:
    head = head_of(path)
    if not head:
        return unread(name, None, EMPTY)
    if head.startswith(ZIP) and b"xl/" not in head and b"[Content_Types]" not in head:
        return unread(name, None, ARCHIVE)
    if why := next((why for begins, why in _OTHERS if begins.match(head)), None):
        return unread(name, None, why)
    rows = list(islice(workbook_rows(path) if head.startswith((ZIP, OLE)) else _text_rows(head), _LOOKED_AT))
    if rows and rows[0].number == WHOLE_FILE and rows[0].trouble:
        return unread(name, None, rows[0].trouble)
    return unknown_layout(name, header_seen(row.cells for row in rows))


def _text_rows(head: bytes) -> Iterator[Row]:
    encoding = encoding_of(head, lambda _: False)
    cut = html_cells if is_html(head) else head_rows
    for number, cells in enumerate(cut(head.decode(encoding.stored, "replace")), start=1):
        yield Row(number, cells, b"")


def header_seen(rows: Iterable[tuple[str, ...]]) -> str:
    """The first row of at least three cells with two typical words, else the longest of the first rows."""
    said = [[c for c in map(clean, cells) if c] for cells in rows]
    for cells in said:
        if len(cells) >= 3 and sum(_TYPICAL.search(c) is not None for c in cells) >= 2:  # noqa: PLR2004
            return ",".join(cells)
    said.sort(key=len)
    return ",".join(said[-1]) if said else ""
