"""A long page cut into blocks, each from one opening mark to the next, with their own bytes; streamed, bounded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST_BLOCK = 1 << 20
_READ = 1 << 18
SEAM = 512  # no mark is longer


class Block(NamedTuple):
    """One block: place, size and digest of all its bytes, and as many of them as may be held."""

    start: int
    raw: bytes
    size: int
    sha256: str

    @property
    def whole(self) -> bool:
        """Whether nothing of it was left out."""
        return self.size <= LONGEST_BLOCK


class _Open:
    """The block whose end has not come yet."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._digest = hashlib.sha256()
        self._kept: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        self._digest.update(piece)
        if self._size <= LONGEST_BLOCK:
            self._kept.append(piece)
        self._size += len(piece)

    def block(self) -> Block:
        return Block(self.start, b"".join(self._kept)[:LONGEST_BLOCK], self._size, self._digest.hexdigest())


def blocks_of(
    file: BinaryIO, mark: re.Pattern[bytes], offset: int = 0, end: int | None = None
) -> Iterator[Block]:
    """Blocks that begin with `mark`, from where the file stands (`offset`) up to the byte `end` or its end."""
    buffer, dropped, searched = b"", offset, 0
    current: _Open | None = None
    while True:
        left = _READ if end is None else min(_READ, end - dropped - len(buffer))
        block = file.read(left) if left > 0 else b""
        buffer += block
        done = 0
        while found := mark.search(buffer, searched):
            if current:
                current.add(buffer[done : found.start()])
                yield current.block()
            current, done = _Open(dropped + found.start()), found.start()
            searched = max(found.end(), found.start() + 1)
        keep = max(done, len(buffer) - SEAM, searched - SEAM) if block else len(buffer)
        if current:
            current.add(buffer[done:keep])
        buffer, dropped, searched = buffer[keep:], dropped + keep, max(0, searched - keep)
        if not block:
            break
    if current:
        yield current.block()
