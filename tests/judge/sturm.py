"""How many rates periodic flows have, by Sturm's theorem in exact fractions; shares nothing with the product.

The flows are the coefficients of a polynomial in v = 1/(1 + r). The number of different zeros between two points is the
fall in sign changes along Sturm's chain (Sturm 1829).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

Poly = list[Fraction]  # coefficients, constant first


def rates_between(flows: Sequence[int], low: Fraction, high: Fraction) -> int:
    """How many different rates lie between two rates, neither of which is one."""
    poly = _trimmed([Fraction(a) for a in flows])
    if len(poly) < 2:
        return 0
    chain = [poly, _trimmed([k * a for k, a in enumerate(poly)][1:])]
    while len(chain[-1]) > 1 and (rest := _remainder(chain[-2], chain[-1])):
        chain.append([-a for a in rest])
    near, far = 1 / (1 + high), 1 / (1 + low)
    assert value(poly, near) != 0
    assert value(poly, far) != 0
    return _changes(chain, near) - _changes(chain, far)


def value(poly: Sequence[Fraction], v: Fraction) -> Fraction:
    total = Fraction(0)
    for a in reversed(poly):
        total = total * v + a
    return total


def _trimmed(poly: Poly) -> Poly:
    while poly and poly[-1] == 0:
        poly = poly[:-1]
    return poly


def _remainder(top: Poly, bottom: Poly) -> Poly:
    rest = list(top)
    while len(rest) >= len(bottom):
        factor = rest[-1] / bottom[-1]
        shift = len(rest) - len(bottom)
        for k, b in enumerate(bottom):
            rest[shift + k] -= factor * b
        rest.pop()
    return _trimmed(rest)


def _changes(chain: Sequence[Poly], v: Fraction) -> int:
    signs = [x > 0 for x in (value(p, v) for p in chain) if x]
    return sum(a != b for a, b in pairwise(signs))
