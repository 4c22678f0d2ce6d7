"""How long the cheapest choice of plans takes, against CP-SAT on the same choices in one run.

Run as `python -m benchmarks.plans [--json]`. 50 drawn households with 10 creditors × 50 plans × 60 months: level plans with
down payments, grace months, waived shares and reduced rates, budgets that only some choices fit. Both prove their optimum,
CP-SAT with two workers; a cost that differs, or a choice that is not proven, ends the run. The median of the ratios binds,
and so does the ratio of the sums, which the hardest choices decide.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from fractions import Fraction

from benchmarks._pairs import Row, show
from xiehuan.money import Money, round_fraction
from xiehuan.plan.choice import Candidate, cheapest_choice

DRAWN, CREDITORS, PLANS, MONTHS, GOAL = 50, 10, 50, 60, 3
LONG = 24  # months
Drawn = tuple[list[int], list[list[tuple[int, list[int]]]]]


def plan(draw: random.Random, balance: int, rate: Fraction) -> tuple[int, list[int]]:
    """What is paid in all, and in each month: part at once, then equal instalments after some months of grace."""
    n = draw.randint(3, MONTHS)
    grace = min(draw.choice((0, 0, 0, 1, 2, 3, 6)), MONTHS - n)
    waived = Fraction(draw.randint(0, 1000 if n < LONG else 300), 10_000)  # who pays sooner is let off more
    left = balance - round_fraction(balance * waived)
    down = round_fraction(left * Fraction(draw.choice((0, 0, 1, 2, 3)), 10))
    interest = rate * draw.choice((Fraction(0), Fraction(1, 2), Fraction(1))) / 12
    left = round_fraction((left - down) * (1 + interest) ** grace)
    level = round_fraction(
        Fraction(left, n) if not interest else left * interest / (1 - (1 + interest) ** -n)
    )
    payments = [0] * grace + [level] * n + [0] * (MONTHS - n - grace)
    payments[0] += down
    return sum(payments), payments


def household(seed: int) -> Drawn:
    """Budgets and plans; some choice drawn by chance fits exactly in its dearest months."""
    draw = random.Random(seed)  # noqa: S311 - cases, not secrets
    creditors = []
    for _ in range(CREDITORS):
        balance, rate = draw.randint(3_000_00, 50_000_00), Fraction(draw.choice((0, 6, 12, 18, 24)), 100)
        creditors.append([plan(draw, balance, rate) for _ in range(PLANS)])
    chosen = [draw.choice(plans) for plans in creditors]
    taken = [sum(payments[t] for _, payments in chosen) for t in range(MONTHS)]
    usual = sorted(taken)[MONTHS * 4 // 5]
    return [max(a, usual * draw.randint(80, 120) // 100) for a in taken], creditors


def by_cp_sat(drawn: Drawn) -> tuple[int, float]:
    """The least cost and the seconds for the model and its proof."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - a peer, only here

    since = time.perf_counter()
    budget, creditors = drawn
    model = cp_model.CpModel()
    taken = [[model.new_bool_var("") for _ in plans] for plans in creditors]
    for one in taken:
        model.add_exactly_one(one)
    pairs = [
        (x, p) for xs, plans in zip(taken, creditors, strict=True) for x, p in zip(xs, plans, strict=True)
    ]
    for t, most in enumerate(budget):
        model.add(sum(payments[t] * x for x, (_, payments) in pairs) <= most)
    model.minimize(sum(cost * x for x, (cost, _) in pairs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    if solver.solve(model) != cp_model.OPTIMAL:
        msg = "CP-SAT did not prove its choice"
        raise SystemExit(msg)
    return round(solver.objective_value), time.perf_counter() - since


def by_us(drawn: Drawn) -> tuple[int, float]:
    """The same with the public call, from amounts to the verified choice."""
    budget, creditors = drawn
    offers = [
        [Candidate(str(i), Money(cost), tuple(map(Money, pays))) for i, (cost, pays) in enumerate(plans)]
        for plans in creditors
    ]
    months = [Money(b) for b in budget]
    since = time.perf_counter()
    choice = cheapest_choice(months, offers)
    seconds = time.perf_counter() - since
    if choice.cost is None or not choice.optimal:
        msg = "the choice is not proven optimal"
        raise SystemExit(msg)
    return choice.cost.fen, seconds


def rows() -> Iterator[Row]:
    by_us(household(-1)), by_cp_sat(household(-1))  # loads both
    pairs = []
    for seed in range(DRAWN):
        drawn = household(seed)
        (ours, mine), (peers, theirs) = by_us(drawn), by_cp_sat(drawn)
        if ours != peers:
            msg = f"household {seed}: {ours} fen against {peers}"
            raise SystemExit(msg)
        pairs.append((mine, theirs))
    work = f"{CREDITORS}×{PLANS}×{MONTHS}, {DRAWN} of {DRAWN} choices proven, same cost"
    mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    yield {
        "name": "joint_plan",
        "work": f"{work}; CP-SAT, median of the ratios",
        "ours": round(statistics.median(mine), 4),
        "peer": round(statistics.median(theirs), 4),
        "ratio": round(statistics.median(a / b for a, b in pairs), 3),
        "goal": GOAL,
    }
    yield {
        "name": "joint_plan_sums",
        "work": f"{work}; CP-SAT, sums of the seconds",
        "ours": round(sum(mine), 4),
        "peer": round(sum(theirs), 4),
        "ratio": round(sum(mine) / sum(theirs), 3),
        "goal": GOAL,
        "longest": round(max(mine), 3),
        "longest_peer": round(max(theirs), 3),
    }


if __name__ == "__main__":
    sys.exit(show(rows()))
