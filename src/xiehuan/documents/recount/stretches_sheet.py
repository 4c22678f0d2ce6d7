"""逐段计息: the interest of a daily revolving loan, on each stretch of days with one balance."""

from __future__ import annotations

from fractions import Fraction

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import STRETCHES, Cell, Live, to_fen
from xiehuan.documents.recount.links import booking_day, due_day, less, paid
from xiehuan.documents.recount.model import Model, Stretch
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.rounding import amount
from xiehuan.errors import Text
from xiehuan.loan.terms import Component
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("期次", "no."), 11, "int"),
    Column(Text("起", "from"), 11, "date"),
    Column(Text("止", "to"), 11, "date"),
    Column(Text("天数", "days"), 6, "int"),
    Column(Text("本金余额", "balance"), 14),
    Column(Text("余额×天数", "balance × days"), 18),
    Column(Text("本期利息", "interest of the period"), 13),
)
_NOTE = Text(
    "每一期的利息＝Σ（余额×天数）×日利率，一期取整一次；提前还的本金从还的那天起不再计息。",
    "interest of a period = Σ balance × days × daily rate, rounded once; principal repaid bears none from that day on",
)


def write_stretches(book: Book, model: Model) -> None:
    """Write the sheet; only for daily revolving loans."""
    page = Page(book, STRETCHES, Text("逐段计息", "Interest by the day"), _NOTE, _COLUMNS)
    for stretch in model.stretches:
        page.row(_cells(model, stretch))


def _cells(model: Model, s: Stretch) -> list[Cell]:
    days = max(0, (s.end - s.start).days)
    label = s.k if s.k is not None else Text("未到期", "not yet due")
    early = paid(model, None, None, model.entries_until(s.start))
    return [
        label,
        Live(_start(model, s), s.start),
        Live(_end(model, s), s.end),
        Live(f"MAX(0,C{s.row}-B{s.row})", days),
        Live(to_fen(less("本金", early)), Money(s.balance)),
        Live(f"E{s.row}*D{s.row}", Money(s.balance * days)),
        _interest(model, s) if s.last else None,
    ]


def _start(model: Model, s: Stretch) -> str:
    return f"C{s.row - 1}" if s.row > model.stretches[0].row else "到账日"


def _end(model: Model, s: Stretch) -> str:
    if s.last:
        return "计算日" if s.k is None else due_day(model, s.k)
    return booking_day(model, s.end) or "计算日"


def _interest(model: Model, s: Stretch) -> Cell:
    parts = [x for x in model.stretches if x.first == s.first]
    weighted = sum(x.balance * max(0, (x.end - x.start).days) for x in parts)
    booked = Money(_booked(model, s))
    exact = Fraction(weighted) * model.terms.rate.per_day(model.terms.day_count)
    return amount(f"SUM(F{s.first}:F{s.row})*日利率", exact, model.terms.rounding, booked.fen)


def _booked(model: Model, s: Stretch) -> int:
    """What the engine booked: from the ledger, or the running interest that stands apart."""
    if s.k is None:
        return model.state.not_yet_due_interest.fen
    return model.fell_due(s.k, Component.INTEREST)
