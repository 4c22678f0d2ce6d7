"""The sums that a search follows: what a judge that walks through every day finds owed, part by part."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judge import ledger_oracle as judge
from strategies import METHODS, Paid, Raw, debt_from, ledgers
from xiehuan.loan import Component
from xiehuan.loan.ledger.sums import Sums, owed
from xiehuan.loan.ledger.tail import Tail, tail
from xiehuan.loan.terms import Overdue

SHORT = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=3000)


def check_sums(drawn: tuple[Raw, Paid, date]) -> bool:
    """Compare with the judge; whether the sums came without the whole ledger."""
    row, payments, on = drawn
    debt, found = debt_from(row, payments), judge.standing(row, payments, on)
    late, schedule = debt.overdue or Overdue(), debt.schedule()
    paid = tuple(sorted(debt.payments, key=lambda p: p.on))
    whole = Tail(schedule, schedule.terms.received_on, paid)
    ours = owed(whole, late, on)
    left = {c.value: sum(s.left(c) for s in ours.standings if s.called) for c in Component}
    assert left == {c: found.asked[c] - found.paid[c] for c in left}
    assert (ours.not_yet_due_principal.fen, ours.not_yet_due_interest.fen) == (
        found.undue_principal,
        found.undue_interest,
    )
    assert ours.oldest_unpaid_due == found.oldest_unpaid
    rest = owed(tail(schedule, paid, late, on), late, on)
    assert {c.value: sum(s.left(c) for s in rest.standings if s.called) for c in Component} == left
    return isinstance(ours, Sums)


@pytest.mark.parametrize("compound", ["none", "on_interest"])
@SHORT
@given(data=st.data())
def test_sums_are_what_the_days_add_up_to(compound: str, data: st.DataObject) -> None:
    check_sums(data.draw(ledgers(methods=METHODS, compound=(compound,))))


@pytest.mark.long
@LONG
@given(drawn=ledgers())
def test_sums_of_many_loans(drawn: tuple[Raw, Paid, date]) -> None:
    check_sums(drawn)


def test_the_short_way_is_taken() -> None:
    """Otherwise the properties above compare the ledger with itself."""
    taken = []

    @settings(SHORT, max_examples=40)
    @given(drawn=ledgers(methods=METHODS[:2], compound=("none",)))
    def run(drawn: tuple[Raw, Paid, date]) -> None:
        taken.append(check_sums(drawn))

    run()
    assert sum(taken) > len(taken) // 2
