"""How much of one file may be held in memory: beyond it the file is refused with its size, never half taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xiehuan.evidence import Place, Reading, Record, Unread

MOST_RECORDS = 150_000
MOST_CHARACTERS = 40_000_000


class Room:
    """Counts what is kept of a file; `left` turns false when there is no room for more."""

    def __init__(self) -> None:
        self._records = 0
        self._characters = 0

    def keep(self, record: Record) -> None:
        """Count one more record."""
        self._records += 1
        self._characters += len(record.text)

    def keep_all(self, records: Sequence[Record]) -> None:
        """Count some more records."""
        self._records += len(records)
        self._characters += sum([len(r.text) for r in records])

    @property
    def left(self) -> bool:
        """Whether all that was counted may be kept."""
        return self._records <= MOST_RECORDS and self._characters <= MOST_CHARACTERS


def too_much(path: Path, name: str, source: str) -> Reading:
    """The whole file as unread, with its size and the way out."""
    size = path.stat().st_size
    why = f"文件有{size}字节，超过{MOST_RECORDS}条记录或{MOST_CHARACTERS}个字，请按年份分开导出"
    why_en = f"{size} bytes hold more than {MOST_RECORDS} records or {MOST_CHARACTERS} characters; export it year by year"
    return Reading(source, unread=(Unread(Place(name), why, why_en),))
