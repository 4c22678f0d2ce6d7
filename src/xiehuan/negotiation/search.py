"""Which outcome to ask for next: the gain of asking now and of what may still come, weighed over the belief."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from xiehuan.negotiation.agents import Micro, View
from xiehuan.negotiation.belief import Belief
from xiehuan.negotiation.desks import Reply
from xiehuan.negotiation.policy import TIERS, tier_at
from xiehuan.negotiation.space import Floats, Ints

PATIENCE = 0.35  # of what is left to gain is found with each round to come: 1 − 0.35 ** rounds


@dataclass(slots=True)
class Believing(Micro):
    """Asks where the belief sees most; goes on as MiCRO, with the best counter-offer in hand, once it was surprised.

    The switches leave one part out at a time, for the table of ablations.
    """

    belief: Belief | None = None
    surprise_test: bool = True
    stops: bool = True
    dropped: bool = field(default=False)

    def propose(self, step: int) -> int | None:
        """The outcome of the largest value; None where waiting costs more than it may bring."""
        order = self.view.order
        if self.belief is None or self.dropped or not len(order):
            return Micro.propose(self, step)
        better = order[self.view.gain[order] > self._worth()]
        if not len(better):
            return None
        worth = values(self.view, self.belief, better, step, self._worth())
        best = int(np.argmax(worth))
        waiting_costs = self.view.leaves > 0 or self.view.cost > 0
        if self.stops and waiting_costs and self.in_hand is not None and self._worth() >= worth[best]:
            return None
        return int(better[best])

    def hear(self, asked: int, reply: Reply, step: int) -> None:
        """Keep the counter-offer, learn, and drop the belief when it is surprised."""
        Micro.hear(self, asked, reply, step)
        if self.belief is not None and not self.dropped:
            self.belief.learn(asked, reply, step)
            self.dropped = self.surprise_test and self.belief.surprised


def values(view: View, belief: Belief, outcomes: Ints, step: int, in_hand: float) -> Floats:
    """The value of asking for each outcome in a round, in shares of the exposure.

    V(o) = G(o)·P(yes) + Σ w·[no]·((1 − q)·max(β·best, in hand) − cost): best is what a particle would grant at the next
    round's tier, β = 1 − 0.35^m for m rounds to come, and with none to come what is in hand stays.
    """
    gain = view.gain[outcomes]
    to_come = view.rounds - step
    now, later = tier_at(step), tier_at(step + 1)
    yes = belief.at_tier(now, outcomes)
    best = _best(yes if later == now else belief.at_tier(min(later, TIERS - 1), outcomes), gain)
    hoped = (1 - PATIENCE**to_come) * best
    after = (1 - view.leaves) * np.maximum(hoped, in_hand) - view.cost * float(gain[0])
    both = np.stack([belief.weights, belief.weights * after]).astype(np.float32)
    accepted, lost = both @ yes.astype(np.float32)
    found: Floats = gain * accepted + (float(both[1].sum()) - lost)
    return found


def _best(granted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], gain: Floats) -> Floats:
    """The best gain each particle would grant; outcomes stand best first."""
    found: Floats = np.where(granted.any(axis=1), gain[granted.argmax(axis=1)], 0.0)
    return found
