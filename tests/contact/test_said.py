"""Amounts, days, terms and answers from sentences: the held-out list, numerals, capitals both ways, bad input."""

from __future__ import annotations

import time
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.held_out_sentences import ON, share
from xiehuan.contact.said import in_capitals, read_number, understand
from xiehuan.contact.said.sentence import MOST
from xiehuan.money import Money


@pytest.mark.parametrize("field", ["amounts", "dates", "months", "answer"])
def test_share_of_sentences(field: str) -> None:
    right, cases, wrong = share(field)
    assert cases >= 200
    assert right / cases >= 0.95, wrong


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("一万二", 12000), ("1.2万", 12000), ("壹万贰仟", 12000), ("1w5", 15000), ("2万3", 23000), ("一百零五", 105),
        ("两百五", 250), ("十", 10), ("廿五", 25), ("二零二六", 2026), ("一亿三千万", 130_000_000), ("三万零五十", 30050),
        ("十二万三千四百五十六", 123456), ("1,280.5", Fraction(2561, 2)), ("三千零八", 3008), ("一千零一十", 1010),
        ("", None), ("百百", None), ("元", None), ("一百千", None), ("万", None), ("一一百", None),
    ],
)  # fmt: skip
def test_numbers(said: str, value: int | Fraction | None) -> None:
    assert read_number(said) == value


@pytest.mark.parametrize(
    ("fen", "capitals"),
    [
        (1_200_000, "人民币壹万贰仟元整"),
        (983_026, "人民币玖仟捌佰叁拾元零贰角陆分"),
        (140_950, "人民币壹仟肆佰零玖元伍角整"),
        (600_714, "人民币陆仟零柒元壹角肆分"),
        (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32_504, "人民币叁佰贰拾伍元零肆分"),
        (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
        (0, "人民币零元整"),
        (50, "人民币伍角整"),
        (5, "人民币伍分"),
        (10_000_000_500, "人民币壹亿零伍元整"),
    ],
)
def test_capitals(fen: int, capitals: str) -> None:
    """The third to eighth are of the kinds that the rules for bills name: noughts inside, at the end, before 角."""
    assert in_capitals(Money(fen)) == capitals


@given(st.integers(0, 10**14 - 1))
def test_capitals_read_back(fen: int) -> None:
    amount = Money(fen)
    (read,) = understand(in_capitals(amount), ON).amounts
    assert (read.low, read.high, read.ambiguous) == (amount, amount, False)


@pytest.mark.parametrize("amount", [Money(-1), Money(10**14)])
def test_no_capitals(amount: Money) -> None:
    with pytest.raises(ValueError, match="no capitals"):
        in_capitals(amount)


@pytest.mark.parametrize(
    ("text", "on", "day"),
    [
        ("下月底", date(2027, 1, 31), date(2027, 2, 28)),
        ("下个月31号", date(2026, 11, 5), date(2026, 12, 31)),
        ("31号", date(2027, 2, 1), date(2027, 3, 31)),
        ("三个月后", date(2026, 11, 30), date(2027, 2, 28)),
        ("明天", date(2026, 12, 31), date(2027, 1, 1)),
        ("2028年2月29日", date(2026, 11, 24), date(2028, 2, 29)),
        ("48小时内", date(2026, 12, 31), date(2027, 1, 2)),
    ],
)
def test_ends_of_months_and_years(text: str, on: date, day: date) -> None:
    (found,) = understand(text, on).days
    assert (found.first, found.last) == (day, day)


def test_places_point_into_the_sentence_as_given() -> None:
    text = "我 下 月 底 付 ５００ 元"
    said = understand(text, ON)
    assert [text[d.start : d.end] for d in said.days] == ["下 月 底"]
    assert [text[a.start : a.end] for a in said.amounts] == ["５００ 元"]


@pytest.mark.parametrize("text", ["", "\ud800", "😀", "привет 12", "零", "万", "一" * 500, "9" * 500 + "元"])
def test_bad_input_is_answered(text: str) -> None:
    said = understand(text, ON)
    assert all(a.low is None or a.low >= Money.ZERO for a in said.amounts)


@given(st.text("一二三十百千万零0123456789.,元块角分月号年期天后内下个半几多到-周 过", max_size=60))
def test_any_sentence_is_answered(text: str) -> None:
    for one in (*(said := understand(text, ON)).amounts, *said.days, *said.terms):
        assert 0 <= one.start < one.end <= len(text)


def test_long_text_is_cut_and_said_so() -> None:
    began = time.process_time()
    said = understand("一万二下月底" * 200_000, ON)
    assert time.process_time() - began < 20
    assert said.unread == 1_200_000 - MOST
    assert said.ambiguous
