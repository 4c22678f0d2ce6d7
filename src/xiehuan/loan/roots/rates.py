"""Every rate at which dated sums balance: Σ aᵢ·(1 + r)^(−tᵢ) = 0.

All rates above −100 % and up to 100 000 000 % are found, or it is said that there is none. In x = ln(1 + r) the sum is
an exponential polynomial. Without a sign change it has no zero. With one it has exactly one, and ln(later sums) −
ln(earlier sums) falls at least as fast as the gap between the two sides: Newton steps to second order find it, and the
length of the last step bounds the error. With more, all zeros are isolated (see `isolate`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from operator import mul

from xiehuan.loan.roots.isolate import zeros
from xiehuan.loan.roots.signs import sign_changes

LOWEST, HIGHEST = -1 + 1e-12, 1e6
_LOW, _HIGH = math.log(1e-12), math.log1p(HIGHEST)
_STEPS = 12
_CLOSE = 1e-12  # in ln(1 + r): the certified error of a rate
# The third cumulant of times within a span is at most span³ / (6·√3) on each side; a step to second order leaves a sixth.
_THIRD = 2 / (6 * math.sqrt(3)) / 6


class Status(StrEnum):
    """How many rates there are."""

    UNIQUE = "unique"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Roots:
    """All rates of the flows, ascending."""

    rates: tuple[float, ...]

    @classmethod
    def of(cls, logs: Iterable[float]) -> Roots:
        """The rates to these ln(1 + r), those outside the range left out."""
        return cls(tuple(math.expm1(x) for x in logs if _LOW < x < _HIGH))

    @property
    def status(self) -> Status:
        """Whether there is one rate, several or none."""
        if not self.rates:
            return Status.NONE
        return Status.UNIQUE if len(self.rates) == 1 else Status.SEVERAL

    @property
    def unique(self) -> float | None:
        """The rate when there is exactly one."""
        return self.rates[0] if len(self.rates) == 1 else None

    @property
    def nearest_zero(self) -> float | None:
        """The rate nearest to zero, the one usually printed when there are several; None when there is none."""
        return min(self.rates, key=abs, default=None)


def rate_roots(times: Sequence[Fraction | int], amounts: Sequence[Fraction | int]) -> Roots:
    """All rates per unit of time at which the amounts at those times balance; the times in any order.

    Amounts at one time are added first. A rate that the sum only touches counts once.
    """
    netted: dict[Fraction | int, Fraction | int] = {}
    for t, a in zip(times, amounts, strict=True):
        netted[t] = netted.get(t, 0) + a
    ordered = sorted((t, a) for t, a in netted.items() if a)
    changes = sign_changes(a for _, a in ordered)
    if changes == 0:
        return Roots(())
    start = ordered[0][0]
    gaps, sums = [t - start for t, _ in ordered], [a for _, a in ordered]
    if changes == 1:
        x = single_root([float(g) for g in gaps], [float(a) for a in sums])
        if x is not None:
            return Roots.of([x])
    return Roots.of(zeros([Fraction(g) for g in gaps], [Fraction(a) for a in sums], _LOW, _HIGH))


def single_root(times: Sequence[float], amounts: Sequence[float], close: float = _CLOSE) -> float | None:
    """ln(1 + r) of the only rate of flows whose sign changes once; times ascending from 0, no amount zero.

    The answer is within `close` of the rate, the rounding of the sums apart. None when the steps leave the range of
    floating point or do not get there (`zeros` decides then).
    """
    k = 1 if (amounts[1] > 0) != (amounts[0] > 0) else [a > 0 for a in amounts].index(amounts[0] < 0)
    times_after, after = times[k:], amounts[k:]
    span, allowed = times[-1], close * (times[k] - times[k - 1])
    x = 0.0
    try:
        for _ in range(_STEPS):
            size, mean, spread = _moments(times_after, after, x)
            if k == 1:
                value = math.log(-size / amounts[0])
            else:
                early, early_mean, early_spread = _moments(times[:k], amounts[:k], x)
                value, mean, spread = math.log(-size / early), mean - early_mean, spread - early_spread
            inside = mean * mean - 2 * spread * value
            step = 2 * value / (mean + math.sqrt(inside)) if inside > 0 else value / mean
            x += step
            if _THIRD * abs(span * step) ** 3 <= allowed:
                return x
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return None


def _moments(times: Sequence[float], amounts: Sequence[float], x: float) -> tuple[float, float, float]:
    """The sum of amounts at ln(1 + r) = x, and the mean and the variance of the times it falls on."""
    exp, back = math.exp, -x
    weights = [a * exp(back * t) for a, t in zip(amounts, times, strict=True)] if x else amounts
    size = sum(weights)
    first = list(map(mul, weights, times))
    mean = sum(first) / size
    return size, mean, sum(map(mul, first, times)) / size - mean * mean
