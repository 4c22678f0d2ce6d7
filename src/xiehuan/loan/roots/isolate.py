"""All zeros of F(x) = Σ aᵢ·e^(−x·tᵢ) in an interval, each proved to be there and none left out.

Method: subdivision with Taylor bounds. On an interval of midpoint m and half-width h, e^(x·c)·F(x) has the zeros of F
for every c; c is the mean of the times weighted by |aᵢ|·e^(−m·tᵢ). With Sⱼ its derivatives at m and M ≥ |its p-th
derivative| on the interval, M = Σ |aᵢ|·e^(−m(tᵢ−c))·|tᵢ−c|^p·e^(h·|tᵢ−c|):
  |S₀| > Σ h^j/j!·|Sⱼ| + h^p/p!·M            (j from 1)  no zero inside;
  |S₁| > Σ h^(j−1)/(j−1)!·|Sⱼ| + h^(p−1)/(p−1)!·M  (j from 2)  strictly monotone inside: one zero if the signs at
                                                             the ends differ, none if they agree;
  otherwise                                             halve.
Every comparison carries the rounding error of its sums, and an end whose sign rounding hides is no end: halve. First in
floating point with p = 2; what is left undecided there is taken up again in decimal arithmetic of 50 digits with p = 8.
What is left undecided even then, where all of F is within rounding or 10⁻²⁰ wide, is reported as one zero: F touches
the axis there, or comes nearer to it than about 10⁻⁴⁰ of its terms. Zeros nearer to each other than 10⁻¹³ are reported as one.
"""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import mul
from typing import Generic, TypeVar

N = TypeVar("N", float, Decimal)

_UNIT = 2.0**-53
_DIGITS = 50
_ORDER, _FINE_ORDER = 2, 8
_WIDTH, _FINE_WIDTH = 1e-7, Decimal("1e-20")


@dataclass(frozen=True, slots=True)
class _Sum(Generic[N]):
    """F in one arithmetic: its exponential, its unit roundoff, the order of the tests and the narrowest span for them."""

    times: Sequence[N]
    amounts: Sequence[N]
    exp: Callable[[N], N]
    zero: N
    unit: N
    order: int
    width: N

    def terms(self, x: N) -> list[N]:
        """The terms at x over a common positive factor that keeps every exponent at or below zero."""
        first = self.times[0] if x >= 0 else self.times[-1]
        exp = self.exp
        return [a * exp(x * (first - t)) for a, t in zip(self.amounts, self.times, strict=True)]

    def error(self, x: N) -> N:
        """Relative rounding error of one term at x, summation included."""
        return self.unit * (len(self.times) + 8 + 4 * abs(x) * (self.times[-1] - self.times[0]))

    def sign(self, x: N) -> int:
        """The sign of F at x; 0 where rounding hides it."""
        terms = self.terms(x)
        value, size = sum(terms, self.zero), sum(map(abs, terms), self.zero)
        if abs(value) <= self.error(x) * size:
            return 0
        return 1 if value > 0 else -1


@dataclass(frozen=True, slots=True)
class _Span(Generic[N]):
    low: N
    high: N

    @property
    def middle(self) -> N:
        return self.low + (self.high - self.low) / 2


class _Verdict(Enum):
    EMPTY, MONOTONE, OPEN, HIDDEN = range(4)


def zeros(times: Sequence[Fraction], amounts: Sequence[Fraction], low: float, high: float) -> list[float]:
    """The zeros of F between `low` and `high`, ascending; times ascending, no amount zero."""
    rough = _Sum([float(t) for t in times], [float(a) for a in amounts], math.exp, 0.0, _UNIT, _ORDER, _WIDTH)
    found, undecided = _scan(rough, _Span(low, high))
    if undecided:
        with decimal.localcontext(prec=_DIGITS):
            exact = [_decimal(t) for t in times], [_decimal(a) for a in amounts]
            fine = _Sum(
                *exact, Decimal.exp, Decimal(0), Decimal(10) ** (1 - _DIGITS), _FINE_ORDER, _FINE_WIDTH
            )
            for span in undecided:
                sure, touching = _scan(fine, _Span(Decimal(span.low), Decimal(span.high)))
                found += [float(x) for x in (*sure, *(s.middle for s in touching))]
    return _distinct(sorted(found))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _distinct(ordered: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for x in ordered:
        if not kept or x - kept[-1] > 1e-13 * max(1.0, abs(x)):
            kept.append(x)
    return kept


def _scan(f: _Sum[N], whole: _Span[N]) -> tuple[list[N], list[_Span[N]]]:
    """Zeros that are certain, and the spans that this arithmetic leaves undecided (neighbours joined)."""
    found: list[N] = []
    undecided: list[_Span[N]] = []
    stack = [whole]
    while stack:
        span = stack.pop()
        verdict = _judge(f, span)
        if verdict is _Verdict.EMPTY:
            continue
        crossing = _crossing(f, span) if verdict is _Verdict.MONOTONE else None
        if crossing is not None:
            found += crossing
        elif span.high - span.low > f.width and verdict is not _Verdict.HIDDEN:
            stack += [_Span(span.middle, span.high), _Span(span.low, span.middle)]
        elif undecided and undecided[-1].high == span.low:
            undecided[-1] = _Span(undecided[-1].low, span.high)
        else:
            undecided.append(span)
    return found, undecided


def _judge(f: _Sum[N], span: _Span[N]) -> _Verdict:
    """The two tests on one interval; hidden when rounding could make all of F in it."""
    half, middle = (span.high - span.low) / 2, span.middle
    error = f.error(middle) + f.error(half)
    try:
        terms = f.terms(middle)
        sizes = [abs(t) for t in terms]
        total = sum(sizes, f.zero)
        mean = sum(map(mul, sizes, f.times), f.zero) / total
        arms = [t - mean for t in f.times]
        bound = [s * f.exp(half * abs(d)) for s, d in zip(sizes, arms, strict=True)]
    except OverflowError:
        return _Verdict.OPEN
    value, slope = abs(sum(terms, f.zero)) - error * total, f.zero
    reach = climb = f.zero  # how far the value, and h times the slope, can move inside the interval
    scale = half / half
    weight, shift = total, f.unit * (f.times[-1] - f.times[0])  # the times themselves are rounded
    for j in range(1, f.order):
        terms = [t * d for t, d in zip(terms, arms, strict=True)]
        scale = scale * half / j
        slack, weight = j * shift * weight, sum(map(abs, terms), f.zero)
        size, slack = abs(sum(terms, f.zero)), slack + error * weight
        reach += scale * (size + slack)
        if j == 1:
            slope = half * (size - slack)
        else:
            climb += j * scale * (size + slack)
    highest = sum((b * abs(d) ** f.order for b, d in zip(bound, arms, strict=True)), f.zero)
    rest = highest * scale * half * (1 + error)
    if value > reach + rest / f.order:
        return _Verdict.EMPTY
    if value + reach + rest < error * total:
        return _Verdict.HIDDEN
    return _Verdict.MONOTONE if slope > climb + rest else _Verdict.OPEN


def _crossing(f: _Sum[N], span: _Span[N]) -> list[N] | None:
    """The zeros, one or none, where e^(x·c)·F is monotone; None when rounding hides the sign at an end."""
    low, high = span.low, span.high
    at_low, at_high = f.sign(low), f.sign(high)
    if at_low == 0 or at_high == 0:
        return None
    if at_low == at_high:
        return []
    while True:
        middle = low + (high - low) / 2
        sign = f.sign(middle)
        if sign == 0 or middle in {low, high}:
            return [middle]
        low, high = (middle, high) if sign == at_low else (low, middle)
