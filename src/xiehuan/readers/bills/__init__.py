"""Bills: what payment apps, JD and banks export, CSV, XLSX, XLS and PDF.

One module per source; a layout is known by the names in its header row, never by a line number or a column's place.
`read_bill` picks the source by content and accounts for every row; README.md has the sign and flag rules.
"""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence.record import Reading
from xiehuan.readers.bills import alipay, jd, wechat_pay
from xiehuan.readers.bills.banks import BANKS
from xiehuan.readers.bills.html_table import is_html
from xiehuan.readers.bills.identity import Seen
from xiehuan.readers.bills.movement import Flag
from xiehuan.readers.bills.pdf import is_pdf, read_pdf
from xiehuan.readers.bills.source import TableSource
from xiehuan.readers.bills.table import head_of, layout_in_head, layout_in_rows
from xiehuan.readers.bills.unknown import read_unknown
from xiehuan.readers.bills.workbook import OLE, ZIP

__all__ = ["SOURCES", "Flag", "Seen", "is_pdf", "read_bill", "recognises"]


SOURCES: tuple[TableSource, ...] = (alipay.BILL, wechat_pay.BILL, jd.BILL, *BANKS)
_LAYOUTS = tuple(layout for source in SOURCES for layout in source.layouts)


def recognises(name: str, head: bytes) -> bool:
    """Whether a file that begins like this is a bill of a known source."""
    return _source(name, head) is not None


def _source(name: str, head: bytes) -> TableSource | None:
    """The source whose header shows; the header is searched for once, for all sources together."""
    layout = layout_in_head(head, _LAYOUTS)
    for source in SOURCES:
        if layout in source.layouts if layout else source is SOURCES[1] and source.recognises(name, head):
            return source
    return None


def read_bill(path: Path, name: str) -> Reading:
    """The file as its source reads it; an unknown layout is one unread file that says why. Only OSError escapes."""
    head = head_of(path)
    if is_pdf(head):
        return read_pdf(path, name, SOURCES)
    if (source := _source(name, head)) is not None:
        return source.read(path, name)
    if head.startswith((ZIP, OLE)) or is_html(head):
        # the strings of a large workbook, or the table of a page, may begin after the first bytes
        layout = layout_in_rows(path, _LAYOUTS)
        for source in SOURCES:
            if layout in source.layouts:
                return source.read(path, name)
    return read_unknown(path, name)
