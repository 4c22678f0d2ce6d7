"""How long a schedule takes: 36 rows with due dates, against a bare loop of whole numbers and two libraries.

Run as `python -m benchmarks.schedules [--json]`. Ours is the public call: terms in, typed rows with due dates out, every
amount exact. The bare loop is the least that any exact program must do; numpy-financial and QuantLib do the same work in
floats. Each measurement takes ours and the peer in turn; the median of the pairs' ratios binds, the seconds are shown.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from xiehuan.loan import LoanTerms, Method, Rate, build_schedule
from xiehuan.money import Money

PRINCIPAL, MONTHS, YEARLY = 12_345_67, 36, Fraction(18, 100)
PAIRS, SECONDS = 15, 0.02
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
Work = Callable[[], object]


def ours() -> object:
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


def lasts(work: Work, times: int) -> float:
    since = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - since) / times


def against(name: str, work: str, peer: Work, goal: float) -> dict[str, object]:
    """Ours and the peer in turn, each often enough to last."""
    often = max(1, int(SECONDS / lasts(ours, 20))), max(1, int(SECONDS / lasts(peer, 20)))
    pairs = [(lasts(ours, often[0]), lasts(peer, often[1])) for _ in range(PAIRS)]
    return {
        "name": name,
        "work": work,
        "ours": round(statistics.median(a for a, _ in pairs), 7),
        "peer": round(statistics.median(b for _, b in pairs), 7),
        "ratio": round(statistics.median(a / b for a, b in pairs), 3),
        "goal": goal,
    }


def main() -> int:
    rows = [
        against("schedule36", "36 months, typed rows with due dates; bare integer loop", bare_loop, 25),
        against("schedule36_numpy_financial", "the same; ipmt and ppmt in floats", numpy_financial(), 1),
        against("schedule36_quantlib", "the same; amortising bond in floats", quantlib(), 1),
    ]
    for row in rows:
        met = "met" if float(str(row["ratio"])) <= float(str(row["goal"])) else "MISSED"
        ours_us, peer_us = float(str(row["ours"])) * 1e6, float(str(row["peer"])) * 1e6
        text = f"{row['name']:28} {row['work']}: {ours_us:.1f} µs against {peer_us:.1f} µs, ratio {row['ratio']} (goal ≤ {row['goal']}, {met})"
        print(json.dumps(row) if "--json" in sys.argv else text)  # noqa: T201
    return 0 if all(float(str(r["ratio"])) <= float(str(r["goal"])) for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
