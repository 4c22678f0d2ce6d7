"""Prices of the months where HiGHS is not on this device: steps along the subgradient, good enough to search small cases."""

from __future__ import annotations

from collections.abc import Sequence

STEPS = 80
Plan = tuple[int, Sequence[int]]


class Subgradient:
    """Prices once for the whole choice (Held, Wolfe and Crowder 1974, validation of subgradient optimization).

    Every part of the search gets the same prices: a bound from them is weaker there, never wrong.
    """

    def __init__(self, budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> None:
        self._found = _prices(budget, creditors)

    def prices(self, _allowed: Sequence[Sequence[int]]) -> list[float]:
        """The prices of the months, never below zero."""
        return self._found


def _prices(budget: Sequence[int], creditors: Sequence[Sequence[Plan]]) -> list[float]:
    best, best_bound = [0.0] * len(budget), float("-inf")
    prices, length = best, 2.0
    goal = float(sum(max(cost for cost, _ in plans) for plans in creditors))
    for _ in range(STEPS):
        chosen = [min(plans, key=lambda p: p[0] + _worth(prices, p[1])) for plans in creditors]
        bound = sum(c + _worth(prices, p) for c, p in chosen) - _worth(prices, budget)
        if bound > best_bound:
            best, best_bound = prices, bound
        else:
            length *= 0.8
        over = [sum(p[t] for _, p in chosen) - b for t, b in enumerate(budget)]
        size = sum(o * o for o in over)
        if size == 0:
            break
        step = length * (goal - bound) / size
        prices = [max(0.0, w + step * o) for w, o in zip(prices, over, strict=True)]
    return best


def _worth(prices: Sequence[float], amounts: Sequence[int]) -> float:
    return sum(w * a for w, a in zip(prices, amounts, strict=True) if w)
