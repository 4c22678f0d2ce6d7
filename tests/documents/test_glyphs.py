"""What the font can draw, and what stands in its place when it cannot."""

import pytest

from xiehuan.documents.glyphs import BREAK, drawable, printable, with_breaks


def test_the_character_map_is_that_of_the_font():
    assert len(drawable()) > 40_000
    assert set("䶮㼆㛃䀎琋奡元×—“”①㎡") <= drawable()
    assert not set("😀\ufffd\x07\u0645") & drawable()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李䶮", "李䶮"),
        ("好😀", "好〔U+1F600〕"),
        ("👨\u200d👩", "〔U+1F468 U+1F469〕"),
        ("❤\ufe0f", "〔U+2764〕"),
        ("a\x00b\x1bc", "a〔U+0000〕b〔U+001B〕c"),
        ("\ud83d", "〔U+D83D〕"),
        ("50.1\u202e", "50.1"),
        ("a\u200bb\ufeff\u00ad", "ab"),
        ("a\r\nb\u2028c\td", "a\nb\nc d"),
        (BREAK, "〔U+001F〕"),
    ],
)
def test_printable(text, expected):
    assert printable(text) == expected
    assert printable(expected) == expected


def test_long_words_may_break_and_short_ones_may_not():
    assert with_breaks("还款 abcdefgh 元", 7) == f"还款 abcd{BREAK}efgh 元"
    assert with_breaks("还款 abcdefgh 元", 8) == "还款 abcdefgh 元"
    assert with_breaks("一" * 50, 8) == "一" * 50


def test_a_mark_stays_with_its_letter():
    assert with_breaks("abce\u0301fghi", 4) == f"abce\u0301{BREAK}fghi"
