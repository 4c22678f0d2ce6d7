"""Annual percentage rates as the US, the EU and the UK define and round them.

They differ in how time is counted (`xiehuan.dates`), in whether the year compounds, and in the decimals shown:
EU, Directive 98/7/EC (days/365) and Directive 2008/48/EC Annex I: effective, one decimal. UK, FCA Handbook CONC App 1:
effective, one decimal. US, Regulation Z Appendix J: nominal, the unit-period rate times the unit-periods of a year, an
odd first time at simple interest, two decimals. Where flows have several rates it is the positive one nearest to zero,
or the negative one nearest to zero where none is positive (MCOB 10.3.1R (2)).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from xiehuan.dates import (
    DAY,
    MONTH,
    YEAR,
    UnitPeriod,
    UnitPeriods,
    add_months,
    ends_month,
    eu_interval,
    uk_interval,
)
from xiehuan.dates import unit_periods as count_unit_periods
from xiehuan.dates.intervals import Standard
from xiehuan.loan.roots import HIGHEST, LOWEST, Roots, rate_roots, sign_changes
from xiehuan.loan.yields.flows import Flow

Interval = Callable[[date, date], Fraction]  # years between two dates

_MONTHS = 12
_HALF_MONTHS = range(13, 18)  # days of a semimonth
_MONTH_END = 31


@dataclass(frozen=True, slots=True)
class Apr:
    """An annual percentage rate: as computed, and to how many decimals of a percent it is stated."""

    rate: float
    decimals: int

    @property
    def percent(self) -> Decimal:
        """The percentage as stated, half up at the last decimal."""
        return percent(Decimal(repr(self.rate)), self.decimals)


def percent(rate: Decimal, decimals: int) -> Decimal:
    """A rate in percent with so many decimals, half up (Directive 2008/48/EC Annex I remark (d))."""
    return (rate * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def eu_apr_1998(flows: Sequence[Flow]) -> Apr | None:
    """The APR by Directive 98/7/EC on the calendar: actual days over 365. None where there is none."""
    return _effective(flows, lambda start, end: Fraction((end - start).days, 365))


def eu_apr(flows: Sequence[Flow], unit: UnitPeriod = MONTH) -> Apr | None:
    """The APR by Directive 2008/48/EC, time counted in years, months or weeks and then days. None where there is none."""
    return _effective(flows, lambda start, end: eu_interval(start, end, unit))


def uk_apr(flows: Sequence[Flow], unit: UnitPeriod = MONTH) -> Apr | None:
    """The APR by CONC App 1, time counted in months or weeks and then days. None where there is none."""
    return _effective(flows, lambda start, end: uk_interval(start, end, unit))


def timed_apr(times: Sequence[Fraction], amounts: Sequence[Fraction], decimals: int = 1) -> Apr | None:
    """The effective APR of amounts at times in years, as on the standard year of 98/7/EC. None where there is none."""
    rate = _stated(rate_roots(times, amounts))
    return None if rate is None else Apr(rate, decimals)


def _effective(flows: Sequence[Flow], interval: Interval) -> Apr | None:
    if not flows:
        return None
    start = min(day for day, _ in flows)
    return timed_apr([interval(start, day) for day, _ in flows], [Fraction(m.fen) for _, m in flows])


def _stated(roots: Roots) -> float | None:
    positive = [r for r in roots.rates if r > 0]
    return min(positive) if positive else max(roots.rates, default=None)


def us_apr(flows: Sequence[Flow], unit: UnitPeriod | None = None) -> Apr | None:
    """The APR by the actuarial method of Appendix J: Σ aⱼ / ((1 + fⱼ·i)(1 + i)^tⱼ) = 0, APR = i × unit-periods a year.

    The unit-period is found from the dates where it is not given (`unit_period`). None unless the sums, in order of
    time, change sign once: then there is one such rate.
    """
    ordered = sorted(flows)
    amounts = [m.fen for _, m in ordered]
    if sign_changes(amounts) != 1:
        return None
    start, days = ordered[0][0], [day for day, _ in ordered]
    chosen = unit or unit_period(days)
    anchor = _anchor(days[1:])
    times = [count_unit_periods(start, day, chosen, anchor if len(set(days)) > 2 else None) for day in days]  # noqa: PLR2004
    rate = _per_period(times, amounts)
    return None if rate is None else Apr(rate * float(chosen.per_year), 2)


def unit_period(days: Sequence[date]) -> UnitPeriod:
    """The unit-period of a transaction with advances and payments on these days (Appendix J (b)(4)), at most a year.

    The interval between neighbours that occurs most often, and more than once; the shorter of two that are equally
    frequent; without one, the average interval. For one advance and one payment the term, in whole months or in days.
    """
    ordered = sorted(set(days))
    if len(ordered) == 1:
        return DAY
    anchor = _anchor(ordered[1:])
    if len(ordered) == 2:  # noqa: PLR2004
        term = _interval(ordered[0], ordered[1], anchor)
        if term.days > YEAR.days:
            return YEAR
        return term if term.standard is Standard.MONTH else UnitPeriod(Standard.DAY, term.days)
    units = _semimonthly([_interval(a, b, anchor) for a, b in pairwise(ordered)])
    counted = Counter(u for u in units if u.days <= YEAR.days)
    common = {u: n for u, n in counted.items() if n > 1}
    if common:
        return min(common, key=lambda u: (-common[u], u.days))
    return _nearest(Fraction((ordered[-1] - ordered[0]).days, len(ordered) - 1))


def _interval(start: date, end: date, anchor: int) -> UnitPeriod:
    """The time between two days as whole months where it is, else weeks where it is, else days."""
    months = (end.year - start.year) * _MONTHS + end.month - start.month
    exact = add_months(start, months, start.day) == end or add_months(start, months, anchor) == end
    whole = months > 0 and ((exact and _on(start, anchor)) or (ends_month(start) and ends_month(end)))
    if whole or (months > 0 and start.day == end.day):
        return UnitPeriod(Standard.MONTH, months)
    weeks, odd = divmod((end - start).days, 7)
    return UnitPeriod(Standard.DAY, (end - start).days) if odd else UnitPeriod(Standard.WEEK, weeks)


def _on(day: date, anchor: int) -> bool:
    return add_months(day, 0, anchor) == day


def _anchor(days: Sequence[date]) -> int:
    """The day of the month of a series of payments: the last one used, the month's end when all of them are that."""
    return _MONTH_END if all(ends_month(d) for d in days) else max(d.day for d in days)


def _semimonthly(units: Sequence[UnitPeriod]) -> list[UnitPeriod]:
    """Intervals of 13 to 17 days that are not all alike are semimonths (the 1st and the 16th)."""
    half = [u for u in units if u.standard in {Standard.DAY, Standard.WEEK} and u.days in _HALF_MONTHS]
    if len(set(half)) < 2:  # noqa: PLR2004
        return list(units)
    return [UnitPeriod(Standard.SEMIMONTH) if u in half else u for u in units]


def _nearest(days: Fraction) -> UnitPeriod:
    """The standard interval nearest to an average, the shorter when two are equally near."""
    standards = [DAY, *(UnitPeriod(Standard.WEEK, n) for n in range(1, 52))]
    standards += [UnitPeriod(Standard.SEMIMONTH), *(UnitPeriod(Standard.MONTH, n) for n in range(1, 13))]
    return min(standards, key=lambda u: (abs(u.days - days), u.days))


def _per_period(times: Sequence[UnitPeriods], amounts: Sequence[int]) -> float | None:
    """The rate i of Appendix J's general equation by bisection to the last bit.

    Later terms fall faster than earlier ones at every i, so that flows whose sign changes once balance at one i.
    """
    terms = [(t.whole, float(t.fraction), float(a)) for t, a in zip(times, amounts, strict=True)]
    sign = 1 if next(a for a in amounts if a) > 0 else -1

    def later_weighs_more(i: float) -> bool:
        return sign * sum(a / ((1 + f * i) * (1 + i) ** t) for t, f, a in terms) < 0

    low, high = LOWEST, 1.0
    while later_weighs_more(high):
        high *= 10
        if high > HIGHEST:
            return None
    while (middle := (low + high) / 2) not in {low, high}:
        low, high = (middle, high) if later_weighs_more(middle) else (low, middle)
    return middle
