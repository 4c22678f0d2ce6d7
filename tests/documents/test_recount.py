"""The recount workbook, computed again by an independent engine from its formulas alone."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import formulas
import openpyxl
import pytest
from recount_loans import LOANS, Loan, claim, paid, rate, yuan

from xiehuan.dates import DayCount
from xiehuan.documents.recount import render_recount
from xiehuan.documents.recount.cells import Given, Live
from xiehuan.documents.recount.rounding import amount
from xiehuan.law.recount import NAMES, recount
from xiehuan.loan import Component, Debt, Fee, FeeEvery, Method
from xiehuan.loan.ledger.account import What
from xiehuan.loan.terms import Compound, Grace, LateFee, Overdue, PenaltyBase, Scope
from xiehuan.money import Money, Rounding, round_fraction

EPOCH = date(1899, 12, 30)
FIRST = 6
NASTY = ("=cmd|' /C calc'!A0", "+1", "@SUM", "-1")


def opened(data: bytes, *, values: bool = False):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


class Computed:
    """A workbook without its stored values, computed by the `formulas` package."""

    def __init__(self, data: bytes, folder, changes=None):
        book = opened(data)
        for name, value in (changes or {}).items():
            sheet, place = place_of(book, name)
            assert book[sheet][place].fill.fgColor.rgb == "FFE5EFED", "not an input"
            book[sheet][place].value = value
        path = folder / "x.xlsx"
        book.save(path)  # openpyxl writes formulas without values
        assert set(opened(path.read_bytes(), values=True)["欠款"]["F"][12:13]).pop().value is None
        self.found = formulas.ExcelModel().loads(str(path)).finish().calculate()

    def __call__(self, sheet: str, place: str):
        return self.found[f"'[x.xlsx]{sheet}'!{place}"].value[0, 0]

    def fen(self, sheet: str, place: str) -> int:
        number = float(self(sheet, place)) * 100
        assert abs(number - round(number)) < 1e-5, (sheet, place, number)
        return round(number)


def place_of(book, name: str) -> tuple[str, str]:
    """Where a named cell is, or (sheet, cell) as given."""
    if "!" in name:
        return tuple(name.split("!"))
    sheet, place = book.defined_names[name].attr_text.split("!")
    return sheet.strip("'"), place.replace("$", "")


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """Each loan's workbook, computed once."""

    @cache
    def of(name: str) -> Computed:
        loan = LOANS[name]
        return Computed(render_recount(loan.debt, loan.on), tmp_path_factory.mktemp("recount"))

    return of


def every_loan(test):
    return pytest.mark.parametrize("name", LOANS)(test)


def test_the_loans_cover_every_choice_of_the_contract():
    terms, late = [x.terms for x in LOANS.values()], [x.overdue for x in LOANS.values() if x.overdue]
    assert len(LOANS) >= 12
    for kind, used in (
        (Method, {t.method for t in terms}),
        (DayCount, {t.day_count for t in terms}),
        (Rounding, {t.rounding for t in terms}),
        (Grace, {o.grace for o in late if o.grace_days}),
        (Scope, {o.scope for o in late}),
        (Compound, {o.compound for o in late}),
        (PenaltyBase, {o.penalty_base for o in late}),
    ):
        assert used == set(kind)


@every_loan
def test_every_formula_gives_the_stored_value(name, computed):
    loan, again = LOANS[name], computed(name)
    data = render_recount(loan.debt, loan.on)
    stored, count = opened(data, values=True), 0
    for sheet in opened(data):
        for cell in (c for row in sheet.iter_rows() for c in row if c.data_type == "f"):
            count += 1
            value, got = stored[sheet.title][cell.coordinate].value, again(sheet.title, cell.coordinate)
            if isinstance(value, str):
                assert got == value, (sheet.title, cell.coordinate)
                continue
            value = (value.date() - EPOCH).days if isinstance(value, datetime) else value
            assert abs(float(got) - value) < 1e-7, (sheet.title, cell.coordinate, cell.value)
    assert count > 50


@every_loan
def test_what_is_owed_is_the_engines_to_the_fen(name, computed):
    loan, again = LOANS[name], computed(name)
    assert_owed(loan, again)


def assert_owed(loan: Loan, again: Computed) -> None:
    state = loan.debt.account(loan.on)
    parts = [Component(n) for n in NAMES if n != "other"]
    for row, component in enumerate(parts, FIRST):
        bucket = state.bucket(component)
        got = [again.fen("欠款", f"{c}{row}") for c in "DEF"]
        assert got == [bucket.due.fen, bucket.paid.fen, bucket.outstanding.fen], component
    total = FIRST + len(parts)
    apart = state.not_yet_due_principal, state.not_yet_due_interest
    wanted = [state.outstanding(), *apart, state.outstanding() + apart[0] + apart[1], state.unapplied]
    assert [again.fen("欠款", f"F{total + i}") for i in range(5)] == [m.fen for m in wanted]
    assert again("欠款", f"F{total + 5}") == "成立"
    assert again.fen("说明", f"B{FIRST + 1}") == state.outstanding().fen


@every_loan
def test_the_schedule_is_the_engines(name, computed):
    again = computed(name)
    for row, i in enumerate(LOANS[name].debt.schedule().instalments, FIRST):
        got = [again.fen("还款计划", f"{c}{row}") for c in "IJKLM"]
        assert got == [m.fen for m in (i.interest, i.principal, i.fees, i.total, i.balance)], i.k
        assert again("还款计划", f"C{row}") == (i.due - EPOCH).days
        assert again("还款计划", f"D{row}") == i.days


@every_loan
def test_payments_are_split_as_the_engine_splits_them(name, computed):
    loan, again = LOANS[name], computed(name)
    parts = [p.fen for p in loan.debt.account(loan.on).postings if p.what is What.PAID]
    sheet = opened(render_recount(loan.debt, loan.on))["还款"]
    rows = [r for r in range(FIRST, sheet.max_row + 1) if sheet[f"F{r}"].value is not None]
    assert [again.fen("还款", f"J{r}") for r in rows] == parts
    checks = [r for r in range(FIRST, sheet.max_row + 1) if sheet[f"L{r}"].data_type == "f"]
    assert [again("还款", f"L{r}") for r in checks] == ["相符"] * len(loan.payments)


@every_loan
def test_charges_run_as_the_engine_runs_them(name, computed):
    loan, again = LOANS[name], computed(name)
    state, sheet = loan.debt.account(loan.on), opened(render_recount(loan.debt, loan.on))["罚息"]
    rows = [r for r in range(FIRST, sheet.max_row + 1) if isinstance(sheet[f"A{r}"].value, int)]
    wanted = [s for k in sorted(state.segments) for s in state.segments[k] if s.penalty or s.compound]
    got = [(again("罚息", f"E{r}"), again.fen("罚息", f"F{r}"), again.fen("罚息", f"H{r}")) for r in rows]
    kept = [g for g in got if g[2] or not wanted]
    if state.bucket(Component.PENALTY).due:
        assert kept == [(s.days, s.penal, s.penalty) for s in wanted if s.penalty]
    assert sum(g[2] for g in got) == state.bucket(Component.PENALTY).due.fen


@every_loan
def test_the_claim_is_compared_on_its_own_day(name, computed):
    loan, again = LOANS[name], computed(name)
    sheet = opened(render_recount(loan.debt, loan.on))["核对"]
    if not loan.claims:
        assert sheet[f"A{FIRST}"].value == "对方还没有报过数。"
        return
    made = loan.claims[-1]
    ours = recount(loan.debt, made, loan.on)
    labels = {sheet[f"A{r}"].value: r for r in range(FIRST + 1, sheet.max_row + 1)}
    for name_, label in NAMES.items():
        counted = Money.ZERO if name_ == "other" else ours.of(Component(name_))
        claimed = made.items.get(name_)
        assert (label.zh in labels) == bool(claimed or counted)
        if label.zh in labels:
            assert again_or_plain(again, sheet, f"C{labels[label.zh]}") == counted.fen
        if claimed:
            difference = again.fen("核对", f"D{labels[label.zh]}")
            assert difference == (claimed - counted).fen
    total = labels["对方报的总额"]
    assert again.fen("核对", f"C{total}") == ours.total.fen
    assert again.fen("核对", f"D{total}") == (made.total - ours.total).fen


def again_or_plain(again: Computed, sheet, place: str) -> int:
    return again.fen("核对", place) if sheet[place].data_type == "f" else round(sheet[place].value * 100)


LATE = Overdue(
    penalty_factor=Fraction(3, 2), late_fee=LateFee(share=Fraction(1, 20)), grace_days=3, grace=Grace.SHIFTS
)
CHANGEABLE = Loan(
    date(2026, 6, 20),
    LOANS["level-monthly"].terms,
    LATE,
    (Fee("担保费", yuan("28"), FeeEvery.INSTALMENT),),
    paid(("2026-02-05", "2000"), ("2026-04-20", "900")),
    (claim("2026-06-01", "11000"),),
)


def with_terms(**changes) -> Loan:
    return replace(CHANGEABLE, terms=replace(CHANGEABLE.terms, **changes))


def with_late(**changes) -> Loan:
    return replace(CHANGEABLE, overdue=replace(LATE, **changes))


SECOND = f"还款!{{}}{FIRST + 3}"  # the second payment: the first has paid interest, fee and principal

CHANGES = {
    "rate": ({"合同利率": 0.1735}, with_terms(rate=rate("0.1735"))),
    "principal": ({"本金": 12345.67}, with_terms(principal=yuan("12345.67"))),
    "first due date": ({"首个还款日": date(2026, 2, 8)}, with_terms(first_due=date(2026, 2, 8))),
    "received on": ({"到账日": date(2026, 1, 3)}, with_terms(received_on=date(2026, 1, 3))),
    "penalty factor": ({"罚息倍数": 1.3}, with_late(penalty_factor=Fraction(13, 10))),
    "late fee": ({"违约金比例": 0.03}, with_late(late_fee=LateFee(share=Fraction(3, 100)))),
    "grace": ({"宽限天数": 5}, with_late(grace_days=5)),
    "fee": ({"费用1": 31.5}, replace(CHANGEABLE, fees=(replace(CHANGEABLE.fees[0], amount=yuan("31.5")),))),
    "payment": (
        {SECOND.format("C"): 1000},
        replace(CHANGEABLE, payments=paid(("2026-02-05", "2000"), ("2026-04-20", "1000"))),
    ),
    "payment day": (
        {SECOND.format("B"): date(2026, 4, 27)},
        replace(CHANGEABLE, payments=paid(("2026-02-05", "2000"), ("2026-04-27", "900"))),
    ),
    "day": ({"计算日": date(2026, 7, 2)}, replace(CHANGEABLE, on=date(2026, 7, 2))),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_input_gives_what_the_engine_gives_for_it(change, tmp_path):
    cells, changed = CHANGES[change]
    before, after = (x.debt.account(x.on) for x in (CHANGEABLE, changed))
    assert [(p.k, p.component, p.payment) for p in before.postings if p.what is What.PAID] == [
        (p.k, p.component, p.payment) for p in after.postings if p.what is What.PAID
    ], "the split must stay the same for the rows to hold"
    assert before.outstanding() != after.outstanding()
    assert_owed(changed, Computed(render_recount(CHANGEABLE.debt, CHANGEABLE.on), tmp_path, cells))


def test_a_payment_that_reaches_further_than_its_rows_is_not_passed_over(tmp_path):
    data = render_recount(CHANGEABLE.debt, CHANGEABLE.on)
    again = Computed(data, tmp_path, {f"还款!C{FIRST}": 3000})
    assert again("欠款", f"F{FIRST + 7 + 5}") == "要重新生成本表"


@pytest.mark.parametrize("mode", Rounding)
def test_rounding_formulas_are_right_at_and_around_ties(mode, tmp_path):
    book, exact = (
        openpyxl.Workbook(),
        [Fraction(n, 8) for n in range(24)] + [Fraction(n, 7) for n in range(12)],
    )
    exact += [Fraction(5 * n, 1000) for n in range(90, 112)]
    for row, fen in enumerate(exact, 1):
        book.active[f"A{row}"] = fen.numerator
        cell = amount(f"A{row}/{fen.denominator}/100", fen, mode, round_fraction(fen, mode))
        assert isinstance(cell, Live)
        book.active[f"B{row}"] = f"={cell.formula}"
    book.save(tmp_path / "t.xlsx")
    found = formulas.ExcelModel().loads(str(tmp_path / "t.xlsx")).finish().calculate()
    for row, fen in enumerate(exact, 1):
        got = float(found[f"'[t.xlsx]SHEET'!B{row}"].value[0, 0]) * 100
        assert abs(got - round_fraction(fen, mode)) < 1e-6, fen


def test_an_amount_too_near_a_boundary_is_given_not_computed():
    near = Fraction(5, 10) - Fraction(1, 10**9)  # fen: half a fen less a hair, which the guard would round up
    assert amount("x", near, Rounding.HALF_UP, 0) == Given(Money(0))
    assert amount("x", Fraction(1, 10**9), Rounding.UP, 1) == Given(Money(1))
    assert amount("x", Fraction(1), Rounding.HALF_UP, 2) == Given(Money(2))  # not what the engine booked


def nasty_debt(text: str) -> Debt:
    loan = LOANS["level-monthly"]
    return replace(
        loan.debt,
        lender=text,
        platform=text,
        contract_no=text,
        fees=tuple(replace(f, name=text, payee=text) for f in loan.fees),
        payments=tuple(replace(p, note=text) for p in loan.payments),
        claims=tuple(replace(c, source=text) for c in loan.claims),
    )


@pytest.mark.parametrize("text", NASTY)
def test_foreign_text_is_never_a_formula(text):
    on = LOANS["level-monthly"].on
    plain, data = render_recount(nasty_debt("某某"), on), render_recount(nasty_debt(text), on)
    kinds = [
        [(s.title, c.coordinate, c.data_type) for s in opened(d) for row in s.iter_rows() for c in row]
        for d in (plain, data)
    ]
    assert kinds[0] == kinds[1]
    found = [c for s in opened(data) for row in s.iter_rows() for c in row if c.value == text]
    assert len(found) == 3 + 3 + 4 + 1  # lender, platform, number; fees; payments; source
    assert {c.data_type for c in found} == {"s"}


@pytest.mark.parametrize("text", NASTY)
def test_foreign_text_of_a_rough_debt_is_never_a_formula(text):
    debt = Debt("x", text, claims=(replace(claim("2026-05-01", "4218.90", principal="4000"), source=text),))
    cells = [c for s in opened(render_recount(debt, date(2026, 6, 1))) for row in s.iter_rows() for c in row]
    assert {c.data_type for c in cells if isinstance(c.value, str)} == {"s"}
    assert text in {c.value for c in cells}


def test_a_rough_debt_has_its_claims_and_a_clear_sentence():
    debt = Debt(
        "x", "某某", claims=(claim("2026-05-01", "4218.90", principal="4000"), claim("2026-07-01", "9"))
    )
    book = opened(render_recount(debt, date(2026, 6, 1)))
    assert book.sheetnames == ["说明"]
    values = [c.value for row in book["说明"].iter_rows() for c in row if c.value is not None]
    assert 4218.9 in values
    assert 9 not in values  # claimed later than the day
    assert any("不能按合同重算" in v for v in values if isinstance(v, str))
    nothing = opened(render_recount(replace(debt, claims=()), date(2026, 6, 1)))["说明"]
    assert nothing[f"A{FIRST}"].value == "对方还没有报过数。"


PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from recount_loans import LOANS
from xiehuan.documents.recount import render_recount
loan = LOANS["revolving-prepaid"]
sys.stdout.buffer.write(render_recount(loan.debt, loan.on))
"""


def test_two_processes_give_the_same_bytes():
    here = str(Path(__file__).parent)
    made = []
    for seed, zone in (("1", "UTC"), ("2", "America/New_York")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        made.append(
            subprocess.run(
                [sys.executable, "-c", PROGRAM, here], env=env, check=True, capture_output=True
            ).stdout
        )
    assert made[0] == made[1]
    core = zipfile.ZipFile(io.BytesIO(made[0])).read("docProps/core.xml").decode()
    assert core.count("2026-06-01T00:00:00Z") == 2


def test_print_set_up_and_stored_values():
    loan = LOANS["level-monthly"]
    data = render_recount(loan.debt, loan.on)
    for sheet in opened(data):
        page = sheet.page_setup
        assert (page.orientation, page.paperSize) == ("landscape", 9)
        assert (page.fitToWidth or 1, page.fitToHeight) == (1, 0)  # one page wide is the format's default
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$4:$5"
        assert sheet.freeze_panes == "A6"
    stored = opened(data, values=True)
    formulas_of = [
        (s.title, c.coordinate) for s in opened(data) for r in s.iter_rows() for c in r if c.data_type == "f"
    ]
    assert all(stored[sheet][place].value is not None for sheet, place in formulas_of)


def test_english_texts_with_chinese_beside_them_compute_the_same(tmp_path):
    loan = LOANS["paid-in-advance"]
    data = render_recount(loan.debt, loan.on, "en")
    book = opened(data)
    assert book.sheetnames == ["说明", "合同", "还款计划", "还款", "罚息", "违约金", "欠款", "核对"]
    assert (book["欠款"]["F4"].value, book["欠款"]["F5"].value) == ("outstanding", "未还")
    again = Computed(data, tmp_path)
    assert again.fen("欠款", f"F{FIRST + 7}") == loan.debt.account(loan.on).outstanding().fen
