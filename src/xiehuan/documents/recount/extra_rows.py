"""The rows below the schedule: principal called in early, and interest earned since the last due date."""

from __future__ import annotations

from fractions import Fraction

from xiehuan.documents.recount.cells import FIRST, STRETCHES, Cell, Given, Live, at, to_fen
from xiehuan.documents.recount.links import closing
from xiehuan.documents.recount.model import Extra, Model
from xiehuan.documents.recount.page import Page
from xiehuan.documents.recount.period import length_cells
from xiehuan.documents.recount.rounding import amount
from xiehuan.errors import Text
from xiehuan.loan.schedule import Instalment, period_fraction
from xiehuan.loan.schedule.checks import plain
from xiehuan.loan.terms import Method
from xiehuan.money import Money, round_fraction

_LABELS = {
    "accelerated": Text("提前到期", "accelerated"),
    "running": Text("未到期部分", "not yet due"),
    "claim": Text("未到期（报数日）", "not yet due, on the claim's day"),
}
_END = {"accelerated": "提前到期日", "running": "计算日", "claim": "报数日"}


def write_extras(page: Page, model: Model) -> None:
    """Write them; their row numbers are those of the model."""
    for extra in model.extras:
        page.row(_cells(model, extra))


def _before(model: Model, extra: Extra) -> Instalment | None:
    """The instalment whose due date the row starts from; None when none had fallen due."""
    return next((r for r in model.rows if r.due == extra.start), None)


def _cells(model: Model, extra: Extra) -> list[Cell]:
    r, before = extra.row, _before(model, extra)
    start = f"C{FIRST + before.k - 1}" if before else "到账日"
    interest, principal = _interest(model, extra), Money(extra.principal)
    closing_balance = Money.ZERO if extra.kind == "accelerated" else principal
    return [
        _LABELS[extra.kind],
        Live(start, extra.start),
        Live(_END[extra.kind], extra.end),
        *length_cells(model, r, extra.start, extra.end),
        _opening(model, extra, before),
        interest,
        Live(f"H{r}", principal) if extra.kind == "accelerated" else Money.ZERO,
        Money.ZERO,
        Live(to_fen(f"I{r}+J{r}"), Money(extra.interest + principal.fen - closing_balance.fen)),
        Live(to_fen(f"H{r}-J{r}"), closing_balance),
        None,
    ]


def _opening(model: Model, extra: Extra, before: Instalment | None) -> Cell:
    principal = Money(extra.principal)
    if model.revolving:
        if extra.kind == "claim" and extra.end != model.on:
            return Given(principal)
        k = model.accelerated if extra.kind == "accelerated" else None
        return Live(at(STRETCHES, "E", closing(model, k).row), principal)
    return Live(f"M{FIRST + before.k - 1}" if before else "本金", principal)


def _interest(model: Model, extra: Extra) -> Cell:
    """Interest up to the day, never more than that of the whole period."""
    booked, terms, r = Money(extra.interest), model.terms, extra.row
    if model.revolving:
        if extra.kind == "claim" and extra.end != model.on:
            return Given(booked)
        k = model.accelerated if extra.kind == "accelerated" else None
        return Live(at(STRETCHES, "G", closing(model, k).row), booked)
    whole = next((row for row in model.rows if row.due > extra.start), None)
    if whole is None or extra.end <= extra.start:
        return Money.ZERO
    if not plain(terms):
        return Given(booked)
    w = FIRST + whole.k - 1
    if terms.method is Method.FLAT:
        exact = Fraction(
            whole.interest.fen * (extra.end - extra.start).days, max((whole.due - extra.start).days, 1)
        )
        expression = f"I{w}*D{r}/D{w}"
    else:
        part = period_fraction(terms, extra.start, extra.end)
        exact = extra.principal * terms.rate.per_year(terms.day_count) * part
        expression = f"H{r}*年利率*G{r}"
    earned = amount(expression, exact, terms.rounding, round_fraction(exact, terms.rounding))
    return Live(f"MIN({earned.formula},I{w})", booked) if isinstance(earned, Live) else Given(booked)
