"""What is still owed, month by month: the plans against doing nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from xiehuan.contact.blocks import Tone
from xiehuan.documents.charts.axis import is_zh, month_label, steps
from xiehuan.documents.charts.canvas import (
    LABEL,
    NOTE,
    ROLES,
    WIDTH,
    Box,
    Label,
    element,
    fit,
    picture,
    text_width,
)
from xiehuan.documents.charts.labels import Placed, Point, belongs, first_free
from xiehuan.documents.charts.plot import FOOT, RIGHT, BalanceLine, Plot, axes, draw, pen, plot_for
from xiehuan.money import Money

_WORDS = {
    True: ("还欠多少，一直到结清", "{month}结清", "到{month}欠{amount}元"),
    False: ("What is still owed", "paid off {month}", "{amount} yuan owed in {month}"),
}


def _ends(line: BalanceLine, start: tuple[int, int], lang: str) -> str:
    """How the line ends, in words: the month it is settled, or what is owed at the last month."""
    _, settled, owing = _WORDS[is_zh(lang)]
    month = month_label(start, len(line.owed) - 1, lang)
    sentence = owing if line.owed[-1] else settled
    return sentence.format(month=month, amount=line.owed[-1].grouped())


def _places(plot: Plot, curve: Sequence[Point], name: str, ends: str, role: str) -> Iterator[Placed]:
    """Above and below the line, near it first, from two thirds of its way outwards."""
    for away, part, above in product(
        (5.0, 9.0, 14.0, 20.0, 27.0), (66, 50, 80, 34, 92, 20, 8), (True, False)
    ):
        x, y = curve[(len(curve) - 1) * part // 100]
        head = y - away - 19 if above else y + away + 12
        for anchor in ("middle", "start", "end"):
            lines = (
                Label(name, x, head, role, bold=True, anchor=anchor),
                Label(ends, x, head + 15, "soft", NOTE, anchor),
            )
            if all(plot.holds(line.box) for line in lines):
                yield Placed(lines)


def _key(y: float, index: int, tone: Tone, name: str, ends: str) -> tuple[str, Placed]:
    """A line of the key below the picture, for a label without room in it."""
    swatch = element("path", d=f"M0 {y - 4:.1f}h20", **pen(index, tone))
    name = fit(name, WIDTH - 38 - text_width(ends, NOTE), LABEL)
    labels = (Label(name, 26, y, ROLES[tone], bold=True), Label(ends, WIDTH, y, "soft", NOTE, "end"))
    return swatch, Placed(labels)


def _labels(
    plot: Plot, series: Sequence[BalanceLine], words: Sequence[str], grid: Sequence[float]
) -> tuple[list[str], float]:
    """Each line's label beside it, off the grid lines if possible; else in the key. And the height of all."""
    curves = [plot.curve(line) for line in series]
    rules = [[(plot.left, y), (RIGHT, y)] for y in grid]
    parts: list[str] = []
    taken: list[Box] = []
    y = FOOT + 24
    for i, (line, ends) in enumerate(zip(series, words, strict=True)):
        name = fit(line.name, WIDTH - 180, LABEL)
        others = curves[:i] + curves[i + 1 :]
        places = [
            place
            for place in _places(plot, curves[i], name, ends, ROLES[line.tone])
            if belongs(place, curves[i], others)
        ]
        placed = first_free(places, taken, curves + rules, 2) or first_free(places, taken, curves)
        if placed is None:
            y += 20
            swatch, placed = _key(y, i, line.tone, name, ends)
            parts.append(swatch)
        taken += placed.taken
        parts += [label.svg() for label in placed.lines]
    return parts, y + 6


def balance_chart(
    series: Sequence[BalanceLine],
    start: tuple[int, int],
    lang: str = "zh-CN",
    *,
    title: str = "",
    description: str = "",
) -> str:
    """Balances over months from `start` (year, month), axis from zero, each line named where it runs."""
    ticks = steps(max([Money(1)] + [value for line in series for value in line.values]))
    plot = plot_for(series, ticks, lang)
    words = [_ends(line, start, lang) for line in series]
    labels, height = _labels(plot, series, words, [plot.at(0, tick)[1] for tick in ticks])
    lines = [draw(plot.curve(line), i, line.tone) for i, line in enumerate(series)]
    said = "; ".join(f"{line.name}: {ends}" for line, ends in zip(series, words, strict=True))
    parts = [*axes(plot, ticks, start, lang), *lines, *labels]
    return picture(title or _WORDS[is_zh(lang)][0], description or said, height, parts)
