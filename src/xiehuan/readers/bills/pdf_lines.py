"""Lines of a PDF page, and the header of a table in them, by the places of the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiehuan.readers.bills.layout import Column, Columns, Layout, columns_in
from xiehuan.readers.bills.pdf_pages import Word

_ONE_LINE = 0.35  # of a word's height: how far the middles of one line's words may lie apart
_MOST_HEADER_LINES = 4
_HINT = re.compile("收|交易|记账|入账")  # every known header has it; spares the work on other lines
_SAME_CELL = 0.8  # of a line's height: words nearer than this belong to one cell
_OVERLAP = 0.2  # of the narrower word
_NEAR = 1.8  # of the height: the lines of one wrapped header cell


@dataclass(frozen=True, slots=True)
class Line:
    """Words at one height, from left to right; `number` counts the lines of the page from 1."""

    number: int
    middle: float
    height: float
    words: tuple[Word, ...]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The words with those that stand close put together."""
        out: list[str] = []
        right = float("-inf")
        for word in self.words:
            if out and word.x0 - right <= _SAME_CELL * self.height:
                out[-1] = f"{out[-1]} {word.text}"
            else:
                out.append(word.text)
            right = word.x1
        return tuple(out)


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its columns as the layout has them, and from where to where each name stands."""

    columns: Columns
    names: tuple[str, ...]
    spans: tuple[tuple[float, float], ...]
    first: int  # places of its lines on the page
    last: int

    @property
    def time(self) -> int:
        """The column of the day."""
        at = self.columns.at
        return at.get(Column.TIME, at.get(Column.CREATED, 0))


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines of a page from top to bottom."""
    rows: list[list[Word]] = []
    at = float("-inf")
    for word in sorted(words, key=_middle):
        if rows and _middle(word) - at <= _ONE_LINE * (word.bottom - word.top):
            rows[-1].append(word)
        else:
            rows.append([word])
            at = _middle(word)
    return [_line(i, row) for i, row in enumerate(rows, 1)]


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _line(number: int, words: list[Word]) -> Line:
    words.sort()
    heights = sorted(w.bottom - w.top for w in words)
    middles = sorted(map(_middle, words))
    return Line(number, middles[len(words) // 2], heights[len(words) // 2], tuple(words))


def headers_of(lines: Sequence[Line], layouts: tuple[Layout, ...]) -> Iterator[Header]:
    """Every table header of the page from top to bottom."""
    at = 0
    while at < len(lines):
        found = _header_at(lines, at, layouts)
        if found is None:
            at += 1
            continue
        best = max(
            (h for start in range(max(0, at - 2), at + 1) for h in _windows(lines, start, layouts)),
            key=lambda h: (len(h.columns.layout.needed), len(h.columns.at), h.first - h.last),
        )
        yield best
        at = best.last + 1


def _header_at(lines: Sequence[Line], at: int, layouts: tuple[Layout, ...]) -> Header | None:
    return next(_windows(lines, at, layouts), None)


def _windows(lines: Sequence[Line], start: int, layouts: tuple[Layout, ...]) -> Iterator[Header]:
    """The headers that begin with this line, of one line or of more: the names of a header may be wrapped."""
    hint = False
    for end in range(start + 1, min(start + _MOST_HEADER_LINES, len(lines)) + 1):
        last = lines[end - 1]
        hint = hint or any(_HINT.search(w.text) for w in last.words)
        if end - start > 1 and last.middle - lines[end - 2].middle > _NEAR * last.height:
            return
        if not hint:
            continue
        stacks = _stacks(lines[start:end])
        names = tuple("".join(w.text for w in stack) for stack in stacks)
        columns = columns_in(names, layouts)
        if columns is not None:
            spans = tuple((min(w.x0 for w in s), max(w.x1 for w in s)) for s in stacks)
            yield Header(columns, names, spans, start, end - 1)


def _stacks(lines: Sequence[Line]) -> list[list[Word]]:
    """Words that stand above each other put together, from left to right."""
    stacks: list[list[Word]] = []
    for line in lines:
        for word in line.words:
            over = [s for s in stacks if any(_overlap(word, w) for w in s)]
            if not over:
                stacks.append([word])
                continue
            over[0].append(word)
            for more in over[1:]:
                over[0].extend(more)
                stacks.remove(more)
    stacks.sort(key=lambda s: min(w.x0 for w in s))
    return stacks


def _overlap(a: Word, b: Word) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > _OVERLAP * min(a.x1 - a.x0, b.x1 - b.x0)
