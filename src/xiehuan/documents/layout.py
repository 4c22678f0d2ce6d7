"""What the typst template is told about a document: plain values for JSON, every text made printable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from xiehuan.contact.blocks import (
    Block,
    Card,
    Chart,
    Document,
    Facts,
    Figures,
    Heading,
    Items,
    Paragraph,
    Signature,
    Space,
    Table,
)
from xiehuan.documents.charts.canvas import text_width
from xiehuan.documents.columns import ROOM, columns, padded, tall, width_of
from xiehuan.documents.glyphs import printable, with_breaks

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Told: TypeAlias = "str | float | list[Told] | dict[str, Told] | None"

_WORDS: dict[str, dict[str, Told]] = {
    "zh": {
        "next": "现在先做这一件",
        "chart": "图",
        "none": "（没有内容）",
        "of": ["第", "页，共", "页"],
        "page": "文件",
    },
    "en": {
        "next": "Do this first",
        "chart": "Chart",
        "none": "(nothing here)",
        "of": ["Page", "of", ""],
        "page": "Document",
    },
}
_LONGEST_WORD = 24
_TOGETHER = 900  # characters: a block up to here is never split over pages (about half a page)
_TOGETHER_ROWS = 12
_LINE = 40
_WIDEST_LABEL = 11.0  # em
_BESIDE = 165.0  # points right of a chart
_ACROSS = {0: 1, 1: 2, 2: 2, 3: 3, 4: 4, 5: 3, 6: 3}
_FIGURE_SIZES = (20.0, 17.0, 14.0, 12.0, 10.0)
_SIZES = [11.0]
_COMPACT_SIZES = [12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0]


def _line(text: str) -> str:
    """The text on one line, for titles in metadata and for what a screen reader says."""
    return " ".join(printable(text).split())


def _fields(value: DataclassInstance, longest: int) -> dict[str, Told]:
    return {field.name: _told(getattr(value, field.name), longest) for field in fields(value)}


def _told(value: object, longest: int = _LONGEST_WORD) -> Told:
    if isinstance(value, str):
        return with_breaks(printable(value), longest)
    if isinstance(value, Sequence):
        return [_told(item, longest) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value, longest)
    return value if isinstance(value, int | float) else None


def _length(value: Told) -> int:
    """Roughly how many characters of full lines the text takes up."""
    if isinstance(value, str):
        return len(value) + _LINE * value.count("\n")
    if isinstance(value, dict):
        return sum(map(_length, value.values()))
    return sum(map(_length, value)) if isinstance(value, list) else 0


def _clean(table: Table) -> Table:
    """The table as it will read, so that widths are reckoned with the placeholders in it."""
    rows = tuple(tuple(map(printable, row)) for row in table.rows)
    total = tuple(map(printable, table.total)) if table.total else None
    return replace(table, columns=tuple(map(printable, table.columns)), rows=rows, total=total)


def _row(cells: Sequence[str], longest: Sequence[int]) -> dict[str, Told]:
    pairs = list(zip(cells, longest, strict=True))
    return {"cells": [with_breaks(*p) for p in pairs], "split": any(tall(*p) for p in pairs)}


def _table(table: Table) -> dict[str, Told]:
    table = _clean(table)
    plan = columns(table)
    count, lines = padded(table)
    head, *body = [_row(line, plan.longest) for line in lines]
    total = body.pop() if table.total else None
    for i, row in enumerate(body):
        row["opens"] = _told(table.opens[i]) if i < len(table.opens) else []
    return {
        "caption": _told(table.caption),
        "columns": head["cells"],
        "head_split": head["split"],
        "rows": [*body],
        "total": total,
        "note": _told(table.note),
        "numeric": [i for i in table.numeric if 0 <= i < count],
        "weights": [*plan.weights],
        "size": plan.size,
        "split": len(body) > _TOGETHER_ROWS or _length([head, *body, table.note]) > _TOGETHER,
    }


def _chart(chart: Chart) -> dict[str, Told]:
    table = chart.table
    return {
        "title": _told(chart.title),
        "description": _told(chart.description),
        "split": True,
        "svg": printable(chart.svg),
        "alt": _line(f"{chart.title} {chart.description}"),
        "table": _table(table) if table else None,
        "beside": table is not None and width_of(table) <= _BESIDE and len(table.rows) <= _TOGETHER_ROWS,
    }


def _figures(block: Figures) -> dict[str, Told]:
    """Two to four across; values as large as the widest of them allows."""
    across = _ACROSS.get(len(block.figures), 4)
    room = ROOM / across - 16
    wide = [(text_width(_line(f.value), 1), text_width(_line(f.unit), 10)) for f in block.figures]
    fitting = (s for s in _FIGURE_SIZES if all(value * s + unit <= room for value, unit in wide))
    longest = int(room / 10 / 0.6)
    told = _told(block.figures, longest)
    split = 3 * _length(told) > _TOGETHER
    return {"figures": told, "across": across, "size": next(fitting, 10.0), "split": split}


def _pairs(block: Facts | Card) -> dict[str, Told]:
    """Label and value rows, with the width of the labels in em."""
    widest = max((text_width(_line(name), 1) for name, _ in block.rows), default=0.0)
    told = _fields(block, _LONGEST_WORD)
    labels = sum(len(name) for name, _ in block.rows)
    split = _length(told) + 3 * labels > _TOGETHER
    return told | {"label": min(widest, _WIDEST_LABEL), "split": split}


def _free(block: Block) -> dict[str, Told]:
    """Blocks that the template lays out by itself: running text may always go over to the next page."""
    told = _fields(block, _LONGEST_WORD)
    narrow = 3 if isinstance(block, Signature) else 1
    rules = block.lines * _LINE if isinstance(block, Space) else 0
    split = isinstance(block, Heading | Paragraph | Items) or narrow * _length(told) + rules > _TOGETHER
    return told | {"split": split}


def _block(block: Block) -> dict[str, Told]:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block)
    if isinstance(block, Facts | Card):
        return _pairs(block)
    return _figures(block) if isinstance(block, Figures) else _free(block)


def _stays(block: Block, following: Block | None) -> bool:
    """Must the block share a page with the next: what announces it, and what is signed."""
    if isinstance(block, Paragraph) and following:
        return block.text.rstrip().endswith(("：", ":")) or isinstance(following, Signature)
    return isinstance(block, Items | Facts) and isinstance(following, Signature)


def _blocks(blocks: Sequence[Block], level: int) -> list[Told]:
    """All blocks; heading levels begin at 1 and never skip one (PDF/UA-1, 7.4.2). `level`: 1 below a title."""
    result: list[Told] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        told = _block(block)
        if isinstance(block, Heading):
            if not _line(block.text):
                continue  # PDF/UA-1 knows no empty heading
            level = max(2 if level else 1, min(block.level, level + 1))
            told["level"] = level
        sticky = isinstance(block, Heading) or _stays(block, following)
        result.append(told | {"kind": type(block).__name__, "sticky": sticky})
    return result


def told(doc: Document) -> dict[str, Told]:
    """The whole document for the template."""
    zh = doc.lang.lower().startswith("zh")
    words = _WORDS["zh" if zh else "en"]
    return {
        "lang": "zh" if zh else "en",
        "name": _line(doc.title) or _line(doc.subtitle) or words["page"],
        "title": _told(doc.title),
        "subtitle": _told(doc.subtitle),
        "foot": _told(doc.foot),
        "compact": doc.compact,
        "sizes": [*(_COMPACT_SIZES if doc.compact else _SIZES)],
        "signed": any(isinstance(block, Signature) for block in doc.blocks),
        "words": words,
        "blocks": _blocks(doc.blocks, 1 if _line(doc.title) else 0),
    }
