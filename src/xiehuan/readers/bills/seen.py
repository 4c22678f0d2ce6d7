"""Which row digests were seen before, in eight bytes a row: a bill may have millions of rows."""

from __future__ import annotations

from array import array

_FIRST_SLOTS = 1 << 10


class Seen:
    """A set of 64-bit numbers by open addressing; zero marks a free slot."""

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * _FIRST_SLOTS
        self._mask = _FIRST_SLOTS - 1
        self._free = _FIRST_SLOTS // 2

    def add(self, number: int) -> bool:
        """Whether the number is new."""
        if not self._free:
            self._grow()
        number = number or 1
        slots, mask = self._slots, self._mask
        slot = number & mask
        while there := slots[slot]:
            if there == number:
                return False
            slot = (slot + 1) & mask
        slots[slot] = number
        self._free -= 1
        return True

    def _grow(self) -> None:
        old, size = self._slots, 2 * len(self._slots)
        self._slots, self._mask, self._free = array("Q", [0]) * size, size - 1, size // 2
        for number in old:
            if number:
                self.add(number)
