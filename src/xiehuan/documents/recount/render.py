"""One debt as a workbook: every sheet in its order, each written by its own module."""

from __future__ import annotations

from datetime import date

from xiehuan.documents.recount.about_sheet import write_about
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.claim_sheet import write_claim
from xiehuan.documents.recount.findings_sheet import write_findings
from xiehuan.documents.recount.late_sheet import write_late_fees
from xiehuan.documents.recount.layout import build_model
from xiehuan.documents.recount.owed_sheet import write_owed
from xiehuan.documents.recount.paid_sheet import write_payments
from xiehuan.documents.recount.penalty_sheet import write_penalties
from xiehuan.documents.recount.plan_sheet import write_plan
from xiehuan.documents.recount.rough_sheet import write_rough
from xiehuan.documents.recount.stretches_sheet import write_stretches
from xiehuan.documents.recount.terms_sheet import write_terms
from xiehuan.law.finding import Audit
from xiehuan.loan.debt import Debt


def render_recount(debt: Debt, on: date, lang: str = "zh-CN", audit: Audit | None = None) -> bytes:
    """An XLSX whose formulas recompute the debt as of the day; each formula carries the engine's value.

    `lang` ("zh-CN" or "en") is the language of the texts; the sheets and the names in formulas are Chinese.
    With an `audit` of the same day its findings have a sheet of their own.
    A debt without terms gives one sheet with what was claimed. The same debt and day give the same bytes.
    Raises LoanError like `account`.
    """
    book = Book(on, lang)
    if debt.terms is None:
        write_rough(book, debt, on)
        return book.finish()
    model = build_model(debt, debt.terms, on, lang)
    write_about(book, model, audited=audit is not None)
    write_terms(book, model)
    write_plan(book, model)
    if model.revolving:
        write_stretches(book, model)
    for write in (write_payments, write_penalties, write_late_fees, write_owed):
        write(book, model)
    differences = write_claim(book, model)
    if audit is not None:
        write_findings(book, audit, differences)
    return book.finish()
