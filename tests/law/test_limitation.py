"""The clock of the time to sue: three years from the last due day, what restarts it, and what does not.

Civil Code arts. 188, 189, 195; limitation rules arts. 8 and 14. The last day of the period is its third anniversary.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from strategies import Paid, Raw, debt_from
from xiehuan.law import Limitation, limitation
from xiehuan.packs.loader import load_cn

LOAN: Raw = {
    "principal": "1200.00",
    "received_on": date(2022, 5, 20),
    "method": "equal_principal",
    "n": 12,
    "first_due": date(2022, 6, 20),  # the last instalment: 2023-05-20
    "rate": {"value": "0.12", "per": "year"},
}


def clock(on: str, payments: Paid = (), **more: Any) -> Limitation | None:
    row = {"id": "one", "lender": "甲", "loan": LOAN} | more
    return limitation(debt_from(row, payments), load_cn(), date.fromisoformat(on))


def claim(on: str, source: str | None = None) -> Raw:
    found: Raw = {"on": date.fromisoformat(on), "total": "500.00"}
    return found | ({"source": source} if source else {})


@pytest.mark.parametrize(
    ("on", "passed"),
    [
        ("2023-05-20", False),
        ("2026-05-19", False),
        ("2026-05-20", False),  # the last day
        ("2026-05-21", True),
        ("2030-01-01", True),
    ],
)
def test_three_years_from_the_last_instalment(on: str, *, passed: bool) -> None:
    """Instalment debts run from the last instalment, whatever was missed before."""
    found = clock(on)
    assert found is not None
    assert (found.restarted, found.ends, found.passed) == (date(2023, 5, 20), date(2026, 5, 20), passed)


def test_before_the_last_instalment_the_clock_has_not_begun() -> None:
    assert clock("2023-05-19") is None


@pytest.mark.parametrize(
    ("on", "passed"), [("2027-03-14", False), ("2027-03-15", False), ("2027-03-16", True)]
)
def test_a_payment_restarts_it(on: str, *, passed: bool) -> None:
    found = clock(on, [(date(2024, 3, 15), 100_00)])
    assert found is not None
    assert (found.restarted, found.passed) == (date(2024, 3, 15), passed)


@pytest.mark.parametrize(
    ("paid_on", "restarted"),
    [
        (date(2026, 5, 20), date(2026, 5, 20)),  # on the last day: in time
        (date(2026, 5, 21), date(2023, 5, 20)),  # a day late: the defence is not gone by itself
        (date(2023, 5, 20), date(2023, 5, 20)),
        (date(2023, 1, 10), date(2023, 5, 20)),  # before the last instalment: the clock begins there
    ],
)
def test_when_a_payment_comes_in_time(paid_on: date, restarted: date) -> None:
    found = clock("2026-06-01", [(paid_on, 100_00)])
    assert found is not None
    assert found.restarted == restarted
    assert found.passed is (restarted == date(2023, 5, 20))


def test_a_later_payment_is_not_known_yet() -> None:
    found = clock("2026-05-21", [(date(2026, 5, 22), 100_00)])
    assert found is not None
    assert found.passed


@pytest.mark.parametrize(("source", "passed"), [("messages/sms.xml", False), (None, True)])
def test_a_demand_restarts_it_only_with_its_source(source: str | None, *, passed: bool) -> None:
    """A demand that arrived is on record; a figure copied from an app is none."""
    found = clock("2026-11-23", claim=[claim("2025-02-01", source)])
    assert found is not None
    assert found.passed is passed


def test_restarts_follow_each_other() -> None:
    """Each within three years of the one before: 2023 → 2025 → 2027, ended in 2030."""
    found = clock("2030-02-02", [(date(2025, 4, 1), 100_00)], claim=[claim("2027-02-01", "messages/sms.xml")])
    assert found is not None
    assert (found.restarted, found.ends, found.passed) == (date(2027, 2, 1), date(2030, 2, 1), True)


def test_a_gap_of_more_than_three_years_is_not_bridged() -> None:
    found = clock("2027-03-01", claim=[claim("2026-06-01", "messages/sms.xml")])
    assert found is not None
    assert (found.restarted, found.passed) == (date(2023, 5, 20), True)


def test_everything_declared_due_starts_it_earlier() -> None:
    found = clock("2025-10-11", overdue={"accelerated_on": date(2022, 10, 10)})
    assert found is not None
    assert (found.restarted, found.passed) == (date(2022, 10, 10), True)


def test_a_declaration_after_the_last_instalment_starts_nothing_anew() -> None:
    """All was due already on 20 May 2023; the declaration of 2024 has no source on record, so it is no demand."""
    found = clock("2026-06-01", overdue={"accelerated_on": date(2024, 1, 1)})
    assert found is not None
    assert (found.restarted, found.passed) == (date(2023, 5, 20), True)


@pytest.mark.parametrize("key", ["missed_since", "next_due"])
def test_a_rough_debt_runs_from_the_only_day_known(key: str) -> None:
    row = {"id": "one", "lender": "甲", key: date(2023, 5, 20), "claim": [claim("2023-06-01")]}
    for on, passed in [(date(2026, 5, 20), False), (date(2026, 5, 21), True)]:
        found = limitation(debt_from(row), load_cn(), on)
        assert found is not None
        assert found.passed is passed


def test_the_29th_of_february() -> None:
    """Three years from 29 February end on 28 February."""
    row = {"id": "one", "lender": "甲", "missed_since": date(2024, 2, 29), "claim": [claim("2024-03-01")]}
    for on, passed in [(date(2027, 2, 28), False), (date(2027, 3, 1), True)]:
        found = limitation(debt_from(row), load_cn(), on)
        assert found is not None
        assert found.passed is passed


def test_it_cites_the_code() -> None:
    found = clock("2026-11-23")
    assert found is not None
    assert "民法典" in found.citation
    assert "第一百八十八条" in found.citation
