"""How wide the columns of a printed table are, and how large its type: decided before typesetting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiehuan.contact.blocks import Table
from xiehuan.documents.charts.canvas import text_width

ROOM = 453.0  # points between margins of 25 mm on A4
_GAP = 12.0
_AMPLE = 0.75
_SIZES = (10.0, 9.0, 8.0)
_SHORT = 8.0  # em: words up to here stay on one line
_WIDEST = 30.0
_TALL = 20
_LATIN = 0.6  # em, as in `text_width`


@dataclass(frozen=True, slots=True)
class Columns:
    """Weights (0: as wide as the content), type size in points, and the longest word that fits each."""

    weights: tuple[float, ...]
    size: float
    longest: tuple[int, ...]


def padded(table: Table) -> tuple[int, list[list[str]]]:
    """The number of columns, and header, rows and total with as many cells each."""
    lines = [table.columns, *table.rows, *([table.total] if table.total else [])]
    count = max(map(len, lines))
    return count, [[*line, *[""] * (count - len(line))] for line in lines]


def _needs(count: int, lines: Sequence[Sequence[str]]) -> list[float]:
    """Em of the longest line in each column; a heading may wrap once."""
    head, *body = lines
    widths = [max(text_width(p, 1) for p in cell.split("\n")) for cell in head]
    found = [max(2.0, width if width <= _SHORT / 2 else width / 2) for width in widths]
    for line in body:
        for i in range(count):
            found[i] = max(found[i], *(text_width(part, 1) for part in line[i].split("\n")))
    return found


def shares(lines: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """What part of the width each column should have, the first line being the heading."""
    return tuple(min(n, _WIDEST) for n in _needs(len(lines[0]), lines))


def _weights(needs: Sequence[float], numeric: Sequence[int]) -> tuple[float, ...]:
    """Amounts and short words as wide as they are; longer text shares the rest."""
    weights = [0.0 if i in numeric or n <= _SHORT else min(n, _WIDEST) for i, n in enumerate(needs)]
    if not any(weights):
        words = [i for i in range(len(needs)) if i not in numeric][:1] or range(len(needs))
        for i in words:
            weights[i] = 1.0
    return tuple(weights)


def _spread(needs: Sequence[float]) -> bool:
    """Is there so much room that each column, amounts too, can have its share of it?"""
    return sum(needs) * _SIZES[0] + _GAP * (len(needs) - 1) <= _AMPLE * ROOM


def _fits(needs: Sequence[float], weights: Sequence[float], size: float) -> bool:
    fixed = sum(n * size for n, w in zip(needs, weights, strict=True) if not w)
    shared = sum(min(n, _SHORT) * size for n, w in zip(needs, weights, strict=True) if w)
    return fixed + shared + _GAP * (len(needs) - 1) <= ROOM


def columns(table: Table) -> Columns:
    """The largest type at which amounts stay on one line; else every column shares and words break."""
    count, lines = padded(table)
    needs = _needs(count, lines)
    weights = tuple(needs) if _spread(needs) else _weights(needs, table.numeric)
    size = next((s for s in _SIZES if _fits(needs, weights, s)), None)
    if size is None:
        size, weights = _SIZES[-1], tuple(min(n, _WIDEST) for n in needs)
    fixed = sum(n * size for n, w in zip(needs, weights, strict=True) if not w)
    rest = max(0.0, ROOM - fixed - _GAP * (count - 1)) / (size * sum(weights) or 1)
    longest = (
        int(w * rest / _LATIN) if w else int(n / _LATIN) + 1 for n, w in zip(needs, weights, strict=True)
    )
    return Columns(weights, size, tuple(longest))


def width_of(table: Table) -> float:
    """Points the table needs when nothing wraps, at the middle size."""
    count, lines = padded(table)
    return sum(_needs(count, lines)) * _SIZES[1] + _GAP * count


def tall(cell: str, longest: int) -> bool:
    """May the cell be so tall (over some twenty lines) that its row cannot be kept on one page?"""
    return cell.count("\n") + text_width(cell, 1) / (longest * _LATIN) > _TALL
