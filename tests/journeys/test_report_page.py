"""The report in a real browser: fits a phone, asks for nothing, works by keyboard, in the dark and on paper.

Needs playwright and a chromium (found on PATH, or named by XIEHUAN_CHROMIUM); the accessibility test also
needs axe.min.js of axe-core (named by XIEHUAN_AXE). Without them the tests are skipped, but not where CI=true.
"""

import os
import runpy
import shutil
from pathlib import Path

import pytest

from xiehuan.documents.html import render_html

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
WIDTHS = (320, 390, 1280)


def missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must have it")
    pytest.skip(f"{what} is missing: the report was not looked at in a browser")


@pytest.fixture(scope="module")
def browser():
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not everyone has it
    except ImportError:
        missing("playwright")
    chromium = os.environ.get("XIEHUAN_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not chromium:
        missing("chromium")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield running
        running.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    sample = runpy.run_path(str(Path(__file__).parents[1] / "documents" / "sample_report.py"))
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(sample["sample_report"](), ("report-en.html", "English")), encoding="utf-8")
    return file


@pytest.fixture
def opened(browser, report):
    """Opens the report and, at the end, asserts that nothing was complained about or asked for."""
    pages, complaints, requests = [], [], []

    def go(width: int = 390, scheme: str = "light"):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(report.as_uri())
        pages.append(page)
        return page

    yield go
    for page in pages:
        page.close()
    assert complaints == []
    assert {url for url in requests if not url.startswith("data:")} <= {report.as_uri()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways_even_with_all_details_open(opened, width: int, scheme: str) -> None:
    page = opened(width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    outside = """() => [...document.querySelectorAll('main *')].filter(e => {
        const box = e.getBoundingClientRect();
        return getComputedStyle(e.closest('thead') ?? e).position !== 'absolute'
            && box.width > 0 && (box.left < -1 || box.right > innerWidth + 1);
    }).map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(outside) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_chart_labels_do_not_meet_in_the_real_font(opened, width: int) -> None:
    meeting = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
        const all = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
        return all.flatMap(([a, p], i) => all.slice(i + 1).filter(([, q]) =>
            p.left < q.right && q.left < p.right && p.top + p.height * .2 < q.bottom - q.height * .2 &&
            q.top + q.height * .2 < p.bottom - p.height * .2).map(([b]) => [a, b]));
    })"""
    page = opened(width)
    assert page.locator("svg text").count() > 20
    assert page.evaluate(meeting) == []


def test_the_type_of_charts_stays_readable_on_wide_pages(opened) -> None:
    page = opened(1280)
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].map(t => {"
        "const m = t.getScreenCTM(); return parseFloat(getComputedStyle(t).fontSize) * m.a; })"
    )
    assert min(heights) >= 13
    assert max(heights) <= 18


def test_dark_is_dark_and_light_is_light(opened) -> None:
    look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert opened(390, "light").locator("body").evaluate(look) == ["rgb(250, 248, 243)", "rgb(29, 37, 34)"]
    dark = opened(390, "dark")
    assert dark.locator("body").evaluate(look) == ["rgb(23, 27, 25)", "rgb(236, 233, 225)"]
    assert dark.locator("svg .f-ink").first.evaluate("e => getComputedStyle(e).fill") == "rgb(236, 233, 225)"


def test_the_keyboard_goes_from_skip_link_to_details_and_opens_them(opened) -> None:
    page = opened()
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
        if seen[-1].startswith("SUMMARY"):
            break
    assert seen[:2] == ["A skip", "A button"]
    assert seen[-1] == "SUMMARY "
    assert seen[2:-1] == ["A "] * 5  # the contents
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert not page.evaluate("document.activeElement.parentElement.open")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_the_skip_link_comes_into_view(opened) -> None:
    page = opened()
    assert page.locator(".skip").bounding_box()["y"] < 0
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["y"] >= 0


def test_links_and_openers_are_large_enough_to_touch(opened) -> None:
    page = opened()
    small = page.evaluate(
        "[...document.querySelectorAll('main a, main summary, .button')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )
    assert small == []


def test_paper_is_black_on_white_open_and_without_navigation(opened) -> None:
    page = opened(1280, "dark")
    page.emulate_media(media="print")
    look = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert page.locator("body").evaluate(look) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    for hidden in (".top", ".contents", ".skip"):
        assert not page.locator(hidden).is_visible()
    closed = page.locator(".card details:not([open])").first
    assert closed.locator(".inside").evaluate("e => e.getBoundingClientRect().height") > 20
    assert page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(opened, width: int, scheme: str) -> None:
    axe = os.environ.get("XIEHUAN_AXE")
    if not axe or not Path(axe).is_file():
        missing("axe-core (XIEHUAN_AXE)")
    page = opened(width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(Path(axe).read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert found == []
