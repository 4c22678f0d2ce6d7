"""Steps that end a loan or a plan: settle, pay off, breach."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.loan.position import Open, Parts, Position, RateFrom, Revival, added, parts_of
from xiehuan.loan.restructure.entries import Entry, What
from xiehuan.loan.restructure.moving import carried_interest, without_principal
from xiehuan.loan.restructure.refusal import bad_date, refuse, too_large
from xiehuan.loan.restructure.relevel import relevel
from xiehuan.loan.restructure.relief import WAIVING_ORDER, Outcome
from xiehuan.loan.restructure.steps import Condition, PayOff, Settle
from xiehuan.loan.terms import Component, Rate


def settle(position: Position, step: Settle) -> Outcome:
    """So much by a day ends the debt; what is waived for it comes back if it is not paid.

    The waiver takes the components in the order of waiving, so that what is paid is principal first; the sum bears no
    interest until its day. Errors: `restructure_date`, `settle_too_large` (more than ends the loan today).
    """
    if step.by < position.on:
        raise bad_date(
            Text(f"付款日 {step.by} 早于 {position.on}", f"{step.by} is before {position.on}"),
            Text("请改为当天或以后", "choose that day or a later one"),
        )
    payoff = position.payoff
    whole = sum(payoff.values())
    if not 0 <= step.pay.fen <= whole:
        raise too_large("settle_too_large", step.pay.fen, whole)
    waived = _least_wanted(payoff, whole - step.pay.fen)
    kept = added(payoff, {c: -fen for c, fen in waived.items()})
    k = position.last_k + 1
    one = Open(k, position.on, step.by, kept, carried=without_principal(kept))
    revives = position.revives
    if step.condition is Condition.WHILE_KEPT:
        revives = (
            *revives,
            *(Revival(position.on, c, fen) for c, fen in waived.items()),
            Revival(position.on, rate=position.rate_on(position.on)),
        )
    closed = _closed(position)
    after = replace(
        closed,
        arrears=(one,) if kept and step.by == position.on else (),
        future=(one,) if kept and step.by > position.on else (),
        rates=(*closed.rates, RateFrom(position.on, Rate(Fraction(0)))),
        revives=revives,
    )
    entries = _gathered(position, k)
    entries += [Entry(position.on, What.WAIVED, c, -fen, k) for c, fen in waived.items()]
    return after, entries


def _least_wanted(there: Parts, fen: int) -> Parts:
    """`fen` taken from the components in the order of waiving."""
    taken = {}
    for component in WAIVING_ORDER:
        taken[component] = min(fen, there.get(component, 0))
        fen -= taken[component]
    return parts_of(taken)


def _closed(position: Position) -> Position:
    """The loan with nothing open."""
    return replace(
        position,
        arrears=(),
        future=(),
        running=0,
        set_aside=0,
        deferred=0,
        balloon=0,
        rates=tuple(r for r in position.rates if r.since < position.on),
    )


def _gathered(position: Position, k: int) -> list[Entry]:
    """Every interest earned so far moved to instalment k, and the fees that no longer come.

    What else moves is booked as moved without help.
    """
    first = position.future[0].k if position.future else None
    out: list[tuple[int | None, int]] = [(o.k, o.of(Component.INTEREST)) for o in position.arrears]
    out += [(o.k, carried_interest(o)) for o in position.future]
    out += [(first, position.running), (None, position.deferred)]
    entries = [Entry(position.on, What.MOVED, Component.INTEREST, -fen, from_k) for from_k, fen in out]
    entries.append(Entry(position.on, What.MOVED, Component.INTEREST, sum(fen for _, fen in out), k))
    for o in position.future:
        fee = o.of(Component.FEE) - o.carried.get(Component.FEE, 0)
        entries.append(Entry(position.on, What.NOT_CHARGED, Component.FEE, -fee, o.k))
    return entries


def pay_off(position: Position, step: PayOff) -> Outcome:  # noqa: ARG001 - every step has the same shape
    """The loan is paid off today: all that is due, undue principal, interest earned. Errors: `nothing_overdue`."""
    payoff = position.payoff
    if not payoff:
        raise refuse("nothing_overdue")
    k = position.last_k + 1
    entries = _gathered(position, k)
    entries += [Entry(position.on, What.PAID_OFF, c, -fen, k) for c, fen in payoff.items()]
    return replace(_closed(position), revives=()), entries


def breach(position: Position) -> Outcome:
    """The plan is broken on the position's day: what was given up while it was kept is owed again from that day.

    Amounts come back as overdue from the day of the breach, the earlier rate for the days after it; what was
    kept until then stays as it was. Errors: `nothing_revives`.
    """
    if not position.revives:
        raise refuse("nothing_revives")
    amounts = added(*({r.component: r.fen} for r in position.revives if r.component is not None))
    k = position.last_k + 1
    entries = [Entry(position.on, What.REVIVED, c, fen, k) for c, fen in amounts.items()]
    again = (Open(k, position.on, position.on, amounts),) if amounts else ()
    broken = replace(position, arrears=(*position.arrears, *again), revives=())
    old = next((r.rate for r in position.revives if r.rate is not None), None)
    if old is not None:
        rates = (*(r for r in position.rates if r.since < position.on), RateFrom(position.on, old))
        broken = relevel(replace(broken, rates=rates), position.bearing)
    return broken, entries
