"""Carry out the steps of a restructuring one after another, and account for every fen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from xiehuan.loan.position import PastDue, PastDueKept, Position, oldest_days
from xiehuan.loan.restructure import ending, moving, relief, timing
from xiehuan.loan.restructure.entries import Entry, Restructured, book, reconcile
from xiehuan.loan.restructure.refusal import refuse
from xiehuan.loan.restructure.relief import Outcome
from xiehuan.loan.restructure.steps import (
    Balloon,
    Breach,
    Capitalise,
    Carry,
    Document,
    Extend,
    Forbear,
    Holiday,
    InterestOnly,
    PayOff,
    ReAge,
    ReAmortise,
    Reschedule,
    SetRate,
    Settle,
    Step,
    Undo,
    Waive,
)

_OPERATIONS: dict[type, Callable[[Position, Any], Outcome]] = {
    Waive: relief.waive,
    Capitalise: relief.capitalise,
    Carry: relief.carry,
    Forbear: relief.forbear,
    SetRate: timing.set_rate,
    Extend: timing.extend,
    Holiday: timing.holiday,
    InterestOnly: timing.interest_only,
    Balloon: timing.balloon,
    Reschedule: moving.reschedule,
    ReAge: moving.re_age,
    ReAmortise: moving.re_amortise,
    Settle: ending.settle,
    PayOff: ending.pay_off,
    Breach: lambda position, _: ending.breach(position),
}


def restructure(
    position: Position, steps: Sequence[Step], past_due: PastDueKept = PastDueKept.CONTINUES
) -> Restructured:
    """The position after the steps, in their order, with the entries of all of them.

    `past_due` says how the count of days past due goes on when arrears are cleared; the count that a restructuring
    met stays in the position's record either way. Raises LoanError with the code of the step that cannot be done.
    """
    done: list[Restructured] = []
    entries: list[Entry] = []
    now = position
    for step in steps:
        if isinstance(step, Undo):
            if not done:
                raise refuse("nothing_to_undo")
            result = undo(done.pop())
        else:
            result = _one(now, step, past_due)
            done.append(result)
        entries += result.entries
        now = result.after
    whole = Restructured(position, now, tuple(entries), tuple(steps), now.revives)
    return _checked(whole)


def undo(done: Restructured) -> Restructured:
    """The restructuring taken back: `before` is restored exactly and every entry is reversed."""
    back = tuple(replace(e, fen=-e.fen) for e in reversed(done.entries))
    return Restructured(done.after, done.before, back, Undo(), done.before.revives)


def breach(position: Position) -> Restructured:
    """What comes back when the plan is broken on the position's day, and the position after it.

    Raises LoanError `nothing_revives`.
    """
    return restructure(position, [Breach()])


def _one(position: Position, step: Step, past_due: PastDueKept) -> Restructured:
    if isinstance(step, Document):
        whole = restructure(position, relief.document_steps(position, step), past_due)
        return replace(whole, step=step)
    after, named = _OPERATIONS[type(step)](position, step)
    after = _count(position, after, past_due)
    return _checked(Restructured(position, after, book(position, after, named), step, after.revives))


def _count(before: Position, after: Position, kept: PastDueKept) -> Position:
    """The days past due after a step; where it cleared arrears the count it met goes on record."""
    days, met = oldest_days(after.arrears, after.on), before.days_past_due
    if days >= met:
        return replace(after, days_past_due=days)
    note = PastDue(before.on, met, kept)
    record = before.past_due if note in before.past_due else (*before.past_due, note)
    return replace(after, days_past_due=met if kept is PastDueKept.CONTINUES else days, past_due=record)


def _checked(done: Restructured) -> Restructured:
    if faults := reconcile(done):
        msg = f"entries do not account for the change: {faults}"
        raise ArithmeticError(msg)
    return done
