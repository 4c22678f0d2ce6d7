"""What the switches of a schedule mean, written out with exact fractions and no short cut.

A plan is a principal, the interest factor of every period and the switches as plain words. It shares no code with the
product; rounding by name comes from the other judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from judge.schedule_oracle import rounded


@dataclass(frozen=True)
class Plan:
    principal: int
    factors: tuple[Fraction, ...]  # interest of one fen over each period
    method: str = "equal_instalment"
    level_factor: Fraction | None = None  # of a whole period; None: the real periods
    flat: Fraction = Fraction(0)
    payment: int | None = None
    balloon: int = 0
    quiet: int = 0  # first instalments without principal
    grace: int = 0  # first instalments without interest
    free: bool = False
    unit: int = 1
    payment_mode: str = "half_up"
    interest_mode: str = "half_up"
    carried: bool = False
    keep: bool = False
    first: bool = False  # equal principal: what does not divide goes to the first
    rounded: bool = False  # equal principal: every share rounded, as long as there is so much left
    cap: int | None = None


def to_unit(plan: Plan, amount: Fraction) -> int:
    return plan.unit * rounded(amount / plan.unit, plan.payment_mode)


def exact_level(plan: Plan) -> Fraction:
    """The payment whose discounted values and the balloon's make up the principal."""
    factors = [Fraction(0) if plan.free and k < plan.grace else f for k, f in enumerate(plan.factors)]
    paying = factors[plan.quiet :]
    if plan.level_factor is not None and not (plan.free and plan.grace):
        paying = [plan.level_factor] * len(paying)
    discount, worth = Fraction(1), Fraction(0)
    for factor in paying:
        discount /= 1 + factor
        worth += discount
    return (plan.principal - plan.balloon * discount) / worth


def interests(plan: Plan, balances: Sequence[int]) -> list[int]:
    """The interest of each period on its balance."""
    found, residue, room = [], Fraction(0), plan.cap
    for k, balance in enumerate(balances):
        rate = plan.flat if plan.method == "flat" else plan.factors[k]
        if plan.free and k < plan.grace:
            rate = Fraction(0)
        exact = balance * rate + (residue if plan.carried else 0)
        whole = _signed(exact, plan.interest_mode)
        residue = exact - whole
        if room is not None:
            whole = min(whole, room)
            room -= whole
        found.append(whole)
    return found


def _signed(value: Fraction, mode: str) -> int:
    """A residue may leave a little less than nothing: half up and up then give zero, as towards plus infinity."""
    if value >= 0:
        return rounded(value, mode)
    assert value > -1
    if mode == "half_even":
        return 0 if value >= Fraction(-1, 2) else -1
    return {"half_up": 0 if value >= Fraction(-1, 2) else -1, "up": 0, "down": -1}[mode]


def rows(plan: Plan, payment: int | None = None, first: int | None = None) -> list[tuple[int, int]]:
    """Principal and interest of every instalment."""
    n = len(plan.factors)
    if plan.method in {"equal_principal", "flat"}:
        principals = _equal_shares(plan, n)
    elif plan.method == "equal_instalment":
        return _deferred(plan, _level_rows(plan, payment, first))
    else:
        principals = [0] * (n - 1) + [plan.principal]
    balances = [plan.principal - sum(principals[:k]) for k in range(n)]
    bearing = [plan.principal] * n if plan.method == "flat" else balances
    return _deferred(plan, list(zip(principals, interests(plan, bearing), strict=True)))


def _equal_shares(plan: Plan, n: int) -> list[int]:
    shared = plan.principal - plan.balloon
    if plan.method == "flat" and plan.unit > 1:
        return _what_the_charge_leaves(plan, shared, n)
    share = Fraction(shared, (n - plan.quiet) * plan.unit)
    if plan.rounded:
        return _rounded_shares(plan, shared, n)
    share = plan.unit * (share.numerator // share.denominator)
    found = [0] * plan.quiet + [share] * (n - plan.quiet)
    found[plan.quiet if plan.first else n - 1] += shared - sum(found)
    found[n - 1] += plan.balloon
    return found


def _rounded_shares(plan: Plan, shared: int, n: int) -> list[int]:
    share, found = to_unit(plan, Fraction(shared, n - plan.quiet)), [0] * plan.quiet
    while len(found) < n - 1:
        found.append(min(share, shared - sum(found)))
    return [*found, shared - sum(found) + plan.balloon]


def _what_the_charge_leaves(plan: Plan, shared: int, n: int) -> list[int]:
    level = to_unit(plan, Fraction(shared, n - plan.quiet) + plan.principal * plan.flat)
    charges = interests(plan, [plan.principal] * n)
    found = [0 if k < plan.quiet else level - charges[k] for k in range(n - 1)]
    return [*found, shared - sum(found) + plan.balloon]


def _level_rows(plan: Plan, payment: int | None, first: int | None) -> list[tuple[int, int]]:
    if payment is None:
        payment = plan.payment if plan.payment is not None else to_unit(plan, exact_level(plan))
    n, balances, found = len(plan.factors), [plan.principal], []
    for k in range(n):
        interest = interests(plan, balances)[-1]
        due = first if first is not None and k == plan.quiet else payment
        if k == n - 1:
            principal = balances[-1]
            if plan.keep:
                interest = payment + plan.balloon - principal
        else:
            principal = 0 if k < plan.quiet else min(due - interest, balances[-1])
        found.append((principal, interest))
        balances.append(balances[-1] - principal)
    return found


def _deferred(plan: Plan, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not plan.grace or plan.free:
        return found
    grace = min(plan.grace, len(found) - 1)
    waiting = sum(i for _, i in found[:grace])
    principal, interest = found[grace]
    return [*[(p, 0) for p, _ in found[:grace]], (principal, interest + waiting), *found[grace + 1 :]]
