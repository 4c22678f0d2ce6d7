"""Which part of the debt a payment pays: instalment by instalment (horizontal) or part by part (vertical).

Default order by Civil Code art. 561 (costs, interest, principal); another order only where the contract says so.
What has fallen due comes first; what is left waits or goes ahead by the rule. The answer is a matrix of instalment
by component, and its parts always add up to the payment less the remainder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from xiehuan.loan.ledger.line import Line
from xiehuan.loan.terms import DEFAULT_ORDER, Ahead, AllocationRule, Component, Scope
from xiehuan.money import Rounding, round_fraction


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a payment: so much to this component of this instalment."""

    line: Line
    component: Component
    fen: int


@lru_cache
def complete_order(listed: tuple[Component, ...]) -> tuple[Component, ...]:
    """A listed order followed by the parts it does not name, in the default order."""
    return (*listed, *(c for c in DEFAULT_ORDER if c not in listed))


def allocate(lines: Sequence[Line], fen: int, rule: AllocationRule, day: date) -> list[Part]:
    """Split `fen` over the lines as on `day`; what is left over stays with the caller."""
    given: dict[tuple[int, Component], int] = {}
    by_k = {line.k: line for line in lines}
    for line, component, most in _targets(sorted(lines, key=lambda one: (one.due, one.k)), rule, day, fen):
        before = given.get((line.k, component), 0)
        take = min(fen, most, line.left(component) - before)
        if take > 0:
            given[line.k, component] = before + take
            fen -= take
    return [Part(by_k[k], component, amount) for (k, component), amount in given.items()]


def _targets(
    oldest_first: Sequence[Line], rule: AllocationRule, day: date, fen: int
) -> Iterator[tuple[Line, Component, int]]:
    """Where money goes next, and at most how much of it."""
    order = complete_order(rule.order)
    due = [line for line in oldest_first if line.called]
    for group in _groups(due, rule.scope, day):
        yield from ((line, c, fen) for line, c in _crossed(group, order, rule.scope))
    ahead = [line for line in oldest_first if not line.called]
    if rule.ahead is Ahead.WAIT or not ahead:
        return
    if rule.ahead is Ahead.LAST_INSTALMENT:
        ahead.reverse()
    inside = complete_order(rule.in_advance) if rule.in_advance else order
    if rule.ahead is Ahead.REAMORTISE:
        yield from _in_equal_parts(ahead, inside, fen - _taken_by(due, fen))
    elif rule.scope is not Scope.HORIZONTAL:
        yield from ((line, c, fen) for line, c in _crossed(ahead, inside, rule.scope))
    else:
        for line in ahead:
            yield from ((line, c, line.payable_charge(c, day)) for c in order)
            yield from ((line, c, fen) for c in inside)


def _groups(due: Sequence[Line], scope: Scope, day: date) -> Iterator[Sequence[Line]]:
    """What has fallen due as one group, or what is past due before what falls due today."""
    if scope is not Scope.VERTICAL_PAST_DUE_FIRST:
        yield due
        return
    yield [line for line in due if line.due < day]
    yield [line for line in due if line.due >= day]


def _crossed(
    lines: Sequence[Line], order: Sequence[Component], scope: Scope
) -> Iterator[tuple[Line, Component]]:
    if scope is Scope.HORIZONTAL:
        yield from ((line, c) for line in lines for c in order)
    else:
        yield from ((line, c) for c in order for line in lines)


def _taken_by(due: Sequence[Line], fen: int) -> int:
    return min(fen, sum(line.left(c) for line in due for c in Component))


def _in_equal_parts(
    ahead: Sequence[Line], order: Sequence[Component], fen: int
) -> Iterator[tuple[Line, Component, int]]:
    """An equal part to each instalment to come; what one cannot take goes to the others, odd fen to the last."""
    open_lines = {line.k: sum(line.left(c) for c in Component) for line in ahead}
    shares = _equal_shares(open_lines, fen)
    for line in ahead:
        share = shares[line.k]
        for component in order:
            take = min(share, line.left(component))
            yield line, component, take
            share -= take


def _equal_shares(room: dict[int, int], fen: int) -> dict[int, int]:
    """`fen` in equal whole parts over what each can take; Σ parts = min(fen, Σ room)."""
    shares = dict.fromkeys(room, 0)
    while fen > 0 and (able := [k for k in room if shares[k] < room[k]]):
        for k, part in zip(able, _parts(fen, len(able)), strict=True):
            give = min(part, room[k] - shares[k])
            shares[k] += give
            fen -= give
    return shares


def _parts(fen: int, n: int) -> list[int]:
    """N equal parts, each rounded, what does not divide on the last."""
    each, left, parts = round_fraction(Fraction(fen, n), Rounding.HALF_EVEN), fen, []
    for _ in range(n - 1):
        parts.append(min(each, left))
        left -= parts[-1]
    return [*parts, left]
