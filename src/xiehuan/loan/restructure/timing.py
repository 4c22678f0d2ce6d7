"""Steps on what is still to run, its dates kept: rate, extension, holiday, interest only, balloon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from xiehuan.dates import add_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.position import Open, Pays, Position, RateFrom, Revival, added, parts_of
from xiehuan.loan.restructure.entries import Entry, What
from xiehuan.loan.restructure.refusal import bad_count, bad_date, refuse, too_large
from xiehuan.loan.restructure.relevel import anchor_of, relevel
from xiehuan.loan.restructure.relief import Outcome, receive, without
from xiehuan.loan.restructure.steps import (
    Balloon,
    Condition,
    End,
    Extend,
    Holiday,
    Interest,
    InterestOnly,
    SetRate,
)
from xiehuan.loan.schedule.periods import MAX_TERMS
from xiehuan.loan.switches import Unit
from xiehuan.loan.terms import Component, Method, Per

_WEEK = 7
_PUT_OFF = {
    Interest.CAPITALISED: Pays.CAPITALISES,
    Interest.DEFERRED: Pays.DEFERS,
    Interest.WAIVED: Pays.WAIVES,
}
_ON_BALANCE = frozenset({Per.YEAR, Per.DAY})


def set_rate(position: Position, step: SetRate) -> Outcome:
    """Another rate from a day on, and later steps of it; instalments due by that day stay as they are.

    On a flat loan a rate a month stays a charge on the original principal; a rate a year or a day turns it into
    interest on the balance. Errors: `no_future`, `restructure_date`, `bad_rate`.
    """
    _need_future(position)
    since = step.since or position.on
    _check_rates(position, since, step)
    terms = position.terms
    if terms.method is Method.FLAT and step.rate.per in _ON_BALANCE:
        terms = replace(terms, method=Method.EQUAL_INSTALMENT)
    rates = (*(r for r in position.rates if r.since < since), RateFrom(since, step.rate), *step.then)
    revives = position.revives
    if step.condition is Condition.WHILE_KEPT:
        revives = (*revives, Revival(position.on, rate=position.rate_on(since)))
    keep = sum(o.due <= since for o in position.future)
    changed = replace(position, terms=terms, rates=rates, revives=revives)
    if keep == len(position.future):
        return changed, []
    return relevel(changed, position.bearing, keep), []


def _check_rates(position: Position, since: date, step: SetRate) -> None:
    days = [since, *(r.since for r in step.then)]
    if since < position.on or any(a >= b for a, b in pairwise(days)):
        raise bad_date(
            Text(
                "利率的生效日不能早于重组日，且应依次递增",
                "rates must start on or after the day and in order",
            ),
            Text("请改正生效日", "correct the days from which the rates apply"),
        )
    if any(r.value < 0 for r in (step.rate, *(r.rate for r in step.then))):
        raise LoanError(
            "bad_rate",
            Text("利率不能是负数", "the rate must not be negative"),
            Text("请改正利率", "correct the rate"),
        )


def extend(position: Position, step: Extend) -> Outcome:
    """More instalments at the rhythm of the others; what is still to run is levelled over all of them.

    New instalments carry no fee: a fee for extending has to be agreed expressly.
    Errors: `no_future`, `one_measure`, `restructure_count`.
    """
    _need_future(position)
    if (step.add_n is None) == (step.n_left is None):
        raise refuse("one_measure")
    have = len(position.future)
    more = step.add_n if step.add_n is not None else (step.n_left or 0) - have
    if not 0 <= more <= MAX_TERMS - have:
        asked = more if step.n_left is None else step.n_left
        raise bad_count(asked, 0 if step.n_left is None else have, MAX_TERMS)
    return relevel(lengthened(position, more), position.bearing), []


def lengthened(position: Position, more: int) -> Position:
    """The position with so many more instalments after the last one, asking for nothing yet."""
    dues = [position.future[-1].due, *_further(position, more)]
    new = [
        Open(position.last_k + i, start, due, parts_of(()))
        for i, (start, due) in enumerate(pairwise(dues), 1)
    ]
    return replace(position, future=(*position.future, *new))


def _further(position: Position, more: int) -> list[date]:
    """The due dates after the last one, at the contract's rhythm."""
    last, every, anchor = position.future[-1].due, position.terms.every, anchor_of(position.future)
    if every.unit is Unit.MONTH:
        return [add_months(last, every.count * i, anchor) for i in range(1, more + 1)]
    step = timedelta(days=every.count * (_WEEK if every.unit is Unit.WEEK else 1))
    return [last + step * i for i in range(1, more + 1)]


def holiday(position: Position, step: Holiday) -> Outcome:
    """The next n instalments ask for nothing; their fees wait for the next one that pays.

    The last due date stays, or moves by n instalments. Errors: `no_future`, `restructure_count`.
    """
    _need_future(position)
    most = len(position.future) - 1 if step.end is End.KEPT else MAX_TERMS - len(position.future)
    if not 1 <= step.n <= most:
        raise bad_count(step.n, 1, most)
    if step.end is End.LATER:
        position, bearing = lengthened(position, step.n), position.bearing
    else:
        bearing = position.bearing
    skipped, paying = position.future[: step.n], position.future[step.n :]
    pays = _PUT_OFF[step.interest]
    resting = (Open(o.k, o.start, o.due, parts_of(()), pays) for o in skipped)
    first = _with_waiting(paying[0], skipped)
    changed = replace(position, future=(*resting, first, *paying[1:]))
    return relevel(changed, bearing), _carried_on(position, skipped, first.k)


def _with_waiting(row: Open, skipped: Iterable[Open]) -> Open:
    """The instalment that is also asked for the fees of the skipped ones and what had been moved into them."""
    for o in skipped:
        row = receive(row, o.carried)
        own = without(o, (Component.PRINCIPAL, Component.INTEREST)).parts
        fees = {c: fen - o.carried.get(c, 0) for c, fen in own.items()}
        row = replace(row, parts=added(row.parts, fees))
    return row


def _carried_on(position: Position, rows: Iterable[Open], k: int) -> list[Entry]:
    """Interest that had been carried into rows and goes on to instalment k."""
    entries = []
    for o in rows:
        fen = o.carried.get(Component.INTEREST, 0)
        entries.append(Entry(position.on, What.MOVED, Component.INTEREST, -fen, o.k))
        entries.append(Entry(position.on, What.MOVED, Component.INTEREST, fen, k))
    return entries


def interest_only(position: Position, step: InterestOnly) -> Outcome:
    """The next n instalments pay interest alone; the rest of them repay. Errors: `no_future`, `restructure_count`."""
    _need_future(position)
    most = len(position.future) - 1
    if not 1 <= step.n <= most:
        raise bad_count(step.n, 1, most)
    rows = (replace(o, pays=Pays.INTEREST_ONLY) if i < step.n else o for i, o in enumerate(position.future))
    return relevel(replace(position, future=tuple(rows)), position.bearing), []


def balloon(position: Position, step: Balloon) -> Outcome:
    """So much principal with the last instalment. Errors: `no_future`, `balloon_too_large`."""
    _need_future(position)
    if not 0 <= step.amount.fen <= position.bearing:
        raise too_large("balloon_too_large", step.amount.fen, position.bearing)
    return relevel(replace(position, balloon=step.amount.fen), position.bearing), []


def _need_future(position: Position) -> None:
    if not position.future:
        raise refuse("no_future")
