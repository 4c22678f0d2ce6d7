"""Schedules against an independent recomputation, and what must hold of every schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judge import schedule_oracle as judge
from strategies import METHODS, debt_from, fee_tables, loans
from xiehuan.loan import Schedule

SHORT = settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=4000)


@st.composite
def contracts(draw: st.DrawFn, methods: tuple[str, ...] = METHODS) -> dict[str, Any]:
    """A debt with a schedule and fees."""
    loan = draw(loans(methods, terms=60))
    return {"id": "one", "lender": "甲", "loan": loan, "fee": draw(fee_tables(loan))}


def rows_of(schedule: Schedule) -> list[judge.Row]:
    """The product's schedule in plain fen."""
    return [
        judge.Row(r.k, r.due, r.principal.fen, r.interest.fen, r.fees.fen, r.balance.fen)
        for r in schedule.instalments
    ]


def check_agreement(row: dict[str, Any]) -> None:
    assert rows_of(debt_from(row).schedule()) == judge.schedule(row["loan"], row["fee"])


def check_invariants(row: dict[str, Any]) -> None:
    lent = judge.fen(row["loan"]["principal"])
    rows = debt_from(row).schedule().instalments
    assert sum(r.principal.fen for r in rows) == lent
    assert rows[-1].balance.fen == 0
    left, before = lent, row["loan"]["received_on"]
    for r in rows:
        left -= r.principal.fen
        assert r.balance.fen == left >= 0
        assert min(r.principal.fen, r.interest.fen, r.fees.fen) >= 0
        assert r.days == (r.due - before).days > 0
        before = r.due


@pytest.mark.parametrize("method", METHODS)
@SHORT
@given(data=st.data())
def test_schedule_is_the_contracts_to_the_fen(method: str, data: st.DataObject) -> None:
    """Equal to the judge's in every field; Σ principal is the principal lent and the last balance is zero."""
    row = data.draw(contracts((method,)))
    check_agreement(row)
    check_invariants(row)


@pytest.mark.long
@LONG
@given(row=contracts())
def test_schedules_at_length(row: dict[str, Any]) -> None:
    check_agreement(row)
    check_invariants(row)


@SHORT
@given(
    row=contracts(("equal_instalment", "equal_principal", "interest_only", "flat")), day=st.integers(29, 31)
)
def test_a_due_day_at_the_end_of_the_month_comes_back(row: dict[str, Any], day: int) -> None:
    """29 to 31 go to the last day of a shorter month and return to the contract's day in the next longer one."""
    row["loan"] |= {"received_on": date(2024, 12, day), "first_due": date(2025, 1, day), "fee": []}
    row["loan"].pop("fee")
    if not judge.amortises(row["loan"]):
        return
    for r in debt_from(row).schedule().instalments:
        assert r.due.day == min(day, judge.month_end(r.due.year, r.due.month))


@pytest.mark.parametrize(
    ("first_due", "dues"),
    [
        (date(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2026, 2, 28), ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (date(2024, 2, 29), ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
    ],
)
def test_the_contract_day_is_kept_through_february(first_due: date, dues: list[str]) -> None:
    """Lent on the 31st of the month before: the contract's day is the 31st, also where February is first."""
    received_on = date(first_due.year - 1, 12, 31) if first_due.month == 1 else date(first_due.year, 1, 31)
    loan = {
        "principal": "1200.00",
        "received_on": received_on,
        "method": "equal_instalment",
        "n": 4,
        "first_due": first_due,
        "rate": {"value": "0.24", "per": "year"},
    }
    rows = debt_from({"id": "one", "lender": "甲", "loan": loan}).schedule().instalments
    assert [r.due.isoformat() for r in rows] == dues
    assert {r.interest.fen for r in rows[:1]} == {2400}  # 1200 × 2 % for one whole month, whatever its days


# Worked by hand: P, method, n, rate; the instalment totals in fen.
BY_HAND = [
    # A = 10000·0.02/(1−1.02⁻¹²) = 945.596 → 945.60; the last one closes the loan
    ("10000.00", "equal_instalment", 12, "0.24", "year", [94560] * 11 + [94555]),
    # 1000/3 = 333.33, 333.33, 333.34; interest 1 % of 1000, 666.67 and 333.34
    ("1000.00", "equal_principal", 3, "0.12", "year", [34333, 34000, 33667]),
    ("1000.00", "interest_only", 3, "0.12", "year", [1000, 1000, 101000]),
    # 0.6 % of the first principal each month
    ("12000.00", "flat", 12, "0.006", "flat_month", [107200] * 12),
    ("100.00", "equal_instalment", 3, "0", "year", [3333, 3333, 3334]),
]


@pytest.mark.parametrize(("principal", "method", "n", "rate", "per", "totals"), BY_HAND)
def test_schedules_worked_by_hand(
    principal: str, method: str, n: int, rate: str, per: str, totals: list[int]
) -> None:
    loan = {
        "principal": principal,
        "received_on": date(2025, 1, 15),
        "method": method,
        "n": n,
        "first_due": date(2025, 2, 15),
        "rate": {"value": rate, "per": per},
    }
    rows = debt_from({"id": "one", "lender": "甲", "loan": loan}).schedule().instalments
    assert [r.total.fen for r in rows] == totals
