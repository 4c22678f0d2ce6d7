"""Which column a word of a table belongs to, when only the names in the header say where the columns stand.

A name stands inside its column, so the edge between two columns lies between their names. A word below (or above) a
name is in its column; one that is below none goes with its near neighbour on the line, else by the edge: the middle of the
widest strip between the two names that no word of the table crosses.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from xiehuan.readers.bills.pdf_lines import Header, Line
from xiehuan.readers.bills.pdf_pages import Word

_NEIGHBOUR = 0.8  # of the line's height
_SPACE = 0.2  # of the line's height: a gap as wide as a space
_DAY = re.compile(r"[0-9]{4}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}日?")
_CLOCK = re.compile(r"[0-9]{1,2}:")
_WORD_ENDS, _WORD = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,}$"), re.compile(r"[A-Za-z]{2,}(?![0-9A-Za-z])")
Span = tuple[float, float]


class Grid:
    """The columns of one header over the lines of one page."""

    def __init__(self, header: Header, lines: Iterable[Line]) -> None:
        self.spans = header.spans
        self._starts, self._ends = zip(*header.spans, strict=True)
        self._known: dict[int, list[int]] = {}  # by the number of the line
        words = [w for line in lines for w in line.words]
        self._edges = [_edge(a, b, words) for a, b in pairwise(header.spans)]

    def owners(self, line: Line) -> list[int]:
        """The column of each word of the line."""
        if (known := self._known.get(line.number)) is None:
            known = self._known[line.number] = self._owners(line)
        return known

    def _owners(self, line: Line) -> list[int]:
        owners = [self._below(w) for w in line.words]
        gaps = sorted((b.x0 - a.x1, i) for i, (a, b) in enumerate(pairwise(line.words)))
        pieces = [[i] for i in range(len(owners))]  # words that stand close, the closest put together first
        for gap, i in gaps:
            left, right = pieces[i], pieces[i + 1]
            if gap > _NEIGHBOUR * line.height:
                break
            there = {owners[left[-1]], owners[right[0]]} - {None}
            if len(there) <= 1:
                left += right
                for j in left:
                    pieces[j] = left
                    owners[j] = next(iter(there), None)
        return [
            sum(e <= (w.x0 + w.x1) / 2 for e in self._edges) if o is None else o
            for o, w in zip(owners, line.words, strict=True)
        ]

    def cells(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The cells of a row that takes these lines."""
        parts: list[list[str]] = [[] for _ in self.spans]
        for line in lines:
            said: dict[int, str] = {}
            right: dict[int, float] = {}
            for word, owner in zip(line.words, self.owners(line), strict=True):
                before = said.get(owner)
                apart = before is not None and word.x0 - right[owner] > _SPACE * line.height
                said[owner] = f"{before or ''}{' ' if apart else ''}{word.text}"
                right[owner] = word.x1
            for owner, text in said.items():
                parts[owner].append(text)
        return tuple(map(_joined, parts))

    def _below(self, word: Word) -> int | None:
        """The column whose name shares most of its width with the word."""
        first = bisect_right(self._ends, word.x0)
        last = bisect_left(self._starts, word.x1)
        if last - first <= 1:
            return first if last > first else None
        shared = [min(word.x1, b) - max(word.x0, a) for a, b in self.spans[first:last]]
        return first + shared.index(max(shared))


def _edge(left: Span, right: Span, words: Sequence[Word]) -> float:
    """Where one column ends and the next begins."""
    low, high = left[1], right[0]
    between: list[Span] = []
    for word in words:
        if word.x1 <= low or word.x0 >= high:
            continue
        is_left, is_right = word.x0 < left[1], word.x1 > right[0]
        if is_left and not is_right:
            low = max(low, min(word.x1, high))
        elif is_right and not is_left:
            high = min(high, max(word.x0, low))
        elif not is_left:
            between.append((word.x0, word.x1))
    if low >= high:
        return (left[1] + right[0]) / 2
    return _widest(low, high, sorted(between))


def _widest(low: float, high: float, taken: list[Span]) -> float:
    """The middle of the widest strip from `low` to `high` that none of the spans touches; the rightmost of equals."""
    strips, at = [], low
    for a, b in taken:
        if a > at:
            strips.append((a - at, (a + at) / 2))
        at = max(at, b)
    if high > at:
        strips.append((high - at, (high + at) / 2))
    return max(strips, default=(0.0, (low + high) / 2))[1]


def _joined(parts: list[str]) -> str:
    """A wrapped cell as it was: a space stands only between a day and its time, and between two Latin words."""
    out = ""
    for part in parts:
        apart = (_DAY.fullmatch(out) and _CLOCK.match(part)) or (_WORD_ENDS.search(out) and _WORD.match(part))
        out += f" {part}" if apart else part
    return out
