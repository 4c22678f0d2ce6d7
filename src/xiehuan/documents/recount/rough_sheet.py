"""A debt whose contract is not at hand: one sheet with what the other side said, and nothing computed."""

from __future__ import annotations

from datetime import date

from xiehuan.documents.recount.about_sheet import NO_ADMISSION
from xiehuan.documents.recount.book import Book
from xiehuan.documents.recount.cells import ABOUT
from xiehuan.documents.recount.page import Column, Page
from xiehuan.errors import Text
from xiehuan.law.recount import NAMES
from xiehuan.loan.debt import Debt

_COLUMNS = (
    Column(Text("报数日", "day of the claim"), 14, "date"),
    Column(Text("项目", "item"), 30, "text"),
    Column(Text("对方说的数", "claimed"), 18),
    Column(Text("来源", "source"), 50, "text"),
)
_CANNOT = Text(
    "手头没有合同，不能按合同重算。下面只是对方说的数，没有核对过；请先向对方要合同和逐笔明细。",
    "Without the contract nothing can be recomputed. These are only the other side's figures, unchecked: ask for the "
    "contract and an itemised statement.",
)


def write_rough(book: Book, debt: Debt, on: date) -> None:
    """Write the claims known on the day, the latest first."""
    page = Page(book, ABOUT, Text(f"{debt.lender}：对方报的数", "claimed, not recomputed"), _CANNOT, _COLUMNS)
    claims = sorted((c for c in debt.claims if c.on <= on), key=lambda c: c.on, reverse=True)
    for claim in claims:
        for name, label in NAMES.items():
            if claim.items.get(name):
                page.row([claim.on, label, claim.items[name], None])
        page.row([claim.on, Text("总额", "total"), claim.total, claim.source or ""], bold=True)
    if not claims:
        page.line(Text("对方还没有报过数。", "The other side has not stated a figure."))
    page.space()
    page.line(NO_ADMISSION)
