"""Time value of money: level payments, their parts, present and future value, number of payments, rate.

Signs are the borrower's: + received, − paid, as in spreadsheets. With A the payment, i the rate per period, n the
number of payments and s = 1 for payments at the start of a period (0 at the end),
  present·(1+i)ⁿ + A·(1 + i·s)·((1+i)ⁿ − 1)/i + future = 0, and present + A·n + future = 0 at i = 0.
Everything is an exact Fraction, so that no digits are lost at any power, but for the number of payments and the rate,
which are irrational and come as floats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.roots import rate_roots

Exact = Fraction | int


class Due(StrEnum):
    """When the payment of a period is made."""

    END = "end"
    START = "start"


def payment(rate: Exact, n: int, present: Exact, future: Exact = 0, due: Due = Due.END) -> Fraction:
    """The level payment that takes `present` to −`future` in n periods (PMT)."""
    growth, series = _factors(rate, n, due)
    return -(present * growth + future) / series


def future_value(rate: Exact, n: int, paid: Exact, present: Exact = 0, due: Due = Due.END) -> Fraction:
    """What is left after n payments, with the sign of a final payment (FV)."""
    growth, series = _factors(rate, n, due, least=0)
    return -(present * growth + paid * series)


def present_value(rate: Exact, n: int, paid: Exact, future: Exact = 0, due: Due = Due.END) -> Fraction:
    """The sum received today that n payments and a final `future` repay (PV)."""
    growth, series = _factors(rate, n, due, least=0)
    return -(future + paid * series) / growth


def interest_part(
    rate: Exact, k: int, n: int, present: Exact, future: Exact = 0, due: Due = Due.END
) -> Fraction:
    """The interest in the k-th of n level payments, k from 1 (IPMT); zero in a first payment made at once."""
    if not 1 <= k <= n:
        raise _bad(f"第 {k} 期不在 1 到 {n} 期之内", f"payment {k} is not among 1 to {n}")
    if due is Due.START and k == 1:
        return Fraction(0)
    level = payment(rate, n, present, future, due)
    interest = future_value(rate, k - 1, level, present, due) * rate
    return interest / (1 + rate) if due is Due.START else interest


def principal_part(
    rate: Exact, k: int, n: int, present: Exact, future: Exact = 0, due: Due = Due.END
) -> Fraction:
    """The principal in the k-th of n level payments, k from 1 (PPMT)."""
    return payment(rate, n, present, future, due) - interest_part(rate, k, n, present, future, due)


def net_present_value(rate: Exact, amounts: Sequence[Exact]) -> Fraction:
    """The value today of amounts that follow each other by one period, the first of them today (NPV)."""
    _check_rate(rate)
    value = Fraction(0)
    for amount in reversed(amounts):
        value = value / (1 + rate) + amount
    return value


def number_of_payments(
    rate: Exact, paid: Exact, present: Exact, future: Exact = 0, due: Due = Due.END
) -> float:
    """How many payments take `present` to −`future`, the last one in part (NPER); exact at rate zero.

    Raises LoanError `never_repaid` when no number of payments does, as when they do not cover the interest.
    """
    _check_rate(rate)
    if rate == 0:
        if paid == 0 or -Fraction(present + future) / paid < 0:
            raise _never(paid)
        return float(-Fraction(present + future) / paid)
    per_period = Fraction(paid) * (1 + rate if due is Due.START else 1) / rate
    left, right = per_period - future, per_period + present
    if left == 0 or right == 0 or (left > 0) != (right > 0):
        raise _never(paid)
    n = _log(left / right) / math.log1p(rate)
    if n < 0:
        raise _never(paid)
    return n


def rate_per_period(n: int, paid: Exact, present: Exact, future: Exact = 0, due: Due = Due.END) -> float:
    """The rate at which n payments take `present` to −`future` (RATE).

    Raises LoanError `no_rate` when there is none above −100 %, `several_rates` when there is more than one.
    """
    amounts = (
        [Fraction(present), *[Fraction(paid)] * n] if due is Due.END else [*[Fraction(paid)] * n, Fraction(0)]
    )
    if due is Due.START:
        amounts[0] += present
    amounts[-1] += future
    found = rate_roots(range(len(amounts)), amounts)
    if found.unique is not None:
        return found.unique
    if not found.rates:
        raise LoanError(
            "no_rate",
            Text("没有一个利率能使这些金额相等", "no rate makes these amounts balance"),
            Text("请核对金额的正负号", "check the signs of the amounts"),
        )
    listed = ", ".join(f"{r:.6%}" for r in found.rates)
    raise LoanError(
        "several_rates",
        Text(f"有 {len(found.rates)} 个利率：{listed}", f"there are {len(found.rates)} rates: {listed}"),
        Text("请用现金流逐笔计算，并列出全部利率", "compute it from the dated flows and state all rates"),
    )


def _factors(rate: Exact, n: int, due: Due, least: int = 1) -> tuple[Fraction, Fraction]:
    """(1+i)ⁿ, and what n payments of one are worth after the last period."""
    _check_rate(rate)
    if n < least:
        raise _bad(f"期数 {n} 应不小于 {least}", f"the number of periods {n} must be at least {least}")
    if rate == 0:
        return Fraction(1), Fraction(n)
    growth = (1 + Fraction(rate)) ** n
    return growth, (growth - 1) / rate * (1 + rate if due is Due.START else 1)


def _log(value: Fraction) -> float:
    """The natural logarithm of a positive fraction, to the last bits also near one and beyond the range of floats."""
    off = value - 1
    if abs(off) < Fraction(1, 2):
        return math.log1p(off)
    return math.log(value.numerator) - math.log(value.denominator)


def _check_rate(rate: Exact) -> None:
    if rate <= -1:
        raise _bad(f"每期利率 {rate} 应大于 -1", f"the rate per period {rate} must be above -1")


def _bad(zh: str, en: str) -> LoanError:
    return LoanError(
        "bad_terms", Text(zh, en), Text("请核对利率和期数", "check the rate and the number of periods")
    )


def _never(paid: Exact) -> LoanError:
    return LoanError(
        "never_repaid",
        Text(f"每期 {float(abs(paid)):.2f} 永远还不清", f"{float(abs(paid)):.2f} a period never repays it"),
        Text("请核对金额的正负号，或提高每期金额", "check the signs, or raise the payment"),
    )
