"""What people type: usual ways of writing are understood, anything doubtful is refused."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.money import Money
from xiehuan.services.toml_text import to_toml
from xiehuan.web import entered

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
VALUES = st.one_of(WORDS, st.integers(-(10**9), 10**9), st.booleans(), st.dates(date(1990, 1, 1)))
INNER = st.dictionaries(WORDS, st.one_of(VALUES, st.lists(VALUES, max_size=3)), max_size=4)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("4218.90", 421_890),
        (" 4,218.9 元", 421_890),
        ("４２１８．９０", 421_890),
        ("1万2", 1_200_000),
        ("1万2000", 1_200_000),
        ("1.25万", 1_250_000),
        ("3万", 3_000_000),
        ("￥0", 0),
    ],
)
def test_amounts_as_people_write_them(typed: str, fen: int) -> None:
    assert entered.amount(typed) == Money(fen)


@pytest.mark.parametrize(
    "typed", ["", "一百", "-3", "1万20", "1万200", "4218.901", "1e5", "9" * 20, "1.23456789万"]
)
def test_doubtful_amounts_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(typed)}$"):
        entered.amount(typed)


@given(st.integers(0, 10**12))
def test_an_amount_as_we_show_it_is_read_back(fen: int) -> None:
    assert entered.amount(Money(fen).grouped()) == Money(fen)


def test_days() -> None:
    assert (
        entered.day("2026年1月5日")
        == entered.day("2026/1/5")
        == entered.day("2026-01-05")
        == date(2026, 1, 5)
    )
    with pytest.raises(ValueError, match="day"):
        entered.day("2026-02-30")


@given(st.dictionaries(WORDS, st.one_of(VALUES, INNER, st.lists(INNER, min_size=1, max_size=3)), max_size=5))
def test_tables_written_as_toml_are_read_back(top: dict[str, object]) -> None:
    assert tomllib.loads(to_toml(top)) == top


def test_a_float_has_no_place_in_a_document() -> None:
    with pytest.raises(TypeError):
        to_toml({"rate": 0.18})
