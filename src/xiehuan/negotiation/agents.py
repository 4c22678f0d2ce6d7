"""Who bargains for the household: MiCRO, the base of every advice, and the simpler agents it is measured against.

An agent proposes, hears the answer, and says whether it takes a counter-offer. All of them propose only what is safe and
worth more than no deal, except `FirstOffer`, which stands for taking what is said first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from xiehuan.negotiation.desks import Act, Reply
from xiehuan.negotiation.space import MONTHS, PLACES, Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What an agent knows: which outcomes are safe, what each gains over no deal, payments, how many rounds, what a round costs.

    `leaves` is the chance that the desk ends the talk after a round, `cost` the share of a gain that a round takes.
    """

    safe: Bools
    gain: Floats
    payment: Ints
    value: Floats
    rounds: int = 8
    leaves: float = 0.0
    cost: float = 0.0

    @property
    def order(self) -> Ints:
        """Outcomes that may be proposed, best first; ties in grid order."""
        may = np.flatnonzero(self.safe & (self.gain > 0))
        found: Ints = may[np.argsort(-self.gain[may], kind="stable")]
        return found

    def takes(self, outcome: int) -> bool:
        """Whether an outcome may be agreed to at all."""
        return bool(self.safe[outcome] and self.gain[outcome] > 0)


class Agent(Protocol):
    """One side of one talk."""

    in_hand: int | None

    def propose(self, step: int) -> int | None:
        """The next proposal; None takes what is in hand, or ends the talk where there is nothing."""

    def hear(self, asked: int, reply: Reply, step: int) -> None:
        """Learn from an answer."""


@dataclass(slots=True)
class Bargainer:
    """Keeps the best counter-offer that may be taken; a demand on the table, and nothing is taken."""

    view: View
    in_hand: int | None = None

    def hear(self, asked: int, reply: Reply, step: int) -> None:
        """Keep a counter-offer that is safe and the best so far."""
        del asked, step
        outcome = reply.outcome
        if reply.act is not Act.COUNTER or outcome is None or reply.demand or not self.view.takes(outcome):
            return
        if self.in_hand is None or self.view.gain[outcome] > self.view.gain[self.in_hand]:
            self.in_hand = outcome

    def _worth(self) -> float:
        return 0.0 if self.in_hand is None else float(self.view.gain[self.in_hand])


@dataclass(slots=True)
class Micro(Bargainer):
    """The smallest possible concession, and only after the other side conceded (MiCRO, arXiv 2510.17401).

    It goes one outcome down its own order for each counter-offer not heard before, repeats itself otherwise, and takes a
    counter-offer that is at least as good as what it would propose next.
    """

    conceded: int = 0
    heard: set[int] = field(default_factory=set)

    def propose(self, step: int) -> int | None:
        """The next outcome of the order."""
        del step
        order = self.view.order
        if not len(order):
            return None
        following = int(order[min(self.conceded, len(order) - 1)])
        return None if self._worth() >= self.view.gain[following] else following

    def hear(self, asked: int, reply: Reply, step: int) -> None:
        """Concede by one for a new counter-offer."""
        Bargainer.hear(self, asked, reply, step)
        if reply.act is Act.COUNTER and reply.outcome is not None and reply.outcome not in self.heard:
            self.heard.add(reply.outcome)
            self.conceded += 1


@dataclass(slots=True)
class Timed(Bargainer):
    """Concedes with the rounds, whatever the other side does: exponent 0.2 boulware, 1 linear, 3 conceder."""

    exponent: float = 1.0

    def propose(self, step: int) -> int | None:
        """The outcome of least gain that still meets the round's target."""
        order = self.view.order
        if not len(order):
            return None
        top, low = float(self.view.gain[order[0]]), float(self.view.gain[order[-1]])
        target = top - (top - low) * ((step - 1) / self.view.rounds) ** (1 / self.exponent)
        if self._worth() >= target:
            return None
        return int(order[max(int((self.view.gain[order] >= target).sum()) - 1, 0)])


@dataclass(slots=True)
class MyMaximum(Bargainer):
    """Offers the largest payment over the fewest months, nothing waived, and more months each round."""

    def propose(self, step: int) -> int | None:
        """The next of the largest payments."""
        order = self.view.order
        if self.in_hand is not None or not len(order):
            return None
        rank = np.lexsort((-self.view.payment[order], PLACES[3, order], PLACES[1, order], MONTHS[order]))
        return int(order[rank[min(8 * (step - 1), len(order) - 1)]])


@dataclass(slots=True)
class FirstOffer(Bargainer):
    """Takes the first concrete counter-offer, safe or not: a baseline, never an advice."""

    def propose(self, step: int) -> int | None:
        """The best outcome, until something is heard."""
        del step
        order = self.view.order
        return None if self.in_hand is not None or not len(order) else int(order[0])

    def hear(self, asked: int, reply: Reply, step: int) -> None:
        """Keep whatever is said first."""
        del asked, step
        if self.in_hand is None and reply.act is Act.COUNTER:
            self.in_hand = reply.outcome


@dataclass(slots=True)
class Oracle(Bargainer):
    """Knows what the desk will ever grant and asks for the best of it until it gets it: the ceiling of every measure."""

    granted: Bools | None = None

    def propose(self, step: int) -> int | None:
        """The best outcome that is safe and will be granted."""
        del step
        order = self.view.order
        good = order if self.granted is None else order[self.granted[order]]
        return int(good[0]) if len(good) else None
