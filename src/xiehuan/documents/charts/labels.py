"""The collision rule: a label goes to the first place where it meets nothing that is there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xiehuan.documents.charts.canvas import WIDTH, Box, Label

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines of text that stay together, and what else they occupy (a leader line)."""

    lines: tuple[Label, ...]
    leader: Box | None = None

    @property
    def taken(self) -> tuple[Box, ...]:
        """All the room that others keep out of."""
        return tuple(line.box for line in self.lines) + ((self.leader,) if self.leader else ())

    @property
    def inside(self) -> bool:
        """Is all the text within the picture's width?"""
        return all(b.x >= 0 and b.x + b.w <= WIDTH for b in (line.box for line in self.lines))


def first_free(
    candidates: Iterable[Placed],
    taken: Sequence[Box],
    curves: Sequence[Sequence[Point]] = (),
    gap: float = 3.0,
) -> Placed | None:
    """The first candidate inside the picture that meets no taken box and no curve; None if there is none."""
    for candidate in candidates:
        if candidate.inside and not any(
            any(box.meets(other, gap) for other in taken) or any(crosses(c, box, gap) for c in curves)
            for box in candidate.taken
        ):
            return candidate
    return None


def _height_at(curve: Sequence[Point], x: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x0 <= x <= x1 and x1 > x0:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return curve[-1][1]


def belongs(place: Placed, own: Sequence[Point], others: Sequence[Sequence[Point]]) -> bool:
    """Is every line of the text nearer to its own curve than to any other? (Its colour alone would not say.)"""
    for box in (line.box for line in place.lines):
        x, y = box.x + box.w / 2, box.y + box.h / 2
        if any(abs(_height_at(c, x) - y) <= abs(_height_at(own, x) - y) for c in others):
            return False
    return True


def crosses(curve: Sequence[Point], box: Box, gap: float = 0.0) -> bool:
    """Does a curve (x never falling) come within `gap` of the box?"""
    left, right = max(box.x - gap, curve[0][0]), min(box.x + box.w + gap, curve[-1][0])
    if left > right:
        return False
    heights = [_height_at(curve, left), _height_at(curve, right)]
    heights += [y for x, y in curve if left <= x <= right]
    return min(heights) < box.y + box.h + gap and max(heights) > box.y - gap
