"""The field of the balance chart: months to the right, amounts upwards from zero, and the lines drawn in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiehuan.contact.blocks import Tone
from xiehuan.documents.charts.axis import amount_label, month_label
from xiehuan.documents.charts.canvas import NOTE, ROLES, WIDTH, Box, Label, dot, element, stroke, text_width
from xiehuan.documents.charts.labels import Point
from xiehuan.money import Money

TOP, RIGHT, FOOT = 14.0, WIDTH - 8, 184.0
_MIDDLE_FROM = 4  # months from which a third month label helps
_DASHES = ("", "7 4", "2 4", "10 3 2 3")


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A name and the balance at month 0, 1, 2 …; drawn until the month from which nothing is owed."""

    name: str
    values: tuple[Money, ...]
    tone: Tone = Tone.PLAIN

    def __post_init__(self) -> None:
        if not self.values or min(self.values) < Money.ZERO:
            msg = "a balance line has at least one value and none below zero"
            raise ValueError(msg)

    @property
    def owed(self) -> tuple[Money, ...]:
        """The values up to the first month of the final zeros."""
        last = max((i for i, value in enumerate(self.values) if value), default=-1)
        return self.values[: last + 2]


@dataclass(frozen=True, slots=True)
class Plot:
    """How months and amounts become places."""

    months: int
    top: Money
    left: float = 44.0

    def at(self, month: int, value: Money) -> Point:
        """The point for an amount at a month."""
        x = self.left + (RIGHT - self.left) * month / max(self.months - 1, 1)
        return x, FOOT - (FOOT - TOP) * value.fen / self.top.fen

    def holds(self, box: Box) -> bool:
        """Is the box inside the field, clear of its foot line?"""
        return box.x >= self.left and box.y >= 0 and box.y + box.h < FOOT - 2

    def curve(self, line: BalanceLine) -> list[Point]:
        """The points of a line."""
        return [self.at(month, value) for month, value in enumerate(line.owed)]


def plot_for(series: Sequence[BalanceLine], ticks: Sequence[Money], lang: str) -> Plot:
    """A field for the lines, with room on the left for the longest amount of the axis."""
    widest = max(text_width(amount_label(tick, lang), NOTE) for tick in ticks)
    return Plot(max((len(line.values) for line in series), default=1), ticks[-1], max(44.0, widest + 8))


def axes(plot: Plot, ticks: Sequence[Money], start: tuple[int, int], lang: str) -> list[str]:
    """Grid lines with their amounts, and the first, middle and last month."""
    parts = []
    for tick in ticks:
        y = plot.at(0, tick)[1]
        look = stroke("line") if tick else stroke("control")
        parts.append(element("path", d=f"M{plot.left:.1f} {y:.1f}H{RIGHT:.0f}", **look))
        parts.append(Label(amount_label(tick, lang), 0, y + 4, "soft", NOTE).svg())
    last = plot.months - 1
    marks = [(0, "start"), (last, "end")] if last else [(0, "start")]
    marks += [(last // 2, "middle")] if last >= _MIDDLE_FROM else []
    for month, anchor in marks:
        x = plot.at(month, Money.ZERO)[0]
        label = Label(month_label(start, month, lang), x, FOOT + 20, "soft", NOTE, anchor)
        parts.append(label.svg())
    return parts


def pen(index: int, tone: Tone) -> dict[str, str]:
    """Colour by tone, dash by place, so that neither is needed alone."""
    width = 2.4 if tone in {Tone.PLAIN, Tone.GOOD} else 1.7
    return stroke(ROLES[tone], width, _DASHES[index % len(_DASHES)])


def draw(curve: Sequence[Point], index: int, tone: Tone) -> str:
    """The line and a dot where it ends."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in curve)
    return element("polyline", points=points, stroke_linejoin="round", **pen(index, tone)) + dot(
        *curve[-1], 3.0, ROLES[tone]
    )
