"""Structured text: what a letter, a call sheet or the report says, before it is PDF, DOCX or HTML.

Only plain strings travel here (already formatted amounts and dates), never markup. Each renderer in
`documents` knows every block.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The role of a piece of text, not its colour."""

    PLAIN = "plain"
    SOFT = "soft"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading (the document title is the only level 1)."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered when the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number with its label, unit and a line below."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Figures:
    """A few figures side by side (two columns on a phone)."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `numeric`: right-aligned columns; `total`: the last row, set apart.

    `opens`: for each row the lines that open below it on a screen and stand there on paper, such as how it was computed.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    total: tuple[str, ...] | None = None
    note: str = ""
    opens: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence to read aloud, large; `hint` stands small above it."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NextThing:
    """The one next thing to do, with the reason: the only coloured block of a page."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """One finding: a title, a tag word with its tone, a sentence, label/value rows, lines that open on demand."""

    title: str
    tag: str
    tone: Tone
    rows: tuple[tuple[str, str], ...]
    details_title: str = ""
    details: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as SVG text, with what a screen reader says and the same numbers as a table beside it."""

    title: str
    description: str
    svg: str
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines to sign at the end (name, date)."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Space:
    """Ruled empty lines to write on, under a label."""

    label: str
    lines: int = 2


Block = (
    Heading | Paragraph | Items | Facts | Figures | Table | Say | NextThing | Card | Chart | Signature | Space
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document: title, the line below it, its blocks, and the foot of every page.

    `lang` is the BCP 47 tag of the text (zh-CN or en). `compact` asks for one tight page (the call sheet).
    """

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    foot: str = ""
    lang: str = "zh-CN"
    compact: bool = False
