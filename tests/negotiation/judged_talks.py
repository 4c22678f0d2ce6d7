"""Talks of an agent at a desk, handed to the independent judge as data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from judge.talk_simulator import Household, talk_faults
from xiehuan.negotiation.cases import Drawn, case
from xiehuan.negotiation.desks import Kind
from xiehuan.negotiation.measure import COSTLY, FREE, Make, meet
from xiehuan.negotiation.offer import price


def household(drawn: Drawn) -> Household:
    account, ability, means = drawn.account, drawn.ability, drawn.means
    return Household(
        account.principal,
        account.fixed,
        account.waivable,
        account.rate,
        ability.room,
        ability.cash,
        (means.surplus, means.spread, means.income),
    )


def terms(drawn: Drawn, outcome: int) -> dict[str, Any]:
    offer = drawn.outcomes.offer(outcome)
    said: dict[str, Any] = {k: getattr(offer, k) for k in ("months", "waived", "down", "grace", "rate")}
    return said | {"payments": list(price(drawn.account, offer).payments)}


def faults(make: Make, seed: int, kinds: tuple[Kind, ...] = tuple(Kind)) -> Iterator[tuple[Kind, str]]:
    """What the judge finds in the talks of one case at each desk, with free and with costly rounds."""
    drawn = case(seed)
    judge = household(drawn)
    told = cache(lambda outcome: terms(drawn, outcome))  # the same terms come up at several desks
    for kind in kinds:
        for regime in (FREE, COSTLY):
            transcript = meet(drawn, seed, kind, regime, make).transcript
            signed = transcript.signed
            found = talk_faults(
                judge,
                [told(t.asked) for t in transcript.told],
                told(signed.agreed) if signed else None,
                told(signed.written) if signed else None,
                demanded=bool(signed and signed.demand),
            )
            yield from ((kind, f) for f in found)
