"""Every rule has its section in docs/law: what it says, formula, executed example, source, doubts; every finding is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import xiehuan.law.conduct  # these tag rules too
import xiehuan.law.creditor
import xiehuan.law.limitation
import xiehuan.law.starts  # noqa: F401 - these tag rules too
from xiehuan.law.rule import RULES
from xiehuan.law.rules import DEPARTURES

ROOT = Path(__file__).resolve().parents[2]
PAGES = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs" / "law").glob("*.md"))}
PARTS = ("What it says", "Formula", "Source", "Doubts")


def pages_of(rule: str) -> list[str]:
    return [name for name, text in PAGES.items() if f"`{rule}`" in text]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_one_page(rule: str) -> None:
    assert len(pages_of(rule)) == 1, rule


@pytest.mark.parametrize("name", sorted({page for rule in RULES for page in pages_of(rule)}))
def test_a_page_of_rules_has_all_its_parts(name: str) -> None:
    text = PAGES[name]
    for part in PARTS:
        assert re.search(rf"^(\*\*{part}\.\*\*|## {part}$)", text, re.MULTILINE), part
    assert ">>> " in text


def test_every_finding_of_the_audit_is_named_on_a_page() -> None:
    source = "\n".join(p.read_text("utf-8") for p in (ROOT / "src" / "xiehuan" / "law").rglob("*.py"))
    made = set(re.findall(r'(?:ChargeFinding|_asks)\(\s*(?:rule=)?"([a-z_.]+)"', source))
    made |= {departure.rule for departure in DEPARTURES}
    assert len(made) >= 30
    assert not {rule for rule in made if not pages_of(rule)}


def test_no_page_names_a_rule_that_is_gone() -> None:
    named = {rule for text in PAGES.values() for rule in re.findall(r"`(cn\.[a-z_.]+)`", text)}
    assert named == set(RULES)
