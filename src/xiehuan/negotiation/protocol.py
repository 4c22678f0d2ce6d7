"""One talk from the first proposal to a deal or its end, and what it gained against the best there was."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.negotiation.agents import Agent, View
from xiehuan.negotiation.desks import Act, Demand, Reply, Talk


@dataclass(frozen=True, slots=True)
class Told:
    """One round: what was asked and what was answered."""

    step: int
    asked: int
    reply: Reply


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed: the terms asked for or countered, the terms of the text, and what was on the table with it."""

    agreed: int
    written: int
    demand: Demand | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """All rounds of a talk and its end."""

    told: tuple[Told, ...]
    signed: Signed | None

    @property
    def rounds(self) -> int:
        """How many proposals were made."""
        return len(self.told)


def talk(agent: Agent, desk: Talk, view: View, leaving: tuple[float, ...]) -> Transcript:
    """Run the rounds. `leaving` is a number between 0 and 1 a round: below `view.leaves` the desk ends the talk there.

    A yes with a demand is no deal. A text that differs from what was agreed is a counter-offer, not a deal; what a desk has
    once offered stays on offer until it leaves.
    """
    told: list[Told] = []
    for step in range(1, view.rounds + 1):
        asked = agent.propose(step)
        if asked is None:
            break
        reply = desk.reply(asked, step)
        told.append(Told(step, asked, reply))
        if reply.act is Act.YES and reply.demand is None:
            written = desk.writes(asked)
            if written == asked:
                return Transcript(tuple(told), Signed(asked, written))
            reply = Reply(Act.COUNTER, written)
        agent.hear(asked, reply, step)
        if leaving[step - 1] < view.leaves:
            told.append(Told(step, asked, Reply(Act.LEAVE)))
            return Transcript(tuple(told), None)
    return Transcript(tuple(told), _taken(agent, told))


def _taken(agent: Agent, told: list[Told]) -> Signed | None:
    """What is in hand at the end is taken as it was written."""
    if agent.in_hand is None:
        return None
    demand = next((t.reply.demand for t in told if t.reply.outcome == agent.in_hand), None)
    return Signed(agent.in_hand, agent.in_hand, demand)


def capture(transcript: Transcript, view: View, best: float) -> float:
    """The gain of the deal as a share of `best`, less the cost of the rounds; 0 for no deal or an unsafe one."""
    signed = transcript.signed
    if signed is None or not view.safe[signed.written] or signed.demand:
        return 0.0
    return float(view.gain[signed.written]) / best - view.cost * transcript.rounds
