"""A sliding window over a byte stream: the scanner's only memory of the file."""

from __future__ import annotations

import hashlib
from typing import Protocol

BLOCK = 1 << 20


class Source(Protocol):
    """What a window reads from; a short read is not the end, an empty one is."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b"" at the end."""
        ...


class Window:
    """`buffer[position:]` is what comes next; `offset` is the place of `position` in the stream.

    Between `begin` and `finish` every byte passed over goes into one SHA-256, so an element larger than
    memory still gets the digest of its raw bytes.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._digested = 0
        self._dropped = 0
        self.buffer = b""
        self.position = 0

    @property
    def offset(self) -> int:
        """Bytes of the stream before `position`."""
        return self._dropped + self.position

    def more(self) -> bool:
        """Forget what lies before `position` and append a block; False at the end of the stream."""
        block = self._source.read(BLOCK)
        if not block:
            return False
        self._digest_to(self.position)
        self._dropped += self.position
        self.buffer = self.buffer[self.position :] + block
        self.position = self._digested = 0
        return True

    def begin(self) -> int:
        """Start a digest at `position`; the offset of that place."""
        self._digest = hashlib.sha256()
        self._digested = self.position
        return self.offset

    def finish(self) -> str:
        """The digest of everything from `begin` to `position`, in hex."""
        self._digest_to(self.position)
        return self._digest.hexdigest()

    def _digest_to(self, position: int) -> None:
        if position > self._digested:
            self._digest.update(memoryview(self.buffer)[self._digested : position])
            self._digested = position
