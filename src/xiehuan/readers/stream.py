"""How a file becomes records: as a stream of any length, or gathered into one reading.

A reader is a module with SOURCE, `recognises(name, head)` and `stream(path, name)`. The stream yields each record,
each unread one and remarks about the whole file, holding no more than a few at a time; only OSError escapes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from xiehuan.errors import Finding
from xiehuan.evidence import Reading, Record, Remark, Unread
from xiehuan.evidence.grouping import event_key
from xiehuan.readers.room import MOST_RECORDS, Room, too_much

Item = Record | Unread | Remark


class Reader(Protocol):
    """What every reader of messages offers."""

    @property
    def SOURCE(self) -> str:  # noqa: N802
        """The name that its records carry."""
        ...

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file with this name and these first bytes is of this source."""
        ...

    def stream(self, path: Path, name: str) -> Iterator[Item]:
        """All of the file; `name` is its path as the records shall give it."""
        ...


def gather(reader: Reader, path: Path, name: str) -> Reading:
    """The whole file with the account of it; a file with more than may be held in memory is one unread file."""
    records: list[Record] = []
    unread: list[Unread] = []
    flags: list[str] = []
    findings: list[Finding] = []
    room = Room()
    for item in reader.stream(path, name):
        if not room.left or len(unread) > MOST_RECORDS:
            return too_much(path, name, reader.SOURCE)
        if isinstance(item, Record):
            records.append(item)
            room.keep(item)
        elif isinstance(item, Unread):
            unread.append(item)
        else:
            flags += item.flags
            findings += item.findings
    marked = tuple(_marked(records))
    return Reading(reader.SOURCE, marked, unread=tuple(unread), flags=tuple(flags), findings=tuple(findings))


def _marked(records: list[Record]) -> Iterable[Record]:
    """Equal messages of the same second all stay; each of them says that it is not alone."""
    keys = [event_key(record) for record in records]
    count = Counter(keys)
    for record, its_key in zip(records, keys, strict=True):
        alone = count[its_key] == 1
        yield record if alone else record._replace(flags=(*record.flags, "same_as_another"))
