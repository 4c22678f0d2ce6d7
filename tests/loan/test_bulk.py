"""The invariants over many drawn histories: two thousand each time, a hundred thousand at length."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from loan.bulk import check

FEW, MANY = 2_000, 100_000
MOST_REFUSED = 0.25  # of the histories: waivers of nothing, restructurings with nothing to restructure


def refused(numbers: range) -> int:
    """How many of the histories the ledger refuses; an invariant that does not hold names its number."""
    count = 0
    for number in numbers:
        try:
            count += not check(number)
        except Exception as error:
            error.add_note(f"history {number}")
            raise
    return count


def test_two_thousand_histories() -> None:
    assert refused(range(FEW)) < MOST_REFUSED * FEW


@pytest.mark.long
def test_a_hundred_thousand_histories() -> None:
    chunks = [range(first, first + 2_500) for first in range(FEW, FEW + MANY, 2_500)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert sum(pool.map(refused, chunks)) < MOST_REFUSED * MANY
