"""Due days that meet a holiday. A rolled due day does not move interest unless the contract says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

_LONGEST_CLOSURE = 366


class Roll(StrEnum):
    """What happens to a due day that is no business day."""

    NONE = "none"
    NEXT_BUSINESS_DAY = "next_business_day"  # 顺延至下一个工作日


def rolled(day: date, roll: Roll, is_business_day: Callable[[date], bool]) -> date:
    """The day on which a sum due on `day` is payable; what a business day is, the caller's calendar says.

    The result is never earlier and changes nothing on a business day. ValueError when the calendar knows no business
    day within a year.
    """
    if roll is Roll.NONE:
        return day
    for n in range(_LONGEST_CLOSURE):
        if is_business_day(day + timedelta(days=n)):
            return day + timedelta(days=n)
    msg = f"no business day within a year of {day}"
    raise ValueError(msg)
