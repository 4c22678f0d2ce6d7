"""The comparing of answers: what is missing is wrong, not right."""

from __future__ import annotations

import pytest

from conformance.evidence_case import any_of, equal, missing


@pytest.mark.parametrize("check", [equal(None), equal(0), any_of(None), any_of(2), missing([])])
def test_another_answer_is_reported_whatever_it_is(check) -> None:
    assert check([1]) is not None


def test_the_right_answer_is_nothing_to_report() -> None:
    assert equal(None)(None) is None
    assert equal([1])([1]) is None
    assert any_of(1)([1, 2]) is None
    assert missing([1, 2])([1]) is None
