"""Dates to put into any calendar: one all-day entry a date, as an iCalendar file (RFC 5545).

One entry an instalment, never a recurrence rule: a monthly rule skips months without a 31st. Titles are
shown on locked screens; that they name no debt is the caller's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from xiehuan.documents.archive import FIXED
from xiehuan.documents.shown import shown

_MORNING = timedelta(hours=9)  # an all-day entry begins at midnight; nobody is to be woken then


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day, a neutral title, and how many days before it to remind (0: on the day, at nine)."""

    day: date
    title: str
    alarm_days: tuple[int, ...] = ()


def _alarm(days_before: int, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", _MORNING - timedelta(days=days_before))
    return alarm


def _uid(seed: str, index: int, entry: CalendarEntry) -> str:
    """The same entry keeps its identity when the file is imported again."""
    # `replace`: half of a surrogate pair, left by a phone's export, has no UTF-8 form
    name = "\x1f".join((seed, str(index), entry.title, entry.day.isoformat()))
    return f"{sha256(name.encode(errors='replace')).hexdigest()}@xiehuan"


def _event(uid: str, entry: CalendarEntry, stamp: datetime) -> Event:
    # a backslash is the file's own escape, and the library turns one before an N into a new line
    title = " ".join(shown(entry.title).replace("\\", "＼").split())
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))  # exclusive, RFC 5545 3.6.1
    event.add("summary", title)
    event.add("transp", "TRANSPARENT")  # a due date does not make its owner busy
    for days_before in entry.alarm_days:
        event.add_component(_alarm(days_before, title))
    return event


def render_calendar(entries: Sequence[CalendarEntry], uid_seed: str, on: date | None = None) -> bytes:
    """The file for these entries; the same entries, seed and day give the same bytes.

    `on`, the day of the calculation, is the entries' time stamp, so that a later file replaces an earlier
    one; without it the stamp is the fixed `archive.FIXED`.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//xiehuan//calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    stamp = datetime.combine(on, time(), UTC) if on else FIXED
    for index, entry in enumerate(entries):
        calendar.add_component(_event(_uid(uid_seed, index, entry), entry, stamp))
    return bytes(calendar.to_ical())
