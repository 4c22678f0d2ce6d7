"""How long the options of one debt take, against bare loops; and the cheapest choice of plans, against CP-SAT in one run.

Run as `python -m benchmarks.plans [--json]`. The options are the whole grid and what is shown of it; every shown amount is
compared with the restructure engine before the clock starts. The choices: 50 drawn
households with 10 creditors × 50 plans × 60 months: level plans with
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
from datetime import date
from fractions import Fraction

from benchmarks._pairs import Row, against, show
from benchmarks.loans import bare_loop
from xiehuan.dates import add_months
from xiehuan.money import Money, round_fraction
from xiehuan.plan import Balance, Option
from xiehuan.plan.ask import Ask
from xiehuan.plan.build import Setting, options
from xiehuan.plan.choice import Candidate, cheapest_choice
from xiehuan.plan.engine import carried_out

DRAWN, CREDITORS, PLANS, MONTHS, GOAL = 50, 10, 50, 60, 3
LONG = 24  # months
CANDIDATES_LEAST = 2400
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


def one_debt() -> tuple[Balance, Setting]:
    """A loan of 36 months, three of them overdue, with penalty and fees, 620.00 a month for it."""
    from xiehuan.loan import Debt  # noqa: PLC0415 - what the peer does not need

    on, days = date(2026, 11, 23), tuple(add_months(date(2026, 12, 12), k) for k in range(60))
    charges = {
        "interest": Money(512_34),
        "penalty": Money(388_26),
        "fee": Money(84_00),
        "late_fee": Money(60_00),
    }
    due = tuple((day, Money(620_00)) for day in days[:30])
    debt = Debt(id="one", lender="甲")
    owed = Balance(
        debt,
        Money(12_345_67),
        charges,
        Fraction(18, 100),
        Money(200_00),
        Money(620_00),
        Money(18_600_00),
        due,
        days[29],
        overdue=True,
    )
    return owed, Setting(owed, on, days, (Money(620_00),) * 60)


def of_one_debt(name: str, share: int) -> Iterator[Row]:
    """Every option of one debt from its balance: the grid screened, the ladder and the best of the grid to the fen."""
    owed, here = one_debt()
    found = options(owed, lambda _y, _m: Money(share), here.on, 12)
    if found.survey is None or found.survey.candidates < CANDIDATES_LEAST:
        msg = "the grid is smaller than the goal counts"
        raise SystemExit(msg)
    for option in found.options:
        _same_as_engine(owed, here, option)
    work = f"{found.survey.candidates} candidates, {found.survey.affordable} fit, {len(found.options)} shown to the fen"
    row = against(
        name,
        f"{work}; {CANDIDATES_LEAST} bare integer loops of 36 months",
        lambda: options(owed, lambda _y, _m: Money(share), here.on, 12),
        lambda: [bare_loop() for _ in range(CANDIDATES_LEAST)],
        1,
    )
    yield row


def _same_as_engine(owed: Balance, here: Setting, option: Option) -> None:
    """Ends the run where a shown amount is not the restructure engine's."""
    late = Fraction(int("penalty" in option.waived))
    fee = Fraction(int("fee" in option.waived))
    cut = option.waived.get("principal", Money.ZERO).fen
    share = Fraction(cut, owed.principal.fen).limit_denominator(100) if cut else Fraction(0)
    ask = Ask(late, fee, share, option.rate_share, option.down.fen, option.grace)
    later = ask.grace + (ask.down > 0)
    mine = [p.amount.fen for p in option.payments[1 if ask.down else 0 :]]
    tries = [None, mine[0]] if len(mine) > 1 else [None]
    for payment in tries:
        done = carried_out(owed, ask, here.on, here.days[later:], len(mine), payment=payment)
        if [o.total for o in done.after.instalments] == mine:
            return
    msg = f"not the engine's amounts: {option}"
    raise SystemExit(msg)


def rows() -> Iterator[Row]:
    yield from of_one_debt("options_one_debt", 620_00)
    yield from of_one_debt("options_all_fit", 20_000_00)
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
