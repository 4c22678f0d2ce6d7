"""The clocks of the ladder: how long a state waits, from what day, and by which source. The figures are data, not code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xiehuan.case.ladder import Event, State
from xiehuan.law.deadlines import WorkCalendar, deadline
from xiehuan.parameter import Parameter

_DAY = timedelta(days=1)


class Count(StrEnum):
    """Which days count."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Clock:
    """One row: `days` of our own, or the statutory period of `parameter`. `estimate`: read on unofficial pages only.

    A negative number of days runs backwards, to a day before the start (a reminder before a due date).
    """

    id: str
    state: State
    starts_from: Event
    source: str
    valid_from: date
    checked_on: date
    days: int | None = None
    count: Count = Count.CALENDAR
    parameter: str | None = None
    estimate: bool = False

    def ends(self, start: date, calendar: WorkCalendar, parameters: Mapping[str, Parameter]) -> date:
        """The day by which the clock has run out for who waits.

        Raises NotInForce where the statutory figure is not known for the start, KeyError where the parameter is not in the pack.
        """
        if self.parameter is not None:
            return deadline(parameters[self.parameter], start, calendar).latest
        days = self.days or 0
        if self.count is Count.CALENDAR:
            return start + days * _DAY
        day, step = start, _DAY if days > 0 else -_DAY
        for _ in range(abs(days)):
            day += step
            while not calendar.works(day):
                day += step
        return day


def clocks_of(state: State, clocks: Sequence[Clock], on: date) -> list[Clock]:
    """The clocks that may run in a state on a day."""
    return [c for c in clocks if c.state is state and c.valid_from <= on]
