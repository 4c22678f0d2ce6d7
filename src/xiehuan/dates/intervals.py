"""Time between a loan and a payment as the rules on annual percentage rates count it.

EU: Directive 2008/48/EC Annex I part I remark (c), as read by the Commission's guidelines SWD(2012) 128, section 4.1.1;
a month that begins on a day the last month lacks ends on that month's last day (Regulation 1182/71 art. 3(2)(c)).
UK: FCA Handbook CONC App 1. US: Regulation Z (12 CFR 1026) Appendix J (b)(3) to (5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from xiehuan.dates.actual import actual_actual_isda
from xiehuan.dates.civil import add_months, ends_month

_MONTH_END = 31


class Standard(StrEnum):
    """The standard intervals of time."""

    DAY = "day"
    WEEK = "week"
    SEMIMONTH = "semimonth"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A counting unit: a multiple of a standard interval (a quarter is three months, a fortnight two weeks)."""

    standard: Standard
    multiple: int = 1

    @property
    def days(self) -> int:
        """Days by which odd days become a fraction of the unit: months of 30, a year of 365."""
        if self == YEAR:
            return 365
        return (
            self.multiple
            * {Standard.DAY: 1, Standard.WEEK: 7, Standard.SEMIMONTH: 15, Standard.MONTH: 30}[self.standard]
        )

    @property
    def per_year(self) -> Fraction:
        """How many of them a year has: 365 days, 52 weeks, 24 semimonths or 12 months."""
        year = {Standard.DAY: 365, Standard.WEEK: 52, Standard.SEMIMONTH: 24, Standard.MONTH: 12}[
            self.standard
        ]
        return Fraction(year, self.multiple)


DAY = UnitPeriod(Standard.DAY)
WEEK = UnitPeriod(Standard.WEEK)
MONTH = UnitPeriod(Standard.MONTH)
YEAR = UnitPeriod(Standard.MONTH, 12)


@dataclass(frozen=True, slots=True)
class UnitPeriods:
    """Full unit-periods and the fraction of one before them (`t` and `f` of Appendix J)."""

    whole: int
    fraction: Fraction


def eu_interval(start: date, end: date, unit: UnitPeriod = MONTH) -> Fraction:
    """Years between two dates by Directive 2008/48/EC, counted in years, months or weeks.

    Whole units are counted backwards from the end, and the days left over the days of the year that ends where they
    end: 12 January to 15 February 2013 is 1/12 + 3/366. Days alone when the unit is a day. ValueError when the end is
    before the start.
    """
    _in_order(start, end)
    whole, rest = _backwards(start, end, unit)
    odd = (rest - start).days
    year = (rest - add_months(rest, -12)).days
    return whole / unit.per_year + Fraction(odd, year)


def uk_interval(start: date, end: date, unit: UnitPeriod = MONTH) -> Fraction:
    """Years between two dates by CONC App 1: whole months or whole weeks where it is one, `unit` deciding when both.

    Otherwise whole units from the start and then days, each 1/365 of its year or 1/366 of a leap year. Days alone when
    the unit is a day. ValueError when the end is before the start.
    """
    _in_order(start, end)
    if unit.standard not in {Standard.MONTH, Standard.WEEK}:
        return actual_actual_isda(start, end)
    days = (end - start).days
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) == end and not (unit.standard is Standard.WEEK and days % 7 == 0):
        return Fraction(months, 12)
    whole = 0
    while _step(start, unit, whole + 1) <= end:
        whole += 1
    return whole / unit.per_year + actual_actual_isda(_step(start, unit, whole), end)


def _step(start: date, unit: UnitPeriod, n: int) -> date:
    """`n` weeks or months after the start."""
    if unit.standard is Standard.MONTH:
        return add_months(start, n * unit.multiple)
    return start + timedelta(days=n * unit.days)


def unit_periods(start: date, end: date, unit: UnitPeriod = MONTH, anchor: int | None = None) -> UnitPeriods:
    """Full unit-periods between two dates and the fraction left, by Appendix J (b)(5).

    Months are measured back from the end, from the last day of a month to the last day of another; `anchor` is the day
    of the month of a series of payments, where it is known to be another. ValueError when the end is before the start.
    """
    _in_order(start, end)
    if unit.standard in {Standard.DAY, Standard.WEEK}:
        whole, days = divmod((end - start).days, unit.days)
        return UnitPeriods(whole, Fraction(days, unit.days))
    if unit.standard is Standard.SEMIMONTH:
        return _semimonths(start, end, anchor)
    whole, rest = _backwards(start, end, unit, anchor or (_MONTH_END if ends_month(end) else end.day))
    odd, months = (rest - start).days, (rest.year - start.year) * 12 + rest.month - start.month
    if unit == YEAR and odd and add_months(start, months) == rest:
        return UnitPeriods(whole, Fraction(months, 12))
    return UnitPeriods(whole, Fraction(odd, unit.days))


def _semimonths(start: date, end: date, anchor: int | None) -> UnitPeriods:
    """Twice the full months, and one more for fifteen days or more of the rest."""
    months = unit_periods(start, end, MONTH, anchor)
    days = months.fraction * MONTH.days
    more, odd = (1, days - 15) if days >= 15 else (0, days)  # noqa: PLR2004 - half of a month of 30
    return UnitPeriods(2 * months.whole + more, Fraction(odd, 15))


def _backwards(start: date, end: date, unit: UnitPeriod, anchor: int | None = None) -> tuple[int, date]:
    """Whole units between the dates, counted from the end, and where the counting stopped."""
    if unit.standard is Standard.DAY:
        return 0, end
    if unit.standard is Standard.WEEK:
        whole = (end - start).days // unit.days
        return whole, end - timedelta(days=whole * unit.days)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months % unit.multiple == 0 and add_months(start, months) == end:
        return months // unit.multiple, start
    whole = months // unit.multiple
    while add_months(end, -whole * unit.multiple, anchor) < start:
        whole -= 1
    return whole, add_months(end, -whole * unit.multiple, anchor)


def _in_order(start: date, end: date) -> None:
    if end < start:
        msg = f"{end} is before {start}"
        raise ValueError(msg)
