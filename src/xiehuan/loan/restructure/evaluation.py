"""What a plan is worth to both sides: instalment, total, interest, relief, the lender's value, time to clear.

Two branches as in the HAMP net-present-value test (structure only; its coefficients are for home loans and are not used):
V(plan) = p·V(after a new default) + (1 − p)·V(plan kept) − cost, V(none) = q·V(recovery) + (1 − q)·V(contract kept).
The chance p at which both are equal is shown beside any guess of it. Amounts are whole fen; values are exact fractions of
fen, discounted per month of 1/12 of the yearly rate and 1/30 of it a day, and rounded half up once, at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import month_of, whole_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.position import Position
from xiehuan.loan.restructure import Restructured
from xiehuan.loan.restructure.waterfall import regular_payment
from xiehuan.loan.terms import Component
from xiehuan.loan.yields import Flow, flow_yields
from xiehuan.money import Money, Rounding, round_fraction

Cash = tuple[date, int]  # fen the lender receives on a day


def present_value(flows: Iterable[Cash], yearly: Fraction, on: date) -> Fraction:
    """The exact value on a day, in fen, of cash at a yearly rate: Σ cash / ((1+d/12)^months · (1+d/360·odd days)).

    Cash on or before the day counts as it is.
    """
    by_days: dict[int, dict[int, int]] = {}
    for day, fen in flows:
        months, days = whole_months(on, day) if day > on else (0, 0)
        at = by_days.setdefault(days, {})
        at[months] = at.get(months, 0) + fen
    monthly = 1 + yearly / 12
    return sum(
        (_at_month(at, monthly) / (1 + yearly * days / 360) for days, at in by_days.items()), Fraction(0)
    )


def _at_month(fen_by_month: dict[int, int], growth: Fraction) -> Fraction:
    """Σ fen / growthᵐ over one denominator, which is faster than adding fractions."""
    a, b, last = growth.numerator, growth.denominator, max(fen_by_month)
    top = sum(fen * b**month * a ** (last - month) for month, fen in fen_by_month.items())
    return Fraction(top, a**last)


@dataclass(frozen=True, slots=True)
class Chances:
    """What the two branches rest on: every figure is the user's assumption, none is built in.

    `p` is the chance of a new default under the plan, `q` of no cure without it. `recovered` is what collection brings
    in the end and when, after `p` or `q`; `kept_before` is the share of the plan's cash that comes before a new default.
    """

    p: Fraction
    q: Fraction
    recovered: tuple[Cash, ...]
    kept_before: Fraction = Fraction(0)
    cost: Money = Money.ZERO


@dataclass(frozen=True, slots=True)
class TwoBranches:
    """The lender's value with and without the plan, and the chance of a new default at which they are equal.

    `break_even` is None when no chance makes them equal; above 1 the plan is better even if it fails for certain, below 0
    it is worse even if it is kept for certain.
    """

    with_plan: Money
    without: Money
    break_even: Fraction | None

    @property
    def plan_is_better(self) -> bool:
        """Whether the plan is worth at least as much to the lender (the test of HAMP: offer then)."""
        return self.with_plan.fen >= self.without.fen


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one plan. `irr` is a yearly ratio on what the loan stood at before relief; None where undefined.

    `peak_over_budget` is the dearest calendar month over the budget of a month.
    """

    instalment: Money
    total: Money
    interest: Money
    relief: Money
    value: Money
    irr: float | None
    last: date | None
    months: int
    peak_over_budget: Fraction | None


def plan_cash(position: Position) -> tuple[Cash, ...]:
    """What the lender receives if the plan is kept: what is overdue on the day itself, the rest as it falls due."""
    overdue = sum(position.overdue.values())
    now = ((position.on, overdue),) if overdue else ()
    return (*now, *((o.due, o.total) for o in position.instalments if o.total))


def evaluate(done: Restructured, yearly: Fraction, budget: Money | None = None) -> Evaluation:
    """The figures of a restructured loan at the lender's yearly discount rate; `budget` is a month's affordable amount."""
    after, cash = done.after, plan_cash(done.after)
    total = Money(sum(fen for _, fen in cash))
    last = cash[-1][0] if cash else None
    months, days = whole_months(after.on, last) if last and last > after.on else (0, 0)
    months_of_cash: Counter[tuple[int, int]] = Counter()
    for day, fen in cash:
        months_of_cash[month_of(day)] += fen
    peak = max(months_of_cash.values(), default=0)
    return Evaluation(
        instalment=Money(regular_payment(after)),
        total=total,
        interest=Money(after.to_pay.get(Component.INTEREST, 0)),
        relief=Money(done.waived),
        value=Money(round_fraction(present_value(cash, yearly, after.on), Rounding.HALF_UP)),
        irr=_irr(done.before, cash),
        last=last,
        months=months + (days > 0),
        peak_over_budget=Fraction(peak, budget.fen) if budget else None,
    )


def _irr(before: Position, cash: Sequence[Cash]) -> float | None:
    carrying = sum(before.payoff.values())
    flows: list[Flow] = [(before.on, Money(carrying)), *((day, Money(-fen)) for day, fen in cash)]
    return flow_yields(flows)[0] if carrying and cash else None


def two_branches(done: Restructured, chances: Chances, yearly: Fraction) -> TwoBranches:
    """The lender's value with the plan against without it, at a yearly discount rate.

    Raises LoanError `bad_chance` for a chance or share outside 0 to 1.
    """
    return branches(plan_cash(done.after), plan_cash(done.before), chances, yearly, done.after.on)


def branches(
    plan_kept: Sequence[Cash], contract_kept: Sequence[Cash], chances: Chances, yearly: Fraction, on: date
) -> TwoBranches:
    """The same from what the lender receives on which day if the plan is kept, and if the contract is after all.

    Raises LoanError `bad_chance` for a chance or share outside 0 to 1.
    """
    _check(chances)
    kept = present_value(plan_kept, yearly, on)
    recovery = present_value(chances.recovered, yearly, on)
    broken = chances.kept_before * kept + (1 - chances.kept_before) * recovery
    cured = present_value(contract_kept, yearly, on)
    without = chances.q * recovery + (1 - chances.q) * cured
    plan = chances.p * broken + (1 - chances.p) * kept - chances.cost.fen
    even = None if kept == broken else (kept - chances.cost.fen - without) / (kept - broken)
    return TwoBranches(Money(round_fraction(plan)), Money(round_fraction(without)), even)


def _check(chances: Chances) -> None:
    for name, value in (("p", chances.p), ("q", chances.q), ("kept_before", chances.kept_before)):
        if not 0 <= value <= 1:
            raise LoanError(
                "bad_chance",
                Text(f"{name} = {value} 应在 0 到 1 之间", f"{name} = {value} must be between 0 and 1"),
                Text("请改正这个假设", "correct the assumption"),
            )
