"""Take a picture of every main page at 390 and 1280 px: PYTHONPATH=tests python -m journeys.screens OUT [en].

The example and an own case of three debts in a throw-away home; needs playwright and a chromium (XIEHUAN_CHROMIUM).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from web.served import served

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PAGES = {
    "begin": "/?choose",
    "first": "/c/mine/first",
    "court": "/c/mine/first?is=court",
    "debt-new": "/c/mine/debts/new",
    "own-home": "/c/mine/",
    "home": "/c/example/",
    "debts": "/c/example/debts/",
    "debt": "/c/example/debts/anxin",
    "remove": "/c/example/debts/anxin/remove",
    "money": "/c/example/money/",
    "happened": "/c/example/money/what-happened",
    "spending": "/c/example/money/spending",
    "plans": "/c/example/plans/",
    "evidence": "/c/example/evidence/",
    "search": "/c/example/evidence/?q=逾期",
    "item": "/c/example/evidence/1",
    "talk": "/c/example/talk/",
    "law": "/law?q=利率",
    "about": "/about",
    "not-found": "/nowhere",
}


def main(out: Path, lang: str) -> None:
    """Every page at both widths as PNG files."""
    out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("XIEHUAN_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as (client, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context()
        page = context.new_page()
        base = f"http://{client.host}"
        page.goto(base + client.launch)
        if lang == "en":
            page.locator("button[name=lang]").click()
        page.locator("button[value=example]").click()
        for lender, total in (("安信消费金融", "4218.90"), ("云帆借", "1万2"), ("某信用卡", "9800")):
            page.goto(base + "/c/mine/debts/new")
            page.fill("#lender", lender)
            page.fill("#total", total)
            page.fill("#day", "2026-12-02")
            page.locator("main button").click()
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            for name, path in PAGES.items():
                page.goto(base + path)
                page.screenshot(path=str(out / f"{name}-{width}.png"), full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "zh")
