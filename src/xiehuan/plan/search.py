"""The cheapest choice of one plan per creditor within every month's budget: an exact search in whole fen.

With any prices w ≥ 0 of the months, Σ over creditors of the least (cost + w·payments), less w·budget, is a lower bound of
every choice within the budget (Geoffrion 1974, Lagrangean relaxation for integer programming). The prices may come from
anywhere, floats included: rounded to whole numbers they still give an exact bound. The search goes creditor by creditor,
cheapest first, and leaves out what the bound or a month rules out; where that takes long, the plans of one creditor are
tried one by one, each with new prices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

SCALE = 1 << 20  # prices are whole numbers of this part of a fen
QUOTA = 100_000  # plans tried before new prices are asked for: a walk is cheap beside a linear program
PRICING = 1_000  # what asking for prices counts as, in plans tried

Plan = tuple[int, Sequence[int]]  # cost and payments, in fen
Prices = Callable[[Sequence[Sequence[int]]], Sequence[float]]


class OutOfSteps(Exception):
    """The search was not allowed to go on; what was found so far is not proven."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Amounts of all months in one whole number, a lane a month: one subtraction tests them all at once.

    The highest bit of each lane is the guard: set before a subtraction, it is gone where the month went below zero.
    """

    months: int
    width: int

    @classmethod
    def for_amounts(cls, months: int, most: int) -> Lanes:
        """Lanes wide enough for any sum up to `most`."""
        return cls(months, most.bit_length() + 2)

    @property
    def guard(self) -> int:
        """The guard bits of all months."""
        return self.pack([1 << (self.width - 1)] * self.months)

    def pack(self, amounts: Sequence[int]) -> int:
        """The amounts as one number, the first month in the lowest lane."""
        packed = 0
        for amount in reversed(amounts):
            packed = packed << self.width | amount
        return packed

    def least(self, packed: Sequence[int]) -> int:
        """The least of each month."""
        mask = (1 << self.width) - 1
        return self.pack([min(p >> (self.width * t) & mask for p in packed) for t in range(self.months)])


@dataclass(frozen=True, slots=True)
class _Row:
    """A plan under the prices of a part: its cost is counted with its place, so that no two choices cost the same."""

    priced: int
    cost: int
    payments: int
    plan: int


class Search:
    """One search; `best` is the cheapest choice found so far, as indices, None where none was.

    Among choices of equal cost the earlier plan of the earlier creditor wins, unless `ties` is off, for a caller who only
    asks whether any choice fits. Payments and budgets must not be negative, and every creditor must have a plan.
    """

    def __init__(
        self,
        budget: Sequence[int],
        creditors: Sequence[Sequence[Plan]],
        prices: Prices,
        *,
        most_steps: int,
        ties: bool = True,
    ) -> None:
        self.best: tuple[int, ...] | None = None
        self.steps = 0
        self._budget, self._creditors, self._prices, self._most = budget, creditors, prices, most_steps
        most = max(*budget, sum(max(map(max, (p for _, p in plans))) for plans in creditors))
        self._lanes = Lanes.for_amounts(len(budget), most)
        self._guard = self._lanes.guard
        self._packed = [[self._lanes.pack(p) for _, p in plans] for plans in creditors]
        self._ways = prod(len(plans) for plans in creditors) if ties else 1
        self._costs = self._with_places() if ties else [[cost for cost, _ in plans] for plans in creditors]
        self._limit = SCALE * (sum(max(costs) for costs in self._costs) + 1)

    def _with_places(self) -> list[list[int]]:
        """Costs times the number of choices, plus the choice's place among them: cost decides, then the place."""
        place, found = self._ways, []
        for plans in self._creditors:
            place //= len(plans)
            found.append([cost * self._ways + i * place for i, (cost, _) in enumerate(plans)])
        return found

    def run(self) -> None:
        """Search to the end. Raises OutOfSteps when `most_steps` plans were tried before that."""
        self._part([list(range(len(plans))) for plans in self._creditors])

    def _part(self, allowed: list[list[int]]) -> None:
        """Search where only these plans may be taken."""
        prices = [max(0, round(w * SCALE)) for w in self._prices(allowed)]
        rows = [self._priced(g, plans, prices) for g, plans in enumerate(allowed)]
        base = -self._ways * sum(w * b for w, b in zip(prices, self._budget, strict=True))
        bound = base + sum(group[0].priced for group in rows)
        self._count(PRICING)
        if bound >= self._limit or self._walk(rows, base):
            return
        rows = [[r for r in group if self._may_be(bound, group, r)] for group in rows]
        several = [g for g, group in enumerate(rows) if len(group) > 1]
        if not all(rows) or not several:
            return
        split = min(several, key=lambda g: (len(rows[g]), g))
        for row in rows[split]:
            if self._may_be(bound, rows[split], row):
                self._part(
                    [[row.plan] if g == split else [r.plan for r in group] for g, group in enumerate(rows)]
                )

    def _may_be(self, bound: int, group: Sequence[_Row], row: _Row) -> bool:
        """Whether a choice with this plan may still be cheaper than the best found."""
        return bound - group[0].priced + row.priced < self._limit

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self._most:
            raise OutOfSteps

    def _priced(self, g: int, plans: Sequence[int], prices: Sequence[int]) -> list[_Row]:
        dear = [(t, w) for t, w in enumerate(prices) if w]
        rows = []
        for p in plans:
            payments = self._creditors[g][p][1]
            priced = self._costs[g][p] * SCALE + self._ways * sum(w * payments[t] for t, w in dear)
            rows.append(_Row(priced, self._costs[g][p], self._packed[g][p], p))
        return sorted(rows, key=lambda r: (r.priced, r.plan))

    def _walk(self, rows: Sequence[Sequence[_Row]], base: int) -> bool:
        """Depth first over these plans, the creditor first whose plans differ most; whether it came to the end."""
        order = sorted(range(len(rows)), key=lambda g: (len(rows[g]) > 1, -_spread(rows[g]), g))
        groups = [[(r.priced, r.cost, r.payments, r.plan) for r in rows[g]] for g in order]
        quota = QUOTA + len(groups)  # a single choice is always walked to its end
        rest, need = [0], [0]
        for group in reversed(groups):
            rest.append(rest[-1] + group[0][0])
            need.append(need[-1] + self._lanes.least([payments for _, _, payments, _ in group]))
        rest.reverse()
        need.reverse()
        last, guard, left = len(groups) - 1, self._guard, quota
        chosen = [0] * len(groups)

        def go(d: int, priced: int, cost: int, room: int) -> bool:
            nonlocal left
            after, least = priced + rest[d + 1], need[d + 1]
            for price, own, payments, plan in groups[d]:
                if price + after >= self._limit:
                    return True
                left -= 1
                remains = room - payments
                if (remains - least) & guard != guard:
                    continue
                chosen[d] = plan
                if d == last:
                    self._found(order, chosen, cost + own)
                elif left <= 0 or not go(d + 1, priced + price, cost + own, remains):
                    return False
            return True

        done = go(0, base, 0, self._lanes.pack(self._budget) | guard)
        self._count(quota - left)
        return done

    def _found(self, order: Sequence[int], chosen: Sequence[int], cost: int) -> None:
        if cost * SCALE < self._limit:
            self._limit = cost * SCALE
            by_creditor = dict(zip(order, chosen, strict=True))
            self.best = tuple(by_creditor[g] for g in range(len(order)))


def _spread(group: Sequence[_Row]) -> int:
    """How much dearer the fourth plan is than the first."""
    return group[min(3, len(group) - 1)].priced - group[0].priced
