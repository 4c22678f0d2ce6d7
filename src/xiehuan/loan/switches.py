"""How a schedule is stepped and rounded: the switches in which published schedules really differ.

The first member of each is the default, and the defaults together are the usual reading of a Chinese contract.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

BusinessDays = Callable[[date], bool] | frozenset[date]


class Unit(StrEnum):
    """What the distance between two due dates is counted in."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Every:
    """The distance between two due dates: every `count` months, weeks or days."""

    count: int = 1
    unit: Unit = Unit.MONTH


MONTHLY = Every()


class Stub(StrEnum):
    """What the contract says of a first period that is not a whole one (首期天数).

    It is checked against the dates: both kinds charge whole months as months and the odd days by days.
    """

    FIRST_SHORT = "first_short"  # the first due date comes before a whole period is over
    FIRST_LONG = "first_long"  # it comes after one


class Roll(StrEnum):
    """What happens to a due date that is no business day (节假日顺延)."""

    NONE = "none"
    NEXT_BUSINESS_DAY = "next_business_day"  # interest keeps the contract's own dates
    NEXT_BUSINESS_DAY_WITH_INTEREST = "next_business_day_with_interest"


class Residue(StrEnum):
    """What becomes of the part of a fen that rounding the interest takes or gives."""

    DROPPED = "dropped"
    CARRIED = "carried"  # added to the exact interest of the next period


class Last(StrEnum):
    """Who takes the difference that rounding leaves at the end (尾差)."""

    BY_DIFFERENCE = "by_difference"  # the last instalment clears the balance and differs by a few fen
    KEEP_PAYMENT = "keep_payment"  # the last payment stays level; its interest takes the difference
    FIRST_ABSORBS = "first_absorbs"  # the first payment is chosen so that the last is level
    SPREAD = "spread"  # the level payment moves by difference/n while that brings the last one closer


class Remainder(StrEnum):
    """Where equal principal puts what does not divide."""

    ON_LAST = "on_last"
    ON_FIRST = "on_first"
    ROUNDED = "rounded"  # every share is rounded like a payment, the last takes the difference


class Level(StrEnum):
    """What the level payment is computed from."""

    WHOLE_PERIODS = "whole_periods"  # n equal periods of the contract: P·i/(1−(1+i)⁻ⁿ)
    REAL_PERIODS = "real_periods"  # the periods as long as they really are: P / Σ of their discounts


class Closing(StrEnum):
    """Which side of the level payment the last one may fall, where the contract says so."""

    EITHER = "either"
    NOT_ABOVE = "not_above"  # the smallest payment whose last is not above it
    NOT_BELOW = "not_below"  # the largest payment whose last is not below it
    NEAREST = "nearest"  # the payment whose last is nearest to it


class Compounding(StrEnum):
    """Whether interest inside a period is simple or grows day by day."""

    NONE = "none"
    DAILY = "daily"  # a yearly rate is effective: (1+r)^(days/basis); a daily rate is (1+r)^days


class InterestGrace(StrEnum):
    """What becomes of the interest of instalments that pay none."""

    DEFERRED = "deferred"  # due with the first instalment after the grace, without interest on it
    FREE = "free"  # never charged
