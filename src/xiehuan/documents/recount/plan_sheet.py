"""还款计划: the schedule the contract promises, row by row, and what acceleration or the running period adds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, PLAN, Cell, Given, Live, to_fen
from xiehuan.documents.recount.extra_rows import write_extras
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.period import by_months, length_cells
from xiehuan.documents.recount.rounding import amount
from xiehuan.documents.recount.terms_sheet import falls_into, fee_name, flat_rate
from xiehuan.errors import Text
from xiehuan.loan.schedule import Instalment, period_fraction
from xiehuan.loan.schedule.checks import plain
from xiehuan.loan.terms import FeeEvery, LoanTerms, Method
from xiehuan.money import Money

GIVEN = Text(
    "合同有还款额、期次或取整上的特别约定：利息和本金由程序算出，这里只有结果，没有公式。",
    "the contract has special terms of payment or rounding: interest and principal are the program's results, "
    "without formulas",
)


def _columns(terms: LoanTerms) -> tuple[Column, ...]:
    flat = terms.method is Method.FLAT
    return (
        Column(Text("期次", "no."), 11, "int"),
        Column(Text("起息日", "from"), 11, "date"),
        Column(Text("到期日", "due"), 11, "date"),
        Column(Text("天数", "days"), 6, "int"),
        Column(Text("整月", "months"), 6, "int", hidden=not by_months(terms)),
        Column(Text("计息天", "days counted"), 8, "int", hidden=flat),
        Column(Text("折合年", "part of a year"), 10, "fraction", hidden=flat),
        Column(Text("期初本金", "opening"), 13),
        Column(Text("利息", "interest"), 11),
        Column(Text("本金", "principal"), 13),
        Column(Text("费用", "fees"), 10),
        Column(Text("应还合计", "total"), 13),
        Column(Text("期末本金", "closing"), 13),
        Column(Text("状态", "state"), 14, "text"),
    )


def write_plan(book: Book, model: Model) -> None:
    """Write the schedule, its totals and the rows below it."""
    note = Text(
        "利息＝期初本金×年利率×折合年；每一行都可以按公式核对。",
        "interest = opening × yearly rate × part of a year",
    )
    if model.terms.method is Method.FLAT:
        note = Text(
            "利息＝最初本金×每期费率；每一行都可以按公式核对。",
            "interest = original principal × rate of a period",
        )
    if model.revolving:
        note = Text(
            "这里是没有提前还款时的计划；实际的利息见“逐段计息”。",
            "the plan without early payments; for the interest really due see 逐段计息",
        )
    if not plain(model.terms):
        note = GIVEN
    page = Page(book, PLAN, Text("还款计划", "Schedule"), note, _columns(model.terms))
    fees, start = _fees_by_row(model), model.terms.received_on
    for row in model.rows:
        page.row(_cells(model, row, start, fees[row.k]))
        start = row.due
    last = FIRST + len(model.rows) - 1
    sums = [
        Money.total(getattr(r, name) for r in model.rows)
        for name in ("interest", "principal", "fees", "total")
    ]
    totals = [Live(to_fen(f"SUM({c}{FIRST}:{c}{last})"), s) for c, s in zip("IJKL", sums, strict=True)]
    page.row([Text("合计", "total"), *[None] * 7, *totals, None, None], bold=True)
    page.space()
    write_extras(page, model)


def _fees_by_row(model: Model) -> Mapping[int, str]:
    """The names of the fees that fall into each instalment, added."""
    names: dict[int, list[str]] = {row.k: [] for row in model.rows}
    for number, fee in enumerate(model.debt.fees, 1):
        once = falls_into(model.terms, fee) if fee.every is FeeEvery.ONCE else None
        for k, falling in names.items():
            if fee.every is FeeEvery.INSTALMENT or k == once:
                falling.append(fee_name(number))
    return {k: "+".join(n) for k, n in names.items()}


def _cells(model: Model, row: Instalment, start: date, fees: str) -> list[Cell]:
    r = FIRST + row.k - 1
    first = row.k == 1
    due = f"EOMONTH(首个还款日,{row.k - 2})+MIN(合同日,DAY(EOMONTH(首个还款日,{row.k - 1})))"
    opening = Money(row.balance.fen + row.principal.fen)
    return [
        row.k,
        Live("到账日" if first else f"C{r - 1}", start),
        _due(model, row, due),
        *length_cells(model, r, start, row.due),
        Live("本金" if first else f"M{r - 1}", opening),
        _interest(model, row, start, r),
        Live(_principal(model, row, r), row.principal) if plain(model.terms) else Given(row.principal),
        Live(fees, row.fees) if fees else Money.ZERO,
        Live(to_fen(f"I{r}+J{r}+K{r}"), row.total),
        Live(to_fen(f"H{r}-J{r}"), row.balance),
        _state(model, row),
    ]


def _due(model: Model, row: Instalment, monthly: str) -> Live | Given:
    if row.k == 1 or model.terms.method is Method.BULLET:
        return Live("首个还款日", row.due)
    return Live(monthly, row.due) if plain(model.terms) else Given(row.due)


def _interest(model: Model, row: Instalment, start: date, r: int) -> Live | Given:
    terms, opening = model.terms, row.balance.fen + row.principal.fen
    if not plain(terms):
        return Given(row.interest)
    if terms.method is Method.FLAT:
        return amount(
            "本金*每期费率", terms.principal.fen * flat_rate(terms), terms.rounding, row.interest.fen
        )
    exact: Fraction = opening * terms.rate.per_year(terms.day_count) * period_fraction(terms, start, row.due)
    return amount(f"H{r}*年利率*G{r}", exact, terms.rounding, row.interest.fen)


def _principal(model: Model, row: Instalment, r: int) -> str:
    method = model.terms.method
    if row.k == len(model.rows):
        return f"H{r}"
    if method is Method.EQUAL_INSTALMENT:
        return to_fen(f"MIN(每期还款额-I{r},H{r})")
    if method in {Method.EQUAL_PRINCIPAL, Method.FLAT}:
        return "ROUNDDOWN(本金/期数+1E-9,2)"
    return "0"


def _state(model: Model, row: Instalment) -> Text:
    over = model.accelerated
    if over is not None and row.k >= over:
        return Text("提前到期，不再执行", "void: accelerated")
    return Text("已到期", "due") if row.due <= model.on else Text("未到期", "not due yet")
