"""How long a period is: its days, whole months and odd days, and the part of a year they make."""

from __future__ import annotations

from datetime import date

from xiehuan.dates import DayCount, days_30_360, days_30e_360, whole_months
from xiehuan.documents.recount.cells import Cell, Given, Live
from xiehuan.documents.recount.model import Model
from xiehuan.documents.recount.terms_sheet import anchor
from xiehuan.loan.schedule import period_fraction
from xiehuan.loan.schedule.checks import plain
from xiehuan.loan.terms import LoanTerms, Method


def by_months(terms: LoanTerms) -> bool:
    """Are whole months counted as twelfths of a year?"""
    return terms.day_count is DayCount.MONTHLY and terms.method is not Method.DAILY_REVOLVING


def length_cells(model: Model, row: int, start: date, end: date) -> list[Cell]:
    """Columns D to G: actual days, whole months, days that count, part of a year; B and C hold the dates."""
    terms, actual = model.terms, Live(f"C{row}-B{row}", (end - start).days)
    if terms.method is Method.FLAT:
        return [actual, None, None, None]
    part = period_fraction(terms, start, end)
    if not plain(terms):
        return [actual, None, None, Given(part)]
    if by_months(terms):
        return [actual, *_months(terms, row, start, end), Live(f"E{row}/12+F{row}/360", part)]
    days, share = Live(f"C{row}-B{row}", (end - start).days), f"F{row}/年天数"
    if terms.method is not Method.DAILY_REVOLVING:
        if terms.day_count is DayCount.THIRTY_360:
            days = Live(_thirty(row), days_30_360(start, end))
        elif terms.day_count in {DayCount.THIRTY_E_360, DayCount.THIRTY_365}:
            days = Live(_thirty_e(row), days_30e_360(start, end))
        elif terms.day_count is DayCount.ACT_ACT:
            share = _years_of_actual_length(row)
    return [actual, None, days, Live(share, part)]


def _months(terms: LoanTerms, row: int, start: date, end: date) -> list[Cell]:
    """Whole months to the same day (or the end of a shorter month), and the days after them."""
    b, c, e = f"B{row}", f"C{row}", f"E{row}"
    day = "首期起算日" if start == terms.received_on else "合同日"
    months, days = whole_months(start, end, anchor(terms))
    short = f"IF(MIN({day},DAY(EOMONTH({c},0)))>DAY({c}),1,0)"
    return [
        Live(f"(YEAR({c})-YEAR({b}))*12+MONTH({c})-MONTH({b})-{short}", months),
        Live(f"{c}-(EOMONTH({b},{e}-1)+MIN({day},DAY(EOMONTH({b},{e}))))", days),
    ]


def _thirty(row: int) -> str:
    """30/360, bond basis. DAYS360 also moves the end of February, which the contract's rule does not."""
    b, c = f"B{row}", f"C{row}"
    last = f"IF(AND(DAY({c})=31,DAY({b})>=30),30,DAY({c}))"
    return f"(YEAR({c})-YEAR({b}))*360+(MONTH({c})-MONTH({b}))*30+{last}-MIN(DAY({b}),30)"


def _thirty_e(row: int) -> str:
    """30E/360: a 31st is the 30th on both sides."""
    b, c = f"B{row}", f"C{row}"
    return f"(YEAR({c})-YEAR({b}))*360+(MONTH({c})-MONTH({b}))*30+MIN(DAY({c}),30)-MIN(DAY({b}),30)"


def _years_of_actual_length(row: int) -> str:
    """act/act ISDA: years passed since the start of each date's year, each day over the length of its year."""
    b, c = f"B{row}", f"C{row}"

    def since_new_year(cell: str) -> str:
        first, following = f"DATE(YEAR({cell}),1,1)", f"DATE(YEAR({cell})+1,1,1)"
        return f"({cell}-{first})/({following}-{first})"

    return f"YEAR({c})-YEAR({b})+{since_new_year(c)}-{since_new_year(b)}"
