"""The hidden policy of a desk: what each tier of authority may grant, and the value below which nobody may go.

A desk accepts an outcome when its tier may grant it and it is worth at least `kappa` of the exposure to the lender.
Everything here is simulated: no figure comes from a lender.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiehuan.negotiation.ability import Means, hazards
from xiehuan.negotiation.offer import GRACE, TERMS
from xiehuan.negotiation.space import GRACE_MONTHS, MONTHS, PLACES, SHAPE, Bools, Floats, Ints, Space

TIERS = 3
CAP = np.array(
    [True, True, False, True, False]
)  # months, waiver and grace are capped; down payment and rate have floors
TOP: Ints = np.array(SHAPE) - 1
ROUNDS_UP = (3, 6)  # rounds at which a case reaches the next tier
STOCK_REFUSAL = 0.35
LENDER_DISCOUNT = 1.15 ** (-1 / 12)
RECOVERED = 0.12  # of the open balance after a new default; assumed


@dataclass(frozen=True, slots=True, eq=False)
class Policies:
    """Several policies in columns: limits (policy × tier × issue, places in the lists) and kappa (policy)."""

    limits: Ints
    kappa: Floats

    def __len__(self) -> int:
        return len(self.kappa)

    def pick(self, rows: Ints) -> Policies:
        """These rows, in this order."""
        return Policies(self.limits[rows], self.kappa[rows])

    def accept(self, tier: int, value: Floats, places: Ints = PLACES) -> Bools:
        """Policy × outcome: which are accepted at the tier. `value` is the lender's, as a share of the exposure."""
        here = self.limits[:, tier].astype(np.int8)
        at = places.astype(np.int8)
        granted: Bools = value[None, :].astype(np.float32) >= self.kappa[:, None].astype(np.float32)
        for issue in range(len(SHAPE)):
            limit = here[:, issue, None]
            granted &= at[issue] <= limit if CAP[issue] else at[issue] >= limit
        return granted


def tier_at(step: int) -> int:
    """The tier that hears the case in a round (rounds from 1)."""
    return sum(step >= up for up in ROUNDS_UP)


def lender_value(outcomes: Space, means: Means) -> Floats:
    """What each outcome is worth to the lender as a share of the exposure, with the chance of a new default each month."""
    h = hazards(outcomes, means)
    worth = np.zeros(len(MONTHS))
    for t in range(1, max(TERMS) + max(GRACE) + 1):
        step = t - GRACE_MONTHS
        runs = (step >= 1) & (step <= MONTHS)
        alive = (1 - h) ** np.clip(step, 0, None)
        left = outcomes.payment * np.clip(MONTHS - step + 1, 0, None)
        failed = alive / (1 - h) - alive
        worth += runs * LENDER_DISCOUNT**t * (outcomes.payment * alive + failed * RECOVERED * left)
    found: Floats = (outcomes.down + worth) / outcomes.account.exposure
    return found


@dataclass(frozen=True, slots=True)
class Family:
    """Where the limits of a family of desks lie: places in the lists at the first tier, and the change from tier to tier."""

    first: tuple[float, ...]
    step: tuple[float, ...]
    spread: float
    kappa: tuple[float, float]
    origin: str = "invented"


USUAL = Family((3, 1, 2, 0.2, 2), (1.3, 1.2, -1, 0.6, -0.6), 0.8, (0.50, 0.75))
HARSH = Family((1.5, 0, 3, 0, 2), (1, 0.8, -0.6, 0.3, -0.3), 0.8, (0.60, 0.85))
SOFT = Family((5, 2.2, 1, 0.8, 1.4), (1.3, 1.2, -1, 0.6, -0.7), 0.8, (0.35, 0.6))


def draw(family: Family, count: int, chance: np.random.Generator) -> Policies:
    """Policies of a family."""
    tiers = np.arange(TIERS)[None, :, None]
    centre = np.array(family.first) + tiers * np.array(family.step)
    noise = chance.normal(0, family.spread, (count, 1, 5)) + chance.normal(0, 0.3, (count, TIERS, 5))
    return Policies(_orderly(centre + noise), chance.uniform(*family.kappa, count))


def draw_broad(count: int, chance: np.random.Generator) -> Policies:
    """Policies of no family: any limits, only that a higher tier may grant no less."""
    limits = chance.uniform(0, 1, (count, TIERS, 5)) * (TOP + 1) - 0.5
    capped = np.sort(limits, axis=1)
    return Policies(_orderly(np.where(CAP, capped, capped[:, ::-1])), chance.uniform(0.3, 0.9, count))


def jitter(found: Policies, chance: np.random.Generator) -> Policies:
    """The same, each limit moved by one place in 15 of 100, so that no place is lost for good."""
    move = chance.choice([-1, 0, 1], found.limits.shape, p=[0.075, 0.85, 0.075])
    return Policies(_orderly(found.limits + move), found.kappa + chance.normal(0, 0.02, len(found)))


def _orderly(limits: Floats | Ints) -> Ints:
    """Whole places within the lists, a higher tier granting no less."""
    whole = np.clip(np.rint(limits), 0, TOP).astype(np.int64)
    more, less = np.maximum.accumulate(whole, axis=1), np.minimum.accumulate(whole, axis=1)
    found: Ints = np.where(CAP, more, less)
    return found
