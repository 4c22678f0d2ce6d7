"""The application in a real browser: from nothing to a first result, evidence in and found, without scripts, axe on every page.

Needs what tests/journeys/test_report_page.py needs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.screens import PAGES
from journeys.test_report_page import browser, missing
from web.served import Client, served

__all__ = ["browser"]
WIDTHS = (390, 1280)
SMS = (
    '<?xml version="1.0" encoding="UTF-8"?><smses count="2">'
    '<sms address="95599" date="1795312800000" type="1" body="您的借款已逾期3天，请尽快处理" read="1" />'
    '<sms address="95599" date="1795399200000" type="1" body="验证码123456" read="1" /></smses>'
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Visit:
    """A browser at the application; knows what was asked for and complained about."""

    def __init__(self, browser: Any, client: Client, *, width: int = 390, scripts: bool = True) -> None:
        self.base = f"http://{client.host}"
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.go(client.launch)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def debt(self, lender: str, total: str, day: str) -> None:
        self.page.fill("#lender", lender)
        self.page.fill("#total", total)
        self.page.fill("#day", day)
        self.press("保存")

    def fits(self) -> None:
        assert self.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), self.page.url

    def end(self) -> None:
        self.context.close()
        assert self.complaints == []
        assert {url for url in self.asked if not url.startswith(self.base)} == set()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with served(tmp_path / "home") as (made, _):
        yield made


def first_result(visit: Visit) -> None:
    """Story 1: three debts of three fields each, income, spending, and what stands at the end."""
    page = visit.page
    visit.press("开始我自己的")
    visit.press("继续")
    assert "选一项" in page.locator(".errors").inner_text()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert len(visit.complaints) == 1  # the browser itself tells of the 422
    visit.complaints.clear()
    page.get_by_label("没有", exact=True).check()
    visit.press("继续")
    visit.debt("安信消费金融有限公司", "4218.90", "2026-11-26")
    page.get_by_role("link", name="再写一笔").click()
    visit.debt("云帆借", "1万2", "2026-12-08")
    assert "16,218.90" in page.locator("tfoot").inner_text()
    page.get_by_role("link", name="写完了，填收支").click()
    for link, fields in (("收入", {"工资": "5000"}), ("支出", {"房租": "1500", "伙食": "1500"})):
        page.locator("main").get_by_role("link", name=link, exact=True).click()
        for label, amount in fields.items():
            page.get_by_label(label, exact=True).fill(amount)
        visit.press("保存")
    # 5000 − 3000 = 2000, less 5 % of 5000 in reserve = 1750
    assert "1,750.00" in page.locator("h1").inner_text()
    page.locator("main").get_by_role("link", name="发生了什么").click()
    page.get_by_label("失业", exact=True).check()
    page.fill("#since", "2026-11-03")
    visit.press("保存")
    visit.go("/c/mine/")
    text = page.locator("main").inner_text()
    assert "16,218.90" in text
    assert "1,750.00" in text
    assert "11-26" in text
    assert "「安信消费金融」" in text


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, True), (390, False)])
def test_from_nothing_to_a_first_result(browser: Any, client: Client, width: int, *, scripts: bool) -> None:
    visit = Visit(browser, client, width=width, scripts=scripts)
    first_result(visit)
    visit.go("/c/mine/plans/")
    assert "安信消费金融" in visit.page.locator("main").inner_text()
    visit.page.go_back()
    visit.page.go_back()
    visit.go("/c/mine/debts/")
    assert visit.page.locator("tbody tr").count() == 2
    visit.end()


@pytest.mark.parametrize("width", WIDTHS)
def test_evidence_comes_in_is_accounted_for_and_found(
    browser: Any, client: Client, tmp_path: Path, width: int
) -> None:
    backup, bad = tmp_path / "sms-20261122.xml", tmp_path / "什么.bin"
    backup.write_text(SMS, encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02nothing known")
    visit = Visit(browser, client, width=width)
    page = visit.page
    visit.go("/c/mine/evidence/")
    page.set_input_files("#files", [str(backup), str(bad)])
    visit.press("收存")
    account = page.locator(".account").inner_text()
    assert "sms-20261122.xml" in account
    assert "2条记录" in account
    assert "什么.bin" in account
    page.set_input_files("#files", [str(backup)])
    visit.press("收存")
    assert "重复" in page.locator(".account").inner_text()
    page.fill("#q", "逾期")
    page.locator("#found mark").first.wait_for()
    assert page.locator("#found mark").all_inner_texts() == ["逾期"]
    assert "找到1条" in page.locator("#found").inner_text()
    page.locator("#found article a").first.click()
    assert "完全一致" in page.locator("main").inner_text()
    with page.expect_download() as got:
        page.get_by_role("link", name="保存一份原件").click()
    assert Path(got.value.path()).read_bytes() == backup.read_bytes()
    visit.go("/c/mine/evidence/")
    with page.expect_download() as got:
        visit.press("导出证据包")
    assert Path(got.value.path()).read_bytes().startswith(b"PK")
    visit.end()


def test_axe_and_width_on_every_page_and_no_chinese_left_in_english(browser: Any, client: Client) -> None:
    axe = os.environ.get("XIEHUAN_AXE")
    if not axe or not Path(axe).is_file():
        missing("axe-core (XIEHUAN_AXE)")
    visit = Visit(browser, client)
    page = visit.page
    page.locator("button[value=example]").click()
    visit.go("/c/mine/debts/new")
    visit.debt("Anxin", "4218.90", "2026-12-02")
    visit.context.add_init_script(script="window.axeWanted = true")
    code = Path(str(axe)).read_text(encoding="utf-8")
    wrong: dict[str, Any] = {}
    for path in [*PAGES.values(), "/law/civil_code_limitation"]:
        visit.complaints.clear()  # a page that is not there is also said on the console
        visit.go(path)
        visit.fits()
        page.evaluate(code)
        found = page.evaluate(
            "axe.run().then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
            ".map(v => [v.id, v.nodes.map(n => n.html)]))"
        )
        if found:
            wrong[path] = found
    assert wrong == {}
    visit.complaints.clear()
    page.goto(visit.base + "/?choose")
    page.locator("button[name=lang]").click()
    for path in (
        "/?choose",
        "/c/mine/",
        "/c/mine/debts/",
        "/c/mine/debts/d1",
        "/c/mine/debts/new",
        "/c/mine/money/",
        "/c/mine/money/what-happened",
        "/c/mine/money/income",
        "/c/mine/money/spending",
        "/c/mine/plans/",
        "/c/mine/evidence/",
        "/c/mine/talk/",
        "/c/mine/first",
        "/c/mine/first?is=threats",
        "/about",
    ):
        visit.go(path)
        text = page.locator("body").inner_text().replace("中文", "")
        if CHINESE.search(text):
            wrong[path] = [line for line in text.splitlines() if CHINESE.search(line)]
    assert wrong == {}
    visit.end()
