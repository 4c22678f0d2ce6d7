"""Whom to pay on a day, what each may charge, and when to ask for the notice first (Civil Code arts. 546, 548)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from xiehuan.law.creditor import CreditorToday, creditor_today
from xiehuan.loan import Creditor, Debt, LenderKind
from xiehuan.packs.loader import load_cn
from xiehuan.parameter import Confidence

ON = date(2026, 11, 23)


def now(who: Creditor, kind: LenderKind = LenderKind.BANK_LOAN, on: date = ON, **more: Any) -> CreditorToday:
    return creditor_today(Debt("one", "甲银行", kind, creditor_now=who, **more), load_cn(), on)


@pytest.mark.parametrize(
    ("who", "notice", "ask_first"),
    [
        (Creditor.ORIGINAL, None, False),
        (Creditor.GUARANTOR, None, True),
        (Creditor.ASSIGNEE, None, True),
        (Creditor.COLLECTOR, None, True),
        (Creditor.ASSIGNEE, date(2026, 11, 22), False),
        (Creditor.ASSIGNEE, date(2026, 11, 23), False),
        (Creditor.ASSIGNEE, date(2026, 11, 24), True),  # tomorrow's letter has not come
        (Creditor.COLLECTOR, date(2026, 11, 23), False),
    ],
)
def test_without_a_notice_it_is_asked_for_first(
    who: Creditor, notice: date | None, *, ask_first: bool
) -> None:
    assert now(who, notice_received=notice).ask_first is ask_first


@pytest.mark.parametrize(
    ("since", "who"),
    [
        (None, Creditor.ASSIGNEE),
        (date(2026, 11, 22), Creditor.ASSIGNEE),
        (date(2026, 11, 23), Creditor.ASSIGNEE),
        (date(2026, 11, 24), Creditor.ORIGINAL),
    ],
)
def test_a_change_of_tomorrow_has_not_happened(since: date | None, who: Creditor) -> None:
    found = now(Creditor.ASSIGNEE, creditor_since=since)
    assert found.who is who
    assert found.since == (since if who is Creditor.ASSIGNEE else None)


@pytest.mark.parametrize("who", list(Creditor))
@pytest.mark.parametrize("kind", list(LenderKind))
def test_what_it_rests_on_was_read_and_speaks_of_this_lender(who: Creditor, kind: LenderKind) -> None:
    """Nothing rests on general knowledge; a rule for banks is not held against a private lender."""
    found = now(who, kind)
    assert all(p.confidence is not Confidence.RECALLED for p in found.rests_on)
    if kind is LenderKind.PRIVATE:
        assert {p.id for p in found.rests_on} <= {"assignment.notice", "assignment.defences"}
    assert {p.id for p in found.rests_on} >= (
        {"assignment.notice", "assignment.defences"} if who is Creditor.ASSIGNEE else set()
    )


def test_only_a_new_creditor_is_paid_elsewhere() -> None:
    assert [w for w in Creditor if now(w).pays_elsewhere] == [Creditor.GUARANTOR, Creditor.ASSIGNEE]


def test_what_a_guarantor_may_claim_is_asked_never_told() -> None:
    found = now(Creditor.GUARANTOR, LenderKind.CONSUMER_FINANCE)
    assert found.rests_on == ()
    assert any("代偿凭证" in t.zh for t in found.ask)


def test_before_the_code_an_assignment_cites_nothing() -> None:
    assert now(Creditor.ASSIGNEE, on=date(2020, 12, 31)).rests_on == ()
    assert now(Creditor.ASSIGNEE, on=date(2021, 1, 1)).rests_on
