"""The LPR series: what a user's table may add, and that what is written is read back the same."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.law.pack import Quote
from xiehuan.packs.fields import Refused
from xiehuan.packs.loader import load_cn
from xiehuan.packs.lpr import merge_lpr, parse_lpr, write_lpr

KNOWN = load_cn().lpr
ON = date(2026, 11, 24)
HEAD = "date,lpr_1y,lpr_5y\n"


def test_new_months_are_marked_with_the_day_they_were_added() -> None:
    merged = merge_lpr(KNOWN, parse_lpr(HEAD + "2026-03-20,3.00,3.50\n2026-04-20,2.90,3.40\n"), ON)
    assert merged[:-1] == KNOWN
    assert merged[-1] == Quote(date(2026, 4, 20), Fraction("0.029"), Fraction("0.034"), ON)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("nothing_new", "2026-03-20,3.00,3.50\n"),
        ("contradicts", "2026-03-20,2.90,3.50\n2026-04-20,2.90,3.50\n"),
        ("contradicts", "2026-03-23,3.00,3.50\n2026-04-20,3.00,3.50\n"),
    ],
)
def test_known_months_are_never_changed(code: str, rows: str) -> None:
    with pytest.raises(Refused) as refused:
        merge_lpr(KNOWN, parse_lpr(HEAD + rows), ON)
    assert refused.value.finding.code == code


rates = st.integers(1, 3000).map(lambda n: Fraction(n, 10000))


@given(
    st.lists(
        st.tuples(rates, st.none() | rates, st.none() | st.dates(date(2026, 1, 1))), min_size=1, max_size=30
    )
)
def test_what_is_written_is_read_back(rows: list[tuple[Fraction, Fraction | None, date | None]]) -> None:
    quotes = tuple(
        Quote(date(2020 + i // 12, i % 12 + 1, 20), one, five, added)
        for i, (one, five, added) in enumerate(rows)
    )
    assert parse_lpr(write_lpr(quotes)) == quotes
