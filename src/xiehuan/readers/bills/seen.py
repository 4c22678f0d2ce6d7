"""Which row digests were seen before, in eight bytes a row: a bill may have millions of rows."""

from __future__ import annotations

from array import array

_FIRST_SLOTS = 1 << 10


class Seen:
    """A set of 64-bit numbers by open addressing; zero marks a free slot."""

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * _FIRST_SLOTS
        self._count = 0

    def add(self, number: int) -> bool:
        """Whether the number is new."""
        if 2 * self._count >= len(self._slots):
            self._grow()
        number = number or 1
        slot = self._slot(number)
        if self._slots[slot] == number:
            return False
        self._slots[slot] = number
        self._count += 1
        return True

    def _slot(self, number: int) -> int:
        mask = len(self._slots) - 1
        slot = number & mask
        while self._slots[slot] not in (0, number):
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        old, self._slots = self._slots, array("Q", [0]) * (2 * len(self._slots))
        for number in old:
            if number:
                self._slots[self._slot(number)] = number
