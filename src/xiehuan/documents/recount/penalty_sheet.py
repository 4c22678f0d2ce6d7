"""罚息: penalty and compound interest, one row for each stretch of days on an unchanged base."""

from __future__ import annotations

from datetime import date

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, PENALTY, PLAN, Cell, Live, at, to_fen
from xiehuan.documents.recount.charging import base_expression, charge_cell, on_penalty, unpaid_penalty
from xiehuan.documents.recount.links import booking_day, due, due_day, less, paid
from xiehuan.documents.recount.model import Charge, Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.errors import Text
from xiehuan.loan.terms import Component, Compound, Grace, PenaltyBase
from xiehuan.money import Money

_NOTE = Text(
    "罚息＝基数×日利率×天数；还款使基数变了就另起一行，各行分别取整。到期日的第二天算第1天。",
    "penalty = base × daily rate × days; a new row, rounded for itself, whenever a payment changes the base",
)


def _columns(model: Model) -> tuple[Column, ...]:
    plain, no_claim = model.overdue.compound is Compound.NONE, model.claim is None
    growing = on_penalty(model)
    return (
        Column(Text("期次", "no."), 7, "int"),
        Column(Text("到期日", "due"), 11, "date"),
        Column(Text("起", "from"), 11, "date"),
        Column(Text("止", "to"), 11, "date"),
        Column(Text("天数", "days"), 6, "int"),
        Column(Text("罚息基数", "base"), 13),
        Column(Text("罚息日率", "rate a day"), 11, "rate"),
        Column(Text("罚息", "penalty"), 11),
        Column(Text("未付利息", "unpaid interest"), 11, hidden=plain),
        Column(Text("期初未付罚息", "unpaid penalty"), 11, hidden=not growing),
        Column(Text("复利积数", "Σ base × days"), 15, hidden=plain),
        Column(Text("复利日率", "rate a day"), 11, "rate", hidden=plain),
        Column(Text("复利", "compound"), 10, hidden=plain),
        Column(Text("到报数日天数", "days to the claim"), 9, "int", hidden=no_claim),
        Column(Text("到报数日罚息", "penalty to the claim"), 11, hidden=no_claim),
        Column(Text("到报数日复利", "compound to the claim"), 11, hidden=no_claim or plain),
    )


def write_penalties(book: Book, model: Model) -> None:
    """Write the sheet."""
    page = Page(book, PENALTY, Text("罚息和复利", "Penalty and compound interest"), _NOTE, _columns(model))
    for charge in model.charges:
        page.row(
            [
                *_days(model, charge),
                *_penalty(model, charge),
                *_compound(model, charge),
                *_claimed(model, charge),
            ]
        )
    if not model.charges:
        page.line(Text("到计算日为止没有要计罚息的天数。", "No day bears penalty interest up to the day."))
        return
    last, state = FIRST + len(model.charges) - 1, model.state
    penalty, compound = (state.bucket(c).due for c in (Component.PENALTY, Component.COMPOUND))
    sums = {"H": penalty, "M": compound}
    totals = {c: Live(to_fen(f"SUM({c}{FIRST}:{c}{last})"), m) for c, m in sums.items()}
    with_compound = None if model.overdue.compound is Compound.NONE else totals["M"]
    page.row(
        [Text("合计", "total"), *[None] * 6, totals["H"], *[None] * 4, with_compound, None, None, None],
        bold=True,
    )


def _days(model: Model, c: Charge) -> list[Cell]:
    s = c.segment
    return [
        c.k,
        Live(due_day(model, c.k), model.state.due_of[c.k]),
        Live(_start(model, c), s.start),
        _day(model, s.end),
        Live(f"D{c.row}-C{c.row}", s.days),
    ]


def _start(model: Model, c: Charge) -> str:
    if c.follows:
        return f"D{c.row - 1}"
    return f"B{c.row}+宽限天数" if model.overdue.grace is Grace.SHIFTS else f"B{c.row}"


def _day(model: Model, end: date) -> Cell:
    """The day a stretch ends: a booking, the day of the calculation, or maturity."""
    cells = {
        model.state.schedule.maturity: at(PLAN, "C", FIRST + len(model.rows) - 1),
        model.state.accelerated_on: "提前到期日",
        model.on: "计算日",
    }
    cell = booking_day(model, end) or cells.get(end)
    return Live(cell, end) if cell else end


def _penalty(model: Model, c: Charge) -> list[Cell]:
    s, last = c.segment, model.entries_until(c.segment.start)
    parts = [Component.PRINCIPAL]
    if model.overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST:
        parts.append(Component.INTEREST)
    base = "+".join(f"({less(due(model, c.k, p), paid(model, p, c.k, last))})" for p in parts)
    penalty = charge_cell(model, c, Component.PENALTY, (f"E{c.row}", s.days))
    return [Live(to_fen(base), Money(s.penal)), Live("罚息日率", s.penalty_rate), penalty]


def _compound(model: Model, c: Charge) -> list[Cell]:
    if model.overdue.compound is Compound.NONE:
        return [None] * 5
    s, last, r = c.segment, model.entries_until(c.segment.start), c.row
    unpaid = less(due(model, c.k, Component.INTEREST), paid(model, Component.INTEREST, c.k, last))
    rate = "日利率" if s.compound_rate == model.terms.rate.per_day(model.terms.day_count) else "罚息日率"
    return [
        Live(to_fen(unpaid), Money(s.interest)),
        _unpaid_penalty(model, c, last),
        Live(base_expression(model, c, f"E{r}"), s.compound_base / 100),
        Live(rate, s.compound_rate),
        charge_cell(model, c, Component.COMPOUND, (f"E{r}", s.days)),
    ]


def _unpaid_penalty(model: Model, c: Charge, last: int) -> Cell:
    if not on_penalty(model):
        return None
    earlier = [x.row for x in model.charges if x.k == c.k and x.row < c.row]
    run = f"SUM(H{earlier[0]}:H{earlier[-1]})" if earlier else "0"
    return Live(to_fen(less(run, paid(model, Component.PENALTY, c.k, last))), unpaid_penalty(model, c) / 100)


def _claimed(model: Model, c: Charge) -> list[Cell]:
    """The same stretch only up to the day of the claim, which is compared on that day."""
    if model.claim is None:
        return [None] * 3
    s, r, day = c.segment, c.row, model.claim.on
    days = 0 if model.held(c.k, day) else max(0, (min(s.end, day) - s.start).days)
    counted = f"MAX(0,MIN(D{r},报数日)-C{r})"
    if model.overdue.grace is Grace.FORGIVES_IF_PAID and model.overdue.grace_days:
        counted = f"IF(报数日<=B{r}+宽限天数,0,{counted})"
    penalty = charge_cell(model, c, Component.PENALTY, (f"N{r}", days))
    if model.overdue.compound is Compound.NONE:
        return [Live(counted, days), penalty, None]
    return [Live(counted, days), penalty, charge_cell(model, c, Component.COMPOUND, (f"N{r}", days))]
