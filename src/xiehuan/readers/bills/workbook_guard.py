"""What must be true of an XLSX before the spreadsheet library may open it.

All members are streamed once: their checksums must hold, and neither the unpacked size, nor the ratio, nor the
area of a sheet, nor what its shared strings can grow to may be out of proportion. The library holds a sheet as a
full rectangle with a copy of the string in every cell, so one far-away cell or one huge shared string is a bomb.
"""

from __future__ import annotations

import io
import re
import zipfile

from xiehuan.errors import Text

MOST_BYTES = 150_000_000
MOST_PACKED = 50_000_000
MOST_CELLS = 5_000_000
_MOST_MEMBERS = 2_000
_MOST_RATIO = 400
_RATIO_FROM = 4_000_000
_CHUNK = 1 << 16
_TAIL = 64  # longer than any token of the pattern, so that none is lost between two chunks
_TOKEN = re.compile(
    rb"<(?:\w+:)?(?:(?P<row>row)|(?P<cell>c)|(?P<item>si))(?=[\s/>])"
    rb"|\sr\s*=\s*[\"'](?P<column>[A-Za-z]{0,3})(?P<line>\d{1,9})[\"']"
    rb"|\st\s*=\s*[\"'](?P<shared>s)[\"']"
)

DAMAGED = Text(
    "这个表格文件已损坏或不完整，请从App重新导出账单",
    "the spreadsheet file is damaged or incomplete; export the bill again from the app",
)
TOO_BIG = Text(
    "这个表格文件解压后大得不正常，为安全起见没有打开；请从App重新导出账单，或缩短导出的时间段",
    "the spreadsheet unpacks to an unreasonable size and was not opened for safety; export the bill again from the "
    "app, or a shorter period",
)


class _Extent:
    """How large the members would be once loaded, measured on their XML as it streams by."""

    def __init__(self) -> None:
        self.area = self.longest_item = self.shared_cells = 0
        self._rows = self._columns = self._row = self._column = 0
        self._item_at = -1

    def see(self, token: re.Match[bytes], offset: int) -> None:
        if token["row"]:
            self._row, self._column = self._row + 1, 0
        elif token["cell"]:
            self._column += 1
        elif token["item"]:
            self._end_item(offset + token.start())
            self._item_at = offset + token.start()
        elif token["shared"]:
            self.shared_cells += 1
        else:
            self._column = _column_number(token["column"]) or self._column
            self._row = int(token["line"])
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)

    def end_member(self, size: int) -> None:
        self._end_item(size)
        self.area = max(self.area, self._rows * self._columns)
        self._rows = self._columns = self._row = self._column = 0
        self._item_at = -1

    def _end_item(self, at: int) -> None:
        if self._item_at >= 0:
            self.longest_item = max(self.longest_item, at - self._item_at)

    @property
    def sane(self) -> bool:
        return self.area <= MOST_CELLS and self.longest_item * self.shared_cells <= MOST_BYTES


def trouble_with(data: bytes) -> Text | None:
    """Why this workbook is not opened, None when it may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _trouble(archive)
    except Exception:  # noqa: BLE001 (zipfile answers broken archives with a dozen kinds of exception)
        return DAMAGED


def _trouble(archive: zipfile.ZipFile) -> Text | None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        return TOO_BIG
    extent, total = _Extent(), 0
    for member in members:
        total += _stream(archive, member, extent, MOST_BYTES - total)
        swollen = member.file_size > _RATIO_FROM and member.file_size > _MOST_RATIO * member.compress_size
        if swollen or total > MOST_BYTES or not extent.sane:
            return TOO_BIG
    return None


def _stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, extent: _Extent, room: int) -> int:
    """Read one member to its end, which verifies its checksum, or until `room` is used up; its size."""
    size, window = 0, b""
    with archive.open(member) as stream:
        while size <= room and (chunk := stream.read(_CHUNK)):
            size += len(chunk)
            window = _scan(window + chunk, size, extent, hold=_TAIL)
    _scan(window, size, extent, hold=0)
    extent.end_member(size)
    return size


def _scan(window: bytes, end: int, extent: _Extent, hold: int) -> bytes:
    """Show the tokens of the window, which ends at `end`; what may begin an unfinished one comes back."""
    safe, done = max(len(window) - hold, 0), 0
    for token in _TOKEN.finditer(window):
        if token.start() >= safe:
            break
        extent.see(token, end - len(window))
        done = token.end()
    return window[max(safe, done) :]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
