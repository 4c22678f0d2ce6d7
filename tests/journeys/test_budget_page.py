"""The income and spending page in a real browser: fits a phone, asks for nothing, complains of nothing.

Needs what tests/journeys/test_report_page.py needs.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from journeys.test_report_page import WIDTHS, browser
from xiehuan.contact.means import page as page_of
from xiehuan.documents.html import render_html
from xiehuan.packs.loader import load_cn
from xiehuan.services.budget import budget_of

__all__ = ["browser"]
CASE = Path(__file__).resolve().parents[2] / "examples" / "a-laid-off"
OUTSIDE = """() => [...document.querySelectorAll('main *')].filter(e => {
    const box = e.getBoundingClientRect();
    return getComputedStyle(e.closest('thead') ?? e).position !== 'absolute'
        && box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page in each language."""
    made = budget_of(CASE, load_cn(), date(2026, 11, 23))
    folder = tmp_path_factory.mktemp("means")
    found = {}
    for lang in ("zh-CN", "en"):
        found[lang] = folder / f"{lang}.html"
        found[lang].write_text(render_html(page_of(made, lang, "foot")), encoding="utf-8")
    return found


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_asks_for_nothing(browser: Any, pages: dict[str, Path], lang: str, width: int) -> None:
    complaints: list[str] = []
    requests: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(pages[lang].as_uri())
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate(OUTSIDE) == []
    assert page.locator("h2").count() >= 5
    assert "3,170.00" in page.locator("main").inner_text()
    assert complaints == []
    assert set(requests) == {pages[lang].as_uri()}
    page.close()
