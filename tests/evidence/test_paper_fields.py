"""Identity numbers, dates and amounts in the text of a paper."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence.paper_fields import FieldKind, fields_of, id_check_digit, id_number_holds
from xiehuan.money import Money

# GB 11643-1999, its own two examples
STANDARD = ["11010519491231002X", "440524188001010014"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # table in the standard


def test_examples_of_the_standard() -> None:
    assert [id_check_digit(n[:17]) for n in STANDARD] == [n[17] for n in STANDARD]
    assert id_number_holds(STANDARD[0])
    assert not id_number_holds(STANDARD[1])  # born in 1880: nobody who asks today


@given(st.text("0123456789", min_size=17, max_size=17))
def test_check_digit_by_the_table_of_weights(first: str) -> None:
    total = sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True))
    assert id_check_digit(first) == {0: "1", 1: "0", 2: "X"}.get(total % 11, str(12 - total % 11))


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place: int, step: int) -> None:
    right = STANDARD[0]
    digits = "0123456789X" if place == 17 else "0123456789"
    wrong = digits[(digits.index(right[place]) + step) % len(digits)]
    assert not id_number_holds(right[:place] + wrong + right[place + 1 :])


@given(st.integers(0, 16))
def test_two_neighbours_swapped_never_pass(place: int) -> None:
    right = STANDARD[0]
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert swapped == right or not id_number_holds(swapped)


@pytest.mark.parametrize("bad", ["", "1" * 16, "1" * 18, "x" * 17, "１" * 17])
def test_not_seventeen_digits(bad: str) -> None:
    with pytest.raises(ValueError, match="seventeen"):
        id_check_digit(bad)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证号：11010519491231002x", [("id_number", "11010519491231002X", True)]),
        ("身份证号：110105194912310021", [("id_number", "110105194912310021", False)]),
        ("卡号6222021001122334455", []),
        ("2026年9月3日起", [("date", date(2026, 9, 3), False)]),
        ("日期 2026-02-30", []),
        ("２０２６．０９．０３", [("date", date(2026, 9, 3), False)]),
        ("共计：1,234.50元", [("amount", Money(123450), False)]),
        ("￥88", [("amount", Money(8800), False)]),
        ("收费 3760 元", [("amount", Money(376000), False)]),
        ("利率 24.5%，第12期", []),
    ],
)
def test_fields(text: str, found: list) -> None:
    assert [(f.kind.value, f.value, f.checked) for f in fields_of(text)] == found


@given(st.text("0123456789xX年月日元¥￥.,- 身份：", max_size=60))
def test_only_identity_numbers_that_hold_are_checked(text: str) -> None:
    for f in fields_of(text):
        assert 0 <= f.start < f.end <= len(text)
        assert not f.checked or (f.kind is FieldKind.ID_NUMBER and id_number_holds(str(f.value)))
