"""The statement's workbook, computed again by an independent engine from its formulas alone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import formulas
import openpyxl
import pytest
from hypothesis import HealthCheck, given, reject, settings
from recount_loans import LOANS

from loan.histories import History, histories
from loan.test_events import EVERYTHING
from xiehuan.documents.statement import render_rough, render_statement
from xiehuan.documents.statement.rows import LINES, STEPS, TERMS
from xiehuan.errors import LoanError
from xiehuan.loan import Component, Debt, Overdue, with_assumed_payments
from xiehuan.loan.ledger.event import Event
from xiehuan.loan.ledger.statement import ORDER, Statement, statement
from xiehuan.readers.case_folder import read_case_folder

EPOCH = date(1899, 12, 30)
FIRST = 6
ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 23)


def opened(data: bytes, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


class Computed:
    """A workbook without its stored values, computed by the `formulas` package."""

    def __init__(self, data: bytes, folder: Path, changes: dict[str, float] | None = None) -> None:
        book = opened(data)
        for place, value in (changes or {}).items():
            sheet, cell = place.split("!")
            assert book[sheet][cell].fill.fgColor.rgb == "FFE5EFED", "not an input"
            book[sheet][cell].value = value
        path = folder / "x.xlsx"
        book.save(path)  # openpyxl writes formulas without values
        self.found = formulas.ExcelModel().loads(str(path)).finish().calculate()

    def __call__(self, sheet: str, place: str):
        return self.found[f"'[x.xlsx]{sheet}'!{place}"].value[0, 0]

    def fen(self, sheet: str, place: str) -> int:
        number = float(self(sheet, place)) * 100
        assert abs(number - round(number)) < 1e-5, (sheet, place, number)
        return round(number)


def made_of(debt: Debt, on: date) -> Statement:
    paid: list[Event] = sorted((p for p in debt.payments if p.on <= on), key=lambda p: p.on)
    return statement(debt.account(on), debt.overdue or Overdue(), paid)


def check(debt: Debt, made: Statement, folder: Path) -> tuple[int, int]:
    """Every formula gives the stored value and the sheet the engine's fen; how many formulas, how many given."""
    data = render_statement(debt, made)
    again = Computed(data, folder)
    stored, count, given_count = opened(data, values=True), 0, 0
    for sheet in opened(data):
        for cell in (c for row in sheet.iter_rows() for c in row):
            given_count += cell.fill.fgColor.rgb == "FFEEEEEE"
            if cell.data_type != "f":
                continue
            count += 1
            value, got = stored[sheet.title][cell.coordinate].value, again(sheet.title, cell.coordinate)
            if isinstance(value, str):
                assert got == value, (sheet.title, cell.coordinate)
                continue
            value = (value.date() - EPOCH).days if isinstance(value, datetime) else value
            close = abs(float(got) - value) < 1e-7 + abs(value) * 1e-12
            assert close, (sheet.title, cell.coordinate, cell.value, value, got)
    assert_lines(made, again)
    return count, given_count


def assert_lines(made: Statement, again: Computed) -> None:
    for r, line in enumerate(made.lines, FIRST):
        assert again.fen(LINES, f"L{r}") == line.total.fen
        assert again.fen(LINES, f"M{r}") == line.left.fen
        assert again.fen(LINES, f"N{r}") == line.undue_principal.fen
        assert again.fen(LINES, f"P{r}") == line.waiting.fen
    first = FIRST + len(made.lines) + 1
    for i, component in enumerate(ORDER):
        bucket = made.total(component)
        got = [again.fen(LINES, f"{'EFGHIJK'[i]}{first + n}") for n in range(4)]
        assert got == [m.fen for m in (bucket.due, bucket.paid, bucket.waived, bucket.outstanding)]
    assert again.fen(LINES, f"L{first + 3}") == made.owed.fen
    assert again(LINES, f"L{first + 4}") == "相符"


@pytest.mark.parametrize("name", LOANS)
def test_every_money_cell_of_every_contract_is_right_to_the_fen(name: str, tmp_path: Path) -> None:
    loan = LOANS[name]
    made = made_of(loan.debt, loan.on)
    assert made.owed == loan.debt.account(loan.on).outstanding()
    count, given_count = check(loan.debt, made, tmp_path)
    assert count > 20
    without = sum(step.how is None for line in made.lines for step in line.steps)
    assert given_count <= 2 + without  # interest earned but not yet due, and what stands on the edge of a fen


@pytest.mark.parametrize("case", ["a-laid-off", "b-illness"])
def test_the_examples_are_right_to_the_fen(case: str, tmp_path: Path) -> None:
    debts = read_case_folder(ROOT / "examples" / case, ON).case.debts
    for debt in (with_assumed_payments(d, ON) for d in debts if not d.rough):
        check(debt, made_of(debt, ON), tmp_path)


FEW = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


def drawn(history: History, folder: Path) -> None:
    try:
        state = history.account()
    except (LoanError, ArithmeticError):
        reject()
    if len(state.postings) > 120:
        reject()
    debt = Debt("x", "某某", terms=history.terms, overdue=history.overdue, fees=history.fees)
    check(debt, statement(state, history.overdue, history.events), folder)


@FEW
@given(history=histories(kinds=EVERYTHING))
def test_loans_with_events_are_right_to_the_fen(history: History, tmp_path_factory) -> None:
    drawn(history, tmp_path_factory.mktemp("drawn"))


@pytest.mark.long
@settings(FEW, max_examples=150)
@given(history=histories(kinds=EVERYTHING, most=8))
def test_loans_with_events_at_length(history: History, tmp_path_factory) -> None:
    drawn(history, tmp_path_factory.mktemp("drawn"))


def test_a_changed_rate_is_computed_through(tmp_path: Path) -> None:
    """The penalty rate is an input: another one gives what the engine gives for it."""
    loan = LOANS["level-monthly"]
    made, late = made_of(loan.debt, loan.on), loan.overdue
    assert late is not None
    other = replace(loan, overdue=replace(late, penalty_factor=Fraction(13, 10)))
    data = render_statement(loan.debt, made)
    place = opened(data).defined_names["罚息日率"].attr_text.replace("$", "").replace("'", "")
    daily = loan.terms.rate.per_day(loan.terms.day_count) * Fraction(13, 10)
    again = Computed(data, tmp_path, {place: float(daily)})
    wanted = other.debt.account(loan.on)
    assert wanted.outstanding() != loan.debt.account(loan.on).outstanding()
    first = FIRST + len(made.lines) + 1
    assert again.fen(LINES, f"H{first}") == wanted.bucket(Component.PENALTY).due.fen


def test_foreign_text_is_never_a_formula_and_bytes_are_stable() -> None:
    loan = LOANS["level-monthly"]
    debt = replace(
        loan.debt, lender="=cmd|' /C calc'!A0", payments=tuple(replace(p, note="=1+1") for p in loan.payments)
    )
    made = made_of(debt, loan.on)
    data = render_statement(debt, made)
    assert data == render_statement(debt, made)
    book = opened(data)
    assert book.sheetnames == [LINES, STEPS, TERMS]
    foreign = [
        c for s in book for row in s.iter_rows() for c in row if c.data_type == "s" and "=" in str(c.value)
    ]
    assert any("=1+1" in str(c.value) for c in foreign)
    assert all(not str(c.value).startswith("=1+1") for s in book for row in s.iter_rows() for c in row)


def test_english_names_compute_the_same(tmp_path: Path) -> None:
    loan = LOANS["paid-in-advance"]
    made = made_of(loan.debt, loan.on)
    again = Computed(render_statement(loan.debt, made, "en"), tmp_path)
    first = FIRST + len(made.lines) + 1
    assert again.fen(LINES, f"L{first + 3}") == made.owed.fen
    assert again(LINES, f"L{first + 4}") == "agrees"


def test_a_rough_debt_computes_nothing() -> None:
    book = opened(render_rough(Debt("x", "某某"), ON))
    cells = [c for s in book for row in s.iter_rows() for c in row]
    assert not [c for c in cells if c.data_type == "f"]
    assert any("没有合同" in str(c.value) for c in cells)
