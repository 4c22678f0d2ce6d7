"""A message being gathered from several lines: its bytes are hashed as they pass, its text is kept up to a limit."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from xiehuan.evidence import Place
from xiehuan.readers.chat.lines import Line

Head = TypeVar("Head")

LONGEST_TEXT = 1 << 20
TEXT_CUT = "text_cut"


class Draft(Generic[Head]):
    """One header with the lines below it."""

    def __init__(self, line: Line, head: Head, first: str) -> None:
        self.head = head
        self.start = line.start
        self.number = line.number
        self.lines = 0
        self.flags: set[str] = set(line.flags)
        self._digest = hashlib.sha256(line.raw)
        self._bytes = len(line.raw)
        self._pieces = [first]
        self._kept = len(first)

    def add(self, line: Line) -> None:
        """A further line of the same message."""
        self.lines += not line.further
        self.flags.update(line.flags)
        self._digest.update(line.raw)
        self._bytes += len(line.raw)
        if self._kept + len(line.text) > LONGEST_TEXT:
            self.flags.add(TEXT_CUT)
            return
        self._kept += len(line.text)
        if not line.further:
            self._pieces.append("\n")
        self._pieces.append(line.text)

    @property
    def text(self) -> str:
        """All lines, without empty ones at either end."""
        return "".join(self._pieces).strip("\r\n ")

    @property
    def sha256(self) -> str:
        """Of the bytes from the header to the last line."""
        return self._digest.hexdigest()

    def place(self, name: str) -> Place:
        """Where in the file it stands."""
        return Place(name, byte=self.start, row=self.number, length=self._bytes)


class Before:
    """Lines before the first message that no grammar knows: they are told as one unread piece."""

    def __init__(self) -> None:
        self.lines = 0
        self.start = 0
        self._bytes = 0

    def add(self, line: Line) -> None:
        """One more; empty lines count only between others."""
        if not self.lines:
            if not line.text.strip():
                return
            self.start = line.start
        self.lines += 1
        self._bytes = line.start + len(line.raw) - self.start

    def places(self, name: str) -> Iterator[Place]:
        """The place of the piece, if there is one."""
        if self.lines:
            yield Place(name, byte=self.start, length=self._bytes)


def drafts(
    lines: Iterator[Line], head_of: Callable[[Line], tuple[Head, str] | None], before: Before
) -> Iterator[Draft[Head]]:
    """Each header with the lines up to the next; `head_of` gives a line's head and the words behind it."""
    draft: Draft[Head] | None = None
    for line in lines:
        found = None if line.further else head_of(line)
        if found is not None:
            if draft:
                yield draft
            draft = Draft(line, *found)
        elif draft:
            draft.add(line)
        else:
            before.add(line)
    if draft:
        yield draft
