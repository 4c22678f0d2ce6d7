"""A restructuring in the ledger: the position of the day, the steps, and their outcome booked line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xiehuan.errors import LoanError, Text
from xiehuan.loan import restructure as steps
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.book import Book
from xiehuan.loan.ledger.event import Restructuring
from xiehuan.loan.ledger.line import Line
from xiehuan.loan.position import Open, Position
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.terms import Component


def carry_out(book: Book, event: Restructuring, position: int) -> None:
    """Take the steps on the event's day and put the plan they leave in the place of what was to come.

    Arrears that are given up are booked as waived, those that go elsewhere as moved; what is capitalised is booked as
    principal. Raises LoanError as the steps do, and `pay_by_payment` where a step would pay the loan off: money that
    was paid is an event of its own.
    """
    if any(isinstance(step, steps.PayOff) for step in event.steps):
        raise LoanError(
            "pay_by_payment",
            Text("还清要按实际付款记账", "paying off is booked from the payment itself"),
            Text("请加一条还款记录，不要用这一步", "add the payment instead of this step"),
        )
    book.charge_all(event.on)
    before = position_of(book.account(event.on))
    done = steps.restructure(before, event.steps, event.past_due)
    _book_arrears(book, done, event.on, position)
    _book_capitalised(book, done, event.on, position)
    _replace_future(book, done.after)
    book.plan = done.after
    book.terms = replace(done.after.terms, rate=done.after.rate_on(event.on))
    first = book.ahead[0] if book.ahead else None
    book.running.change(done.after.running + (first.settled(Component.INTEREST) if first else 0), event.on)
    for line in book.called:
        if line.accrual is not None:
            line.accrual.rerate(book.terms, event.on)
            line.accrual.rebase(line, event.on)


def _book_arrears(book: Book, done: steps.Restructured, day: date, position: int) -> None:
    after = {o.k: o for o in done.after.arrears}
    waived: dict[tuple[int | None, Component], int] = {}
    for entry in done.entries:
        if entry.what is steps.What.WAIVED:
            key = entry.k, entry.component
            waived[key] = waived.get(key, 0) - entry.fen
    for line in book.called:
        wanted = after.get(line.k)
        for component in Component:
            change = (wanted.of(component) if wanted else 0) - line.left(component)
            gone = min(max(waived.get((line.k, component), 0), 0), max(-change, 0))
            book.post(day, What.WAIVED, line, component, gone, position)
            _move(book, day, line, component, change + gone, position)


def _move(book: Book, day: date, line: Line, component: Component, fen: int, position: int) -> None:
    if fen:
        line.due_fen[component] += fen
        book.post(day, What.MOVED, line, component, fen, position)


def _book_capitalised(book: Book, done: steps.Restructured, day: date, position: int) -> None:
    fen = done.total(steps.What.CAPITALISED, Component.PRINCIPAL)
    if fen and book.lines:
        book.post(day, What.CAPITALISED, next(iter(book.lines.values())), Component.PRINCIPAL, fen, position)


def _replace_future(book: Book, plan: Position) -> None:
    """Instalments to come as the plan has them; what was paid ahead on one stays on it."""
    agreed = {o.k: o for o in plan.instalments}
    for line in book.ahead:
        if line.k in agreed or line.extra:
            continue
        if any(line.booked.values()):  # paid ahead: it stays, with nothing left on it
            line.due_fen = {c: line.settled(c) for c in Component}
        else:
            del book.lines[line.k]
    for k, row in agreed.items():
        known = book.lines.get(k)
        line = Line(k, row.start, row.due) if known is None or known.called else known
        book.lines[k] = line
        _plan(line, row)


def _plan(line: Line, row: Open) -> None:
    line.start, line.due = row.start, row.due
    for component in Component:
        line.due_fen[component] = line.settled(component) + row.of(component)
