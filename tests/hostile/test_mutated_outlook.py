"""Outlook items, mutated: nothing escapes, nothing hangs, memory stays small."""

from __future__ import annotations

import pytest

from hostile.mutations import Seed, attack
from readers.outlook_writer import compressed, item

TEXTS = {0x001A: "IPM.Note", 0x0037: "quick", 0x0C1A: "desk", 0x5D01: "a@example.com"}
RTF = (
    rb"{\rtf1\ansi\ansicpg936\fromhtml1{\fonttbl{\f0 x;}}{\*\htmltag64 <p>}\htmlrtf0 \'d3\'e2\u22909?\par}"
    * 3
)
ITEMS: list[Seed] = [
    (
        "unicode.msg",
        item(
            {**TEXTS, 0x1000: "您好\r\n"},
            ticks=134_077_410_000_000_000,
            receivers=[{0x3001: "张三", 0x39FE: "z@example.net"}],
            attachments=[({0x3707: "a.pdf"}, b"x" * 5000)],
        ),
    ),
    ("rtf.msg", item(TEXTS, code_page=936, encoding="gb18030", binary={0x1009: compressed(RTF)})),
    ("html.msg", item(TEXTS, code_page=950, encoding="cp950", binary={0x1013: b"<p>\xa4\xa4\xfa\x40</p>"})),
]


def test_two_thousand() -> None:
    attack("xiehuan.readers.msg", ITEMS, 2000).check(2000)


@pytest.mark.long
def test_a_hundred_thousand() -> None:
    attack("xiehuan.readers.msg", ITEMS, 100_000, number=2).check(100_000)
