"""Last days of periods, as one counts them on a wall calendar.

Civil Procedure Law art. 85: the first day is not counted; a last day of rest moves to the first working day after.
Days off: the State Council's notices for 2025 and 2026 (make-up workdays are worked).
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.errors import LoanError, NotInForce, Text
from xiehuan.law.deadlines import WorkCalendar, deadline
from xiehuan.packs.loader import load_cn
from xiehuan.packs.workdays import workdays_cn
from xiehuan.parameter import (
    Confidence,
    DatedValue,
    DecidedBy,
    Parameter,
    Party,
    Period,
    Roll,
    Source,
    Status,
    Unit,
)

CALENDAR, PACK = workdays_cn(), load_cn()

# parameter, start, last day to act by, day after which it is surely over, provisional
CASES = [
    # payment order: 15 days, court periods roll
    ("procedure.payment_order_objection_days", "2026-11-02", "2026-11-17", "2026-11-17", False),
    ("procedure.payment_order_objection_days", "2026-11-06", "2026-11-23", "2026-11-23", False),  # 21st: Saturday
    ("procedure.payment_order_objection_days", "2026-09-16", "2026-10-08", "2026-10-08", False),  # 1 October
    ("procedure.payment_order_objection_days", "2026-09-25", "2026-10-10", "2026-10-10", False),  # Saturday, worked
    ("procedure.payment_order_objection_days", "2026-02-01", "2026-02-24", "2026-02-24", False),  # Spring Festival
    ("procedure.payment_order_objection_days", "2026-12-18", "2027-01-04", "2027-01-04", True),  # 2 January 2027
    ("procedure.payment_order_objection_days", "2026-12-16", "2026-12-31", "2026-12-31", False),
    ("procedure.defence_days", "2026-04-20", "2026-05-06", "2026-05-06", False),  # 5 May
    ("procedure.appeal_days", "2025-09-22", "2025-10-09", "2025-10-09", False),  # 7 October, off to the 8th
    ("evidence.period_days_min", "2026-11-24", "2026-12-09", "2026-12-09", False),
    # joint judicial confirmation: 30 days
    ("mediation.confirmation_days", "2026-11-24", "2026-12-24", "2026-12-24", False),
    ("mediation.confirmation_days", "2026-09-01", "2026-10-08", "2026-10-08", False),  # 1 October
    ("mediation.confirmation_decision_days", "2026-11-24", "2026-12-09", "2026-12-09", False),
    # complaints: the source says days, not what a day of rest does
    ("complaint.days_simple", "2026-11-06", "2026-11-21", "2026-11-23", False),
    ("complaint.days_simple", "2026-11-09", "2026-11-24", "2026-11-24", False),
    ("complaint.days_complex", "2026-11-05", "2026-12-05", "2026-12-07", False),
    ("complaint.days_simple", "2023-12-25", "2024-01-09", "2024-01-09", False),  # only the last day is asked about
    ("complaint.days_max", "2026-11-05", "2027-01-04", "2027-01-04", True),
    # credit record: 20 days to answer a dispute, 30 a complaint
    ("credit.dispute_days", "2026-11-01", "2026-11-21", "2026-11-23", False),
    ("credit.dispute_days", "2026-09-11", "2026-10-01", "2026-10-08", False),
    ("credit.complaint_days", "2026-11-24", "2026-12-24", "2026-12-24", False),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "start", "last", "latest", "provisional"), CASES)
def test_last_days(id_: str, start: str, last: str, latest: str, *, provisional: bool) -> None:
    found = deadline(PACK.parameters[id_], date.fromisoformat(start), CALENDAR)
    assert (found.last.isoformat(), found.latest.isoformat()) == (last, latest)
    assert found.provisional is provisional
    assert not found.passed(found.latest)
    assert found.passed(found.latest + timedelta(days=1))


def test_a_deadline_says_whom_it_binds_and_where_it_stands() -> None:
    mine = deadline(PACK.parameters["procedure.payment_order_objection_days"], date(2026, 11, 2), CALENDAR)
    theirs = deadline(PACK.parameters["credit.dispute_days"], date(2026, 11, 2), CALENDAR)
    assert (mine.binds, theirs.binds) == (Party.BORROWER, Party.LENDER)
    assert "第二百二十七条" in mine.citation
    assert "征信业管理条例" in theirs.citation
    assert mine.days == 15


@pytest.mark.parametrize(
    "id_", ["complaint.review_apply_days", "complaint.review_answer_days", "complaint.referral_working_days"]
)
def test_a_period_known_from_memory_gives_no_deadline(id_: str) -> None:
    with pytest.raises(NotInForce):
        deadline(PACK.parameters[id_], date(2026, 11, 2), CALENDAR)


def test_before_the_rule_there_is_no_deadline() -> None:
    with pytest.raises(NotInForce):
        deadline(PACK.parameters["complaint.days_simple"], date(2020, 2, 29), CALENDAR)


def test_a_figure_that_is_no_period_is_refused() -> None:
    with pytest.raises(LoanError) as refused:
        deadline(PACK.parameters["limitation.years"], date(2026, 11, 2), CALENDAR)
    assert refused.value.code == "no_period"


SOURCE = Source("s", "某", "某规定", "", None, Confidence.MIRROR)


def period(n: int, unit: Unit, roll: Roll) -> Parameter:
    return Parameter(
        "test.days",
        Text("期限", "period"),
        unit,
        DecidedBy.ON,
        Status.IN_FORCE,
        date(2026, 11, 24),
        (DatedValue(Fraction(n), None, None, SOURCE),),
        period=Period(Text("收到之日", "receipt"), Party.LENDER, roll),
    )


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2026-09-18", 1, "2026-09-20"),  # Sunday, worked
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 6, "2026-09-28"),  # Mid-Autumn from the 25th to the 27th
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),  # Saturday, worked
        ("2026-02-14", 1, "2026-02-24"),
        ("2025-01-26", 2, "2025-02-05"),  # 27 January, then 5 February
    ],
)
def test_working_days(start: str, n: int, last: str) -> None:
    found = deadline(period(n, Unit.WORKING_DAY, Roll.NONE), date.fromisoformat(start), CALENDAR)
    assert found.last == found.latest == date.fromisoformat(last)


days = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@given(start=days, n=st.integers(1, 90), roll=st.sampled_from(Roll))
def test_the_two_ends_hold_together(start: date, n: int, roll: Roll) -> None:
    found = deadline(period(n, Unit.DAY, roll), start, CALENDAR)
    plain = start + timedelta(days=n)
    assert plain <= found.latest
    assert found.last == (found.latest if roll is Roll.NEXT_WORKING_DAY else plain)
    if roll is not Roll.NONE:
        assert CALENDAR.works(found.latest)
        assert all(not CALENDAR.works(plain + timedelta(d)) for d in range((found.latest - plain).days))


@given(start=days, n=st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, n: int) -> None:
    found = deadline(period(n, Unit.WORKING_DAY, Roll.NONE), start, CALENDAR)
    between = [start + timedelta(d) for d in range(1, (found.last - start).days + 1)]
    assert sum(CALENDAR.works(d) for d in between) == n
    assert CALENDAR.works(found.last)


def test_a_year_that_is_not_in_the_table_is_provisional() -> None:
    empty = WorkCalendar({})
    assert empty.works(date(2026, 10, 1))
    assert not empty.works(date(2026, 10, 3))
    found = deadline(period(3, Unit.DAY, Roll.NEXT_WORKING_DAY), date(2026, 9, 30), empty)
    assert (found.last, found.provisional) == (date(2026, 10, 5), True)
    plain = deadline(period(3, Unit.DAY, Roll.NONE), date(2026, 9, 30), empty)
    assert (plain.last, plain.provisional) == (date(2026, 10, 3), False)
