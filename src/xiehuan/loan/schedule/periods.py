"""The due dates of a contract and the periods between them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from xiehuan.dates import DayCount, add_months, next_business_day, whole_months, year_fraction
from xiehuan.dates.roll import LONGEST_CLOSURE
from xiehuan.errors import LoanError, Text
from xiehuan.loan.switches import Every, Roll, Unit
from xiehuan.loan.terms import LoanTerms, Method

MAX_TERMS = 600
_DAYS = {Unit.WEEK: 7, Unit.DAY: 1}
_ALIKE = 27  # up to this day of the month no short month ever clamps


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the plan: from `start` (in) to `due` (out), and its share of a year by the day count."""

    start: date
    due: date
    fraction: Fraction


def due_dates(terms: LoanTerms) -> tuple[date, ...]:
    """The due dates as the contract counts them, before any holiday moves one.

    Months run on the contract day, clamped in a short month and restored in the next; a bullet loan has one date; a list
    in the contract stands as it is. Without `n` they run to the most instalments a loan may have.
    """
    if terms.due_on:
        return terms.due_on
    if terms.method is Method.BULLET:
        return (terms.first_due,)
    n = terms.n if terms.n is not None else MAX_TERMS
    return rhythm(terms.first_due, n, terms.every, anchor(terms))


def rhythm(first: date, n: int, every: Every, day: int | None = None) -> tuple[date, ...]:
    """N due dates from the first on, `every` so far apart; months on the contract `day` (default: the first date's)."""
    if every.unit is not Unit.MONTH:
        step = timedelta(days=every.count * _DAYS[every.unit])
        return tuple(first + step * k for k in range(n))
    return _monthly(first, n, every.count, day or first.day)


def _monthly(first: date, n: int, step: int, day: int) -> tuple[date, ...]:
    if day > _ALIKE:
        return tuple(add_months(first, k * step, day) for k in range(n))
    start = first.year * 12 + first.month - 1
    return tuple(date(month // 12, month % 12 + 1, day) for month in range(start, start + n * step, step))


def anchor(terms: LoanTerms) -> int:
    """The contract's day of the month, which a short month clamps (31 Jan, then 28 Feb: the 31st)."""
    first = terms.first_due
    if terms.received_on.day > first.day and add_months(first, 0, terms.received_on.day) == first:
        return terms.received_on.day
    return first.day


def rolled(terms: LoanTerms, dues: Sequence[date]) -> tuple[date, ...]:
    """The days on which the instalments are really due: moved to the next business day where the contract says so.

    Raises LoanError `no_business_day` when none follows within sixty days, or when no business days are given.
    """
    if terms.roll is Roll.NONE:
        return tuple(dues)
    return tuple(_next_business_day(terms, due) for due in dues)


def _next_business_day(terms: LoanTerms, due: date) -> date:
    known = terms.business_days
    if known is not None:
        found = next_business_day(due, known.__contains__ if isinstance(known, frozenset) else known)
        if found is not None:
            return found
    raise LoanError(
        "no_business_day",
        Text(
            f"{due} 起 {LONGEST_CLOSURE} 天内没有已知的工作日",
            f"no known business day within {LONGEST_CLOSURE} days of {due}",
        ),
        Text("补上工作日表，或把 roll 改为 none", "give the business days, or set roll to none"),
    )


def periods(terms: LoanTerms, starts_from: date, dues: Sequence[date]) -> tuple[Period, ...]:
    """The periods that end on these due dates, the first of them from `starts_from`."""
    starts = (starts_from, *dues[:-1])
    return tuple(map(Period, starts, dues, shares(terms, starts_from, dues)))


def shares(terms: LoanTerms, starts_from: date, dues: Sequence[date]) -> list[Fraction]:
    """The parts of a year between these due dates, the first from `starts_from`; equal parts are one object."""
    by_months = terms.day_count is DayCount.MONTHLY and terms.method is not Method.DAILY_REVOLVING
    day = anchor(terms)
    found, start = [], starts_from
    for due in dues:
        if by_months and (start.day == due.day <= _ALIKE or (_stands(start, day) and _stands(due, day))):
            found.append(_months((due.year - start.year) * 12 + due.month - start.month))
        else:
            found.append(period_fraction(terms, start, due))
        start = due
    return found


def _stands(due: date, day: int) -> bool:
    """Is it the contract's day of the month, or the last of a shorter month?"""
    return due.day == day or (due.day < day and due.day == monthrange(due.year, due.month)[1])


@lru_cache(maxsize=256)
def _year_part(months: int, days: int, basis: int) -> Fraction:
    """Equal parts are one object, which lets the interest of equal periods be prepared once."""
    return Fraction(months, 12) + Fraction(days, basis)


def period_fraction(terms: LoanTerms, start: date, end: date) -> Fraction:
    """The part of a year between two due dates; by months a due-to-due period is one twelfth."""
    count = terms.day_count
    if terms.method is Method.DAILY_REVOLVING or count in {DayCount.ACT_360, DayCount.ACT_365}:
        return _year_part(0, (end - start).days, count.basis)
    if count is DayCount.MONTHLY:
        return _year_part(*whole_months(start, end, anchor(terms)), 360)
    return year_fraction(start, end, count)


@lru_cache(maxsize=64)
def _months(months: int) -> Fraction:
    return Fraction(months, 12)


def whole_period(every: Every, count: DayCount) -> Fraction:
    """The share of a year of one whole period of the contract."""
    if every.unit is Unit.MONTH:
        return _months(every.count)
    return _year_part(0, every.count * _DAYS[every.unit], count.basis)
