"""The calendar against an independent one: every day of every announced year, make-up workdays included."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from xiehuan.errors import InputRefused
from xiehuan.law.deadlines import YearStatus
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.packs.workdays import load_workdays, workdays_cn

CALENDAR = workdays_cn()
TEXT = files_cn()["workdays.toml"]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_an_announced_year_is_the_one_of_the_holidays_package(year: int) -> None:
    theirs = holidays.country_holidays("CN", years=year)
    assert CALENDAR.years[year].status is YearStatus.ANNOUNCED
    first = date(year, 1, 1)
    days = [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]
    differ = [d for d in days if CALENDAR.works(d) is not theirs.is_working_day(d)]
    assert differ == []
    assert len(CALENDAR.years[year].worked) == {2024: 8, 2025: 5, 2026: 6}[year]


def test_a_provisional_year_has_the_statutory_days_and_says_so() -> None:
    theirs = holidays.country_holidays("CN", years=2027)
    statutory = {d for d, name in theirs.items() if "observed" not in name and "substituted" not in name}
    assert CALENDAR.years[2027].off == statutory
    assert CALENDAR.provisional(2027)
    assert CALENDAR.provisional(2028)
    assert not CALENDAR.provisional(2026)


def test_sources_are_the_notices() -> None:
    for year, known in CALENDAR.years.items():
        if known.status is YearStatus.ANNOUNCED:
            assert str(year) in known.source.title


BAD = [
    ("duplicate_key", TEXT + TEXT[TEXT.index("[2027]") :]),
    ("bad_id", TEXT.replace("[2027]", "[next]")),
    ("dangling_source", TEXT.replace('"public_holidays"', '"holidays_2027"')),
    ("unknown_status", TEXT.replace('"provisional"', '"likely"')),
    (
        "backward_span",
        TEXT.replace("since = 2027-02-05, until = 2027-02-08", "since = 2027-02-08, until = 2027-02-05"),
    ),
    (
        "backward_span",
        TEXT.replace("since = 2027-02-05, until = 2027-02-08", "since = 2028-02-05, until = 2028-02-08"),
    ),
    ("bad_date", TEXT.replace("on = 2026-10-10", "on = 2026-10-12")),  # a Monday needs no making up
    ("bad_date", TEXT.replace("on = 2026-10-10", "on = 2026-10-03")),  # off
    ("bad_date", TEXT.replace("on = 2026-10-10", 'on = "2026-10-10"')),
    ("unknown_key", TEXT.replace('status = "provisional"', 'status = "provisional"\nnote = "x"')),
]


@pytest.mark.parametrize(("code", "text"), BAD)
def test_a_bad_calendar_is_refused_with_its_place(code: str, text: str) -> None:
    assert text != TEXT
    with pytest.raises(InputRefused) as refused:
        load_workdays(text, load_cn())
    assert [f.code for f in refused.value.findings] == [code]
    assert refused.value.where
    assert refused.value.where.file == "workdays.toml"
