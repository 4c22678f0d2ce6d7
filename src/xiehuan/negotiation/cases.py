"""Households, accounts and desks drawn for measurement: everything here is invented, and called simulated wherever shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from xiehuan.negotiation.ability import LONGEST, Ability, Means, utility
from xiehuan.negotiation.agents import View
from xiehuan.negotiation.desks import Kind, Talk
from xiehuan.negotiation.offer import Account
from xiehuan.negotiation.policy import USUAL, Policies, draw, lender_value
from xiehuan.negotiation.space import Floats, Space, space

Q20 = 0.8416  # how many spreads the 20th percentile lies below the mean of a normal distribution
YUAN = 100


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One case: account, household, what no deal is worth (share of the exposure), and the desk's hidden policy."""

    account: Account
    ability: Ability
    means: Means
    no_deal: float
    policy: Policies
    papers: int
    outcomes: Space
    value: Floats
    luck: Floats
    leaving: tuple[float, ...]

    def view(self, *, leaves: float = 0.0, cost: float = 0.0) -> View:
        """What the agent of the household knows."""
        return View(
            self.ability.safe(self.outcomes),
            utility(self.outcomes, self.means) - self.no_deal,
            self.outcomes.payment,
            self.value,
            leaves=leaves,
            cost=cost,
        )

    def desk(self, kind: Kind) -> Talk:
        """The desk it meets."""
        return Talk(kind, self.policy, self.value, self.luck, self.papers)


def case(seed: int) -> Drawn:
    """One drawn case, the same for the same number."""
    chance = np.random.default_rng([20_261_124, seed])
    principal = int(chance.integers(3_000, 60_000)) * YUAN
    fixed = int(principal * chance.uniform(0, 0.12))
    waivable = int(principal * chance.uniform(0.01, 0.25))
    rate = Fraction(int(chance.choice([12, 15, 18, 24])), 100)
    account = Account(principal, fixed, waivable, rate)
    surplus = max(int(account.exposure * chance.lognormal(-2.0, 0.6)), 50 * YUAN)
    spread = max(int(surplus * chance.uniform(0.1, 0.45)), YUAN)
    income = int(surplus * chance.uniform(1.5, 4))
    means = Means(surplus, spread, income)
    room = max(int(surplus - Q20 * spread) // (10 * YUAN) * 10 * YUAN, 0)
    ability = Ability((room,) * LONGEST, int(account.exposure * chance.uniform(0, 0.25)), means)
    outcomes = space(account)
    return Drawn(
        account,
        ability,
        means,
        -float(chance.uniform(0.95, 1.25)),
        draw(USUAL, 1, chance),
        int(chance.integers(0, 6)),
        outcomes,
        lender_value(outcomes, means),
        chance.random(9),
        tuple(float(x) for x in chance.random(8)),
    )
