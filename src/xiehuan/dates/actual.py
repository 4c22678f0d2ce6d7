"""Actual days over actual years: the three readings of act/act.

ISDA 2006 Definitions §4.16 (b); Association Française des Banques, Base Exact/Exact (1999); ICMA Rule 251. The three
agree on whole ordinary years and differ in what they call the year of an odd day.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xiehuan.dates.civil import add_months, ends_month, is_leap

_FEBRUARY, _LEAP_DAY = 2, 29


def actual_actual_isda(start: date, end: date) -> Fraction:
    """Years by act/act ISDA: each day is 1/366 of a leap year or 1/365 of another. An end before the start is negative."""
    return _since_year_one(end) - _since_year_one(start)


def _since_year_one(day: date) -> Fraction:
    begin = date(day.year, 1, 1)
    return day.year + Fraction((day - begin).days, 366 if is_leap(day.year) else 365)


def actual_actual_afb(start: date, end: date) -> Fraction:
    """Years by act/act AFB: whole years counted back from the end, the rest over 366 if it holds a 29 February.

    A year back from 28 February of a common year is 29 February where there is one. An end before the start is
    negative.
    """
    if end < start:
        return -actual_actual_afb(end, start)
    years = 0
    while start <= _years_back(end, years + 1):
        years += 1
    rest = _years_back(end, years)
    basis = 366 if _holds_leap_day(start, rest) else 365
    return years + Fraction((rest - start).days, basis)


def _years_back(day: date, years: int) -> date:
    anchor = _LEAP_DAY if day.month == _FEBRUARY and ends_month(day) else day.day
    return add_months(day, -12 * years, anchor)


def _holds_leap_day(start: date, end: date) -> bool:
    """Is there a 29 February from the start (in) to the end (out)?"""
    leap_days = (date(y, _FEBRUARY, _LEAP_DAY) for y in range(start.year, end.year + 1) if is_leap(y))
    return any(start <= d < end for d in leap_days)


def actual_actual_icma(start: date, end: date, period: tuple[date, date]) -> Fraction:
    """Years by act/act ICMA (ISMA): each day is an equal part of the coupon period it falls in.

    `period` is one regular period, start and end; its length in months is taken to the nearest month, and periods of
    that length are laid before and after it, which is how long and short first periods are counted. ValueError when it
    is shorter than half a month or ends before it starts.
    """
    step = round(Fraction((period[1] - period[0]).days * 12, 365))
    if step < 1:
        msg = f"{period[0]} to {period[1]} is not a period of whole months"
        raise ValueError(msg)
    if end < start:
        return -actual_actual_icma(end, start, period)
    anchor = max(d.day for d in period)
    k = ((start.year - period[0].year) * 12 + start.month - period[0].month) // step - 1
    total = Fraction(0)
    while (begin := add_months(period[0], k * step, anchor)) < end:
        finish = add_months(period[0], (k + 1) * step, anchor)
        inside = (min(end, finish) - max(start, begin)).days
        if inside > 0:
            total += Fraction(inside * step, (finish - begin).days * 12)
        k += 1
    return total
