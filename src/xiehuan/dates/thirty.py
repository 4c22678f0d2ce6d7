"""Days between two dates when every month has thirty.

The four rules differ only in what they make of the 31st and of the end of February. Sources: ISDA 2006 Definitions
§4.16 (f) and (g); for the US rule the SIA's Standard Securities Calculation Methods (Lynch and Mayle, 1986).
"""

from __future__ import annotations

from datetime import date

from xiehuan.dates.civil import ends_month

_THIRTY = 30
_FEBRUARY = 2


def days_30_360(start: date, end: date) -> int:
    """Days between two dates by 30/360 (bond basis): an end on the 31st is the 30th only after a start on the 30th."""
    first = min(start.day, _THIRTY)
    last = _THIRTY if end.day > _THIRTY and first == _THIRTY else end.day
    return _days(start, end, first, last)


def days_30e_360(start: date, end: date) -> int:
    """Days between two dates by 30E/360 (Eurobond basis): a 31st is always the 30th."""
    return _days(start, end, min(start.day, _THIRTY), min(end.day, _THIRTY))


def days_30_360_us(start: date, end: date) -> int:
    """Days between two dates by 30/360 US (NASD, SIA): as bond basis, a start on the last of February is the 30th.

    An end on the last of February is the 30th too when the start is.
    """
    first, last = start.day, end.day
    if _ends_february(start):
        first = _THIRTY
        last = _THIRTY if _ends_february(end) else last
    first = min(first, _THIRTY)
    last = _THIRTY if last > _THIRTY and first == _THIRTY else last
    return _days(start, end, first, last)


def days_30u_360(start: date, end: date) -> int:
    """Days between two dates by 30U/360, in which a February is a month like any other.

    A 31st is the 30th. The last day of February stands for the other date's day where that is not before it, and for
    the 30th otherwise: 28 February 2019 to 28, 30 or 31 March is one month, to 15 March 15 days.
    """
    first, last = min(start.day, _THIRTY), min(end.day, _THIRTY)
    if _ends_february(start):
        first = last if last >= first else _THIRTY
    elif _ends_february(end):
        last = first if first >= last else _THIRTY
    return _days(start, end, first, last)


def _days(start: date, end: date, first: int, last: int) -> int:
    return (end.year - start.year) * 360 + (end.month - start.month) * _THIRTY + last - first


def _ends_february(day: date) -> bool:
    return day.month == _FEBRUARY and ends_month(day)
