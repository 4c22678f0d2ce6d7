"""Civil dates: months and the days of a month. Anchored to the contract's day, so that a short month is undone by the next."""

from __future__ import annotations

from calendar import isleap as _is_leap
from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, months: int, anchor: int | None = None) -> date:
    """`day` moved by whole months, on the `anchor` day of the month (default: its own).

    The 29th to 31st go to the last day of a shorter month and come back in the next longer one
    when the anchor is given.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(anchor or day.day, last))


def whole_months(start: date, end: date, anchor: int | None = None) -> tuple[int, int]:
    """Whole months from `start` and the odd days after them, start in and end out (算头不算尾).

    A month is whole when it ends on the start's day of the month, or on the last day of a shorter month. Where the
    start is a due date clamped by a short month, `anchor` is the contract day it stands for (28 Feb for the 31st).
    """
    if anchor is None or add_months(start, 0, anchor) != start:
        anchor = start.day
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months, anchor) > end:
        months -= 1
    return months, (end - add_months(start, months, anchor)).days


def next_day_of_month(after: date, day_of_month: int) -> date:
    """The first date later than `after` that falls on this day of the month (clamped to short months)."""
    this = add_months(after.replace(day=1), 0, day_of_month)
    return this if this > after else add_months(after.replace(day=1), 1, day_of_month)


def month_of(day: date) -> tuple[int, int]:
    """Year and month, the key by which budgets are kept."""
    return day.year, day.month


def in_zh(day: date) -> str:
    """2026年8月23日, for prose."""
    return f"{day.year}年{day.month}月{day.day}日"


def days_after(day: date, n: int) -> date:
    """The date n days later."""
    return day + timedelta(days=n)


def days_inclusive(start: date, end: date) -> int:
    """Days with both ends counted (两头都算), as courts and administrators often count the days of a claim.

    One more than the days of interest, where the first is in and the last is out (算头不算尾). ValueError when the
    end is before the start.
    """
    if end < start:
        msg = f"{end} is before {start}"
        raise ValueError(msg)
    return (end - start).days + 1


def is_leap(year: int) -> bool:
    """Does the year have 366 days (Gregorian calendar)?"""
    return _is_leap(year)


def ends_month(day: date) -> bool:
    """Is this the last day of its month?"""
    return day.day == monthrange(day.year, day.month)[1]
