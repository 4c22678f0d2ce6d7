"""The statement in a real browser: fits a phone with everything open, asks for nothing, opens by keyboard.

Needs what tests/journeys/test_report_page.py needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from journeys.test_report_page import WIDTHS, browser
from xiehuan.contact.account_statement import account_statement
from xiehuan.documents.html import render_html
from xiehuan.loan import Debt, with_assumed_payments
from xiehuan.loan.ledger.statement import statement
from xiehuan.loan.terms import Compound
from xiehuan.readers.case_folder import read_case_folder

__all__ = ["browser"]
ON = date(2026, 11, 23)
CASE = Path(__file__).resolve().parents[2] / "examples" / "b-illness"


def hard(debt: Debt) -> Debt:
    """The longest formulas: compound interest on unpaid interest and penalty interest."""
    assert debt.overdue is not None
    return replace(debt, overdue=replace(debt.overdue, compound=Compound.ON_INTEREST_AND_PENALTY))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """The page in each language, and how many of its lines open."""
    debt = next(d for d in read_case_folder(CASE, ON).case.debts if d.id == "yunfan")
    debt = hard(with_assumed_payments(debt, ON))
    assert debt.overdue is not None
    made = statement(debt.account(ON), debt.overdue, sorted(debt.payments, key=lambda p: p.on))
    opening = sum(bool(line.steps) for line in made.lines)
    folder = tmp_path_factory.mktemp("statement")
    for lang in ("zh-CN", "en"):
        (folder / f"{lang}.html").write_text(
            render_html(account_statement(debt, made, lang)), encoding="utf-8"
        )
    return {lang: (folder / f"{lang}.html", opening) for lang in ("zh-CN", "en")}


@pytest.fixture
def opened(browser: Any, pages: dict[str, tuple[Path, int]]) -> Iterator[Any]:
    """Opens the page and, at the end, asserts that nothing was complained about or asked for."""
    shown, complaints, requests = [], [], []

    def go(lang: str, width: int = 390) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(pages[lang][0].as_uri())
        shown.append(page)
        return page

    yield go
    for page in shown:
        page.close()
    assert complaints == []
    assert {url for url in requests if not url.startswith("data:")} <= {p.as_uri() for p, _ in pages.values()}


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_with_every_amount_open(opened: Any, lang: str, width: int) -> None:
    page = opened(lang, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    cells = "tbody td, tbody th, tfoot td, .inside p, dd"
    cut = f"[...document.querySelectorAll('{cells}')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(cut) == 0


def test_every_line_with_steps_opens_by_keyboard(opened: Any, pages: dict[str, tuple[Path, int]]) -> None:
    page = opened("zh-CN")
    assert page.locator("tr.opens summary").count() == pages["zh-CN"][1] > 0
    first = page.locator("tr.opens summary").first
    inside = page.locator("tr.opens .inside").first
    assert not inside.is_visible()
    first.focus()
    page.keyboard.press("Enter")
    assert inside.is_visible()
    assert first.bounding_box()["height"] >= 44
    assert "=" in inside.inner_text()


def test_dates_and_amounts_stay_on_one_line(opened: Any) -> None:
    page = opened("zh-CN", 1280)
    heights = page.evaluate(
        "[...document.querySelectorAll('tr.opened > th, tr.opened > td.number')].map(e => {"
        "const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length})"
    )
    assert heights
    assert max(heights) <= 1
