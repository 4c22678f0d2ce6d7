"""Schedules from the words of a contract, by whole numbers and exact fractions only.

Written from the published definitions of the methods, not from the product, and sharing no code with it. The input
is the `[debt.loan]` and `[[debt.fee]]` tables of debts.toml; every amount is in fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

ONE_DAY = timedelta(days=1)
OF_365 = ("act/365", "act/act", "30/365")


@dataclass(frozen=True)
class Row:
    k: int
    due: date
    principal: int
    interest: int
    fees: int
    balance: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fees


@dataclass(frozen=True)
class Loan:
    principal: int
    method: str
    n: int
    first_due: date
    received_on: date
    yearly: Fraction
    daily: Fraction
    flat_fee: Fraction
    day_count: str
    rounding: str
    anchor: int


def fen(text: str) -> int:
    """Whole fen from a decimal string in yuan."""
    hundredths = Decimal(text) * 100
    assert hundredths == int(hundredths), text
    return int(hundredths)


def rounded(value: Fraction, mode: str = "half_up") -> int:
    """A non-negative fraction as a whole number, by the named rule."""
    assert value >= 0
    below = value.numerator // value.denominator
    rest = value - below
    if rest == 0 or mode == "down":
        return below
    if mode == "up":
        return below + 1
    if rest == Fraction(1, 2):
        return below + 1 if mode == "half_up" or below % 2 == 1 else below
    return below + 1 if rest > Fraction(1, 2) else below


def month_end(year: int, month: int) -> int:
    """The last day of the month."""
    after = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return (after - ONE_DAY).day


def stepped(start: date, months: int, day: int) -> date:
    """The day of the month, so many months after the month of `start`; the month's last day where it is shorter."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day, month_end(year, month)))


def loan_of(table: Mapping[str, Any]) -> Loan:
    """The loan table read with the defaults of the interface."""
    count = table.get("day_count", "monthly")
    basis = 365 if count in OF_365 else 360
    value, per = Fraction(table["rate"]["value"]), table["rate"]["per"]
    yearly = {"year": value, "month": 12 * value, "flat_month": 12 * value, "day": basis * value}[per]
    first_due = table["first_due"]
    received_on = table["received_on"]
    at_month_end = first_due.day == month_end(first_due.year, first_due.month)
    anchor = max(first_due.day, received_on.day) if at_month_end else first_due.day
    return Loan(
        principal=fen(table["principal"]),
        method=table["method"],
        n=table.get("n", 1),
        first_due=first_due,
        received_on=received_on,
        yearly=yearly,
        daily=yearly / basis,
        flat_fee=yearly / 12,
        day_count=count,
        rounding=table.get("rounding", "half_up"),
        anchor=anchor,
    )


def due_dates(loan: Loan) -> list[date]:
    """Monthly on the contract's day; one date for a bullet loan."""
    if loan.method == "bullet":
        return [loan.first_due]
    return [stepped(loan.first_due, k, loan.anchor) for k in range(loan.n)]


def part_of_year(loan: Loan, start: date, end: date) -> Fraction:
    """The part of a year between two dates, the first in and the last out."""
    days = (end - start).days
    if loan.method == "daily_revolving":
        return Fraction(days, 365 if loan.day_count in OF_365 else 360)
    if loan.day_count == "monthly":
        return _whole_months_and_days(loan, start, end)
    if loan.day_count == "30/360":
        return _thirty(start, end)
    if loan.day_count == "act/act":
        leap = sum(month_end((start + ONE_DAY * n).year, 2) == 29 for n in range(days))
        return Fraction(leap, 366) + Fraction(days - leap, 365)
    if loan.day_count in {"30E/360", "30/365"}:
        months = (end.year - start.year) * 12 + (end.month - start.month)
        thirties = 30 * months + (30 if end.day == 31 else end.day) - (30 if start.day == 31 else start.day)
        return Fraction(thirties, 365 if loan.day_count in OF_365 else 360)
    return Fraction(days, 365 if loan.day_count == "act/365" else 360)


def _whole_months_and_days(loan: Loan, start: date, end: date) -> Fraction:
    """Whole months are twelfths of a year; the days left over are days of 360."""
    day = loan.anchor if stepped(start, 0, loan.anchor) == start else start.day
    months = 0
    while stepped(start, months + 1, day) <= end:
        months += 1
    odd = (end - stepped(start, months, day)).days
    return Fraction(months, 12) + Fraction(odd, 360)


def _thirty(start: date, end: date) -> Fraction:
    """Every month has thirty days (bond basis): a first day 31 is 30, and a last day 31 then too."""
    first = 30 if start.day == 31 else start.day
    last = 30 if end.day == 31 and first == 30 else end.day
    months = (end.year - start.year) * 12 + (end.month - start.month)
    return Fraction(30 * months + last - first, 360)


def level_payment(principal: int, period_rate: Fraction, n: int, mode: str) -> int:
    """A such that n payments of A, discounted at the period rate, are worth the principal.

    With i = a/b the discounting is cleared of fractions: A = P·(a+b)ⁿ / (b·Σ (a+b)ʲ·bⁿ⁻¹⁻ʲ).
    """
    if period_rate == 0:
        return rounded(Fraction(principal, n), mode)
    a, b = period_rate.numerator, period_rate.denominator
    power, series = 1, 0
    for _ in range(n):
        series = series * b + power
        power *= a + b
    return rounded(Fraction(principal * power, b * series), mode)


def schedule(table: Mapping[str, Any], fees: Sequence[Mapping[str, Any]] = ()) -> list[Row]:
    """All instalments of the loan with its fees."""
    loan = loan_of(table)
    dues = due_dates(loan)
    starts = [loan.received_on, *dues[:-1]]
    extra = fees_by_instalment(fees, loan.received_on, dues)
    rows: list[Row] = []
    left = loan.principal
    level = level_payment(loan.principal, loan.yearly / 12, loan.n, loan.rounding)
    for k, (start, due) in enumerate(zip(starts, dues, strict=True), 1):
        if loan.method == "flat":
            interest = rounded(loan.principal * loan.flat_fee, loan.rounding)
        else:
            interest = rounded(left * loan.yearly * part_of_year(loan, start, due), loan.rounding)
        principal = left if k == len(dues) else _principal_of(loan, level, interest, left)
        left -= principal
        rows.append(Row(k, due, principal, interest, extra[k - 1], left))
    return rows


def _principal_of(loan: Loan, level: int, interest: int, left: int) -> int:
    """The principal in an instalment that is not the last."""
    if loan.method == "equal_instalment":
        return min(level - interest, left)
    if loan.method in {"equal_principal", "flat"}:
        return loan.principal // loan.n
    return 0


def amortises(table: Mapping[str, Any]) -> bool:
    """Whether a level payment covers the interest of every period before the last."""
    loan = loan_of(table)
    if loan.method != "equal_instalment":
        return True
    return all(r.principal >= 0 for r in schedule(table))


def fees_by_instalment(
    fees: Sequence[Mapping[str, Any]], received_on: date, dues: Sequence[date]
) -> list[int]:
    """Fees of every instalment; a one-time fee joins the first instalment due on or after its day."""
    found = [0] * len(dues)
    for fee in fees:
        if fee["every"] == "instalment":
            found = [f + fen(fee["amount"]) for f in found]
        elif fee["on"] > received_on:
            later = [i for i, due in enumerate(dues) if due >= fee["on"]]
            found[later[0] if later else -1] += fen(fee["amount"])
    return found
