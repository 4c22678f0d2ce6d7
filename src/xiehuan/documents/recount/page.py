"""A sheet: one table under a title, with headings in two languages, set up for reading and for A4.

Text is always written as text, whatever it begins with: a name like "=cmd" must never become a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, Cell, Given, Input, Live, Value
from xiehuan.documents.shown import shown
from xiehuan.errors import Text
from xiehuan.money import Money

_LONGEST = 2000  # characters of foreign text in a cell; a cell holds 32767, a page far less
_EPOCH = date(1899, 12, 30).toordinal()
_LINE = 15.0  # points of a line of text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, what it holds, and whether it is needed."""

    head: Text
    width: float
    kind: str = "money"
    hidden: bool = False


class Page:
    """A sheet that is one table under a title."""

    def __init__(self, book: Book, name: str, title: Text, note: Text, columns: Sequence[Column]) -> None:
        self.book, self.name, self.columns = book, name, columns
        self.sheet = book.workbook.add_worksheet(name)
        self.next_row = FIRST
        self._set_up()
        self._text(1, 0, f"{book.say(title)}  {book.beside(title)}", "title")
        self._wide(2, book.say(note))
        for i, column in enumerate(columns):
            self.sheet.set_column(i, i, column.width, None, {"hidden": column.hidden})
        for row, kind, say in ((FIRST - 2, "head", book.say), (FIRST - 1, "small", book.beside)):
            texts = [say(column.head) for column in columns]
            for i, text in enumerate(texts):
                self._text(row, i, text, kind)
            self._height(
                row, [_lines(t, c.width * 1.2) for t, c in zip(texts, columns, strict=True) if not c.hidden]
            )

    def _set_up(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        self.sheet.repeat_rows(FIRST - 3, FIRST - 2)
        self.sheet.freeze_panes(FIRST - 1, 0)
        self.sheet.hide_gridlines(2)
        self.sheet.set_row(0, 24)
        self.sheet.set_footer(f"&L&8{self.name}  {self.book.on.isoformat()}&R&8&P / &N")

    def row(
        self, cells: Sequence[Cell], kinds: Mapping[int, str] | None = None, *, bold: bool = False
    ) -> int:
        """Write the next row and return its number."""
        row, kinds = self.next_row, kinds or {}
        lines = [1]
        for i, (cell, column) in enumerate(zip(cells, self.columns, strict=False)):
            self._put(row, i, cell, kinds.get(i, column.kind), bold=bold)
            text = self.book.say(cell) if isinstance(cell, Text) else cell
            lines.append(_lines(text, column.width) if isinstance(text, str) else 1)
        self._height(row, lines)
        self.next_row += 1
        return row

    def space(self) -> None:
        """Leave a row empty."""
        self.next_row += 1

    def line(self, text: Text) -> None:
        """A sentence below the table."""
        self._wide(self.next_row, self.book.say(text))
        self.next_row += 1

    def _wide(self, row: int, text: str) -> None:
        """A sentence over all columns."""
        seen = [c.width for c in self.columns if not c.hidden]
        self.sheet.merge_range(row - 1, 0, row - 1, len(self.columns) - 1, "", self.book.look("note"))
        self._text(row, 0, text, "note")
        self._height(row, [_lines(text, sum(seen))])

    def _height(self, row: int, lines: Sequence[int]) -> None:
        if max(lines) > 1:
            self.sheet.set_row(row - 1, _LINE * min(max(lines), 20))

    def _text(
        self, row: int, column: int, text: str, kind: str, role: str = "", *, bold: bool = False
    ) -> None:
        self.sheet.write_string(
            row - 1, column, shown(text)[:_LONGEST], self.book.look(kind, role, bold=bold)
        )

    def _put(self, row: int, column: int, cell: Cell, kind: str, *, bold: bool) -> None:
        role = {Input: "input", Given: "given"}.get(type(cell), "")
        value = cell.value if isinstance(cell, Input | Given | Live) else cell
        if isinstance(value, Text):
            value = self.book.say(value)
        kind = "text" if isinstance(value, str) else kind
        look = self.book.look(kind, role, bold=bold)
        if value is None:
            self.sheet.write_blank(row - 1, column, None, look)
        elif isinstance(cell, Live):
            self.sheet.write_formula(row - 1, column, f"={cell.formula}", look, _stored(value))
        elif isinstance(value, str):
            self._text(row, column, value, kind, role, bold=bold)
        elif isinstance(value, Fraction) and not _decimal(value):
            self.sheet.write_formula(
                row - 1, column, f"={value.numerator}/{value.denominator}", look, _stored(value)
            )
        else:
            self.sheet.write_number(row - 1, column, _stored(value), look)


def _lines(text: str, width: float) -> int:
    """How many lines the text takes in a column: viewers do not all find the height of a row themselves."""
    columns = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
    return max(1, ceil(columns / max(width * 1.05 - 1.5, 1)))


def _decimal(value: Fraction) -> bool:
    """Has it an end as a decimal number? A third is written as 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _stored(value: Value) -> Any:
    """What the file holds: here, and nowhere before, an amount becomes a spreadsheet's number."""
    if isinstance(value, Money):
        return value.fen / 100
    if isinstance(value, date):
        return value.toordinal() - _EPOCH
    if isinstance(value, Fraction):
        return value.numerator / value.denominator
    return value
