"""Rows of an XLSX or XLS file as text, every sheet after the other."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, load_workbook

from xiehuan.errors import Text
from xiehuan.readers.bills.row import WHOLE_FILE, Row
from xiehuan.readers.bills.workbook_guard import DAMAGED, MOST_PACKED, TOO_BIG, trouble_with
from xiehuan.readers.bills.xls_guard import trouble_with_xls

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # XLS, and XLSX with a password
_MEMBER = struct.Struct("<4s5H3L2H")  # local file header, APPNOTE 4.3.7
_STORED, _DEFLATED = 0, 8
_MOST_GLIMPSED = 1 << 20
_HALF_SECOND = timedelta(microseconds=500_000)
_XML_TEXT = re.compile(r">([^<>]{1,40})<")


def glimpse(head: bytes) -> tuple[str, ...]:
    """The short texts of the XML that can be unpacked from the beginning of an XLSX."""
    found: list[str] = []
    at = head.find(ZIP)
    while at >= 0 and at + _MEMBER.size <= len(head):
        _, _, _, method, _, _, _, packed, _, name, extra = _MEMBER.unpack_from(head, at)
        body = at + _MEMBER.size + name + extra
        found += _XML_TEXT.findall(_unpacked(head[body:], method, packed).decode("utf-8", "replace"))
        at = head.find(ZIP, at + 4)
    return tuple(found)


def _unpacked(data: bytes, method: int, packed: int) -> bytes:
    if method == _STORED:
        return data[:packed]
    with suppress(zlib.error):
        return zlib.decompressobj(-15).decompress(data, _MOST_GLIMPSED) if method == _DEFLATED else b""
    return b""


def workbook_rows(path: Path) -> Iterator[Row]:
    """Rows of all sheets, or one row that says why the file cannot be opened."""
    if path.stat().st_size > MOST_PACKED:
        yield _whole_file(TOO_BIG)
        return
    data = path.read_bytes()
    trouble = trouble_with_xls(data) if data.startswith(OLE) else trouble_with(data)
    if trouble is not None:
        yield _whole_file(trouble)
        return
    try:
        yield from _rows(data)
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001 (a panic of the Rust library is a BaseException)
        yield _whole_file(DAMAGED)


def _rows(data: bytes) -> Iterator[Row]:
    with load_workbook(io.BytesIO(data)) as book:
        for sheet in range(len(book.sheet_names)):
            yield from _sheet_rows(book.get_sheet_by_index(sheet), sheet)


def _sheet_rows(sheet: CalamineSheet, index: int) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = tuple(cell_text(v) for v in values)
        yield Row(number, cells, "\t".join(cells).encode("utf-8", "replace"), sheet=index)


def cell_text(value: object) -> str:
    """A cell as text; a number exactly as its shortest decimal form, a time to the nearest second."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        whole = value + (_HALF_SECOND if value.microsecond >= _HALF_SECOND.microseconds else timedelta())
        return whole.replace(microsecond=0).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _whole_file(trouble: Text) -> Row:
    return Row(WHOLE_FILE, (), b"", trouble)
