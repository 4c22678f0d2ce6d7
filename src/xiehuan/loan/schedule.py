"""The schedule a contract promises: which amount is due on which day, to the fen.

Formulas: equal instalment A = round(P·i / (1 − (1+i)⁻ⁿ)) with interest round(B·i) each period and the last
instalment closing the loan by difference; equal principal floor(P/n) with the remainder on the last; interest
only; a flat fee round(P·f) on the original principal; bullet; daily revolving Σ balance × days × daily rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import DayCount, add_months, whole_months, year_fraction
from xiehuan.errors import LoanError, Text
from xiehuan.loan.terms import Fee, FeeEvery, LoanTerms, Method, Per
from xiehuan.money import Money, round_fraction

MAX_TERMS = 600


@dataclass(frozen=True, slots=True)
class Instalment:
    """One due date. `balance` is the principal left after it, `days` the days since the date before."""

    k: int
    due: date
    days: int
    principal: Money
    interest: Money
    fees: Money
    balance: Money

    @property
    def total(self) -> Money:
        """Everything due on this day."""
        return self.principal + self.interest + self.fees


@dataclass(frozen=True, slots=True)
class Schedule:
    """All instalments of a contract. Σ principal is the principal lent and the last balance is zero."""

    terms: LoanTerms
    instalments: tuple[Instalment, ...]
    upfront_fees: Money = Money.ZERO  # one-time fees charged on or before the day the money arrived

    @property
    def maturity(self) -> date:
        """The last due date."""
        return self.instalments[-1].due

    @property
    def total(self) -> Money:
        """All that the contract asks for, fees included."""
        return Money.total(i.total for i in self.instalments) + self.upfront_fees


def due_dates(terms: LoanTerms) -> tuple[date, ...]:
    """The due dates: monthly on the contract day, clamped in a short month and restored in the next."""
    if terms.method is Method.BULLET:
        return (terms.first_due,)
    return tuple(add_months(terms.first_due, k, _anchor(terms)) for k in range(terms.n))


def _anchor(terms: LoanTerms) -> int:
    """The contract's day of the month, which a short month clamps."""
    return max(terms.first_due.day, _contract_day(terms))


def _contract_day(terms: LoanTerms) -> int:
    """The day of the month the loan began, when the first due date is that day clamped (31 Jan → 28 Feb)."""
    clamped = add_months(terms.first_due, 0, terms.received_on.day) == terms.first_due
    return terms.received_on.day if clamped else terms.first_due.day


def period_fraction(terms: LoanTerms, start: date, end: date) -> Fraction:
    """The part of a year between two due dates; by months a due-to-due period is one twelfth."""
    if terms.method is Method.DAILY_REVOLVING:
        return Fraction((end - start).days, terms.day_count.basis)
    if terms.day_count is DayCount.MONTHLY:
        months, days = whole_months(start, end, _anchor(terms))
        return Fraction(months, 12) + Fraction(days, 360)
    return year_fraction(start, end, terms.day_count)


def build_schedule(terms: LoanTerms, fees: Sequence[Fee] = ()) -> Schedule:
    """The schedule of a loan with its fees.

    One-time fees fall into the first instalment due on or after their day; those on or before the day
    the money arrived stand apart as `upfront_fees`.
    Raises LoanError `negative_amortisation` when a level payment does not cover the first interest,
    `bad_terms` when the terms contradict themselves.
    """
    _check(terms)
    dates = due_dates(terms)
    starts = (terms.received_on, *dates[:-1])
    fractions = [period_fraction(terms, s, d) for s, d in zip(starts, dates, strict=True)]
    parts = _split(terms, fractions)
    upfront, per_k = _place_fees(fees, terms.received_on, dates)
    rows = []
    balance = terms.principal.fen
    for k, (due, start, (principal, interest), fee) in enumerate(
        zip(dates, starts, parts, per_k, strict=True), 1
    ):
        balance -= principal
        rows.append(
            Instalment(k, due, (due - start).days, Money(principal), Money(interest), fee, Money(balance))
        )
    return Schedule(terms, tuple(rows), upfront)


def _check(terms: LoanTerms) -> None:
    problem = None
    if not 1 <= terms.n <= MAX_TERMS:
        problem = Text(
            f"期数 {terms.n} 应在 1 到 {MAX_TERMS} 之间", f"n = {terms.n} must be 1 to {MAX_TERMS}"
        )
    elif terms.principal.fen <= 0:
        problem = Text("本金应大于 0", "the principal must be above zero")
    elif terms.rate.value < 0:
        problem = Text("利率不能是负数", "the rate must not be negative")
    elif terms.received_on >= terms.first_due:
        problem = Text("第一个还款日应晚于到账日", "first_due must be later than received_on")
    elif terms.method is Method.BULLET and terms.n != 1:
        problem = Text("到期一次还本付息只有 1 期", "a bullet loan has n = 1")
    if problem:
        raise LoanError("bad_terms", problem, Text("请对照合同改正", "correct it from the contract"))


def level_payment(principal: int, rate: Fraction, n: int) -> Fraction:
    """The exact level payment for n periods at the period rate, in fen: P·i/(1−(1+i)⁻ⁿ), P/n at zero."""
    if rate == 0:
        return Fraction(principal, n)
    growth = (1 + rate) ** n
    return principal * rate * growth / (growth - 1)


def _split(terms: LoanTerms, fractions: Sequence[Fraction]) -> list[tuple[int, int]]:
    """Principal and interest of each instalment in fen."""
    if terms.method is Method.EQUAL_INSTALMENT:
        return _equal_instalment(terms, fractions)
    n, principal, annual = len(fractions), terms.principal.fen, terms.rate.per_year(terms.day_count)
    if terms.method in {Method.EQUAL_PRINCIPAL, Method.FLAT}:
        principals = [principal // n] * (n - 1)
        principals.append(principal - sum(principals))
    else:
        principals = [0] * (n - 1) + [principal]
    parts, balance = [], principal
    for part, fraction in zip(principals, fractions, strict=True):
        if terms.method is Method.FLAT:
            interest = round_fraction(principal * _flat_fee(terms), terms.rounding)
        else:
            interest = round_fraction(balance * annual * fraction, terms.rounding)
        parts.append((part, interest))
        balance -= part
    return parts


def _flat_fee(terms: LoanTerms) -> Fraction:
    """The fee of one period as a share of the original principal."""
    if terms.rate.per in {Per.FLAT_MONTH, Per.MONTH}:
        return terms.rate.value
    return terms.rate.per_year(terms.day_count) / 12


def _equal_instalment(terms: LoanTerms, fractions: Sequence[Fraction]) -> list[tuple[int, int]]:
    annual = terms.rate.per_year(terms.day_count)
    balance, n = terms.principal.fen, len(fractions)
    payment = round_fraction(level_payment(balance, annual / 12, n), terms.rounding)
    parts = []
    for fraction in fractions[:-1]:
        interest = round_fraction(balance * annual * fraction, terms.rounding)
        if payment < interest:
            raise LoanError(
                "negative_amortisation",
                Text(
                    f"每期 {Money(payment)} 元不够付这一期的利息 {Money(interest)} 元",
                    f"the instalment {Money(payment)} does not cover the interest {Money(interest)}",
                ),
                Text(
                    "请核对利率单位、到账日和第一个还款日", "check the rate's unit, received_on and first_due"
                ),
            )
        part = min(payment - interest, balance)
        parts.append((part, interest))
        balance -= part
    parts.append((balance, round_fraction(balance * annual * fractions[-1], terms.rounding)))
    return parts


def _place_fees(fees: Sequence[Fee], received_on: date, dates: Sequence[date]) -> tuple[Money, list[Money]]:
    every = Money.total(f.amount for f in fees if f.every is FeeEvery.INSTALMENT)
    per_k, upfront = [every] * len(dates), Money.ZERO
    for fee in fees:
        if fee.every is FeeEvery.ONCE:
            if fee.on is None or fee.on <= received_on:
                upfront += fee.amount
            else:
                k = next((i for i, due in enumerate(dates) if due >= fee.on), len(dates) - 1)
                per_k[k] += fee.amount
    return upfront, per_k
