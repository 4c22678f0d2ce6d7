"""The day counts a loan contract can carry, and the exact part of a year by each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.dates.actual import actual_actual_isda
from xiehuan.dates.civil import whole_months
from xiehuan.dates.thirty import days_30_360, days_30e_360


class DayCount(StrEnum):
    """How the days of a period become a part of a year.

    `monthly`: a full month is a twelfth whatever its length, odd days are n/360 (银发〔2005〕129号 practice).
    `act/act` is the ISDA reading. `30/365` counts days as 30E/360 does, over 365 (ISO 20022, IC30365).
    """

    MONTHLY = "monthly"
    ACT_360 = "act/360"
    ACT_365 = "act/365"
    THIRTY_360 = "30/360"
    ACT_ACT = "act/act"
    THIRTY_E_360 = "30E/360"
    THIRTY_365 = "30/365"

    @property
    def basis(self) -> int:
        """Days of the year that a daily rate is taken from (365 for act/act, whatever the year)."""
        return 365 if self in {DayCount.ACT_365, DayCount.ACT_ACT, DayCount.THIRTY_365} else 360


def year_fraction(start: date, end: date, count: DayCount) -> Fraction:
    """The exact part of a year from `start` (in) to `end` (out) by the day count."""
    match count:
        case DayCount.MONTHLY:
            months, days = whole_months(start, end)
            return Fraction(months, 12) + Fraction(days, 360)
        case DayCount.THIRTY_360:
            return Fraction(days_30_360(start, end), 360)
        case DayCount.THIRTY_E_360 | DayCount.THIRTY_365:
            return Fraction(days_30e_360(start, end), count.basis)
        case DayCount.ACT_ACT:
            return actual_actual_isda(start, end)
        case DayCount.ACT_360 | DayCount.ACT_365:
            return Fraction((end - start).days, count.basis)
