"""What is left to follow: instalments that were paid in time leave no trace in what is owed.

An instalment that was paid in full by the end of its days of grace, before the next one fell due, bears no charge, and the
order of its parts does not matter. A ledger that starts after the last of these, with the money then waiting, owes the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from xiehuan.loan.schedule import Schedule
from xiehuan.loan.terms import Ahead, Method, Overdue, Payment
from xiehuan.money import Money


@dataclass(frozen=True, slots=True)
class Tail:
    """The instalments still to follow, the day their first period starts, and the payments that meet them."""

    schedule: Schedule
    since: date
    payments: tuple[Payment, ...]


def tail(schedule: Schedule, payments: Sequence[Payment], overdue: Overdue, on: date) -> Tail:
    """The part of the history that decides what is owed on the day; the last instalment due is always kept.

    The whole history where early money changes the schedule: a daily revolving loan, and contracts with rules for
    payments ahead. `payments` are in order of days.
    """
    received_on = schedule.terms.received_on
    known = [p for p in payments if p.on <= on]
    whole = Tail(schedule, received_on, tuple(known))
    if schedule.terms.method is Method.DAILY_REVOLVING or overdue.by_kind or overdue.ahead is not Ahead.WAIT:
        return whole
    rows, grace = schedule.instalments, timedelta(days=overdue.grace_days)
    ends = min(on, overdue.accelerated_on or on)
    waiting, used, done = 0, 0, 0
    kept, settled_on = (0, 0), received_on
    for row, after in pairwise(rows):
        if after.due > ends:
            break
        wanted, due, day = row.principal.fen + row.interest.fen + row.fees.fen, row.due, row.due
        while used < len(known) and (
            known[used].on <= due
            or (waiting < wanted and known[used].on <= due + grace and known[used].on < after.due)
        ):
            day = max(day, known[used].on)
            waiting += known[used].amount.fen
            used += 1
        if waiting < wanted:
            break
        waiting -= wanted
        kept, settled_on, done = (used, waiting), day, done + 1
    if not done:
        return whole
    used, waiting = kept
    left = (Payment(settled_on, Money(waiting)),) if waiting else ()
    return Tail(replace(schedule, instalments=rows[done:]), rows[done - 1].due, (*left, *known[used:]))
