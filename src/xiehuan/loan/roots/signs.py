"""What the signs of flows in order of time say about their rates, before any is computed.

Descartes' rule of signs, which holds for Σ aᵢ·e^(−x·tᵢ) with any real times (Laguerre 1883), and Norstrom's criterion
(Norstrom 1972, "A sufficient condition for a unique nonnegative internal rate of return").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise


def sign_changes(amounts: Iterable[Fraction | int]) -> int:
    """How often the sign changes along the amounts, zeros left out.

    There are at most that many rates above −100 %, and fewer by an even number if by any; none for 0, one for 1.
    """
    signs = [a > 0 for a in amounts if a]
    return sum(a != b for a, b in pairwise(signs))


def one_positive_rate(amounts: Sequence[Fraction | int]) -> bool:
    """Does Norstrom's criterion hold: do the running sums change sign once, and end away from zero?

    Then exactly one rate is above zero, whatever rates there are below. False says nothing.
    """
    sums = list(accumulate(amounts))
    return bool(sums) and sums[-1] != 0 and sign_changes(sums) == 1
