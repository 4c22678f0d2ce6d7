"""Private data: generated strings with their labels, and the check digits against published numbers."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact.held_out_messages import found_in
from contact.private_strings import broken, card, harmless, identity, private
from xiehuan.contact.tone.privacy import is_card_number, is_identity_number


@pytest.mark.parametrize("seed", [20261124, pytest.param(7, marks=pytest.mark.long)])
def test_a_thousand_strings(seed: int) -> None:
    r = Random(seed)  # noqa: S311 - a fixed seed
    rows = [(True, private(r)) if i % 2 else (False, harmless(r)) for i in range(1000)]
    found = [(label, "privacy" in found_in(text), text) for label, text in rows]
    hits = sum(label and got for label, got, _ in found)
    missed = [t for label, got, t in found if label and not got]
    alarms = [t for label, got, t in found if got and not label]
    assert hits / (hits + len(missed)) >= 0.99, missed
    assert hits / (hits + len(alarms)) >= 0.98, alarms


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("11010519491231002X", True),  # the example of GB 11643-1999
        ("440524188001010014", True),  # the same standard's second example
        ("110105194912310021", False),
        ("11010519490231002X", False),
        ("1101051949123100", False),
    ],
)
def test_identity_numbers(number: str, *, holds: bool) -> None:
    assert is_identity_number(number) is holds


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        ("4111111111111111", True),  # test numbers that card networks publish
        ("5555555555554444", True),
        ("6200000000000005", True),
        ("4111111111111112", False),
        ("1234567890123", False),
    ],
)
def test_card_numbers(number: str, *, holds: bool) -> None:
    assert is_card_number(number) is holds


@given(st.integers(0, 2**32))
def test_one_changed_digit_is_no_number(seed: int) -> None:
    r = Random(seed)  # noqa: S311 - a fixed seed
    assert not is_identity_number(broken(identity(r), r))
    assert not is_card_number(broken(card(r), r))
