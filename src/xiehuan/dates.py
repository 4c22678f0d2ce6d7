"""Civil dates: months, day counts, periods. The day is always an argument; nothing here reads a clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction


class DayCount(StrEnum):
    """How the days of a period become a part of a year.

    `monthly`: a full month is a twelfth whatever its length, odd days are n/360 (银发〔2005〕129号 practice).
    """

    MONTHLY = "monthly"
    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"

    @property
    def basis(self) -> int:
        """Days of the year that a daily rate is taken from."""
        return 365 if self is DayCount.ACT_365 else 360


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


def days_30_360(start: date, end: date) -> int:
    """Days between two dates by 30/360 (bond basis, US without the February rule)."""
    d1 = min(start.day, 30)
    d2 = 30 if end.day == 31 and d1 == 30 else end.day  # noqa: PLR2004
    return (end.year - start.year) * 360 + (end.month - start.month) * 30 + d2 - d1


def year_fraction(start: date, end: date, count: DayCount) -> Fraction:
    """The exact part of a year from `start` (in) to `end` (out) by the day count."""
    if count is DayCount.MONTHLY:
        months, days = whole_months(start, end)
        return Fraction(months, 12) + Fraction(days, 360)
    if count is DayCount.THIRTY_360:
        return Fraction(days_30_360(start, end), 360)
    return Fraction((end - start).days, count.basis)


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
