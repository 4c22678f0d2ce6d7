"""Simulated desks D1 to D6: what the other side of a rehearsal or a measurement answers. No lender is modelled.

A desk answers one proposal a round. A "yes" is not yet a deal: the desk then writes a text, and D5 writes another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from xiehuan.negotiation.policy import ROUNDS_UP, STOCK_REFUSAL, TIERS, Policies, tier_at
from xiehuan.negotiation.space import PLACES, Bools, Floats, Ints


class Act(StrEnum):
    """What a desk does with a proposal."""

    YES = "yes"
    COUNTER = "counter"
    STOCK_REFUSAL = "stock_refusal"  # no authority, the system does not support it
    LEAVE = "leave"


class Demand(StrEnum):
    """What no answer may be given to: with it on the table nothing is accepted."""

    HOURS = "a deadline of hours"
    CONTACTS = "names and numbers of other people"
    CODES = "passwords or codes"
    BORROW = "borrow elsewhere to pay"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `outcome` is what is agreed or countered."""

    act: Act
    outcome: int | None = None
    demand: Demand | None = None


class Kind(StrEnum):
    """The six desks."""

    POLICY = "D1"
    ANCHORED = "D2"
    TIMED = "D3"
    STONEWALLER = "D4"
    BAIT = "D5"
    PRESSURE = "D6"


NOTCHES = 5  # evidence papers that D2 honours
EXPONENTS = (0.3, 1.0, 3.0)  # boulware, linear, conceder
FEW = 2  # what D4 has on offer below mediation


@dataclass(frozen=True, slots=True, eq=False)
class Talk:
    """What a simulated desk knows and what chance brings: the same for every agent that meets it.

    `luck` holds a number between 0 and 1 for each round; `papers` is how many evidence papers the household has.
    """

    kind: Kind
    policy: Policies
    value: Floats
    luck: Floats
    papers: int = 3
    rounds: int = 8

    def grants(self, step: int) -> Bools:
        """Which outcomes the desk would take in a round."""
        if self.kind is Kind.ANCHORED:
            return self._anchored(step)
        if self.kind is Kind.TIMED:
            return self._timed(step)
        if self.kind is Kind.STONEWALLER:
            return self._few(step)
        return self._at(tier_at(step))

    def ever(self) -> Bools:
        """Which outcomes it would take in some round."""
        found = np.zeros(len(self.value), dtype=bool)
        for step in range(1, self.rounds + 1):
            found |= self.grants(step)
        return found

    def reply(self, outcome: int, step: int) -> Reply:
        """The answer to a proposal."""
        demand = (
            tuple(Demand)[int(self.luck[step] * 997) % len(Demand)] if self.kind is Kind.PRESSURE else None
        )
        granted = self.grants(step)
        if granted[outcome]:
            return Reply(Act.YES, outcome, demand)
        if not granted.any() or (self.kind is not Kind.TIMED and self.luck[step] < STOCK_REFUSAL):
            return Reply(Act.STOCK_REFUSAL, demand=demand)
        return Reply(Act.COUNTER, nearest(outcome, granted, self.value), demand)

    def writes(self, outcome: int) -> int:
        """The text that follows a yes; that of D5 differs in one issue, to the lender's side."""
        if self.kind is not Kind.BAIT:
            return outcome
        place = PLACES[:, outcome].copy()
        for issue, change in ((1, -1), (2, 1), (0, -1), (4, 1)):
            shifted = place.copy()
            shifted[issue] += change
            hit = np.flatnonzero((shifted[:, None] == PLACES).all(axis=0))
            if hit.size:
                return int(hit[0])
        return outcome

    def _at(self, tier: int) -> Bools:
        found: Bools = self.policy.accept(tier, self.value)[0]
        return found

    def _anchored(self, step: int) -> Bools:
        """30 % down over three months, and one notch more for each paper handed in, one a round."""
        notch = min(step - 1, self.papers, NOTCHES)
        limits = np.array([[1.6 * notch, 0.9 * notch, 4 - notch, 0.5 * notch, 2 - 0.4 * notch]] * TIERS)
        own = Policies(np.rint(limits)[None].astype(np.int64), self.policy.kappa)
        found: Bools = own.accept(0, self.value)[0]
        return found

    def _timed(self, step: int) -> Bools:
        """What is worth a target that falls from the best outcome to kappa as rounds go by."""
        exponent = EXPONENTS[int(self.luck[0] * len(EXPONENTS))]
        top, low = float(self.value.max()), float(self.policy.kappa[0])
        target = top - (top - low) * (step / self.rounds) ** (1 / exponent)
        found: Bools = self.value >= target
        return found

    def _few(self, step: int) -> Bools:
        """Two options of the first tier; mediation opens the third. A complaint is not heard here at all."""
        if step >= ROUNDS_UP[1]:
            return self._at(TIERS - 1)
        here = np.flatnonzero(self._at(0))
        found = np.zeros(len(self.value), dtype=bool)
        found[here[np.argsort(-self.value[here], kind="stable")[:FEW]]] = True
        return found


def nearest(outcome: int, granted: Bools, value: Floats) -> int:
    """The granted outcome the fewest places from the one asked for; of several the one worth most to the lender."""
    far = distance(outcome, PLACES)
    choices = np.flatnonzero(granted)
    order = np.lexsort((-value[choices], far[choices]))
    return int(choices[order[0]])


def distance(outcome: int, places: Ints) -> Ints:
    """Places between an outcome and others, all issues added up."""
    found: Ints = np.abs(places - PLACES[:, outcome, None]).sum(axis=0)
    return found
