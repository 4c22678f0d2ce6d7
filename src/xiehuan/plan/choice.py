"""One plan per creditor at the least total cost, every month within the budget; or the smallest change that allows one.

Amounts are whole fen and the optimum is proven in whole fen (`plan.search`), steered by HiGHS; a choice that takes too long
there is left to HiGHS, and its answer is added up again in whole fen. Where nothing fits, the answer is the smallest raise of
a month's budget that lets some choice fit, found by halving exact answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiehuan.money import Money
from xiehuan.plan.highs import relaxation, whole
from xiehuan.plan.prices import Subgradient
from xiehuan.plan.search import Lanes, OutOfSteps, Plan, Search

MOST_STEPS = 60_000_000  # about half a minute; what takes longer is answered without a proof
FIRST_STEPS = 3_000_000  # then HiGHS takes over, where it is on this device


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that may be chosen: what it costs in all, and what it takes in each month of the budget."""

    id: str
    cost: Money
    payments: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The smallest change that makes a choice fit.

    `by` is the least amount by which the months have to carry more: with a fen less in every month nothing fits. `months`
    says how much each month is short under `plans`, the cheapest choice with that raise; the largest of them is `by`.
    `absorbs` are the creditors whose chosen payments could be cut by `months` instead, each alone. `proven` is False
    where the search for a smaller raise was broken off.
    """

    by: Money
    months: dict[int, Money]
    plans: tuple[int, ...]
    absorbs: tuple[int, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The plans chosen, by creditor, with their cost; None where none was found, and then `shortfall` where that is proven.

    `optimal` is True for a proven optimum. Nothing found and nothing proven is possible where the search was broken off.
    """

    plans: tuple[int, ...] | None
    cost: Money | None
    optimal: bool
    shortfall: Shortfall | None = None

    @property
    def feasible(self) -> bool | None:
        """Whether some choice fits; None where that is not known."""
        return True if self.plans is not None else False if self.shortfall else None


def cheapest_choice(
    budget: Sequence[Money], creditors: Sequence[Sequence[Candidate]], *, most_steps: int = MOST_STEPS
) -> Choice:
    """The cheapest choice of exactly one plan per creditor; of equal costs the earlier plan of the earlier creditor.

    Only where HiGHS had to finish (more than `FIRST_STEPS`) it may be another one of equal cost.

    Raises ValueError for a creditor without a plan, payments not as long as the budget, no month, or an amount below
    zero.
    """
    _check(budget, creditors)
    months = [m.fen for m in budget]
    kept = [undominated(plans) for plans in creditors]
    offers = [[_fen(plans[i]) for i in alive] for plans, alive in zip(creditors, kept, strict=True)]
    found, proven = _searched(months, offers, most_steps, ties=True)
    if found is not None:
        plans = tuple(alive[i] for alive, i in zip(kept, found, strict=True))
        return Choice(plans, _verified(months, creditors, plans), optimal=proven)
    if not proven:
        return Choice(None, None, optimal=False)
    return Choice(
        None, None, optimal=False, shortfall=_shortfall(months, creditors, kept, offers, most_steps)
    )


def _check(budget: Sequence[Money], creditors: Sequence[Sequence[Candidate]]) -> None:
    plans = [p for c in creditors for p in c]
    amounts = [*budget, *(a for p in plans for a in (p.cost, *p.payments))]
    if (
        not budget
        or not creditors
        or not all(creditors)
        or any(len(p.payments) != len(budget) for p in plans)
    ):
        msg = "every creditor needs a plan, and every plan a payment for each month of the budget"
        raise ValueError(msg)
    if any(a < Money.ZERO for a in amounts):
        msg = "no amount may be below zero"
        raise ValueError(msg)


def _fen(plan: Candidate) -> Plan:
    return plan.cost.fen, [p.fen for p in plan.payments]


def undominated(plans: Sequence[Candidate]) -> list[int]:
    """The plans worth looking at, in their order: no other one costs less, or the same and stands earlier, and takes no more in any month."""
    most = max((a.fen for p in plans for a in p.payments), default=0)
    lanes = Lanes.for_amounts(max((len(p.payments) for p in plans), default=0), most)
    guard = lanes.guard
    kept: list[tuple[int, int]] = []
    for i in sorted(range(len(plans)), key=lambda i: (plans[i].cost, i)):
        packed = lanes.pack([p.fen for p in plans[i].payments])
        if not any((packed | guard) - other & guard == guard for _, other in kept):
            kept.append((i, packed))
    return sorted(i for i, _ in kept)


def _searched(
    budget: Sequence[int], offers: Sequence[Sequence[Plan]], most_steps: int, *, ties: bool
) -> tuple[tuple[int, ...] | None, bool]:
    """The choice found, and whether it is proven to be the cheapest (or, where there is none, that nothing fits)."""
    solver = relaxation(budget, offers)
    prices = Subgradient(budget, offers).prices if solver is None else solver.prices
    steps = most_steps if solver is None else min(most_steps, FIRST_STEPS)
    search = Search(budget, offers, prices, most_steps=steps, ties=ties)
    try:
        search.run()
    except OutOfSteps:
        ended, found = (False, None) if solver is None else whole(budget, offers)
        return (found, True) if ended else (search.best, False)
    return search.best, True


def _verified(budget: Sequence[int], creditors: Sequence[Sequence[Candidate]], plans: Sequence[int]) -> Money:
    """The cost, added up again from the plans themselves. Raises AssertionError where a month is not within its budget."""
    chosen = [c[i] for c, i in zip(creditors, plans, strict=True)]
    if any(_short(budget, chosen).values()):
        msg = "the choice is not within the budget"
        raise AssertionError(msg)
    return Money.total(p.cost for p in chosen)


def _short(budget: Sequence[int], chosen: Sequence[Candidate]) -> dict[int, Money]:
    """By how much each month is short, months that are not left out."""
    taken = [sum(p.payments[t].fen for p in chosen) for t in range(len(budget))]
    return {t: Money(a - b) for t, (a, b) in enumerate(zip(taken, budget, strict=True)) if a > b}


def _shortfall(
    budget: Sequence[int],
    creditors: Sequence[Sequence[Candidate]],
    kept: Sequence[Sequence[int]],
    offers: Sequence[Sequence[Plan]],
    most_steps: int,
) -> Shortfall:
    """The smallest raise: nothing fits with `low` more in every month, something with `high` more."""

    def needs(found: Sequence[int]) -> int:
        taken = [sum(o[i][1][t] for o, i in zip(offers, found, strict=True)) for t in range(len(budget))]
        return max(a - b for a, b in zip(taken, budget, strict=True))

    gentlest = [min(range(len(o)), key=lambda i, o=o: max(o[i][1])) for o in offers]  # type: ignore[misc]
    low, high, proven = 0, needs(gentlest), True
    while high - low > 1:
        middle = (low + high) // 2
        found, ended = _searched([b + middle for b in budget], offers, most_steps, ties=False)
        if found is not None:
            high = needs(found)
        else:
            low, proven = middle, proven and ended
    raised = [b + high for b in budget]
    found, _ = _searched(raised, offers, most_steps, ties=True)
    plans = tuple(alive[i] for alive, i in zip(kept, found or gentlest, strict=True))
    chosen = [c[i] for c, i in zip(creditors, plans, strict=True)]
    months = _short(budget, chosen)
    absorbs = tuple(g for g, p in enumerate(chosen) if all(m <= p.payments[t] for t, m in months.items()))
    return Shortfall(max(months.values()), months, plans, absorbs, proven)
