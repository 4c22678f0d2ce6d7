"""计算过程: each step of the statement computed from its inputs, one row for each part of a sum."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from xiehuan.contact.account_statement import opened
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import FIRST, Cell, Given, Input, Live, to_fen
from xiehuan.documents.recount.page import Column, Page
from xiehuan.documents.recount.rounding import amount
from xiehuan.documents.statement.rows import AGREED, KINDS, STEPS, Layout, Row, named
from xiehuan.errors import Text
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.trace import Formula, Step
from xiehuan.loan.terms import SCHEDULED, Component, PenaltyBase
from xiehuan.money import Money, round_fraction

_COLUMNS = (
    Column(Text("行次", "line"), 6, "int"),
    Column(Text("日期", "day"), 11, "date"),
    Column(Text("期次", "no."), 6, "int"),
    Column(Text("项目", "item"), 12, "text"),
    Column(Text("类别", "kind"), 9, "text"),
    Column(Text("起", "from"), 11, "date"),
    Column(Text("止", "to"), 11, "date"),
    Column(Text("基数（元）", "base (yuan)"), 13),
    Column(Text("天数或年数", "days or years"), 10, "number"),
    Column(Text("积数", "base × time"), 15, "number"),
    Column(Text("利率", "rate"), 11, "rate"),
    Column(Text("取整后", "rounded"), 11),
    Column(Text("加减", "added"), 11),
    Column(Text("至多", "at most"), 11),
    Column(Text("金额", "amount"), 12),
    Column(Text("欠款增减", "change of what is owed"), 12),
    Column(Text("未到期本金增减", "change of principal not due"), 12),
    Column(Text("算式和依据", "formula and what it rests on"), 70, "text"),
)
_NOTE = Text(
    "金额＝取整（积数×利率）＋加减，不超过“至多”。浅色底是可以改的数；灰底斜体是程序直接给出的数（公式在那一格不能保证"
    "分毫不差，或者没有一行的公式）；其余都是公式。公式里的1E-9让正好半分的数不受小数误差影响。",
    "amount = round(base × time × rate) + added, at most the limit. Light tint: inputs. Grey italics: the program's own "
    "figure, where a formula could miss the fen or there is none of one line. All else: formulas.",
)
_SIGNS = {What.PAID: -1, What.WAIVED: -1, What.LENT: 0, What.CAPITALISED: 0}


def write_steps(book: Book, layout: Layout) -> None:
    """Write the sheet."""
    page = Page(book, STEPS, Text("计算过程", "How each amount was computed"), _NOTE, _COLUMNS)
    names = named(layout)
    for row in layout.rows:
        page.row(_agreed(row) if row.step is None else _cells(layout, names, row, row.step))


def _agreed(row: Row) -> list[Cell]:
    """Undue principal that a restructuring changed: its plan says by how much."""
    head: list[Cell] = [row.number, row.line.on, None, None, AGREED]
    return [*head, *[None] * 11, Input(Money(row.agreed)), row.line.note]


def _cells(layout: Layout, names: Mapping[str, object], row: Row, step: Step) -> list[Cell]:
    head: list[Cell] = [
        row.number,
        step.on,
        step.k,
        layout.part_name(step.component),
        KINDS[step.kind] if row.last else None,
    ]
    product = _product(layout, row, step)
    if not row.last:
        return [*head, *product, *[None] * 8]
    how, r = step.how, row.row
    if how is None:
        money: list[Cell] = [None, None, None, None, Given(Money(abs(step.fen)))]
    else:
        money = [
            _rate(names, how),
            _rounded(how, r),
            _added(layout, names, row, how),
            _at_most(layout, row, how),
            _amount(how, r),
        ]
    return [*head, *product, *money, *_effects(step, r), opened(step, layout.say)]


def _effects(step: Step, r: int) -> list[Cell]:
    sign = _SIGNS.get(step.kind, 1)
    if step.how is None and abs(step.fen) != step.fen * sign:
        return [Given(Money(step.fen)), Given(Money(step.undue))]  # no formula and against the usual sign
    owed: Cell = Live(f"{'-' if sign < 0 else ''}O{r}", Money(step.fen)) if sign else Money.ZERO
    if step.component is not Component.PRINCIPAL or not step.undue:
        return [owed, Money.ZERO]
    return [owed, Live(f"{'' if sign == 0 else '-'}O{r}", Money(step.undue))]


def _product(layout: Layout, row: Row, step: Step) -> list[Cell]:
    """From, to, base, time and their product."""
    part, r = row.part, row.row
    if part is None:
        return [None] * 5
    days = (part.until - part.since).days if part.since and part.until else None
    time: Cell = Input(part.times)
    if days is not None and days == part.times:
        time = Live(f"G{r}-F{r}", days)
    elif part.since and part.until and part.counted.startswith(f"{days}/"):
        time = Live(f"(G{r}-F{r}){part.counted.removeprefix(str(days))}", part.times)
    own = f"H{r}*I{r}"
    whole = part.fen * part.times
    if row.last and row.parts:
        earlier = step.how.parts[: row.parts] if step.how else ()
        own = f"SUM(J{r - row.parts}:J{r - 1})+{own}"
        whole += sum((p.fen * p.times for p in earlier), Fraction(0))
    since = Input(part.since) if part.since else None
    until = Input(part.until) if part.until else None
    return [since, until, _base(layout, row, step), time, Live(own, whole / 100)]


def _base(layout: Layout, row: Row, step: Step) -> Cell:
    """What bears the charge: from the rows above where they give it, else an input."""
    part, r = row.part, row.row
    assert part is not None  # noqa: S101 - asked for rows with a part only
    value: Money | Fraction = Money(int(part.fen)) if part.fen.denominator == 1 else part.fen / 100
    if step.kind is What.DUE and part.fen == layout.undue_before(row):
        return Live(_undue(layout, row), Money(int(part.fen)))
    if part.fen == layout.terms.principal.fen:
        return Live("本金", layout.terms.principal)
    components = _bearing(layout, step)
    if components and part.fen == layout.left(row, components, part.since):
        day = f',B${FIRST - 1}:B{r - 1},"<="&F{r}' if part.since else ""
        return Live(to_fen("+".join(_left(layout, r, c, day) for c in components)), value)
    return Input(value)


def _bearing(layout: Layout, step: Step) -> tuple[Component, ...]:
    if step.kind is not What.CHARGED:
        return ()
    if step.component is Component.LATE_FEE:
        return SCHEDULED
    if step.component is Component.COMPOUND:
        return (Component.INTEREST,)
    both = layout.overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST
    return (Component.PRINCIPAL, Component.INTEREST) if both else (Component.PRINCIPAL,)


def _left(layout: Layout, r: int, component: Component, more: str = "") -> str:
    """What the rows above leave of a component of the row's instalment."""
    rows = {c: f"{c}${FIRST - 1}:{c}{r - 1}" for c in "PCD"}
    return f'SUMIFS({rows["P"]},{rows["C"]},C{r},{rows["D"]},"{layout.part_name(component)}"{more})'


def _undue(layout: Layout, row: Row) -> str:
    """Principal not yet due before the row's line; the line's own rows may depend on this one."""
    last = next(r.row for r in layout.rows if r.number == row.number) - 1
    return to_fen(f"本金+SUM(Q${FIRST - 1}:Q{last})")


def _rate(names: Mapping[str, object], how: Formula) -> Cell:
    if not how.parts or how.rate == 1:
        return None
    name = next((n for n, v in names.items() if isinstance(v, Fraction) and v == how.rate), None)
    return Live(name, how.rate) if name else Input(how.rate)


def _rounded(how: Formula, r: int) -> Cell:
    if not how.parts:
        return None
    product = f"J{r}" if how.rate == 1 else f"J{r}*K{r}"
    return amount(product, how.exact, how.rounding, round_fraction(how.exact, how.rounding))


def _added(layout: Layout, names: Mapping[str, object], row: Row, how: Formula) -> Cell:
    """Whole amounts added: from other rows where they stand there, else an input."""
    step = row.step
    if not how.added or step is None:
        return None
    fen = sum(a.fen for a in how.added)
    above = layout.before(row)
    if step.kind is What.PAID:
        mine = [x for x in above if x.number == row.number and x.step and x.step.kind is What.PAID]
        return Live(to_fen(f"M{mine[-1].row}-O{mine[-1].row}"), Money(fen)) if mine else Input(Money(fen))
    if step.kind is What.DUE and fen == layout.undue_before(row):
        return Live(_undue(layout, row), Money(fen))
    if step.kind is What.CHARGED and fen < 0 and (rows := _run(above, step, -fen)):
        return Live(to_fen("-(" + "+".join(f"O{x}" for x in rows) + ")"), Money(fen))
    level = len(how.added) == 2 and names.get("每期还款额") == Money(how.added[0].fen)  # noqa: PLR2004
    if step.kind is What.DUE and level and (interest := _interest_row(layout, row, how)):
        return Live(to_fen(f"每期还款额-O{interest}"), Money(fen))
    return Input(Money(fen))


def _run(above: list[Row], step: Step, before: int) -> list[int]:
    """The last rows of the same charge that make up what was charged before; none when they do not."""
    rows, total = list[int](), 0
    for x in reversed(above):
        if x.step and (x.step.k, x.step.component, x.step.kind) == (step.k, step.component, step.kind):
            rows.insert(0, x.row)
            total += x.step.fen
            if total >= before:
                break
    return rows if total == before else []


def _interest_row(layout: Layout, row: Row, how: Formula) -> int | None:
    """The row of the interest that a level payment is reduced by, in the same line."""
    for x in layout.rows:
        same = x.number == row.number and x.last and x.step is not None and row.step is not None
        if same and x.step and row.step and x.step.k == row.step.k and x.step.component is Component.INTEREST:
            return x.row if x.step.fen == -how.added[1].fen else None
    return None


def _at_most(layout: Layout, row: Row, how: Formula) -> Cell:
    if how.at_most is None or row.step is None:
        return None
    if how.at_most == layout.left(row, (row.step.component,)):
        return Live(to_fen(_left(layout, row.row, row.step.component)), Money(how.at_most))
    return Input(Money(how.at_most))


def _amount(how: Formula, r: int) -> Cell:
    terms = "+".join(c for c, there in ((f"L{r}", how.parts), (f"M{r}", how.added)) if there) or "0"
    return Live(to_fen(terms if how.at_most is None else f"MIN({terms},N{r})"), Money(how.value))
