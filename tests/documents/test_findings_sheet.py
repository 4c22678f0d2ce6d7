"""The findings in the recount workbook: every one with its source, amounts and the three sums computed again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import formulas
import openpyxl
import pytest
from recount_loans import LOANS, claim

from xiehuan.documents.recount import render_recount
from xiehuan.documents.recount.findings_sheet import SUMS
from xiehuan.law import Audit, Sum, audit
from xiehuan.law.recount import recount
from xiehuan.loan import Component, LenderKind
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn

FIRST, SHEET = 6, "费用核对"
LOAN = LOANS["level-monthly"]
DEBTS = {
    "other charges and an open rest": LOAN.debt,
    "more interest than the contract": replace(
        LOAN.debt, claims=(claim("2026-05-14", "5000", principal="3900", interest="990", late_fee="80"),)
    ),
    "a bare total": replace(LOAN.debt, claims=(claim("2026-05-14", "15000"),)),
    "dear": replace(LOAN.debt, lender_kind=LenderKind.MICRO_LOAN, contract_date=LOAN.terms.received_on),
}


@pytest.fixture(params=DEBTS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Audit, openpyxl.Workbook, dict[str, float]]:
    """The audit, the workbook, and every formula of the sheet computed by another engine."""
    debt = DEBTS[request.param]
    told = audit(debt, load_cn(), LOAN.on)
    data = render_recount(debt, LOAN.on, audit=told)
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.save(tmp_path / "x.xlsx")  # openpyxl writes formulas without their stored values
    found = formulas.ExcelModel().loads(str(tmp_path / "x.xlsx")).finish().calculate()
    computed = {
        cell.coordinate: float(found[f"'[x.xlsx]{SHEET}'!{cell.coordinate}"].value[0, 0])
        for row in book[SHEET].iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    return told, book, computed


def test_every_finding_has_its_row(made: tuple[Audit, openpyxl.Workbook, dict[str, float]]) -> None:
    told, book, computed = made
    sheet = book[SHEET]
    assert told.findings
    for r, finding in enumerate(told.findings, FIRST):
        assert sheet[f"A{r}"].value == finding.title.zh
        assert sheet[f"G{r}"].value == finding.source
        assert sheet[f"H{r}"].value == finding.rule
        if finding.sum:
            amount = computed.get(f"C{r}", sheet[f"C{r}"].value)
            assert round(float(amount) * 100) == finding.amount.fen, finding
        else:
            assert sheet[f"C{r}"].value is None


def test_the_three_sums_are_computed_and_never_added(
    made: tuple[Audit, openpyxl.Workbook, dict[str, float]],
) -> None:
    told, book, computed = made
    sheet = book[SHEET]
    labels = {sheet[f"A{r}"].value: r for r in range(FIRST + len(told.findings), sheet.max_row + 1)}
    for which in Sum:
        assert round(computed[f"C{labels[SUMS[which].zh]}"] * 100) == told.total(which).fen
    every = [round(v * 100) for v in computed.values()]
    sums = [told.total(which).fen for which in Sum]
    assert sum(x > 0 for x in sums) < 2 or sum(sums) not in every


def test_a_difference_of_two_cells_is_a_formula() -> None:
    """The claim has what the contract gives and 180.00 of other charges: that row of 核对 is what the finding shows."""
    ours = recount(LOAN.debt, LOAN.claims[-1], LOAN.on)
    items = {c.value: str(ours.of(c)) for c in Component if ours.of(c)} | {"other": "180.00"}
    debt = replace(LOAN.debt, claims=(claim("2026-05-14", str(ours.total + Money(180_00)), **items),))
    told = audit(debt, load_cn(), LOAN.on)
    sheet = openpyxl.load_workbook(io.BytesIO(render_recount(debt, LOAN.on, audit=told)))[SHEET]
    rows = {sheet[f"H{r}"].value: sheet[f"C{r}"] for r in range(FIRST, FIRST + len(told.findings))}
    assert rows["no_clause.other"].data_type == "f"
    assert "核对" in rows["no_clause.other"].value


def test_without_an_audit_there_is_no_such_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_recount(LOAN.debt, LOAN.on)))
    assert SHEET not in book.sheetnames
