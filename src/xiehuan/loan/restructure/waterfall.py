"""The smallest relief that brings the instalment down to a target: levers in a fixed order, each pulled no further than needed.

A policy is data: which levers, in which order, how far. Every lever is searched on the schedule it would really give, with
the payment rounded up, so that a target is met before rounding and not by it. For each lever more relief never means a larger
instalment; the search halves the range instead of walking it, which the tests compare with walking.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.position import Parts, Position
from xiehuan.loan.restructure import (
    Capitalise,
    Extend,
    Forbear,
    Restructured,
    SetRate,
    Step,
    Waive,
    restructure,
    waivable,
)
from xiehuan.loan.terms import Component, Rate
from xiehuan.money import Money, Rounding, round_fraction


class Pull(StrEnum):
    """What a lever does."""

    WAIVE = "waive"  # give up the named components
    CAPITALISE = "capitalise"  # arrears and the named components become principal
    RATE = "rate"  # steps of a yearly rate down to a floor
    TERM = "term"  # more instalments up to so many in all
    SET_ASIDE = "set_aside"  # principal at no interest, up to a share of the principal


class Stop(StrEnum):
    """When a lever is let go."""

    AT_TARGET = "at_target"
    AT_LIMIT = "at_limit"  # pulled all the way whether or not the target is met


class Basis(StrEnum):
    """How the rule is known."""

    READ = "R"  # read in the source itself
    SECONDARY = "S"
    RECALLED = "K"
    OWN = "own"  # a choice of this product


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever. `step` and `limit` are a rate for RATE, instalments for TERM; `limit` is a share for SET_ASIDE.

    SET_ASIDE goes fen by fen unless `step` (in fen) says otherwise. WAIVE and CAPITALISE act on `components` in one step.
    """

    pull: Pull
    basis: Basis
    step: Fraction = Fraction(1)
    limit: Fraction | None = None
    stop: Stop = Stop.AT_TARGET
    components: tuple[Component, ...] = ()


class TargetKind(StrEnum):
    """What the target instalment is derived from."""

    AMOUNT = "amount"  # what the household can afford, given as it is
    SHARE_OF_PAYMENT = "share_of_payment"
    SHARE_OF_INCOME = "share_of_income"


@dataclass(frozen=True, slots=True)
class Policy:
    """A waterfall: target, levers in their order, and where it comes from; days are inclusive, None is unknown."""

    id: str
    name: Text
    target: TargetKind
    levers: tuple[Lever, ...]
    source: str
    as_of: date
    share: Fraction | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one lever did: how many of its steps, the step of the restructuring, and the instalment before and after.

    The instalments are rounded up here, as the search compares them with the target.
    """

    lever: Lever
    count: int
    most: int
    steps: tuple[Step, ...]
    payment_before: int
    payment_after: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How far the levers went. `short_by` is what the instalment still exceeds the target by, in fen (0: met)."""

    policy: Policy
    target: int
    pulled: tuple[Pulled, ...]
    done: Restructured
    short_by: int

    @property
    def met(self) -> bool:
        """Whether the instalment is within the target."""
        return self.short_by == 0

    @property
    def payment(self) -> int:
        """The instalment of the plan as the contract rounds it, in fen."""
        return regular_payment(self.done.after)

    @property
    def still_overdue(self) -> Parts:
        """What stays overdue beside the plan: components that no lever touched."""
        return self.done.after.overdue


def regular_payment(position: Position) -> int:
    """The largest instalment still to come, without what was set aside or deferred to the end, in fen.

    The last one, which takes the difference of rounding, counts only when it differs by more than rounding can.
    Zero where nothing is to come.
    """
    totals = [o.total for o in position.future]
    if not totals:
        return 0
    *others, last = totals
    most = max(others, default=last)
    return last if last - most > len(totals) * position.terms.instalment_unit else most


def target_of(
    policy: Policy, *, payment: int = 0, income: int = 0, other_costs: int = 0, amount: int | None = None
) -> int:
    """The target instalment of a policy in fen, rounded down; never negative.

    `payment` is the instalment before relief, `income` the gross income, `other_costs` what the ratio counts beside the
    instalment (escrow in HAMP), `amount` what is affordable. Raises LoanError `no_target` when the policy needs an amount
    and none is given.
    """
    if policy.target is TargetKind.AMOUNT:
        if amount is None:
            raise LoanError(
                "no_target",
                Text(f"{policy.name.zh}需要可负担金额", f"{policy.name.en} needs the affordable amount"),
                Text("请给出每月可负担的金额", "give what can be afforded a month"),
            )
        return max(amount, 0)
    base = payment if policy.target is TargetKind.SHARE_OF_PAYMENT else income
    share = round_fraction(base * (policy.share or Fraction(1)), Rounding.DOWN)
    return max(share - (other_costs if policy.target is TargetKind.SHARE_OF_INCOME else 0), 0)


def waterfall(position: Position, policy: Policy, target: int) -> Waterfall:
    """Pull the levers of the policy in their order until the instalment is within `target` fen, or all are pulled.

    Raises LoanError `no_future` when nothing is still to run (re-age first), and those of the steps.
    """
    trial = _rounded_up(position)
    pulled: list[Pulled] = []
    for lever in policy.levers:
        before = regular_payment(trial)
        if before <= target and lever.stop is Stop.AT_TARGET:
            continue
        one = _pull(trial, lever, target)
        if one is not None:
            pulled.append(one)
            trial = restructure(trial, one.steps).after
    steps = [s for p in pulled for s in p.steps]
    short_by = max(regular_payment(trial) - target, 0)
    return Waterfall(policy, target, tuple(pulled), restructure(position, steps), short_by)


def _rounded_up(position: Position) -> Position:
    return replace(position, terms=replace(position.terms, payment_rounding=Rounding.UP))


def _pull(position: Position, lever: Lever, target: int) -> Pulled | None:
    """The lever pulled as little as meets the target, or to its limit; None where it cannot move at all."""
    most = steps_available(position, lever)
    if most == 0:
        return None
    count = most if lever.stop is Stop.AT_LIMIT else fewest(position, lever, target, most)
    steps = steps_of(position, lever, count)
    after = restructure(position, steps).after
    return Pulled(lever, count, most, steps, regular_payment(position), regular_payment(after))


def fewest(position: Position, lever: Lever, target: int, most: int) -> int:
    """The fewest steps of the lever that meet the target; `most` when none does.

    Rounding moves a payment off the smooth curve by some fen, so that one more step may ask for a fen more. Halving
    therefore looks for the first payment within that slack of the target, and the rest is walked: what walking all
    the way would find, since from the first step that meets the target on no payment is above it by more.
    """
    slack, low, high = _slack(position, lever), 1, most
    while low < high:
        middle = (low + high) // 2
        if payment_after(position, lever, middle) <= target + slack:
            high = middle
        else:
            low = middle + 1
    return next((n for n in range(low, most) if payment_after(position, lever, n) <= target), most)


def _slack(position: Position, lever: Lever) -> int:
    """Twice what rounding can move a payment: a fen an instalment and what the payment itself is rounded by."""
    longest = int(lever.limit or 0) if lever.pull is Pull.TERM else 0
    return 2 * (max(len(position.future), longest) + position.terms.instalment_unit)


def payment_after(position: Position, lever: Lever, count: int) -> int:
    """The instalment after so many steps of the lever, in fen."""
    return regular_payment(restructure(position, steps_of(position, lever, count)).after)


def steps_available(position: Position, lever: Lever) -> int:
    """How many steps the lever has on this position, the last of them possibly a part of one."""
    if lever.pull is Pull.WAIVE:
        return int(any(waivable(position, c) for c in lever.components))
    if lever.pull is Pull.CAPITALISE:
        chosen = (*lever.components, Component.PRINCIPAL)
        return int(any(position.overdue.get(c, 0) for c in chosen))
    return max(-(-_room(position, lever) // lever.step), 0)


def _room(position: Position, lever: Lever) -> Fraction:
    """How far the lever can go at all, in its own unit."""
    limit = lever.limit if lever.limit is not None else Fraction(0)
    if lever.pull is Pull.RATE:
        return _rate(position) - limit
    if lever.pull is Pull.TERM:
        return limit - len(position.future)
    share = round_fraction(position.principal * limit, Rounding.DOWN)
    return Fraction(min(share - position.set_aside, position.bearing))


def _rate(position: Position) -> Fraction:
    return position.rate_on(position.on).per_year(position.terms.day_count)


def steps_of(position: Position, lever: Lever, count: int) -> tuple[Step, ...]:
    """The steps of a restructuring that so many steps of the lever stand for; never beyond its limit."""
    if lever.pull is Pull.WAIVE:
        amounts = {c: waivable(position, c) for c in lever.components}
        return tuple(Waive(c, amount=Money(fen)) for c, fen in amounts.items() if fen)
    if lever.pull is Pull.CAPITALISE:
        return (Capitalise(lever.components),)
    far = min(lever.step * count, _room(position, lever))
    if lever.pull is Pull.RATE:
        return (SetRate(Rate(_rate(position) - far)),)
    if lever.pull is Pull.TERM:
        return (Extend(n_left=len(position.future) + int(far)),)
    return (Forbear(amount=Money(int(far))),)
