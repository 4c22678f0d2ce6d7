"""Where a record stands among all others in time: its slot, which is also its row in the search index.

A search takes the newest hits first and stops at a page, so rows of the index must be in the order of time; records come in
any order. A slot is therefore the second of the record counted from 1900, or the next free one when it is taken. Records
without a time take the slots from 1 on, before all others.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

TIMELESS = 1
_SHIFT = 1 << 32  # seconds before 1970 stay positive, and beyond all timeless ones
_EARLIEST, _LATEST = -(1 << 31), 1 << 33
_ASKED = 500  # values in one question: SQLite takes 999 and more
_SPAN = 2_000  # how far ahead one question looks where a second is crowded


def allocate(seconds: Sequence[int | None]) -> list[int]:
    """A free slot for each record, in the order given; only inside the transaction that fills them.

    Records of one second get neighbouring slots in the order given, so that a page shows them as they came.
    """
    timeless = _after_timeless() if None in seconds else TIMELESS
    return _Room({slot_of(s) for s in seconds if s is not None}).given(
        [timeless if s is None else slot_of(s) for s in seconds]
    )


def slot_of(second: int) -> int:
    """The slot that a second would have if it were free."""
    return _SHIFT + min(max(second, _EARLIEST), _LATEST)


class _Room:
    """Which slots are known to be taken or free; asks the table as little as possible."""

    def __init__(self, wanted: set[int]) -> None:
        self._known = wanted
        self._taken: set[int] = set()
        asked = sorted(wanted)
        for i in range(0, len(asked), _ASKED):
            part = asked[i : i + _ASKED]
            self._taken |= _slots(f"slot IN ({', '.join(['%s'] * len(part))})", part)

    def given(self, wanted: Sequence[int]) -> list[int]:
        """The slots, each the first free one from the wanted one on."""
        next_free: dict[int, int] = {}
        found = []
        for first in wanted:
            slot = next_free.get(first, first)
            while not self._is_free(slot):
                slot += 1
            self._taken.add(slot)
            next_free[first] = slot + 1
            found.append(slot)
        return found

    def _is_free(self, slot: int) -> bool:
        if slot not in self._known:
            self._known.update(range(slot, slot + _SPAN))
            self._taken |= _slots("slot BETWEEN %s AND %s", [slot, slot + _SPAN - 1])
        return slot not in self._taken


def _slots(condition: str, values: Sequence[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT slot FROM store_record WHERE {condition}", values)  # noqa: S608 - no text of a user
        return {row[0] for row in cursor.fetchall()}


def _after_timeless() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(slot) FROM store_record WHERE slot < %s", [_SHIFT + _EARLIEST])
        last = cursor.fetchone()[0]
    return TIMELESS if last is None else int(last) + 1
