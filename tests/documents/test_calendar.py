"""Calendar files, read back: each entry on its day with its reminders, and the same bytes each time."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from xiehuan.documents.calendar import CalendarEntry, render_calendar

ON = date(2026, 11, 23)
ENTRIES = (
    CalendarEntry(date(2026, 12, 31), "第1件事，看清单；带上材料", (3, 0)),
    CalendarEntry(date(2027, 1, 31), "第2件事"),
    CalendarEntry(date(2027, 2, 28), "一个很长的标题" * 30, (1,)),
)
texts = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\\"), max_size=80)
entries = st.lists(
    st.builds(
        CalendarEntry,
        st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        texts,
        st.lists(st.integers(0, 60), max_size=3).map(tuple),
    ),
    max_size=5,
).map(tuple)


def read(data: bytes) -> tuple[CalendarEntry, ...]:
    found = []
    for event in Calendar.from_ical(data).walk("VEVENT"):
        day = event["dtstart"].dt
        assert event["dtend"].dt == day + timedelta(days=1)
        alarms = tuple((timedelta(hours=9) - alarm["trigger"].dt).days for alarm in event.walk("VALARM"))
        found.append(CalendarEntry(day, str(event["summary"]), alarms))
    return tuple(found)


@given(entries)
def test_what_is_read_back_is_what_was_written(given_entries):
    assert read(render_calendar(given_entries, "case")) == given_entries


def test_lines_end_and_fold_as_the_standard_asks():
    data = render_calendar(ENTRIES, "case", ON)
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert sum(line.startswith(b" ") for line in lines) >= 10
    for line in lines:
        line.decode()  # folded between characters, not inside one


def test_days_are_whole_days_and_stamps_are_the_day_given():
    for event in Calendar.from_ical(render_calendar(ENTRIES, "case", ON)).walk("VEVENT"):
        assert type(event["dtstart"].dt) is date
        assert event["dtstamp"].dt == datetime(2026, 11, 23, tzinfo=UTC)
        assert event["transp"] == "TRANSPARENT"
        assert "rrule" not in event


def uids(*args) -> list[str]:
    return [str(event["uid"]) for event in Calendar.from_ical(render_calendar(*args)).walk("VEVENT")]


def test_identities_are_stable_and_distinct():
    twice = (ENTRIES[0], ENTRIES[0])
    assert uids(ENTRIES, "case", ON) == uids(ENTRIES, "case", date(2027, 1, 1))
    assert len(set(uids(twice, "case"))) == 2
    assert not set(uids(ENTRIES, "case")) & set(uids(ENTRIES, "other"))
    assert all(re.fullmatch("[0-9a-f]{64}@xiehuan", uid) for uid in uids(ENTRIES, "case"))


def test_the_same_entries_give_the_same_bytes():
    assert render_calendar(ENTRIES, "case", ON) == render_calendar(ENTRIES, "case", ON)


@given(st.text(max_size=60))
def test_no_title_can_end_its_line_or_stop_the_file(title):
    data = render_calendar((CalendarEntry(ON, title, (1,)),), title)
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1


def test_a_line_break_in_a_title_adds_no_property():
    data = render_calendar((CalendarEntry(ON, "甲\r\nATTENDEE:x\r\nEND:VEVENT"),), "case")
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["summary"]) == "甲 ATTENDEE:x END:VEVENT"
    assert "attendee" not in event


def test_a_backslash_in_a_title_stays_one_and_makes_no_line():
    (entry,) = read(render_calendar((CalendarEntry(ON, "a\\Nb\\nc"),), "case"))
    assert entry.title == "a＼Nb＼nc"


def test_no_entries_is_an_empty_calendar():
    assert read(render_calendar((), "case")) == ()
