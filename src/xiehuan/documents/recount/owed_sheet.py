"""欠款: what fell due, what was paid and what is left, by part and by instalment; the rest stands apart."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import (
    FIRST,
    OWED,
    PAID,
    PENALTY,
    PLAN,
    Cell,
    Live,
    at,
    down,
    to_fen,
)
from xiehuan.documents.recount.labels import PREPAID, part
from xiehuan.documents.recount.late_sheet import late_fee_cell
from xiehuan.documents.recount.links import due, due_day, word
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.paid_sheet import last_row
from xiehuan.errors import Text
from xiehuan.law.recount import NAMES
from xiehuan.loan.terms import SCHEDULED, Component
from xiehuan.money import Money

_COLUMNS = (
    Column(Text("期次", "no."), 12, "int"),
    Column(Text("到期日", "due"), 12, "date"),
    Column(Text("项目", "part"), 30, "text"),
    Column(Text("应还", "due"), 15),
    Column(Text("已还", "paid"), 15),
    Column(Text("未还", "outstanding"), 15),
)
_NOTE = Text(
    "上半部分按项目合计，下半部分逐期列明。还没有到期的本金和利息单列，不算在到期未还里。",
    "by part above, by instalment below; what is not yet due stands apart and is not in the total",
)
# as a statement lists them: what was lent first, then what was added to it
ORDER = tuple(Component(name) for name in NAMES if name != "other")
_SUMMED = len(ORDER)  # rows of the summary
TOTAL = FIRST + _SUMMED  # the row with the total owed
UNDUE, CLEAR, WAITING, GUARD = TOTAL + 1, TOTAL + 3, TOTAL + 4, TOTAL + 5
DETAIL = GUARD + 2  # the first row by instalment


def total_cell() -> str:
    """The cell with all that is due and unpaid."""
    return at(OWED, "F", TOTAL)


def write_owed(book: Book, model: Model) -> None:
    """Write the sheet."""
    page = Page(book, OWED, Text("欠款", "What is owed"), _NOTE, _COLUMNS)
    details = list(_details(model))
    last = DETAIL + max(len(details), 1) - 1
    for component in ORDER:
        page.row(_sum(model, component, page.next_row, last))
    _totals(page, model)
    _rest(book, page, model)
    page.space()
    for k, name, cells in details:
        page.row(_detail(model, page.next_row, (k, name), cells))


def last_detail(model: Model) -> int:
    """The last row by instalment."""
    return DETAIL + max(len(list(_details(model))), 1) - 1


def _sum(model: Model, component: Component, r: int, last: int) -> list[Cell]:
    bucket, cells = model.state.bucket(component), []
    names = (
        [part(component), PREPAID]
        if component is Component.PRINCIPAL and model.revolving
        else [part(component)]
    )
    for column, booked in (("D", bucket.due), ("E", bucket.paid)):
        ranges = f"{column}${DETAIL}:{column}${last},C${DETAIL}:C${last}"
        found = "+".join(f'SUMIFS({ranges},"{word(model, n)}")' for n in names)
        cells.append(Live(to_fen(found), booked))
    left = Live(to_fen(f"D{r}-E{r}"), bucket.outstanding)
    return [None, None, part(component), *cells, left]


def _totals(page: Page, model: Model) -> None:
    state = model.state
    buckets = [state.bucket(c) for c in Component]
    sums = [Money.total(b.due for b in buckets), Money.total(b.paid for b in buckets), state.outstanding()]
    cells = [Live(to_fen(f"SUM({c}{FIRST}:{c}{TOTAL - 1})"), m) for c, m in zip("DEF", sums, strict=True)]
    page.row([Text("到期未还", "owed"), None, Text("合计", "total"), *cells], bold=True)


def _rest(book: Book, page: Page, model: Model) -> None:
    """What is not yet due, what would clear the debt, money that waits, and whether the split still holds."""
    state, running = model.state, model.row_below("running")
    for name, column, money in (
        (Text("未到期本金", "principal not yet due"), "H", state.not_yet_due_principal),
        (
            Text("未到期利息（到计算日已产生）", "interest since the last due date"),
            "I",
            state.not_yet_due_interest,
        ),
    ):
        cell = Live(at(PLAN, column, running.row), money) if running else Money.ZERO
        page.row([Text("单列", "apart"), None, name, None, None, cell])
    clear = state.outstanding() + state.not_yet_due_principal + state.not_yet_due_interest
    everything = Live(to_fen(f"SUM(F{TOTAL}:F{UNDUE + 1})"), clear)
    page.row(
        [None, None, Text("当天全部结清需要", "to clear the debt that day"), None, None, everything],
        bold=True,
    )
    waiting: Cell = Money.ZERO
    if model.entries:
        waiting = Live(at(PAID, "K", last_row(model) + 1), state.unapplied)
    page.row([Text("单列", "apart"), None, Text("已付待冲抵（未减）", "paid, waiting"), None, None, waiting])
    right, wrong = (
        book.say(Text("成立", "holds")),
        book.say(Text("要重新生成本表", "make this workbook anew")),
    )
    holds = Live(f'IF(AND(F{WAITING}>0,F{TOTAL}>0),"{wrong}","{right}")', right)
    page.row([None, None, Text("冲抵顺序是否仍然成立", "does the split still hold"), None, None, holds])


def _details(model: Model) -> Iterator[tuple[int, Text, tuple[str, Money, Money]]]:
    """Every part of every instalment that has fallen due: name, where its sum stands, due and paid."""
    for k, _ in model.opened:
        for component in ORDER:
            fen = model.charged(k, component)
            if fen:
                booked = Money(fen), Money(model.paid_of(k, component))
                yield k, part(component), (_source(model, k, component), *booked)
    early = sum(e.posting.fen for e in model.entries if e.posting and e.prepaid)
    if early:
        k, last = len(model.rows), last_row(model)
        repaid = f'SUMIFS({down(PAID, "J", last)},{down(PAID, "G", last)},"{word(model, PREPAID)}")'
        yield k, PREPAID, (repaid, Money(early), Money(early))


def _source(model: Model, k: int, component: Component) -> str:
    if component in SCHEDULED:
        return due(model, k, component)
    if component is Component.LATE_FEE:
        return late_fee_cell(model, k)
    column = "H" if component is Component.PENALTY else "M"
    rows = [c.row for c in model.charges if c.k == k]
    return to_fen(f"SUM({at(PENALTY, column, rows[0])}:{column}{rows[-1]})")


def _detail(model: Model, r: int, what: tuple[int, Text], cells: tuple[str, Money, Money]) -> list[Cell]:
    k, name = what
    fell_due, booked, paid = cells
    last = last_row(model)
    ranges = [down(PAID, c, last) for c in "JFG"]
    split = f"SUMIFS({ranges[0]},{ranges[1]},A{r},{ranges[2]},C{r})"
    day = None if name is PREPAID else Live(due_day(model, k), model.state.due_of[k])
    return [
        k,
        day,
        name,
        Live(fell_due, booked),
        Live(split, paid),
        Live(to_fen(f"D{r}-E{r}"), booked - paid),
    ]
