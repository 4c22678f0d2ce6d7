"""What every chart is drawn with: elements, paint by role, text whose width is known well enough.

The picture is 340 units wide, a phone's column, so that 13 units of type are about 13 px there. Wider pages
keep the type size by CSS: shrinking text inside the boxes reckoned here cannot make labels meet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from xiehuan.contact.blocks import Tone
from xiehuan.documents.shown import shown
from xiehuan.documents.tokens import LIGHT

WIDTH = 340.0
ROLES = {Tone.PLAIN: "accent", Tone.SOFT: "soft", Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}
LABEL = 13.0
NOTE = 12.0
_FONTS = (
    "Noto Sans CJK SC, system-ui, PingFang SC, HarmonyOS Sans SC, MiSans, Microsoft YaHei, "
    "Noto Sans SC, sans-serif"
)


def fixed(value: float | str) -> str:
    """A coordinate with one decimal, the same on every machine ("-0.0" and "12.0" are "0" and "12")."""
    if isinstance(value, str):
        return value
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: float | str) -> str:
    """One element; `text_anchor` is written text-anchor and `class_` class. Children are markup already."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(fixed(value))}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def fill(role: str) -> dict[str, str]:
    """Fill with a token: the light value as attribute, the class for pages."""
    return {"class_": f"f-{role}", "fill": LIGHT[role]}


def stroke(role: str, width: float = 1.0, dash: str = "") -> dict[str, str]:
    """Stroke with a token, no fill; the dash tells lines apart without colour."""
    paint = {"class_": f"s-{role}", "stroke": LIGHT[role], "stroke_width": fixed(width), "fill": "none"}
    return paint | ({"stroke_dasharray": dash} if dash else {})


def dot(x: float, y: float, r: float, role: str) -> str:
    """A round mark; the class lets wide pages keep its size."""
    return element("circle", cx=x, cy=y, r=r, **(fill(role) | {"class_": f"f-{role} mark"}))


def text_width(text: str, size: float) -> float:
    """A safe guess without font metrics: 1 em for wide (and doubtful) characters, 0.6 em for the others."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text)
    return size * (wide + 0.6 * (len(text) - wide))


def one_line(text: str) -> str:
    """The text as a label shows it."""
    return " ".join(shown(text).split())


def fit(text: str, width: float, size: float) -> str:
    """The label cut with an ellipsis where it would be wider than `width`."""
    text = one_line(text)
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    x: float
    y: float
    w: float
    h: float

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Do the two come nearer than `gap`?"""
        return (
            self.x < other.x + other.w + gap
            and other.x < self.x + self.w + gap
            and self.y < other.y + other.h + gap
            and other.y < self.y + self.h + gap
        )


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; y is its base line, anchor is start, middle or end."""

    text: str
    x: float
    y: float
    role: str = "ink"
    size: float = LABEL
    anchor: str = "start"
    bold: bool = False

    @property
    def box(self) -> Box:
        """The room it takes, from the ascent to a descent of a quarter."""
        w = text_width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": w / 2, "end": w}[self.anchor]
        return Box(left, self.y - 0.9 * self.size, w, 1.15 * self.size)

    def svg(self) -> str:
        """The text element."""
        look = fill(self.role)
        look["class_"] += " label" if self.size == LABEL else " note"
        extra = {"font_weight": "600"} if self.bold else {}
        if self.anchor != "start":
            extra["text_anchor"] = self.anchor
        return element("text", escape(self.text), x=self.x, y=self.y, font_size=self.size, **look, **extra)


def picture(title: str, description: str, height: float, parts: Iterable[str]) -> str:
    """The whole SVG: a name and a description for screen readers, then the parts in drawing order."""
    return element(
        "svg",
        element("title", escape(shown(title))),
        element("desc", escape(shown(description))),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {fixed(WIDTH)} {fixed(height)}",
        role="img",
        font_family=_FONTS,
    )
