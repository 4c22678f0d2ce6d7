"""The bytes of the statement's workbook."""

from __future__ import annotations

from datetime import date

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.rough_sheet import write_rough
from xiehuan.documents.statement.lines_sheet import write_lines, write_terms
from xiehuan.documents.statement.rows import lay_out
from xiehuan.documents.statement.steps_sheet import write_steps
from xiehuan.loan import Debt
from xiehuan.loan.ledger.statement import Statement

_TITLE = "借款对账单"


def render_statement(debt: Debt, made: Statement, lang: str = "zh") -> bytes:
    """The XLSX of a statement; the stored values are the engine's, to the fen, and each money cell says how it is made.

    The same statement gives the same bytes.
    """
    layout = lay_out(debt, made, lang)
    book = Book(made.on, lang, _TITLE)
    write_lines(book, layout)
    write_steps(book, layout)
    write_terms(book, layout)
    return book.finish()


def render_rough(debt: Debt, on: date, lang: str = "zh") -> bytes:
    """The XLSX of a debt without a contract: what was claimed, and nothing computed."""
    book = Book(on, lang, _TITLE)
    write_rough(book, debt, on)
    return book.finish()
