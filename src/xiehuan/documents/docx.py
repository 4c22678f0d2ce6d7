"""A document as DOCX, to be changed in Word or WPS before it is sent: the same words in proper styles.

Charts are left out, their description and table stay: Word shows no SVG without a bitmap beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Length, Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell

from xiehuan.contact.blocks import (
    Card,
    Chart,
    Document,
    Facts,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Say,
    Signature,
    Space,
    Table,
)
from xiehuan.documents import docx_page as page
from xiehuan.documents.archive import normalised
from xiehuan.documents.columns import padded, shares
from xiehuan.documents.shown import shown

_LARGE = 1.3
_DEEPEST = 3


def _fill(cell: _Cell, text: str, *, number: bool, heavy: bool) -> None:
    paragraph = cell.paragraphs[0]
    page.in_cell(paragraph)
    paragraph.add_run(shown(text)).bold = heavy or None
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rows(
    word: WordDocument, rows: Sequence[Sequence[str]], numeric: Sequence[int] = (), total: int | None = None
) -> WordTable | None:
    """The cells with nothing around them; None when there are none."""
    if not rows or not rows[0]:
        return None
    table: WordTable = word.add_table(len(rows), len(rows[0]))
    lines = [row.cells for row in table.rows]
    for at, (line, texts) in enumerate(zip(lines, rows, strict=True)):
        for i, (cell, text) in enumerate(zip(line, texts, strict=True)):
            _fill(cell, text, number=i in numeric, heavy=at == total)
    page.widths(lines, shares(rows), page.room(word))
    page.keep_rows(table)
    word.add_paragraph(style=page.CELL)  # Word joins tables that touch
    return table


def _soft(word: WordDocument, text: str) -> None:
    if text:
        word.add_paragraph(shown(text), "Caption")


def _large(word: WordDocument, text: str) -> None:
    run = word.add_paragraph().add_run(shown(text))
    size = word.styles["Normal"].font.size
    run.font.size = Pt(size.pt * _LARGE)


def _heading(word: WordDocument, block: Heading) -> None:
    word.add_paragraph(shown(block.text), f"Heading {max(2, min(block.level, _DEEPEST))}")


def _paragraph(word: WordDocument, block: Paragraph) -> None:
    word.add_paragraph(shown(block.text))


def _items(word: WordDocument, block: Items) -> None:
    number = page.numbering_from_one(word) if block.numbered and block.items else ""
    for item in block.items:
        paragraph = word.add_paragraph(shown(item), "List Number" if block.numbered else "List Bullet")
        if number:
            page.number(paragraph, number)


def _facts(word: WordDocument, block: Facts) -> None:
    _rows(word, block.rows)


def _figures(word: WordDocument, block: Figures) -> None:
    _rows(word, [(f.label, f"{f.value} {f.unit}".rstrip(), f.note) for f in block.figures], (1,))


def _table(word: WordDocument, block: Table) -> None:
    _soft(word, block.caption)
    _, lines = padded(block)
    table = _rows(word, lines, block.numeric, len(lines) - 1 if block.total else None)
    if table:
        for at, inside in reversed([*enumerate(block.opens[: len(block.rows)], 1)]):
            page.line_below(table, at, [shown(line) for line in inside])
        page.hairlines(table)
        page.repeat_header(table)
    _soft(word, block.note)


def _say(word: WordDocument, block: Say) -> None:
    _soft(word, block.hint)
    _large(word, block.text)


def _next(word: WordDocument, block: NextThing) -> None:
    _large(word, block.title)
    word.add_paragraph(shown(block.reason))


def _card(word: WordDocument, block: Card) -> None:
    tag = f"［{block.tag}］" if block.tag else ""
    word.add_paragraph(shown(block.title + tag)).paragraph_format.keep_with_next = True
    if block.text:
        word.add_paragraph(shown(block.text))
    _rows(word, block.rows)
    for text in (block.details_title, *block.details):
        _soft(word, text)


def _chart(word: WordDocument, block: Chart) -> None:
    word.add_paragraph(shown(block.title)).paragraph_format.keep_with_next = True
    _soft(word, block.description)
    if block.table:
        _table(word, block.table)


def _signature(word: WordDocument, block: Signature) -> None:
    """On the right half; a label that waits for writing gets a line to the margin."""
    room = page.room(word)
    for i, line in enumerate(block.lines):
        open_end = line.rstrip().endswith(("：", ":"))
        paragraph = word.add_paragraph(shown(line) + ("\t" if open_end else ""))
        look = paragraph.paragraph_format
        look.left_indent, look.space_before = Length(room // 2), Pt(18)
        look.keep_with_next, look.keep_together = i < len(block.lines) - 1, True
        look.tab_stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)


def _space(word: WordDocument, block: Space) -> None:
    _soft(word, block.label)
    for _ in range(block.lines):
        paragraph = word.add_paragraph()
        page.rule_below(paragraph)
        paragraph.paragraph_format.line_spacing = Mm(8.5)


_WRITE: dict[type, Callable[[WordDocument, Any], None]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Items: _items,
    Facts: _facts,
    Figures: _figures,
    Table: _table,
    Say: _say,
    NextThing: _next,
    Card: _card,
    Chart: _chart,
    Signature: _signature,
    Space: _space,
}


def render_docx(doc: Document) -> bytes:
    """The DOCX of `doc`; the same document gives the same bytes. Charts are left out, their tables stay."""
    word = page.blank(doc)
    head = [word.add_paragraph(shown(doc.title), "Title")]
    if doc.subtitle:
        head.append(word.add_paragraph(shown(doc.subtitle), "Subtitle"))
    if any(isinstance(block, Signature) for block in doc.blocks):
        for paragraph in head:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for block in doc.blocks:
        _WRITE[type(block)](word, block)
    out = BytesIO()
    word.save(out)
    return normalised(out.getvalue())
