"""Agents measured on simulated cases: the same cases and the same chance for all, and intervals by resampling the cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from xiehuan.negotiation.agents import Agent, FirstOffer, Micro, MyMaximum, Oracle, Timed, View
from xiehuan.negotiation.belief import BROAD, prior
from xiehuan.negotiation.cases import Drawn
from xiehuan.negotiation.desks import Kind, Talk
from xiehuan.negotiation.policy import HARSH, SOFT, USUAL, Family
from xiehuan.negotiation.protocol import Transcript, capture, talk
from xiehuan.negotiation.search import Believing
from xiehuan.negotiation.space import Bools, Floats

RESAMPLES = 2000
Make = Callable[[View, Talk, int], Agent]


def _believing(family: Family, *, broad: float = BROAD, surprise: bool = True, stops: bool = True) -> Make:
    def make(view: View, _desk: Talk, seed: int) -> Agent:
        chance = np.random.default_rng([7, seed])
        belief = prior(family, view.value, chance, broad=broad)
        return Believing(view, belief=belief, surprise_test=surprise, stops=stops)

    return make


def _unmasked(view: View, desk: Talk, seed: int) -> Agent:
    everything: Bools = np.ones_like(view.safe)
    return SHIPPED["belief, right prior"](replace(view, safe=everything), desk, seed)


def _oracle(view: View, desk: Talk, _seed: int) -> Agent:
    return Oracle(view, granted=desk.ever())


BASELINES: Mapping[str, Make] = {
    "first-offer": lambda v, _d, _s: FirstOffer(v),
    "my-maximum": lambda v, _d, _s: MyMaximum(v),
    "conceder": lambda v, _d, _s: Timed(v, exponent=3.0),
    "linear": lambda v, _d, _s: Timed(v, exponent=1.0),
    "boulware": lambda v, _d, _s: Timed(v, exponent=0.2),
    "oracle": _oracle,
}
SHIPPED: Mapping[str, Make] = {
    "MiCRO": lambda v, _d, _s: Micro(v),
    "belief, right prior": _believing(USUAL),
    "belief, harsh prior": _believing(HARSH),
    "belief, soft prior": _believing(SOFT),
}
ABLATIONS: Mapping[str, Make] = {
    "no mask": _unmasked,
    "no broad part": _believing(HARSH, broad=0.0),
    "no surprise test": _believing(HARSH, surprise=False),
    "no stop rule": _believing(HARSH, stops=False),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One talk of one agent, and the share of the best possible gain it brought (None where there was none to bring)."""

    transcript: Transcript
    captured: float | None
    rounds: int
    lender: float | None  # value to the lender as a share of the exposure, of a deal
    unsafe: bool  # a deal outside the mask


@dataclass(frozen=True, slots=True)
class Regime:
    """What rounds cost: the share of the gain, and the chance that the desk leaves."""

    name: str
    leaves: float
    cost: float


FREE = Regime("free", 0.0, 0.0)
COSTLY = Regime("costly", 0.05, 0.01)


def meet(drawn: Drawn, seed: int, kind: Kind, regime: Regime, make: Make) -> Outcome:
    """One agent meets one desk in one case."""
    view = drawn.view(leaves=regime.leaves, cost=regime.cost)
    desk = drawn.desk(kind)
    transcript = talk(make(view, desk, seed), desk, view, drawn.leaving)
    best = best_gain(view, desk)
    signed = transcript.signed
    return Outcome(
        transcript,
        capture(transcript, view, best) if best else None,
        transcript.rounds,
        float(drawn.value[signed.written]) if signed else None,
        signed is not None and not bool(view.safe[signed.written]),
    )


def best_gain(view: View, desk: Talk) -> float:
    """The best safe gain that the desk would grant in some round; 0 where there is none."""
    good = desk.ever() & view.safe & (view.gain > 0)
    return float(view.gain[good].max()) if good.any() else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def interval(found: Iterable[float], seed: int = 1) -> Interval:
    """The mean over cases, with the interval of 2,000 resamples of the cases; pairs are resampled as differences."""
    values: Floats = np.array(list(found), dtype=np.float64)
    rows = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[rows].mean(axis=1), (0.025, 0.975))
    return Interval(float(values.mean()), float(low), float(high))


def captured(outcomes: Iterable[Outcome]) -> Iterator[float]:
    """The captures of the cases that had something to gain."""
    for o in outcomes:
        if o.captured is not None:
            yield o.captured
