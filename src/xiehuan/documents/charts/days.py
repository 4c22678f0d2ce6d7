"""The coming days as one line of dates: what falls when, each mark with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, product

from xiehuan.contact.blocks import Tone
from xiehuan.dates import days_after
from xiehuan.documents.charts.axis import day_label, is_zh
from xiehuan.documents.charts.canvas import (
    NOTE,
    ROLES,
    WIDTH,
    Box,
    Label,
    dot,
    element,
    fill,
    fit,
    picture,
    stroke,
)
from xiehuan.documents.charts.labels import Placed, first_free
from xiehuan.money import Money

_PITCH, _LEVELS, _EDGE = 18.0, 4, 8.0
_TITLE = {True: "接下来{days}天", False: "The next {days} days"}


@dataclass(frozen=True, slots=True)
class DayMark:
    """What falls on a day, in a few words; the amount, if one is due, is written after them."""

    day: date
    label: str
    tone: Tone = Tone.PLAIN
    amount: Money | None = None

    @property
    def words(self) -> str:
        """The label with its amount."""
        return f"{self.label} {self.amount.grouped()}" if self.amount else self.label


@dataclass(frozen=True, slots=True)
class _Day:
    x: float
    lines: tuple[tuple[str, str], ...]  # words and role, first event first


def _days(on: date, events: Sequence[DayMark], days: int, lang: str) -> list[_Day]:
    span = WIDTH - 2 * _EDGE
    seen = sorted((e for e in events if 0 <= (e.day - on).days <= days), key=lambda e: e.day)
    result = []
    for day, marks in groupby(seen, key=lambda e: e.day):
        short = f"{day.day}日" if is_zh(lang) else day_label(day.month, day.day, lang)
        lines = ((fit(f"{short} {m.words}", WIDTH - 14, NOTE), ROLES[m.tone]) for m in marks)
        result.append(_Day(_EDGE + span * (day - on).days / max(days, 1), tuple(lines)))
    return result


def _anchors(x: float) -> tuple[tuple[float, str], ...]:
    """Centred on the dot, flagged to a side, or pushed in from an edge of the picture."""
    return (x, "middle"), (x - 5, "start"), (x + 5, "end"), (0.0, "start"), (WIDTH, "end")


def _near(label: Label, x: float) -> bool:
    return label.box.x - 6 <= x <= label.box.x + label.box.w + 6


def _places(day: _Day) -> Iterator[Placed]:
    """Near the line first, above before below, with a leader line from the second level; y is 0 on the line."""
    for level, up in product(range(_LEVELS), (True, False)):
        reach = 11 + level * _PITCH
        head = -reach - 3 - (len(day.lines) - 1) * _PITCH if up else reach + 13
        leader = Box(day.x - 0.5, -reach if up else 6.0, 1.0, reach - 6) if level else None
        for x, anchor in _anchors(day.x):
            lines = tuple(
                Label(words, x, head + i * _PITCH, role, NOTE, anchor)
                for i, (words, role) in enumerate(day.lines)
            )
            if all(_near(line, day.x) for line in lines):
                yield Placed(lines, leader)


def _try(order: Sequence[_Day]) -> dict[_Day, Placed]:
    placed: dict[_Day, Placed] = {}
    for day in order:
        place = first_free(_places(day), [box for p in placed.values() for box in p.taken])
        if place:
            placed[day] = place
    return placed


def _arrange(days: Sequence[_Day]) -> dict[_Day, Placed]:
    """The better of two orders: most days labelled at the line, then the lower picture."""
    tries = [_try(days), _try(days[::-1])]
    return max(tries, key=lambda t: (len(t), -sum(abs(p.lines[0].y) for p in t.values())))


def _moved(label: Label, down: float) -> Label:
    return Label(label.text, label.x, label.y + down, label.role, label.size, label.anchor)


def _dot(x: float, y: float, role: str) -> str:
    """Round; a ring for a warning and a diamond for what is overdue, so that colour is not alone."""
    if role == "bad":
        look = fill(role) | {"class_": "f-bad mark"}
        return element("path", d=f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z", **look)
    if role == "warn":
        look = stroke(role, 2.4) | {"fill": fill("paper")["fill"], "class_": "s-warn f-paper mark"}
        return element("circle", cx=x, cy=y, r=4.2, **look)
    return dot(x, y, 5.0, role)


def _leader(place: Placed, y: float) -> str:
    box = place.leader
    return (
        element("path", d=f"M{box.x + 0.5:.1f} {box.y + y:.1f}v{box.h:.1f}", **stroke("control"))
        if box
        else ""
    )


def _frame(on: date, days: int, y: float, foot: float, lang: str) -> list[str]:
    line = element("path", d=f"M{_EDGE:.0f} {y:.1f}H{WIDTH:.0f}", **stroke("control"))
    marks = [(0, 0.0, "start"), (days // 2, WIDTH / 2, "middle"), (days, WIDTH, "end")]
    dates = [(days_after(on, n), x, anchor) for n, x, anchor in marks]
    labels = (Label(day_label(d.month, d.day, lang), x, foot, "soft", NOTE, a).svg() for d, x, a in dates)
    return [line, *labels, _dot(_EDGE, y, "ink")]


def _rest(days: Sequence[_Day], foot: float) -> tuple[list[str], float]:
    """Days without room at the line, as lines below: nothing is left out."""
    parts = []
    for words, role in (line for day in days for line in day.lines):
        foot += 20
        parts += [_dot(6.0, foot - 4, role), Label(words, 14, foot, role, NOTE).svg()]
    return parts, foot


def days_chart(
    on: date,
    events: Sequence[DayMark],
    days: int = 30,
    lang: str = "zh-CN",
    *,
    title: str = "",
    description: str = "",
) -> str:
    """The days from `on` to `on` + `days`; events outside them are not shown. About twelve stay readable."""
    all_days = _days(on, events, days, lang)
    placed = _arrange(all_days)
    boxes = [line.box for p in placed.values() for line in p.lines]
    y = max(20.0, 6 - min((b.y for b in boxes), default=0.0))
    foot = y + max(20.0, *(b.y + b.h + 6 for b in boxes), 0.0) + 12
    rest, height = _rest([d for d in all_days if d not in placed], foot)
    parts = _frame(on, days, y, foot, lang)
    parts += [_leader(p, y) for p in placed.values()]
    parts += [_dot(day.x, y, day.lines[0][1]) for day in all_days]
    parts += [_moved(label, y).svg() for p in placed.values() for label in p.lines] + rest
    words = [words for day in all_days for words, _ in day.lines]
    heading = _TITLE[is_zh(lang)].format(days=days)
    return picture(title or heading, description or "; ".join(words), height + 6, parts)
