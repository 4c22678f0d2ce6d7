"""What changes the instalments to come: more principal, another rate, a charge or principal on a day of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.book import Book
from xiehuan.loan.ledger.line import Line
from xiehuan.loan.schedule import period_fraction
from xiehuan.loan.schedule.amortise import amortise, periods
from xiehuan.loan.schedule.periods import anchor, rhythm
from xiehuan.loan.terms import Component, Rate
from xiehuan.money import round_fraction


def line_for(book: Book, day: date) -> Line:
    """The instalment whose period holds the day (start out, due in), or a line of its own due that day."""
    first = min(x.start for x in book.lines.values())
    for line in sorted(book.lines.values(), key=lambda x: (x.due, x.k)):
        if line.start < day <= line.due or (day <= first and not line.extra):
            return line
    last = max(x.due for x in book.lines.values())
    line = Line(max(book.lines) + 1, last, day, extra=True)
    book.lines[line.k] = line
    return line


def lend(book: Book, day: date, fen: int, position: int) -> None:
    """More principal: a small loan of its own over the due days to come, added to the instalments line by line."""
    ahead = [x for x in book.ahead if not x.extra and x.due > day]
    if not ahead:
        line = _next_line(book, day)
        book.lines[line.k], ahead = line, [line]
    book.post(day, What.LENT, ahead[-1], Component.PRINCIPAL, fen, position)
    terms = replace(book.terms, n=len(ahead))
    splits = amortise(fen, periods(terms, day, [x.due for x in ahead]), terms)
    for line, split in zip(ahead, splits, strict=True):
        line.due_fen[Component.PRINCIPAL] += split.principal
        line.due_fen[Component.INTEREST] += split.interest


def _next_line(book: Book, day: date) -> Line:
    """One more instalment in the loan's own rhythm, on the first due day after the day."""
    start = max(x.due for x in book.lines.values() if not x.extra)
    terms = book.terms
    while True:
        due = rhythm(start, 2, terms.every, anchor(terms))[1]
        if due > day:
            return Line(max(book.lines) + 1, start, due)
        start = due


def relevel(book: Book, day: date, rate: Rate) -> None:
    """Another rate from the day on: the running period keeps what it has earned, the rest is levelled again."""
    ahead = [x for x in book.ahead if not x.extra]
    book.charge_all(day)
    for line in book.called:
        if line.accrual is not None:
            line.accrual.rerate(replace(book.terms, rate=rate), day)
    earned, since = book.running.gross(book, day), book.running.since
    book.terms = replace(book.terms, rate=rate, n=max(len(ahead), 1))
    if not ahead:
        return
    splits = amortise(book.undue, periods(book.terms, since, [x.due for x in ahead]), book.terms)
    rest = book.undue * rate.per_year(book.terms.day_count) * period_fraction(book.terms, day, ahead[0].due)
    for line, split in zip(ahead, splits, strict=True):
        line.due_fen[Component.PRINCIPAL] = line.settled(Component.PRINCIPAL) + split.principal
        line.due_fen[Component.INTEREST] = max(split.interest, line.settled(Component.INTEREST))
    first = earned + round_fraction(rest, book.terms.rounding)
    ahead[0].due_fen[Component.INTEREST] = max(first, ahead[0].settled(Component.INTEREST))
    book.running.change(earned, day)
