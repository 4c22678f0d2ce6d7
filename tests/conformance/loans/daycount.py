"""daycount.jsonl: year fractions, day numbers, unit-periods and the rounding of a percentage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from conformance.loans.figures import Case, day, off, unmet
from xiehuan.dates import (
    DAY,
    MONTH,
    WEEK,
    YEAR,
    DayCount,
    UnitPeriod,
    actual_actual_afb,
    actual_actual_icma,
    days_30_360,
    days_30_360_us,
    days_30e_360,
    days_30u_360,
    eu_interval,
    uk_interval,
    unit_periods,
    year_fraction,
)
from xiehuan.dates.intervals import Standard
from xiehuan.loan.yields.apr import percent

UNITS = {
    "day": DAY,
    "week": WEEK,
    "fortnight": UnitPeriod(Standard.WEEK, 2),
    "semimonth": UnitPeriod(Standard.SEMIMONTH),
    "month": MONTH,
    "quarter": UnitPeriod(Standard.MONTH, 3),
    "half-year": UnitPeriod(Standard.MONTH, 6),
    "year": YEAR,
}
Days = Callable[[date, date], int]
THIRTY: dict[str, tuple[Days, int]] = {
    "30/360 bond basis": (days_30_360, 360),
    "30/360 US": (days_30_360_us, 360),
    "30/360 SIA": (days_30_360_us, 360),
    "30E/360": (days_30e_360, 360),
    "30U/360": (days_30u_360, 360),
    "30/365": (days_30e_360, 365),
}
ACTUAL = {
    "act/360": DayCount.ACT_360,
    "act/365F": DayCount.ACT_365,
    "Brazil CET": DayCount.ACT_365,  # Resolução CMN 4.881: calendar days over 365
    "act/act ISDA": DayCount.ACT_ACT,
}
INTERVALS = {"EU 2008/48": eu_interval, "UK CONC App 1": uk_interval}
CONVENTIONS = {*THIRTY, *ACTUAL, *INTERVALS, "act/act AFB", "act/act ISMA", "US Appendix J"}
KINDS = dict.fromkeys(("year_fraction", "days", "unit_periods", "round_percent"))


def fraction(convention: str, start: date, end: date, case: Case) -> Fraction:
    """The part of a year by the convention of that name."""
    if convention in THIRTY:
        count, basis = THIRTY[convention]
        return Fraction(count(start, end), basis)
    if convention in ACTUAL:
        return year_fraction(start, end, ACTUAL[convention])
    if convention == "act/act AFB":
        return actual_actual_afb(start, end)
    if convention == "act/act ISMA":
        return actual_actual_icma(start, end, (day(case["ref_start"]), day(case["ref_end"])))
    return INTERVALS[convention](start, end, UNITS[case.get("period", "month")])


def unsupported(case: Case) -> str | None:
    if (reason := unmet(case, KINDS, "kind")) or case["kind"] == "round_percent":
        return reason
    if "period" in case and (reason := unmet(case, UNITS, "period")):
        return reason
    return unmet(case, dict.fromkeys(CONVENTIONS), "convention")


def differences(case: Case) -> list[str]:
    expected, tolerance = case["expected"], case["tol"]
    if case["kind"] == "round_percent":
        got = percent(Decimal(str(case["value"])) / 100, case["decimals"])
        return off("rounded", expected, got, tolerance)
    start, end, convention = day(case["start"]), day(case["end"]), case["convention"]
    if case["kind"] == "unit_periods":
        found = unit_periods(start, end, UNITS[case["period"]])
        return off("whole", expected, found.whole, tolerance) + off(
            "fraction", case["expected_fraction"], found.fraction, tolerance
        )
    if case["kind"] == "days":
        days = THIRTY[convention][0] if convention in THIRTY else lambda a, b: (b - a).days
        return off("days", expected, days(start, end), tolerance)
    return off("year fraction", expected, fraction(convention, start, end, case), tolerance)
