"""A belief about a desk's hidden policy: weighted particles, most from a prior and the rest from no family at all.

The broad part keeps a wrong prior from being certain, and a surprise test says when to stop trusting it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

import numpy as np

from xiehuan.negotiation.desks import Act, Reply
from xiehuan.negotiation.policy import (
    CAP,
    STOCK_REFUSAL,
    TIERS,
    Family,
    Policies,
    draw,
    draw_broad,
    jitter,
    tier_at,
)
from xiehuan.negotiation.space import PLACES, Bools, Floats, Ints

PARTICLES = 300
BROAD = 0.4
SURE = 0.97  # how far a reply is believed to follow the policy
LEAST_EFFECTIVE = 0.25  # of the particles, before they are drawn again
SURPRISE = 1.0  # nats above the base rate, over the last three replies
WINDOW = 3
BASE_RATE = {Act.YES: 0.15, Act.COUNTER: 0.5, Act.STOCK_REFUSAL: 0.35}


@dataclass(slots=True, eq=False)
class Belief:
    """Particles with weights, and how surprising the last replies were."""

    particles: Policies
    weights: Floats
    value: Floats
    chance: np.random.Generator
    losses: list[float] = field(default_factory=list)

    def accept(self, step: int, outcomes: Ints) -> Bools:
        """Particle × outcome: which of these each particle would grant in the round."""
        return self.at_tier(tier_at(step), outcomes)

    def at_tier(self, tier: int, outcomes: Ints) -> Bools:
        """The same at a tier."""
        return self.particles.accept(tier, self.value[outcomes], PLACES[:, outcomes])

    @property
    def surprised(self) -> bool:
        """Whether the last replies were so unlikely that the prior is better dropped."""
        return sum(self.losses[-WINDOW:]) > SURPRISE and len(self.losses) >= WINDOW

    def learn(self, asked: int, reply: Reply, step: int) -> None:
        """Weigh the particles by how well each foretold the reply."""
        grants = self.accept(step, np.array([asked]))[:, 0]
        likely = np.where(grants, SURE, 1 - SURE)
        if reply.act is not Act.YES:
            likely = 1 - likely
            stock = STOCK_REFUSAL if reply.act is Act.STOCK_REFUSAL else 1 - STOCK_REFUSAL
            likely = likely * stock
        told = float(self.weights @ likely)
        self.losses.append(log(BASE_RATE.get(reply.act, 1.0)) - log(max(told, 1e-9)))
        if reply.act is Act.COUNTER and reply.outcome is not None:
            likely = likely * self._of_counter(asked, reply.outcome, step)
        weights = self.weights * likely
        self.weights = weights / weights.sum()
        if 1 / float((self.weights**2).sum()) < LEAST_EFFECTIVE * len(self.weights):
            self._draw_again()

    def _of_counter(self, asked: int, heard: int, step: int) -> Floats:
        """A counter-offer is granted by the policy, and near what was asked, held back by its limits."""
        granted = self.accept(step, np.array([heard]))[:, 0]
        limits = self.particles.limits[:, tier_at(step)]
        place = PLACES[:, asked]
        held = np.where(CAP, np.minimum(limits, place), np.maximum(limits, place))
        far = np.abs(held - PLACES[:, heard]).sum(axis=1)
        found: Floats = np.where(granted, SURE, 1 - SURE) * np.exp(-0.5 * far)
        return found

    def _draw_again(self) -> None:
        rows = self.chance.choice(len(self.weights), len(self.weights), p=self.weights)
        self.particles = jitter(self.particles.pick(rows), self.chance)
        self.weights = np.full(len(rows), 1 / len(rows))

    def hope(self, may: Bools) -> float:
        """The chance that some outcome of `may` is granted at some tier, as the particles have it."""
        outcomes = np.flatnonzero(may)
        if not outcomes.size:
            return 0.0
        return float(self.weights @ self.at_tier(TIERS - 1, outcomes).any(axis=1))


def prior(
    family: Family,
    value: Floats,
    chance: np.random.Generator,
    *,
    count: int = PARTICLES,
    broad: float = BROAD,
) -> Belief:
    """What is believed before anything was said: most particles of the family, `broad` of them of none."""
    wide = round(count * broad)
    a, b = draw(family, count - wide, chance), draw_broad(wide, chance)
    both = Policies(np.concatenate([a.limits, b.limits]), np.concatenate([a.kappa, b.kappa]))
    return Belief(both, np.full(count, 1 / count), value, chance)
