"""How fast the loan engine computes, against a named peer on the same work in one run.

Run as `python -m benchmarks.loans [--json]`. A schedule is the public call: terms in, typed rows with due dates out, every
amount exact; the bare loop is the least that any exact program must do, numpy-financial and QuantLib do the same work in
floats. A rate that differs from the peer's is a failure whatever its speed. Ratios bind, seconds are shown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pyxirr

from benchmarks._pairs import Row, Work, against, show
from xiehuan.loan import LoanTerms, Method, Rate, build_schedule
from xiehuan.loan.yields import Flow, xirr
from xiehuan.money import Money

SAME = 1e-9
PRINCIPAL, MONTHS, YEARLY = 12_345_67, 36, Fraction(18, 100)
TERMS = LoanTerms(
    principal=Money(PRINCIPAL),
    method=Method.EQUAL_INSTALMENT,
    n=MONTHS,
    first_due=date(2025, 12, 3),
    rate=Rate(YEARLY),
    received=Money(PRINCIPAL),
    received_on=date(2025, 11, 3),
)
PAYMENT = build_schedule(TERMS).instalments[0].total.fen


def schedule() -> object:
    return build_schedule(TERMS)


def bare_loop() -> object:
    """Thirty-six interests in whole fen, half up, and what is left: no rows, no dates, the payment given."""
    balance, num, den, payment = PRINCIPAL, 15, 1000, PAYMENT
    half = den // 2
    found = []
    for _ in range(MONTHS - 1):
        interest = (balance * num + half) // den
        principal = payment - interest
        found.append((principal, interest))
        balance -= principal
    found.append((balance, (balance * num + half) // den))
    return found


def numpy_financial() -> Work:
    """The level payment, then interest and principal of all periods in one call each."""
    import numpy as np  # noqa: PLC0415 - a peer, only here
    import numpy_financial as npf  # noqa: PLC0415

    rate, amount = float(YEARLY) / 12, PRINCIPAL / 100
    periods = np.arange(1, MONTHS + 1)

    def work() -> object:
        interest = npf.ipmt(rate, periods, MONTHS, -amount)
        principal = npf.ppmt(rate, periods, MONTHS, -amount)
        balance = amount - np.cumsum(principal)
        return list(zip(interest.tolist(), principal.tolist(), balance.tolist(), strict=True))

    return work


def quantlib() -> Work:
    """A monthly schedule of dates and an amortising bond on it, its cash flows read out."""
    import QuantLib as ql  # noqa: N813, PLC0415 - a peer, only here

    rate, amount = float(YEARLY), PRINCIPAL / 100
    counter, start = ql.Thirty360(ql.Thirty360.BondBasis), ql.Date(3, 11, 2025)
    period, length = ql.Period(ql.Monthly), ql.Period(MONTHS, ql.Months)

    def work() -> object:
        dates = ql.sinkingSchedule(start, length, ql.Monthly, ql.NullCalendar())
        notionals = ql.sinkingNotionals(length, ql.Monthly, rate, amount)
        bond = ql.AmortizingFixedRateBond(0, notionals, dates, [rate], counter)
        return [(flow.date(), flow.amount()) for flow in bond.cashflows()]

    assert period.length() == 1  # noqa: S101
    return work


def dated_flows() -> list[Flow]:
    """100 000.00 received and 59 payments at uneven gaps of 27 to 34 days, no two alike."""
    flows, day = [(date(2024, 1, 3), Money(10_000_000))], date(2024, 1, 3)
    for k in range(59):
        day += timedelta(days=27 + k * k * 5 % 8)
        flows.append((day, Money(-(211_300 + k * 7919 % 9973))))
    return flows


def xirr_of_60() -> Row:
    flows = dated_flows()
    days, amounts = [d for d, _ in flows], [m.fen / 100 for _, m in flows]
    mine, theirs = xirr(flows), pyxirr.xirr(days, amounts)
    if mine is None or theirs is None or abs(mine - theirs) > SAME:
        msg = f"xirr60: {mine} against {theirs}"
        raise SystemExit(msg)
    row = against(
        "xirr60", "60 dated flows; pyxirr", lambda: xirr(flows), lambda: pyxirr.xirr(days, amounts), 12
    )
    return row | {"difference": abs(mine - theirs)}


def rows() -> Iterator[Row]:
    work = "36 months, typed rows with due dates"
    yield against("schedule36", f"{work}; bare integer loop", schedule, bare_loop, 25)
    yield against(
        "schedule36_numpy_financial", f"{work}; ipmt and ppmt in floats", schedule, numpy_financial(), 1
    )
    yield against("schedule36_quantlib", f"{work}; amortising bond in floats", schedule, quantlib(), 1)
    yield xirr_of_60()


if __name__ == "__main__":
    sys.exit(show(rows()))
