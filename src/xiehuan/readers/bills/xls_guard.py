"""What must be true of an XLS before the spreadsheet library may open it.

The library holds a sheet as a full rectangle, so one cell far away is a bomb; here the records of the workbook
stream are walked once and the area of every sheet is measured. Formats: [MS-CFB] compound file, [MS-XLS] BIFF8.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xiehuan.errors import Text
from xiehuan.readers.bills.refusal import OLD_EXCEL
from xiehuan.readers.bills.workbook_guard import MOST_BYTES, MOST_CELLS, TOO_BIG

_NAMES = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_END, _HEADER, _ENTRY = 0xFFFFFFFA, 512, 128
_IN_HEADER = 109
_SMALL = 64
_BOF, _PASSWORD = 0x0809, 0x002F
# records of one cell, and of a run of cells whose last column is their last two bytes
_CELLS = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E})
_RUNS = frozenset({0x00BD, 0x00BE})
_U16, _U32, _PAIR = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<HH")


def trouble_with_xls(data: bytes) -> Text | None:
    """Why the file may not be opened; None when it may."""
    try:
        stream = _workbook(data)
        if stream is None:
            return OLD_EXCEL
        return _measured(stream)
    except (struct.error, IndexError, ValueError):
        return OLD_EXCEL


def _measured(stream: bytes) -> Text | None:
    area = last_row = last_column = 0
    for kind, body in _records(stream):
        if kind == _PASSWORD:
            return OLD_EXCEL
        if kind == _BOF:
            area, last_row, last_column = area + (last_row + 1) * (last_column + 1), 0, 0
        elif kind in _CELLS or kind in _RUNS:
            row, column = _PAIR.unpack_from(body)
            column = _U16.unpack_from(body, len(body) - 2)[0] if kind in _RUNS else column
            last_row, last_column = max(last_row, row), max(last_column, column)
        if area + (last_row + 1) * (last_column + 1) > MOST_CELLS:
            return TOO_BIG
    return None


def _records(stream: bytes) -> Iterator[tuple[int, memoryview]]:
    at, view = 0, memoryview(stream)
    while at + 4 <= len(stream):
        kind, size = _PAIR.unpack_from(stream, at)
        yield kind, view[at + 4 : at + 4 + size]
        at += 4 + size


def _workbook(data: bytes) -> bytes | None:
    """The workbook stream; None when there is none (an encrypted XLSX has other streams)."""
    size = 1 << _U16.unpack_from(data, 30)[0]
    if size not in (512, 4096):
        raise ValueError(size)
    fat = _fat(data, size)
    directory = _chain(data, size, fat, _U32.unpack_from(data, 48)[0])
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[at : at + _ENTRY]
        name = entry[: max(0, _U16.unpack_from(entry, 64)[0] - 2)]
        if name in _NAMES:
            length = _U32.unpack_from(entry, 120)[0]
            start = _U32.unpack_from(entry, 116)[0]
            if length < _U32.unpack_from(data, 56)[0]:
                return _small(data, size, fat, directory, start)[:length]
            return _chain(data, size, fat, start)[:length]
    return None


def _small(data: bytes, size: int, fat: list[int], directory: bytes, start: int) -> bytes:
    """A stream in blocks of 64 bytes inside the stream of the root entry ([MS-CFB] 2.4)."""
    held = _chain(data, size, fat, _U32.unpack_from(directory, 116)[0])
    table = _chain(data, size, fat, _U32.unpack_from(data, 60)[0])
    following = struct.unpack(f"<{len(table) // 4}I", table)
    parts: list[bytes] = []
    while start < _END:
        if len(parts) > len(following):
            raise ValueError(start)  # the chain runs in a circle
        parts.append(held[start * _SMALL : (start + 1) * _SMALL])
        start = following[start]
    return b"".join(parts)


def _fat(data: bytes, size: int) -> list[int]:
    numbers = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76))
    at, left = _U32.unpack_from(data, 68)[0], _U32.unpack_from(data, 72)[0]
    while at < _END and left > 0:
        *more, at = struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)
        numbers += more
        left -= 1
    fat: list[int] = []
    for number in numbers:
        if number < _END:
            fat += struct.unpack_from(f"<{size // 4}I", data, (number + 1) * size)
    return fat


def _chain(data: bytes, size: int, fat: list[int], at: int) -> bytes:
    parts, seen = [], 0
    while at < _END:
        parts.append(data[(at + 1) * size : (at + 2) * size])
        at = fat[at]
        seen += size
        if seen > MOST_BYTES:
            raise ValueError(seen)
    return b"".join(parts)
