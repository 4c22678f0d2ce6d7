"""Why a claim differs from the contract: the fewest departures that reproduce it to the fen.

A departure is accepted only where the claim's own figure comes out exactly; what no departure reproduces stays as an
unexplained difference. First one departure, then one after another where each settles a part, then two or three
together; combinations are first predicted from their single deltas, and only those that come near are reckoned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from xiehuan.law.ledgers import Ledgers
from xiehuan.law.reckoning import Parts, Reckoning
from xiehuan.law.residual import TOTAL, Residual, residual
from xiehuan.law.rules import DEPARTURES, Departure
from xiehuan.law.rules.departure import Variant
from xiehuan.loan.terms import Claim, Component

_MOST_STEPS = 3
_MOST_TRIED = 24
_NEAR_FEN, _NEAR_PART = 200, 4  # a prediction may miss by 2 yuan or a quarter of the difference


@dataclass(frozen=True, slots=True)
class Step:
    """One departure that the claim shows, with what it gives for every part after the steps before it."""

    departure: Departure
    variant: Variant
    before: Parts
    after: Parts

    @property
    def delta(self) -> int:
        """What it adds to the claim, in fen; negative where the borrower gains by it."""
        return sum(self.after.values()) - sum(self.before.values())

    @property
    def moved(self) -> dict[Component, int]:
        """What it adds to each part that it changes, in fen."""
        return {c: fen - self.before[c] for c, fen in self.after.items() if fen != self.before[c]}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps from the contract to the claim, and what is left after them."""

    steps: tuple[Step, ...]
    parts: Parts
    rest: Residual

    def shared(self, step: Step) -> dict[Component, int]:
        """The parts this step moves and another one moves too, each with what all of them move together, in fen."""
        others = set[Component]().union(*(s.moved for s in self.steps if s is not step))
        return {c: sum(s.moved.get(c, 0) for s in self.steps) for c in step.moved if c in others}


def explain(
    claim: Claim,
    contract: Reckoning,
    parts: Parts,
    noise: int,
    departures: Sequence[Departure] = DEPARTURES,
) -> Explanation:
    """The departures that lead from the contract's figures to the claim's; none where the claim asks no more."""
    start = residual(claim, parts)
    if not any(fen > noise for fen in start.wrong().values()):
        return Explanation((), parts, start)
    search = _Search(claim, start, departures, Ledgers())
    singles = []
    for step in search.tried(contract, parts):
        if search.settles(step.after):
            return search.found((step,))
        singles.append(step)
    if TOTAL in start.over:
        return Explanation((), parts, start)
    chain = search.chain(contract, parts, singles)
    if chain and search.settles(chain[-1].after):
        return search.found(chain)
    together = search.together(contract, parts, singles)
    return search.found(together or chain, parts)


@dataclass(frozen=True, slots=True)
class _Search:
    claim: Claim
    start: Residual
    departures: Sequence[Departure]
    ledgers: Ledgers

    def found(self, steps: tuple[Step, ...], parts: Parts | None = None) -> Explanation:
        after = steps[-1].after if steps else parts or {}
        return Explanation(steps, after, residual(self.claim, after))

    def tried(self, reckoning: Reckoning, parts: Parts) -> Iterator[Step]:
        """Every departure that could move a part that differs, reckoned."""
        wrong = residual(self.claim, parts).components()
        reckoning = replace(reckoning, beyond=max(self.claim.total.fen - sum(parts.values()), 0))
        fitting = [d for d in self.departures if d.moves & wrong and (not d.needs or d.needs & wrong)]
        fitting.sort(key=lambda d: (not d.likely(reckoning), len(d.moves - wrong)))  # then the most specific
        for departure in fitting:
            for variant in departure.vary(reckoning):
                after = self.ledgers.parts(variant.reckoning)
                if after != parts:
                    yield Step(departure, variant, parts, after)

    def settles(self, parts: Parts) -> bool:
        """Whether no part differs any more; one that was lower from the start may stay as it was."""
        wrong = residual(self.claim, parts).over
        return all(self._fits(name, fen) for name, fen in wrong.items())

    def _fits(self, name: str, fen: int) -> bool:
        from_start = self.start.over.get(name, 0)
        return name in {"other", "cost"} or fen == 0 or (from_start < 0 and fen == from_start)

    def chain(self, reckoning: Reckoning, parts: Parts, singles: list[Step]) -> tuple[Step, ...]:
        """One departure after another, each bringing at least one more part to the claim's own figure."""
        steps: list[Step] = []
        tried = singles
        while len(steps) < _MOST_STEPS:
            step = max(tried, key=self._gain(parts), default=None)
            if step is None or self._gain(parts)(step) <= 0:
                break
            steps.append(step)
            parts, reckoning = step.after, step.variant.reckoning
            if self.settles(parts):
                break
            tried = list(self.tried(reckoning, parts))
        return tuple(steps)

    def _gain(self, before: Parts) -> Callable[[Step], int]:
        was = self._unfit(before)

        def gain(step: Step) -> int:
            now = self._unfit(step.after)
            return -1 if now - was else len(was) - len(now)

        return gain

    def _unfit(self, parts: Parts) -> set[str]:
        return {n for n, fen in residual(self.claim, parts).over.items() if not self._fits(n, fen)}

    def together(self, reckoning: Reckoning, parts: Parts, singles: list[Step]) -> tuple[Step, ...]:
        """Two or three departures whose deltas together come near the difference, reckoned one upon the other."""
        near = []
        for size in (2, 3):
            for steps in combinations(singles, size):
                if len({s.departure.rule for s in steps}) == size:
                    miss = self._miss(parts, steps)
                    if miss is not None:
                        near.append((size, miss, steps))
        near.sort(key=lambda row: (row[0], row[1]))
        for _, _, steps in near[:_MOST_TRIED]:
            done = _composed(reckoning, parts, steps, self.ledgers)
            if done and self.settles(done[-1].after):
                return done
        return ()

    def _miss(self, parts: Parts, steps: tuple[Step, ...]) -> int | None:
        predicted = {c: fen + sum(s.after[c] - fen for s in steps) for c, fen in parts.items()}
        left = residual(self.claim, predicted).over
        missed = 0
        for name, fen in left.items():
            if self._fits(name, fen):
                continue
            if abs(fen) > max(_NEAR_FEN, abs(self.start.over.get(name, 0)) // _NEAR_PART):
                return None
            missed += abs(fen)
        return missed


def _composed(
    reckoning: Reckoning, parts: Parts, steps: tuple[Step, ...], ledgers: Ledgers
) -> tuple[Step, ...]:
    """The same departures taken one upon the other; empty where one no longer applies."""
    done: list[Step] = []
    for step in steps:
        again = (v for v in step.departure.vary(reckoning) if v.did == step.variant.did)
        variant = next(again, None)
        if variant is None:
            return ()
        after = ledgers.parts(variant.reckoning)
        done.append(Step(step.departure, variant, parts, after))
        reckoning, parts = variant.reckoning, after
    return tuple(done)
