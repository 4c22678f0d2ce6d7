"""What this household can safely agree to: a hard mask over outcomes, and how much each safe one is worth to it.

Affordability is a mask, never a penalty: an outcome outside it is not proposed and not accepted, however good it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from xiehuan.negotiation.offer import GRACE, TERMS, Account, Priced
from xiehuan.negotiation.space import GRACE_MONTHS, MONTHS, PLACES, Bools, Floats, Space

LEAST_CHANCE = 0.85  # of no miss beyond the agreed grace
LEAST_CHANCE_CUT = 0.65  # the same with a fifth of the income gone
LONGEST = max(TERMS) + max(GRACE)
DISCOUNT = 0.99  # a month; assumed
LOSS_OF_FAILING = 0.25  # of the exposure: penalties back, court costs, record; assumed
RISK_OF_A_MONTH = 0.001  # of the exposure, for each month that something can go wrong; assumed


@dataclass(frozen=True, slots=True)
class Means:
    """Monthly surplus as mean and spread, and the income it comes from, in fen (assumed normal and independent)."""

    surplus: int
    spread: int
    income: int

    def hazard(self, payment: int, lost: int = 0) -> float:
        """The chance that a month with this payment ends the plan: a short month ends it in one case of ten (assumed)."""
        z = (payment - self.surplus + lost) / self.spread - 0.2
        return 0.006 + 0.10 * 0.5 * (1 + erf(z / sqrt(2)))


@dataclass(frozen=True, slots=True)
class Ability:
    """What each coming month may take (from the next month on, as the statement says), and cash beyond the buffer, in fen.

    `means` adds the chance to complete; None where no such data is at hand, then the rooms alone decide.
    """

    room: tuple[int, ...]
    cash: int
    means: Means | None = None

    def most(self, months: int, grace: int) -> int:
        """The smallest room of the months that a plan covers; 0 where the statement does not reach so far."""
        covered = self.room[grace : grace + months]
        return min(covered) if len(covered) == months else 0

    def allows(self, priced: Priced) -> bool:
        """Whether one priced offer is safe: every month, the down payment, and the chance to complete."""
        offer, n = priced.offer, len(priced.payments)
        rooms = self.room[offer.grace : offer.grace + n]
        if (
            offer.down > self.cash
            or len(rooms) < n
            or any(p > r for p, r in zip(priced.payments, rooms, strict=True))
        ):
            return False
        return self._likely(max(priced.payments), offer.months)

    def _likely(self, payment: int, months: int) -> bool:
        if self.means is None:
            return True
        kept = (1 - self.means.hazard(payment)) ** months
        cut = (1 - self.means.hazard(payment, self.means.income // 5)) ** months
        return kept >= LEAST_CHANCE and cut >= LEAST_CHANCE_CUT

    def safe(self, outcomes: Space) -> Bools:
        """Which outcomes are safe."""
        least = {(g, t): self.most(t, g) for g in GRACE for t in TERMS}
        table = np.array([[least[g, t] for g in GRACE] for t in TERMS], dtype=np.int64)
        fits: Bools = (outcomes.payment <= table[PLACES[0], PLACES[3]]) & (outcomes.down <= self.cash)
        if self.means is not None:
            fits &= completion(outcomes, self.means) >= LEAST_CHANCE
            fits &= completion(outcomes, self.means, self.means.income // 5) >= LEAST_CHANCE_CUT
        return fits


_ERF = np.vectorize(erf, otypes=[np.float64])


def hazards(outcomes: Space, means: Means, lost: int = 0) -> Floats:
    """The monthly hazard of each outcome."""
    z = (outcomes.payment - means.surplus + lost) / means.spread - 0.2
    found: Floats = 0.006 + 0.10 * 0.5 * (1 + _ERF(z / sqrt(2)))
    return found


def completion(outcomes: Space, means: Means, lost: int = 0) -> Floats:
    """The chance that each outcome is kept to its end, with `lost` fen of monthly income gone."""
    found: Floats = (1 - hazards(outcomes, means, lost)) ** MONTHS
    return found


def utility(outcomes: Space, means: Means | None) -> Floats:
    """What each outcome is worth to the borrower, as a share of the exposure; the dearer, the further below zero."""
    v = DISCOUNT
    worth = v**GRACE_MONTHS * v * (1 - v**MONTHS) / (1 - v)
    kept = completion(outcomes, means) if means else np.ones(len(MONTHS))
    paid = (outcomes.down + outcomes.payment * worth) / outcomes.account.exposure
    found: Floats = -paid - LOSS_OF_FAILING * (1 - kept) - RISK_OF_A_MONTH * (MONTHS + GRACE_MONTHS)
    return found


def gain_of(priced: Priced, account: Account, means: Means | None) -> float:
    """The same for one offer that need not stand on the grid."""
    v, offer = DISCOUNT, priced.offer
    paid = offer.down + sum(p * v ** (offer.grace + k) for k, p in enumerate(priced.payments, 1))
    kept = 1.0 if means is None else (1 - means.hazard(priced.monthly)) ** offer.months
    risk = RISK_OF_A_MONTH * (offer.months + offer.grace)
    return -paid / account.exposure - LOSS_OF_FAILING * (1 - kept) - risk
