"""The statement laid out in rows before anything is written: formulas point at each other by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from xiehuan.contact.account_statement import part_name
from xiehuan.documents.recount.cells import FIRST
from xiehuan.errors import Text
from xiehuan.loan import Component, Debt, LoanTerms, Method, Overdue
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.statement import Line, Statement
from xiehuan.loan.ledger.trace import Part, Step

# The sheets. The names stand in formulas, so they are the same in both languages.
LINES, STEPS, TERMS = "对账单", "计算过程", "参数"

KINDS = {
    What.DUE: Text("应还", "due"),
    What.CHARGED: Text("计收", "charged"),
    What.MOVED: Text("转移", "moved"),
    What.PAID: Text("已还", "paid"),
    What.WAIVED: Text("减免", "waived"),
    What.LENT: Text("放款", "lent"),
    What.CAPITALISED: Text("转为本金", "made principal"),
}
AGREED = Text("约定变动", "as agreed")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of 计算过程: one part of a step (all but the last only add up), or a change of undue principal agreed."""

    row: int
    number: int  # of the line, from 1
    line: Line
    step: Step | None
    part: Part | None = None
    parts: int = 0  # rows above whose products belong to this step
    last: bool = True
    agreed: int = 0  # fen


@dataclass(frozen=True, slots=True)
class Layout:
    """One statement and where everything stands."""

    debt: Debt
    terms: LoanTerms
    overdue: Overdue
    made: Statement
    lang: str
    rows: tuple[Row, ...]

    @property
    def last(self) -> int:
        """The last row of 计算过程 (the headings' when there is none)."""
        return max((r.row for r in self.rows), default=FIRST - 1)

    def say(self, text: Text) -> str:
        """The text in the language of the workbook."""
        return text.en if self.lang == "en" else text.zh

    def part_name(self, component: Component) -> str:
        """The name of a component, which the formulas look for."""
        return self.say(part_name(component))

    def before(self, row: Row) -> list[Row]:
        """The steps above, whole ones only."""
        return [r for r in self.rows if r.row < row.row and r.last and r.step]

    def left(self, row: Row, components: tuple[Component, ...], until: date | None = None) -> int:
        """What the rows above leave of an instalment's components, in fen; `until`: of days up to then."""
        found = (r.step for r in self.before(row) if r.step)
        return sum(
            s.fen
            for s in found
            if row.step
            and s.k == row.step.k
            and s.component in components
            and (until is None or s.on <= until)
        )

    def undue_before(self, row: Row) -> int:
        """Principal not yet due before the row's line, in fen."""
        return self.made.lines[row.number - 2].undue_principal.fen if row.number > 1 else 0


def lay_out(debt: Debt, made: Statement, lang: str) -> Layout:
    """Number the rows of every step of every line."""
    assert debt.terms is not None  # noqa: S101 - a statement is made of a contract
    rows = tuple(_rows(made))
    return Layout(debt, debt.terms, debt.overdue or Overdue(), made, lang, rows)


def _rows(made: Statement) -> Iterator[Row]:
    at, undue = FIRST, made.lent.fen
    for number, line in enumerate(made.lines, 1):
        for step in line.steps:
            parts: tuple[Part | None, ...] = step.how.parts if step.how and step.how.parts else (None,)
            for i, part in enumerate(parts):
                yield Row(at, number, line, step, part, i, last=i == len(parts) - 1)
                at += 1
        undue += sum(step.undue for step in line.steps)
        if agreed := line.undue_principal.fen - undue:
            yield Row(at, number, line, None, agreed=agreed)
            at += 1
            undue += agreed


def named(layout: Layout) -> Mapping[str, object]:
    """The inputs that have names, by what formulas call them."""
    terms, overdue = layout.terms, layout.overdue
    count = terms.day_count
    found: dict[str, object] = {
        "本金": terms.principal,
        "年利率": terms.rate.per_year(count),
        "日利率": terms.rate.per_day(count),
    }
    if terms.method is Method.EQUAL_INSTALMENT:
        first = layout.debt.schedule().instalments[0]
        found["每期还款额"] = first.principal + first.interest
    if penalty := overdue.penalty_per_day(terms):
        found["罚息日率"] = penalty
    if overdue.late_fee is not None and overdue.late_fee.share is not None:
        found["违约金比例"] = overdue.late_fee.share
    return found
