"""Due days that meet a holiday. A rolled due day does not move interest unless the contract says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

LONGEST_CLOSURE = 60  # days; no calendar closes longer, so a calendar that does knows nothing of that time


def next_business_day(day: date, is_business_day: Callable[[date], bool]) -> date | None:
    """The day itself or the first business day after it (顺延至下一个工作日); what one is, the caller's calendar says.

    None where the calendar knows no business day within sixty days.
    """
    candidates = (day + timedelta(days=n) for n in range(LONGEST_CLOSURE))
    return next((d for d in candidates if is_business_day(d)), None)
