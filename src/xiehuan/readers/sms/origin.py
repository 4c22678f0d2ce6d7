"""Where a record comes from: its id, its place and the digest of its bytes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from xiehuan.evidence import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """What a record keeps of the bytes it was made of."""

    id: str
    place: Place
    sha256: str


class Ids:
    """Makes ids; whole numbers in a set, because a large backup has a million of them."""

    def __init__(self) -> None:
        self._taken: set[int] = set()
        self._again: Counter[int] = Counter()

    def id_for(self, source: str, sha256: str) -> str:
        """Byte-identical records are told apart by a running number."""
        stem, number = f"{source}:{sha256[:16]}", int(sha256[:16], 16)
        if number not in self._taken:
            self._taken.add(number)
            return stem
        self._again[number] += 1
        return f"{stem}-{self._again[number] + 1}"
