"""What each debt is made of: one stacked bar a debt, the total beside it, the lender's claim as a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiehuan.documents.charts.axis import is_zh
from xiehuan.documents.charts.canvas import (
    LABEL,
    NOTE,
    WIDTH,
    Label,
    element,
    fill,
    fit,
    one_line,
    picture,
    stroke,
    text_width,
)
from xiehuan.money import Money

_BAR = 14.0
_PARTS = 3
_ZH = ("每笔债务由什么构成", "本金", "利息和费用", "罚息和违约金", "对方主张", "{}元")
_EN = (
    "What each debt is made of",
    "Principal",
    "Interest and fees",
    "Penalty and late fees",
    "Claimed",
    "{} yuan",
)


@dataclass(frozen=True, slots=True)
class DebtBar:
    """One debt by its parts; `claimed` is what the other side says, drawn where it differs from the sum."""

    name: str
    principal: Money
    interest_and_fees: Money
    penalty_and_late_fee: Money
    claimed: Money | None = None

    def __post_init__(self) -> None:
        if min(*self.parts, self.claimed or Money.ZERO) < Money.ZERO:
            msg = "a debt's parts and its claim are not negative"
            raise ValueError(msg)

    @property
    def parts(self) -> tuple[Money, Money, Money]:
        """Always in this order."""
        return self.principal, self.interest_and_fees, self.penalty_and_late_fee

    @property
    def total(self) -> Money:
        """The sum of the parts."""
        return Money.total(self.parts)

    @property
    def disputed(self) -> Money | None:
        """The claim, if it is another sum than the parts make."""
        return None if self.claimed == self.total else self.claimed


def _hatch(x: float, y: float, w: float) -> str:
    """Diagonals over the bar, cut at its edges here because a clip or a pattern needs a reference."""
    lines = []
    for i in range(int((w + _BAR) // 5) + 1):
        at = 5.0 * i - _BAR  # where the line would leave the foot of the bar
        low, high = max(at, 0.0), min(at + _BAR, w)
        if high > low:
            lines.append(
                f"M{x + low:.1f} {y + _BAR - low + at:.1f}L{x + high:.1f} {y + _BAR - high + at:.1f}"
            )
    return "".join(lines)


def _stripes(x: float, y: float, w: float) -> str:
    return "".join(f"M{x + 2 + 4 * i:.1f} {y:.1f}v{_BAR:.0f}" for i in range(int(max(w - 1, 0) // 4)))


def _piece(kind: int, x: float, y: float, w: float) -> str:
    """Solid, diagonal or upright strokes: the three parts differ without colour."""
    bar = {"x": x, "y": y, "width": w, "height": _BAR}
    if kind == 0:
        return element("rect", **bar, **fill("accent"))
    role, lines = ("accent", _hatch(x, y, w)) if kind == 1 else ("bad", _stripes(x, y, w))
    ground = element("rect", **bar, **fill(f"{role}-soft"))
    edge = element("rect", **bar, **stroke(role))
    return ground + (element("path", d=lines, **stroke(role)) if lines else "") + edge


def _legend(words: Sequence[str]) -> tuple[list[str], float]:
    """The key, flowing over as many lines as it needs, and its height."""
    parts, x, y = [], 0.0, 0.0
    for kind, word in enumerate(words):
        lead = 24 if kind < _PARTS else 14
        width = lead + text_width(word, NOTE)
        if x and x + width > WIDTH:
            x, y = 0.0, y + 22
        mark = _piece(kind, x + 0.5, y + 0.5, 17) if kind < _PARTS else _mark(x + 5, y)
        parts += [mark, Label(word, x + lead, y + 12, "soft", NOTE).svg()]
        x += width + 10
    return [element("g", *parts, class_="key")], y + 36


def _mark(x: float, y: float) -> str:
    x = min(max(x, 1.0), WIDTH - 1)
    return element("path", d=f"M{x:.1f} {y - 4:.1f}v{_BAR + 8:.0f}", **stroke("ink", 2))


def _row(bar: DebtBar, y: float, top: Money, words: Sequence[str]) -> list[str]:
    """Name and total, the bar below, and the claim under its mark."""
    total = Label(words[5].format(bar.total.grouped()), WIDTH, y + 12, anchor="end", bold=True)
    name = Label(fit(bar.name, total.box.x - 12, LABEL), 0, y + 12)
    parts = [name.svg(), total.svg()]
    x, bar_y = 0.5, y + 20.5
    for kind, part in enumerate(bar.parts):
        width = (WIDTH - 1) * part.fen / top.fen
        parts += [_piece(kind, x, bar_y, width)] if part else []
        x += width
    if bar.disputed is not None:
        at = (WIDTH - 1) * bar.disputed.fen / top.fen
        claim = f"{words[4]} {words[5].format(bar.disputed.grouped())}"
        half = text_width(claim, NOTE) / 2
        centre = min(max(at, half), WIDTH - half)
        parts += [_mark(at, bar_y), Label(claim, centre, bar_y + 32, "ink", NOTE, "middle").svg()]
    return parts


def debts_chart(
    rows: Sequence[DebtBar], lang: str = "zh-CN", *, title: str = "", description: str = ""
) -> str:
    """One bar a debt, all on one scale from zero; amounts in yuan. About twelve debts stay readable."""
    words = _ZH if is_zh(lang) else _EN
    disputed = any(row.disputed is not None for row in rows)
    parts, y = _legend(words[1:5] if disputed else words[1:4])
    top = max([Money(1)] + [m for row in rows for m in (row.total, row.disputed or Money.ZERO)])
    for row in rows:
        parts += _row(row, y, top, words)
        y += 68 if row.disputed is not None else 50
    said = description or "; ".join(f"{one_line(row.name)} {row.total.grouped()}" for row in rows)
    return picture(title or words[0], said, y, parts)
