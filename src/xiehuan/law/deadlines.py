"""When does a period end? From a start day to its last day, by the rule its source states, on a calendar of workdays.

Civil Code art. 201 and Civil Procedure Law art. 85: the first day is not counted, days are natural days, and a last
day of rest moves to the next working day. Rules of departments say days without saying what a day of rest does
(`Roll.UNSTATED`): the answer then has two days, the plain last day to act by and the latest one to wait for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xiehuan.errors import LoanError, Text
from xiehuan.law.rule import rule
from xiehuan.parameter import DatedValue, Parameter, Party, Roll, Source, Unit

_SATURDAY = 5
_DAY = timedelta(days=1)


class YearStatus(StrEnum):
    """How a year of the calendar is known."""

    ANNOUNCED = "announced"  # by the yearly notice of the State Council
    PROVISIONAL = (
        "provisional"  # the statutory days only: bridging days and make-up workdays are not announced
    )


@dataclass(frozen=True, slots=True)
class YearOfWork:
    """Days off that are no plain weekend, and weekend days that are worked, of one year."""

    status: YearStatus
    off: frozenset[date]
    worked: frozenset[date]
    source: Source


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. A year that is not in the table has plain weekends and is provisional."""

    years: Mapping[int, YearOfWork]

    def works(self, day: date) -> bool:
        """Whether the day is a working day as far as it is known."""
        year = self.years.get(day.year)
        if year is not None and day in year.worked:
            return True
        return day.weekday() < _SATURDAY and (year is None or day not in year.off)

    def provisional(self, year: int) -> bool:
        """Whether the days off of the year are not announced yet."""
        known = self.years.get(year)
        return known is None or known.status is YearStatus.PROVISIONAL

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        while not self.works(day):
            day += _DAY
        return day


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period with its two ends.

    Who is bound by it acts by `last`; who waits for the other side treats it as over after `latest`. The two differ
    only where the source does not say what a last day of rest does. `provisional`: the answer turned on a year whose
    days off are not announced.
    """

    parameter: str
    name: Text
    start: date
    days: int
    last: date
    latest: date
    binds: Party
    roll: Roll
    provisional: bool
    value: DatedValue

    @property
    def citation(self) -> str:
        """Document and article of the period."""
        return self.value.citation

    def passed(self, on: date) -> bool:
        """Whether the period is surely over on the day."""
        return on > self.latest


@rule(
    "cn.deadline",
    articles=("civil_code:第二百零一条、第二百零三条", "civil_procedure:第八十五条"),
    parameters=(
        "complaint.days_simple",
        "complaint.days_complex",
        "complaint.days_max",
        "credit.dispute_days",
        "credit.complaint_days",
        "mediation.confirmation_days",
        "mediation.confirmation_decision_days",
        "procedure.payment_order_objection_days",
        "procedure.defence_days",
        "procedure.appeal_days",
        "evidence.period_days_min",
    ),
)
def deadline(parameter: Parameter, start: date, calendar: WorkCalendar) -> Deadline:
    """The end of the parameter's period that starts on the day.

    Raises NotInForce when no value that may carry a finding is known for the start day, LoanError when the
    parameter is no period.
    """
    period = parameter.period
    if period is None:
        raise LoanError(
            "no_period",
            Text(f"{parameter.name.zh}不是期限", f"{parameter.id} is no period"),
            Text("换一个带起算规则的参数", "take a parameter that says what starts it"),
        )
    value = parameter.at(start)
    days = int(value.value)
    last = _add(start, days, parameter.unit, calendar)
    moved = calendar.next_working(last)
    ends = {
        Roll.NEXT_WORKING_DAY: (moved, moved),
        Roll.NONE: (last, last),
        Roll.UNSTATED: (last, moved),
    }[period.roll]
    return Deadline(
        parameter.id,
        parameter.name,
        start,
        days,
        *ends,
        period.binds,
        period.roll,
        _provisional(start, last, moved, parameter.unit, period.roll, calendar),
        value,
    )


def _add(start: date, days: int, unit: Unit, calendar: WorkCalendar) -> date:
    """`days` after the start day, which is not counted itself."""
    if unit is Unit.DAY:
        return start + timedelta(days=days)
    day = start
    for _ in range(days):
        day = calendar.next_working(day + _DAY)
    return day


def _provisional(
    start: date, last: date, moved: date, unit: Unit, roll: Roll, calendar: WorkCalendar
) -> bool:
    """Natural days ask the calendar only about the last day; working days about every day on the way."""
    if unit is Unit.DAY and roll is Roll.NONE:
        return False
    first = last if unit is Unit.DAY else start
    return any(calendar.provisional(year) for year in range(first.year, moved.year + 1))
