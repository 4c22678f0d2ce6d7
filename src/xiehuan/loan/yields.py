"""What a credit costs a year, in three numbers that are always shown together.

`irr12`: 12 × the monthly internal rate when all gaps are whole months, else 365 × the daily one.
`ear`: (1 + daily rate)³⁶⁵ − 1 on actual days. `simple`: all cost over the principal really occupied,
Σ balance × days / 365 (PBoC announcement 2021 no. 3: the balance left after each payment).
A yield is a ratio, not an amount: it is the one place where floating point is used, and no amount is
ever derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from xiehuan.dates import add_months
from xiehuan.loan.schedule import Schedule
from xiehuan.money import Money

Flow = tuple[date, Money]  # + the borrower receives, − the borrower pays

_LOW, _HIGH = -0.999999, 1e6


@dataclass(frozen=True, slots=True)
class Yields:
    """Annual rates; None where there is no such number."""

    irr12: float | None
    ear: float | None
    simple: float | None

    @property
    def lowest(self) -> float | None:
        """The measure kindest to the lender."""
        return min((y for y in (self.irr12, self.ear, self.simple) if y is not None), default=None)


def contract_flows(schedule: Schedule) -> list[Flow]:
    """What the borrower receives and pays if the contract is kept, all fees included."""
    terms = schedule.terms
    flows = [(terms.received_on, terms.received - schedule.upfront_fees)]
    flows += [(row.due, -row.total) for row in schedule.instalments]
    return flows


def contract_yields(schedule: Schedule) -> Yields:
    """The three yields of the contract as promised."""
    flows = contract_flows(schedule)
    irr12, ear = flow_yields(flows)
    return Yields(irr12, ear, _simple(schedule))


def flow_yields(flows: Sequence[Flow]) -> tuple[float | None, float | None]:
    """`irr12` and `ear` of dated flows; None where no rate or no single sign change exists."""
    ordered = sorted(flows)
    if not _one_sign_change([m.fen for _, m in ordered]):
        return None, None
    start = ordered[0][0]
    days = [((d - start).days, float(m.fen)) for d, m in ordered]
    daily = _rate_at_zero(lambda r: sum(m / (1 + r) ** t for t, m in _scaled(days, 365)))
    if daily is None:
        return None, None
    ear = daily  # solved as an annual rate on actual days / 365
    months = _month_index(start, [d for d, _ in ordered])
    if months is None:
        per_day = (1 + ear) ** (1 / 365) - 1
        return 365 * per_day, ear
    steps = [(n, float(m.fen)) for n, (_, m) in zip(months, ordered, strict=True)]
    monthly = _rate_at_zero(lambda r: sum(m / (1 + r) ** n for n, m in steps))
    return (None if monthly is None else 12 * monthly), ear


def _scaled(days: Sequence[tuple[int, float]], base: int) -> list[tuple[float, float]]:
    return [(t / base, m) for t, m in days]


def _one_sign_change(fens: Sequence[int]) -> bool:
    signs = [f > 0 for f in fens if f]
    return sum(a != b for a, b in pairwise(signs)) == 1


def _month_index(start: date, days: Sequence[date]) -> list[int] | None:
    """Months from the start when every flow is a whole number of months after it, else None."""
    anchor = max(d.day for d in days)
    index = [(d.year - start.year) * 12 + d.month - start.month for d in days]
    base = start.replace(day=1)
    whole = all(add_months(base, n, anchor) == d for n, d in zip(index, days, strict=True))
    return index if whole else None


def _rate_at_zero(value: Callable[[float], float]) -> float | None:
    """The root between −0.999999 and 10⁶ by bisection to the last bit; None when it is not bracketed."""
    low, high = _LOW, 1.0
    at_low = value(low)
    while value(high) * at_low > 0:
        high *= 10
        if high > _HIGH:
            return None
    for _ in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if value(middle) * at_low > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _simple(schedule: Schedule) -> float | None:
    """Cost over principal × time, the contract's balances scaled to what really arrived."""
    terms = schedule.terms
    received = terms.received - schedule.upfront_fees
    paid = Money.total(row.total for row in schedule.instalments)
    if received.fen <= 0:
        return None
    occupied, balance, since = 0, terms.principal.fen, terms.received_on
    for row in schedule.instalments:
        occupied += balance * (row.due - since).days
        balance, since = row.balance.fen, row.due
    if occupied == 0:
        return None
    scaled = Fraction(occupied * received.fen, terms.principal.fen * 365)
    return float((paid - received).fen / scaled)
