"""对账单: the lines of the statement with running balances, and the totals by item; and 参数, the named inputs."""

from __future__ import annotations

from xiehuan.contact.account_statement import part_name, what_happened
from xiehuan.contact.phrases import NO_ACKNOWLEDGEMENT
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, Cell, Given, Input, Live, Value, to_fen
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.statement.rows import KINDS, LINES, STEPS, TERMS, Layout, named
from xiehuan.errors import Text
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.statement import ORDER, Line
from xiehuan.money import Money

_LETTERS = "EFGHIJK"  # one for each component
_ADDED = (What.DUE, What.CHARGED, What.MOVED)
_NOTE = Text(
    "每一行的金额来自表“计算过程”；合计和余额都是公式。未到期的本金单列，不算在到期未还里。",
    "The amounts of a line come from the sheet 计算过程; sums and balances are formulas. Principal not yet due stands apart.",
)


def _columns(layout: Layout) -> tuple[Column, ...]:
    used = [c for c in ORDER if any(line.change.get(c) for line in layout.made.lines)]
    waits = any(line.waiting for line in layout.made.lines)
    return (
        Column(Text("行次", "line"), 6, "int"),
        Column(Text("日期", "day"), 11, "date"),
        Column(Text("事项", "what"), 44, "text"),
        Column(Text("期次", "no."), 6, "int"),
        *(Column(part_name(c), 11, hidden=c not in used) for c in ORDER),
        Column(Text("增减合计", "change"), 12),
        Column(Text("到期未还", "due and unpaid"), 12),
        Column(Text("未到期本金", "principal not due"), 13),
        Column(Text("收到的钱", "money received"), 12, hidden=not waits),
        Column(Text("已付待冲抵", "paid, not used"), 12, hidden=not waits),
    )


def write_lines(book: Book, layout: Layout) -> None:
    """Write the lines, the totals by item below them, and what stands apart."""
    title = Text(f"{layout.debt.lender}：借款对账单", f"{layout.debt.lender}: statement of account")
    page = Page(book, LINES, title, _NOTE, _columns(layout))
    before: Line | None = None
    for number, line in enumerate(layout.made.lines, 1):
        page.row(_cells(layout, page.next_row, number, line, before))
        before = line
    last = page.next_row - 1
    page.space()
    _totals(layout, page, last)
    page.space()
    page.line(NO_ACKNOWLEDGEMENT)


def _steps(layout: Layout, column: str) -> str:
    return f"'{STEPS}'!{column}${FIRST - 1}:{column}${layout.last}"


def _cells(layout: Layout, r: int, number: int, line: Line, before: Line | None) -> list[Cell]:
    change: list[Cell] = []
    for component in ORDER:
        fen = line.change.get(component, 0)
        ranges = f"{_steps(layout, 'P')},{_steps(layout, 'A')},A{r},{_steps(layout, 'D')}"
        found = to_fen(f'SUMIFS({ranges},"{layout.part_name(component)}")')
        change.append(Live(found, Money(fen)) if fen else None)
    first = before is None
    undue = f"SUMIFS({_steps(layout, 'Q')},{_steps(layout, 'A')},A{r})"
    return [
        number,
        line.on,
        what_happened(line, layout.say),
        line.k,
        *change,
        Live(to_fen(f"SUM(E{r}:K{r})"), line.total),
        Live(to_fen(f"L{r}" if first else f"M{r - 1}+L{r}"), line.left),
        Live("本金" if first else to_fen(f"N{r - 1}+{undue}"), line.undue_principal),
        *_waiting(layout, r, line, before),
    ]


def _waiting(layout: Layout, r: int, line: Line, before: Line | None) -> list[Cell]:
    """Money received on the line, and what has not been used of it."""
    used = -sum(s.fen for s in line.steps if s.kind is What.PAID)
    received = line.waiting.fen - (before.waiting.fen if before else 0) + used
    paid = f'SUMIFS({_steps(layout, "P")},{_steps(layout, "A")},A{r},{_steps(layout, "E")},"{layout.say(KINDS[What.PAID])}")'
    earlier = f"P{r - 1}+" if before else ""
    return [
        Input(Money(received)) if received else None,
        Live(to_fen(f"{earlier}O{r}+{paid}"), line.waiting),
    ]


def _totals(layout: Layout, page: Page, last: int) -> None:
    """Due, paid, waived and left by component, and whether the two ways of adding agree."""
    made, first = layout.made, page.next_row
    kinds = ((_ADDED, ""), ((What.PAID,), "-"), ((What.WAIVED,), "-"))
    labels = (Text("应还合计", "due"), Text("已还合计", "paid"), Text("减免合计", "waived"))
    for (whats, sign), label, name in zip(kinds, labels, ("due", "paid", "waived"), strict=True):
        cells = [
            Live(to_fen(_summed(layout, i, whats, sign)), getattr(made.total(c), name))
            for i, c in enumerate(ORDER)
        ]
        whole = Money.total(getattr(made.total(c), name) for c in ORDER)
        _sum_row(page, label, cells, whole)
    left: list[Live] = []
    for i, c in enumerate(ORDER):
        x = _LETTERS[i]
        left.append(Live(to_fen(f"{x}{first}-{x}{first + 1}-{x}{first + 2}"), made.total(c).outstanding))
    r = _sum_row(page, Text("到期未还", "due and unpaid"), left, made.owed)
    same, other = layout.say(Text("相符", "agrees")), layout.say(Text("不符", "differs"))
    check = Live(f'IF(ABS(L{r}-M{last})<0.005,"{same}","{other}")', same)
    page.row([None, None, Text("和最后一行的余额核对", "against the last balance"), None, *[None] * 7, check])
    for label, money in (
        (Text("单列：未到期本金", "apart: principal not yet due"), Live(f"N{last}", made.undue_principal)),
        (
            Text("单列：本期已产生、未到期的利息", "apart: interest earned, not yet due"),
            Given(made.undue_interest),
        ),
        (Text("单列：已付待冲抵", "apart: paid, not used yet"), Live(f"P{last}", made.waiting)),
    ):
        page.row([None, None, label, None, *[None] * 7, money])


def _summed(layout: Layout, i: int, whats: tuple[What, ...], sign: str) -> str:
    ranges = (
        f'{_steps(layout, "P")},{_steps(layout, "D")},"{layout.part_name(ORDER[i])}",{_steps(layout, "E")}'
    )
    parts = (f'SUMIFS({ranges},"{layout.say(KINDS[w])}")' for w in whats)
    return sign + "+".join(parts)


def _sum_row(page: Page, label: Text, cells: list[Live], whole: Money) -> int:
    r = page.next_row
    return page.row([None, None, label, None, *cells, Live(to_fen(f"SUM(E{r}:K{r})"), whole)], bold=True)


_LABELS = {
    "本金": Text("合同本金", "principal"),
    "年利率": Text("合同年利率", "yearly rate of the contract"),
    "日利率": Text("合同日利率", "daily rate of the contract"),
    "罚息日率": Text("罚息日利率", "daily rate of penalty interest"),
    "每期还款额": Text("每期还款额", "level payment"),
    "违约金比例": Text("违约金比例", "late fee, a share of what was missed"),
}


def write_terms(book: Book, layout: Layout) -> None:
    """Write the named inputs."""
    columns = (
        Column(Text("项目", "term"), 34, "text"),
        Column(Text("数值", "value"), 18),
        Column(Text("公式里的名字", "name in formulas"), 18, "text"),
    )
    note = Text(
        "改这里的数，用到它的金额跟着重算。", "Change a figure here and the amounts that use it follow."
    )
    page = Page(book, TERMS, Text("合同里的数", "Figures of the contract"), note, columns)
    for name, value in named(layout).items():
        kind = "money" if isinstance(value, Money) else "rate"
        row = page.row([_LABELS[name], Input(_value(value)), name], {1: kind})
        book.name(name, TERMS, "B", row)


def _value(value: object) -> Value:
    assert isinstance(value, Value)  # noqa: S101 - the inputs are amounts and rates
    return value
