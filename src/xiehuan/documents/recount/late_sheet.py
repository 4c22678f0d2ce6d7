"""违约金: what was missed of each instalment at the end of grace, and the late fee for it."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, LATE, PAID, Cell, Given, Live, at, to_fen
from xiehuan.documents.recount.labels import PREPAID
from xiehuan.documents.recount.links import due, due_day, less, word
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.rounding import amount
from xiehuan.errors import Text
from xiehuan.loan.ledger.charges import late_fee_of
from xiehuan.loan.terms import SCHEDULED
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("期次", "no."), 8, "int"),
    Column(Text("到期日", "due"), 11, "date"),
    Column(Text("宽限期满", "end of grace"), 11, "date"),
    Column(Text("当期应还", "due"), 13),
    Column(Text("期满前已还", "paid by then"), 13),
    Column(Text("当期未还", "missed"), 13),
    Column(Text("违约金", "late fee"), 13),
    Column(Text("说明", "remark"), 24, "text"),
)
_NOTE = Text(
    "每一期最多收一次，按宽限期满那天还没有还的金额算，此后不再变。",
    "once for each instalment, on what was missed at the end of grace; it does not change after that",
)


def missed_instalments(model: Model) -> list[tuple[int, date]]:
    """The instalments whose grace had ended before the day, and the day it ended; acceleration bears no late fee."""
    grace = timedelta(days=model.overdue.grace_days)
    if model.overdue.late_fee is None:
        return []
    due_days = [(k, day) for k, day in model.opened if k != model.accelerated]
    return [(k, day + grace) for k, day in due_days if day + grace < model.on]


def late_fee_cell(model: Model, k: int) -> str:
    """The cell with the late fee of instalment k; "0" where none was charged."""
    rows = [number for number, _ in missed_instalments(model)]
    return at(LATE, "G", FIRST + rows.index(k)) if k in rows else "0"


def write_late_fees(book: Book, model: Model) -> None:
    """Write the sheet, or the sentence that there is nothing to write."""
    page = Page(book, LATE, Text("违约金", "Late fees"), _NOTE, _COLUMNS)
    rows = missed_instalments(model)
    for k, end in rows:
        page.row(_cells(model, page.next_row, k, end))
    if model.overdue.late_fee is None:
        page.line(Text("合同没有约定违约金，所以没有这一项。", "The contract knows no late fee."))
    elif not rows:
        page.line(Text("还没有宽限期已满的期次。", "No instalment is past its grace yet."))


def _cells(model: Model, r: int, k: int, end: date) -> list[Cell]:
    fell_due, before = model.fell_due(k, *SCHEDULED), model.paid_until(k, end)
    missed = fell_due - before
    whole = "+".join(c for c in (due(model, k, part) for part in SCHEDULED) if c != "0")
    return [
        k,
        Live(due_day(model, k), model.state.due_of[k]),
        Live(f"B{r}+宽限天数", end),
        Live(to_fen(whole or "0"), Money(fell_due)),
        Live(to_fen(_paid_before(model, k, end) or "0"), Money(before)),
        Live(to_fen(less(f"D{r}", f"E{r}")), Money(missed)),
        _fee(model, r, missed),
        Text("宽限期内已还清", "paid within grace") if missed <= 0 else None,
    ]


def _paid_before(model: Model, k: int, end: date) -> str:
    """Everything 还款 has for the instalment by then: before the end of grace no charge is paid, only what was due."""
    last = model.entries_until(end)
    if last < FIRST:
        return ""
    rows = {c: f"'{PAID}'!{c}${FIRST - 1}:{c}{last}" for c in "FGJ"}
    return f'SUMIFS({rows["J"]},{rows["F"]},{k},{rows["G"]},"<>{word(model, PREPAID)}")'


def _fee(model: Model, r: int, missed: int) -> Live | Given:
    late, mode = model.overdue.late_fee, model.terms.rounding
    booked = late_fee_of(model.overdue, missed, mode) if missed > 0 else 0
    if late is None or late.flat is not None:
        return Live(f"IF(F{r}>0,违约金定额,0)", Money(booked))
    return amount(f"F{r}*违约金比例", max(missed, 0) * (late.share or Fraction(0)), mode, booked)
