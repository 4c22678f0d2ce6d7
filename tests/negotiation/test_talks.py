"""No shipped agent proposes or signs what the judge calls unsafe; the judge does find it where the mask is left out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from negotiation.judged_talks import faults
from xiehuan.negotiation.agents import Micro
from xiehuan.negotiation.belief import prior
from xiehuan.negotiation.cases import case
from xiehuan.negotiation.desks import Act, Demand, Kind, Reply
from xiehuan.negotiation.hope import Hope, hope, opening_changes
from xiehuan.negotiation.measure import (
    ABLATIONS,
    BASELINES,
    FREE,
    SHIPPED,
    Make,
    best_gain,
    captured,
    interval,
    meet,
)
from xiehuan.negotiation.policy import USUAL

SMOKE = range(20_000, 20_012)
EVERY = {k: m for k, m in {**SHIPPED, **ABLATIONS}.items() if k != "no mask"}


@pytest.mark.parametrize("name", ["MiCRO", "belief, right prior"])
def test_nothing_unsafe(name: str) -> None:
    assert [f for seed in SMOKE for f in faults(SHIPPED[name], seed)] == []


@pytest.mark.parametrize(
    "make", [ABLATIONS["no mask"], BASELINES["first-offer"]], ids=["no mask", "first-offer"]
)
def test_the_judge_finds_what_is_unsafe(make: Make) -> None:
    assert [f for seed in SMOKE for f in faults(make, seed, (Kind.POLICY,))]


@pytest.mark.long
@pytest.mark.parametrize("name", ["MiCRO", "belief, right prior"])
@pytest.mark.parametrize("first", range(30_000, 31_000, 200))
def test_nothing_unsafe_in_1000_cases_at_every_desk(name: str, first: int) -> None:
    assert [f for seed in range(first, first + 200) for f in faults(SHIPPED[name], seed)] == []


@pytest.mark.long
@pytest.mark.parametrize("name", [n for n in EVERY if n not in {"MiCRO", "belief, right prior"}])
def test_nothing_unsafe_in_200_cases_of_each_variant(name: str) -> None:
    assert [f for seed in range(30_000, 30_200) for f in faults(EVERY[name], seed)] == []


def test_a_pressure_desk_gets_nothing_and_a_changed_text_is_no_deal() -> None:
    signed = 0
    for seed in SMOKE:
        for name in ("MiCRO", "belief, right prior"):
            drawn = case(seed)
            assert meet(drawn, seed, Kind.PRESSURE, FREE, SHIPPED[name]).transcript.signed is None
            baited = meet(drawn, seed, Kind.BAIT, FREE, SHIPPED[name]).transcript.signed
            assert baited is None or baited.agreed == baited.written
            signed += baited is not None
    assert signed


def test_micro_steps_down_once_for_each_new_counter_offer() -> None:
    view = next(v for v in (case(s).view() for s in SMOKE) if len(v.order) > 20)
    agent, order = Micro(view), view.order
    bad = int(np.flatnonzero(~view.safe)[0])
    asked = [agent.propose(1)]
    for reply in (
        Reply(Act.STOCK_REFUSAL),
        Reply(Act.COUNTER, bad),
        Reply(Act.COUNTER, bad),
        Reply(Act.COUNTER, int(order[20])),
        Reply(Act.COUNTER, int(order[1]), Demand.CODES),
    ):
        agent.hear(int(asked[-1] or 0), reply, 1)
        asked.append(agent.propose(1))
    assert asked == [order[i] for i in (0, 0, 1, 1, 2, 3)]
    assert agent.in_hand == order[20]  # what was unsafe, or came with a demand, is never in hand


def test_the_order_of_the_agents_on_a_few_cases() -> None:
    """A smoke measure: the benchmark has the figures."""
    good = [s for s in range(20_000, 20_060) if best_gain((d := case(s)).view(), d.desk(Kind.POLICY))]
    assert len(good) >= 12

    def mean(makes: Mapping[str, Make], name: str) -> float:
        return interval(captured(meet(case(s), s, Kind.POLICY, FREE, makes[name]) for s in good)).mean

    assert mean(BASELINES, "oracle") == pytest.approx(1)
    micro, belief = mean(SHIPPED, "MiCRO"), mean(SHIPPED, "belief, right prior")
    assert micro > mean(BASELINES, "my-maximum")
    assert belief >= 0.85
    assert mean(BASELINES, "first-offer") < micro


def test_the_belief_moves_to_what_it_hears() -> None:
    drawn = next(d for d in map(case, SMOKE) if len(d.view().order) > 20)
    belief = prior(USUAL, drawn.value, np.random.default_rng(1))
    chances = belief.weights @ belief.accept(1, np.arange(len(drawn.value)))
    asked = int(np.argmin(np.abs(chances - 0.3)))
    before = float(belief.weights @ belief.accept(1, np.array([asked]))[:, 0])
    belief.learn(asked, Reply(Act.YES, asked), 1)
    after = float(belief.weights @ belief.accept(1, np.array([asked]))[:, 0])
    assert after > before
    assert belief.weights.sum() == pytest.approx(1)


def test_three_unlikely_answers_are_a_surprise() -> None:
    drawn = case(SMOKE[0])
    belief = prior(USUAL, drawn.value, np.random.default_rng(1), broad=0.0)
    hardest = int(np.argmin(drawn.value))
    for _ in range(3):
        assert not belief.surprised
        belief.learn(hardest, Reply(Act.YES, hardest), 1)
        belief.weights = np.full(len(belief.weights), 1 / len(belief.weights))
    assert belief.surprised


@pytest.mark.parametrize("seed", range(20_000, 20_006))
def test_where_no_deal_is_likely_some_change_opens_one(seed: int) -> None:
    drawn = case(seed)
    told = hope(drawn.view(), USUAL, np.random.default_rng(seed))
    assert 0 <= told.low <= told.high <= 1
    changes = opening_changes(drawn.account, drawn.ability)
    assert bool(changes) != bool(drawn.view().safe.any())
    assert all(c.by.fen > 0 for c in changes)


def test_likely_is_said_from_the_low_end() -> None:
    assert Hope(0.7, 0.9).likely
    assert not Hope(0.69, 1.0).likely
