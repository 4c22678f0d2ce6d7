"""Civil dates, day counts, intervals for annual rates, and due days that meet a holiday.

The day is always an argument and nothing here reads a clock. Year fractions are exact. `DayCount` is what a contract
can carry; the functions beside it cover what published figures are stated in.
"""

from xiehuan.dates.actual import actual_actual_afb, actual_actual_icma, actual_actual_isda
from xiehuan.dates.civil import (
    add_months,
    days_after,
    days_inclusive,
    ends_month,
    in_zh,
    is_leap,
    month_of,
    next_day_of_month,
    whole_months,
)
from xiehuan.dates.count import DayCount, year_fraction
from xiehuan.dates.intervals import (
    DAY,
    MONTH,
    WEEK,
    YEAR,
    UnitPeriod,
    UnitPeriods,
    eu_interval,
    uk_interval,
    unit_periods,
)
from xiehuan.dates.roll import next_business_day
from xiehuan.dates.thirty import days_30_360, days_30_360_us, days_30e_360, days_30u_360

__all__ = [
    "DAY",
    "MONTH",
    "WEEK",
    "YEAR",
    "DayCount",
    "UnitPeriod",
    "UnitPeriods",
    "actual_actual_afb",
    "actual_actual_icma",
    "actual_actual_isda",
    "add_months",
    "days_30_360",
    "days_30_360_us",
    "days_30e_360",
    "days_30u_360",
    "days_after",
    "days_inclusive",
    "ends_month",
    "eu_interval",
    "in_zh",
    "is_leap",
    "month_of",
    "next_business_day",
    "next_day_of_month",
    "uk_interval",
    "unit_periods",
    "whole_months",
    "year_fraction",
]
