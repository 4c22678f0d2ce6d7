"""Rates at which sums at different times balance: all of them, or that there is none.

`rate_roots` answers for any times; `single_root` is its fast path for flows whose sign changes once.
"""

from xiehuan.loan.roots.rates import HIGHEST, LOWEST, Roots, Status, rate_roots, single_root
from xiehuan.loan.roots.signs import one_positive_rate, sign_changes

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Roots",
    "Status",
    "one_positive_rate",
    "rate_roots",
    "sign_changes",
    "single_root",
]
