"""Every outcome of the grid for one account, priced exactly and in columns.

Amounts are whole fen in integer columns; only ratios (utilities, chances) are floats. `price` computes one outcome with
other code, and the tests compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from xiehuan.money import Rounding, round_fraction
from xiehuan.negotiation.offer import DOWN, GRACE, RATES, TERMS, WAIVED, Account, Offer, annuity

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SHAPE = (len(TERMS), len(WAIVED), len(DOWN), len(GRACE), len(RATES))
PLACES: Ints = (
    np.indices(SHAPE).reshape(5, -1).astype(np.int64)
)  # issue × outcome: where it stands in its list
MONTHS: Ints = np.array(TERMS)[PLACES[0]]
GRACE_MONTHS: Ints = np.array(GRACE)[PLACES[3]]


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The outcomes of one account: payment, down payment, total and waived sum of each, in fen."""

    account: Account
    payment: Ints
    down: Ints
    total: Ints
    waived: Ints

    def offer(self, outcome: int) -> Offer:
        """The terms of one outcome."""
        t, w, _, g, r = (int(p) for p in PLACES[:, outcome])
        return Offer(TERMS[t], WAIVED[w], int(self.down[outcome]), GRACE[g], RATES[r])


def space(account: Account) -> Space:
    """The 2,430 outcomes of the account, payments exact to the fen."""
    down = np.array([round_fraction(account.principal * d, Rounding.DOWN) for d in DOWN], dtype=np.int64)
    waived = np.array([round_fraction(account.waivable * w) for w in WAIVED], dtype=np.int64)
    level, paid = _principal_part(account, down)
    charges = account.fixed + account.waivable - waived
    each = -(-charges[None, :] // np.array(TERMS)[:, None])
    t, w, d, g, r = PLACES
    return Space(
        account,
        level[t, d, g, r] + each[t, w],
        down[d],
        down[d] + paid[t, d, g, r] + charges[w],
        waived[w],
    )


def _principal_part(account: Account, down: Ints) -> tuple[Ints, Ints]:
    """(level payment, sum of the payments) of principal and interest by term, down payment, grace and rate."""
    shape = (len(TERMS), len(DOWN), len(GRACE), len(RATES))
    level, paid = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    months = np.array(TERMS)[:, None, None]
    grace = np.array(GRACE)[None, None, :]
    for r, share in enumerate(RATES):
        monthly = account.rate * share / 12
        factors = [[annuity(t, g, monthly) for g in GRACE] for t in TERMS]
        first = [
            [[_up((account.principal - int(d)) * f) for f in of_term] for d in down] for of_term in factors
        ]
        own = np.array(first, dtype=np.int64)
        left = (account.principal - down)[None, :, None] + np.zeros_like(own)
        while True:
            sums, last = _run(left, monthly, own, months, grace)
            over = last > own
            if not over.any():
                break
            own = own + over
        level[..., r], paid[..., r] = own, sums
    return level, paid


def _up(amount: Fraction) -> int:
    return round_fraction(amount, Rounding.UP)


def _run(left: Ints, monthly: Fraction, level: Ints, months: Ints, grace: Ints) -> tuple[Ints, Ints]:
    """Sum of all payments, and what the last one is."""
    kind = np.int64 if int(left.max()) * max(monthly.numerator, 1) * 8 < 2**62 else object
    left, num, den = left.astype(kind), monthly.numerator, monthly.denominator
    interest = (2 * left * num * grace + den) // (2 * den)
    sums, last = np.zeros_like(left), np.zeros_like(left)
    for k in range(1, max(TERMS) + 1):
        interest = interest + (2 * left * num + den) // (2 * den)
        final = months == k
        pay = np.where(final, left + interest, np.minimum(level, left + interest))
        to_interest = np.minimum(pay, interest)
        interest, left = interest - to_interest, left - (pay - to_interest)
        sums, last = sums + pay, np.where(final, pay, last)
    return sums.astype(np.int64), last.astype(np.int64)
