"""Is a safe deal likely with this desk? A range, never one figure: from the prior alone to what is believed of no desk at all.

And where no outcome is safe: the smallest changes, each enough by itself, that would make one safe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from xiehuan.money import Money
from xiehuan.negotiation.ability import Ability
from xiehuan.negotiation.agents import View
from xiehuan.negotiation.belief import prior
from xiehuan.negotiation.offer import Account
from xiehuan.negotiation.policy import Family
from xiehuan.negotiation.space import space

LIKELY = 0.7
TEN_YUAN = 1000


@dataclass(frozen=True, slots=True)
class Hope:
    """The chance that the desk grants some safe outcome at some tier, from `low` to `high`; assumed until outcomes are reported."""

    low: float
    high: float

    @property
    def likely(self) -> bool:
        """Whether even the low end says so."""
        return self.low >= LIKELY


def hope(view: View, family: Family, chance: np.random.Generator) -> Hope:
    """The range between what the family promises and what a desk of no family would grant."""
    may = view.safe & (view.gain > 0)
    ends = [prior(family, view.value, chance, broad=broad).hope(may) for broad in (0.0, 1.0)]
    return Hope(min(ends), max(ends))


class Lever(StrEnum):
    """What would have to change."""

    ROOM = "room"  # more each month
    PRINCIPAL = "principal"  # part of the principal given up by the lender
    CASH = "cash"  # more cash at once


@dataclass(frozen=True, slots=True)
class Change:
    """One change that by itself opens a safe outcome: the smallest in whole 10 yuan."""

    lever: Lever
    by: Money


Opens = Callable[[Account, Ability], bool]


def some_safe(account: Account, ability: Ability) -> bool:
    """Whether any outcome is safe."""
    return bool(ability.safe(space(account)).any())


def opening_changes(account: Account, ability: Ability, opens: Opens = some_safe) -> tuple[Change, ...]:
    """The smallest change of each lever after which `opens` holds; none where it holds already.

    A lever that does not help within the debt itself is left out: more room than everything owed, more cash than the
    principal.
    """
    if opens(account, ability):
        return ()
    tries: dict[Lever, tuple[Callable[[int], bool], int]] = {
        Lever.ROOM: (lambda fen: opens(account, _with_room(ability, fen)), account.exposure),
        Lever.PRINCIPAL: (lambda fen: opens(_with_less(account, fen), ability), account.principal),
        Lever.CASH: (lambda fen: opens(account, _with_cash(ability, fen)), account.principal),
    }
    found = []
    for lever, (helps, most) in tries.items():
        top = -(-most // TEN_YUAN)
        if not helps(top * TEN_YUAN):
            continue
        low, high = 0, top
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (low, middle) if helps(middle * TEN_YUAN) else (middle, high)
        found.append(Change(lever, Money(high * TEN_YUAN)))
    return tuple(found)


def _with_room(ability: Ability, fen: int) -> Ability:
    means = ability.means
    if means is not None:
        means = type(means)(means.surplus + fen, means.spread, means.income + fen)
    return Ability(tuple(r + fen for r in ability.room), ability.cash, means)


def _with_cash(ability: Ability, fen: int) -> Ability:
    return Ability(ability.room, ability.cash + fen, ability.means)


def _with_less(account: Account, fen: int) -> Account:
    return Account(max(account.principal - fen, 0), account.fixed, account.waivable, account.rate)
