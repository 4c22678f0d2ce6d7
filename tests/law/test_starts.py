"""Periods of a case: their ends by hand on a wall calendar, who acts, and when each is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xiehuan.law.deadlines import WorkCalendar
from xiehuan.law.starts import KINDS, Running, Start, StartKind, running
from xiehuan.loan import LenderKind
from xiehuan.packs.loader import load_cn
from xiehuan.packs.workdays import workdays_cn

ON = date(2026, 11, 23)


def run(
    kind: StartKind, start: date, on: date, lender: LenderKind = LenderKind.BANK_LOAN
) -> tuple[Running, ...]:
    return running([Start(kind, start, "one")], {"one": lender}, load_cn(), workdays_cn(), on)


@pytest.mark.parametrize(
    ("kind", "start", "lasts"),
    [
        # 17 November; 2 December; 1 January 2027
        (StartKind.COMPLAINT, date(2026, 11, 2), [date(2026, 11, 17), date(2026, 12, 2), date(2027, 1, 1)]),
        (StartKind.CREDIT_DISPUTE, date(2026, 11, 2), [date(2026, 11, 22)]),
        (StartKind.CREDIT_COMPLAINT, date(2026, 11, 2), [date(2026, 12, 2)]),
        (StartKind.MEDIATION_AGREEMENT, date(2026, 11, 24), [date(2026, 12, 24)]),
        (StartKind.CONFIRMATION_REQUEST, date(2026, 11, 2), [date(2026, 11, 17)]),
        (StartKind.PAYMENT_ORDER, date(2026, 11, 6), [date(2026, 11, 23)]),  # the 21st is a Saturday
        (StartKind.STATEMENT_OF_CLAIM, date(2026, 11, 2), [date(2026, 11, 17)]),
        (StartKind.EVIDENCE_NOTICE, date(2026, 11, 24), [date(2026, 12, 9)]),
        (StartKind.JUDGMENT, date(2026, 11, 2), [date(2026, 11, 17)]),
    ],
)
def test_ends_by_hand(kind: StartKind, start: date, lasts: list[date]) -> None:
    (found,) = run(kind, start, start)
    assert [e.last for e in found.ends] == lasts
    assert not any(found.over(e, start) for e in found.ends)


def test_every_kind_has_its_ends() -> None:
    assert set(KINDS) == set(StartKind)
    for kind in StartKind:
        assert run(kind, ON, ON)[0].ends


@pytest.mark.parametrize(("day", "over"), [(-1, False), (0, False), (1, True)])
@pytest.mark.parametrize("kind", list(StartKind))
def test_over_the_day_after_its_end(kind: StartKind, day: int, *, over: bool) -> None:
    """One's own acts by the earlier reading of the last day, the other side's by the later."""
    (found,) = run(kind, date(2026, 9, 26), ON)
    for end in found.ends:
        last = end.last if found.ours else end.latest
        assert found.over(end, last + timedelta(days=day)) is over


def test_what_has_not_begun_does_not_run() -> None:
    assert run(StartKind.COMPLAINT, ON + timedelta(days=1), ON) == ()


@pytest.mark.parametrize(
    ("lender", "known"),
    [
        (
            k,
            k
            in {LenderKind.BANK_CARD, LenderKind.BANK_LOAN, LenderKind.CONSUMER_FINANCE, LenderKind.UNKNOWN},
        )
        for k in LenderKind
    ],
)
def test_complaint_periods_are_written_for_banks_and_consumer_finance(
    lender: LenderKind, *, known: bool
) -> None:
    assert bool(run(StartKind.COMPLAINT, ON, ON, lender)[0].ends) is known


def test_a_year_without_its_calendar_is_provisional() -> None:
    (found,) = running([Start(StartKind.PAYMENT_ORDER, ON)], {}, load_cn(), WorkCalendar({}), ON)
    assert found.provisional
    (sure,) = running([Start(StartKind.PAYMENT_ORDER, ON)], {}, load_cn(), workdays_cn(), ON)
    assert not sure.provisional
