"""Bills that payment apps export: Alipay and WeChat Pay, CSV and XLSX.

One module per source; a layout is known by the names in its header row, never by a line number or a column's place.
`read_bill` picks the source by content and accounts for every row; README.md has the sign and flag rules.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from xiehuan.evidence.record import Reading, Record
from xiehuan.readers.bills import alipay, wechat_pay
from xiehuan.readers.bills.movement import Flag
from xiehuan.readers.bills.table import head_of
from xiehuan.readers.bills.unknown import read_unknown
from xiehuan.readers.bills.workbook import ZIP

__all__ = ["SOURCES", "BillSource", "Flag", "key", "read_bill"]


class BillSource(Protocol):
    """What every module of a source offers."""

    SOURCE: str

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file with this name and these first 64 KiB is of this source."""
        ...

    def read(self, path: Path, name: str) -> Reading:
        """All rows of the file; `name` is its path relative to the case folder."""
        ...


SOURCES: tuple[BillSource, ...] = (alipay, wechat_pay)


def read_bill(path: Path, name: str) -> Reading:
    """The file as its source reads it; an unknown layout is one unread file that says why. Only OSError escapes."""
    head = head_of(path)
    for source in SOURCES:
        if source.recognises(name, head):
            return source.read(path, name)
    if head.startswith(ZIP):
        # the strings of a large workbook may begin after what `recognises` sees
        for source in SOURCES:
            reading = source.read(path, name)
            if all(u.where.row is not None for u in reading.unread):
                return reading
    return read_unknown(path, name)


def key(record: Record) -> str:
    """The same for the same bill row in two exports, whatever their encoding and columns."""
    if record.order_no is None:
        return f"{record.source}:{record.sha256}"
    return f"{record.source}:{record.order_no}:{record.at}:{record.amount}:{record.direction.value}"
