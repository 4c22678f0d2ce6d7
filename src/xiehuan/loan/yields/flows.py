"""The yields of dated flows: what a credit costs a year when only the money is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from operator import lt

from xiehuan.dates import add_months
from xiehuan.loan.roots import HIGHEST, Roots, Status, rate_roots, sign_changes, single_root
from xiehuan.money import Money

Flow = tuple[date, Money]  # + the borrower receives, − the borrower pays

_CLOSE_PER_DAY = 1e-12 / 365
_LOWEST_SIMPLE = -365


@dataclass(frozen=True, slots=True)
class FlowYields:
    """The three yields of bare flows, and every rate there is (`ear` and `roots` on actual days / 365).

    With several rates `irr12` and `ear` are the ones nearest to zero, and `status` says so; None where there is none.
    """

    status: Status
    irr12: float | None
    ear: float | None
    simple: float | None
    roots: tuple[float, ...]


def credit_yields(flows: Sequence[Flow]) -> FlowYields:
    """Everything that can be said of the flows' yields; flows in any order, those of one day added first."""
    rates = xirr_roots(flows)
    irr12 = _irr12(rates, _monthly_roots(flows))
    return FlowYields(rates.status, irr12, rates.nearest_zero, simple_yield(flows), rates.rates)


def _irr12(rates: Roots, monthly: Roots | None) -> float | None:
    if monthly is None:
        return None if rates.nearest_zero is None else 365 * _per_day(rates.nearest_zero)
    return None if monthly.nearest_zero is None else 12 * monthly.nearest_zero


def flow_yields(flows: Sequence[Flow]) -> tuple[float | None, float | None]:
    """`irr12` and `ear` of dated flows; None where there is no rate, or more than one."""
    monthly, rates = _monthly_roots(flows), xirr_roots(flows)
    if rates.status is not Status.UNIQUE or (monthly is not None and monthly.status is not Status.UNIQUE):
        return None, None
    return _irr12(rates, monthly), rates.nearest_zero


def xirr(flows: Sequence[Flow]) -> float | None:
    """The effective annual rate on actual days / 365 when there is exactly one; None otherwise."""
    days = [day.toordinal() for day, _ in flows]
    amounts = [amount.fen for _, amount in flows]
    if len(days) > 1 and all(map(lt, days, days[1:])):
        first, rest = amounts[0], amounts[1:]
        if max(rest) < 0 < first or first < 0 < min(rest):  # one sign change, at the first flow
            start = days[0]
            x = single_root([float(d - start) for d in days], [float(a) for a in amounts], _CLOSE_PER_DAY)
            if x is not None:
                return Roots.of((365 * x,)).unique
    return xirr_roots(flows).unique


def xirr_roots(flows: Iterable[Flow]) -> Roots:
    """All effective annual rates of dated flows on actual days / 365."""
    dated = list(flows)
    return rate_roots([Fraction(d.toordinal(), 365) for d, _ in dated], [m.fen for _, m in dated])


def irr_roots(amounts: Sequence[Money]) -> Roots:
    """All rates per period of amounts that follow each other by one period, the first now."""
    return rate_roots(range(len(amounts)), [m.fen for m in amounts])


def simple_yield(flows: Sequence[Flow]) -> float | None:
    """Cost over the principal occupied, Σ balance·days/365, when no schedule says what a payment repays.

    Assumed, as courts reckon by segments: a payment first pays the interest accrued since the last one, then principal
    (Civil Code art. 561), and unpaid interest bears none. The rate at which the last payment leaves nothing is then
    cost ÷ Σ balance·days/365. None unless everything is received before anything is paid, or where no such rate lies
    between −36 500 % and 100 000 000 %.
    """
    ordered = sorted(flows)
    amounts = [m.fen for _, m in ordered]
    if sign_changes(amounts) != 1 or next(a for a in amounts if a) < 0:
        return None
    steps = [(0, amounts[0])]
    steps += [((day - since).days, m.fen) for (since, _), (day, m) in pairwise(ordered)]
    cost = -sum(amounts)
    if cost == 0:
        return 0.0
    near, far = 0.0, 1.0 if cost > 0 else -1.0
    while _left(steps, far) * cost < 0:
        near, far = far, 2 * far
        if not _LOWEST_SIMPLE <= far <= HIGHEST:
            return None
    return _between(near, far, lambda rate: _left(steps, rate) * cost > 0)


def _left(steps: Sequence[tuple[int, int]], rate: float) -> float:
    """What is left after the last flow at a simple annual rate; steps are (days since the last flow, fen received)."""
    principal = interest = 0.0
    for days, amount in steps:
        interest += max(principal, 0.0) * rate * days / 365
        if amount >= 0:
            principal += amount
        else:
            unpaid = interest + amount
            interest = max(unpaid, 0.0) if rate >= 0 else 0.0
            principal += unpaid - interest
    return principal + interest


def _between(near: float, far: float, beyond: Callable[[float], bool]) -> float:
    """Where `beyond` turns true between two rates, to the last bit."""
    while (middle := (near + far) / 2) not in {near, far}:
        near, far = (near, middle) if beyond(middle) else (middle, far)
    return middle


def _per_day(annual: float) -> float:
    return math.expm1(math.log1p(annual) / 365)


def _monthly_roots(flows: Sequence[Flow]) -> Roots | None:
    """All monthly rates when every flow is a whole number of months after the first, else None."""
    ordered = sorted(flows)
    months = _month_index([day for day, _ in ordered])
    return None if months is None else rate_roots(months, [m.fen for _, m in ordered])


def _month_index(days: Sequence[date]) -> list[int] | None:
    """Months from the first day for each, counted on one day of the month that short months clamp."""
    if not days:
        return None
    anchor, start = max(d.day for d in days), days[0]
    index = [(d.year - start.year) * 12 + d.month - start.month for d in days]
    base = start.replace(day=1)
    whole = all(add_months(base, n, anchor) == d for n, d in zip(index, days, strict=True))
    return index if whole else None
