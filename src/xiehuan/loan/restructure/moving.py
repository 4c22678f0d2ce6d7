"""Steps that give instalments other due dates or spread overdue ones: reschedule, re-age, re-amortise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from xiehuan.dates import add_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.position import Open, Parts, Pays, Position, RateFrom, added, parts_of
from xiehuan.loan.restructure.entries import Entry, What
from xiehuan.loan.restructure.refusal import bad_count, bad_date, refuse
from xiehuan.loan.restructure.relevel import PAYS_INTEREST, PAYS_PRINCIPAL, payment_mode, relevel, spread
from xiehuan.loan.restructure.relief import Outcome, moved_on, moves, receive, without
from xiehuan.loan.restructure.steps import OverdueInterest, ReAge, ReAmortise, Reschedule
from xiehuan.loan.schedule.periods import MAX_TERMS, rhythm
from xiehuan.loan.switches import Every
from xiehuan.loan.terms import SCHEDULED, Component, Method

_PRINCIPAL_AND_INTEREST = (Component.PRINCIPAL, Component.INTEREST)
_RE_AGED_AS_IS = frozenset({Method.EQUAL_INSTALMENT, Method.FLAT})


# reschedule


def reschedule(position: Position, step: Reschedule) -> Outcome:
    """From instalment `from_k` on, overdue or not, other due dates in the loan's own rhythm, and what else the step asks.

    Overdue principal, interest and fees of these instalments move with them; penalty interest, late fees and costs stay
    overdue until another step waives, capitalises or carries them, and are no obstacle. Interest of an interest grace
    falls due with the first instalment after it.
    Errors: `no_such_instalment`, `restructure_date`, `restructure_count`.
    """
    first = _first_moved(position, step.from_k)
    late = [o for o in position.arrears if o.due >= first and any(o.of(c) for c in SCHEDULED)]
    keep = sum(o.due < first for o in position.future)
    tail = position.future[keep:]
    _check_reschedule(position, step, len(late) + len(tail), keep)
    start = position.on if late or not tail else tail[0].start
    rows = _dated([*map(_late_fees, late), *map(_kept, tail)], step, start, position)
    owed = sum(o.of(Component.INTEREST) for o in late) + sum(carried_interest(o) for o in tail)
    target = next(i for i, o in enumerate(rows) if o.pays in PAYS_INTEREST)
    rows[target] = receive(rows[target], parts_of({Component.INTEREST: owed}))
    changed = replace(
        position,
        arrears=tuple(o for row in position.arrears if (o := _left_behind(row, late)).parts),
        future=(*position.future[:keep], *rows),
        rates=_rates(position, step, max(start, position.on)),
    )
    bearing = position.bearing + sum(o.of(Component.PRINCIPAL) for o in late)
    return relevel(changed, bearing, keep), _moved_interest(position, late, tail, rows[target].k)


def _first_moved(position: Position, from_k: int) -> date:
    """The due date of the instalment named, or of the first unpaid one after it where it is paid."""
    rows = [*position.arrears, *position.future]
    named = [o.due for o in rows if o.k == from_k] or [o.due for o in rows if o.k > from_k]
    return min(named, default=date.max)


def _check_reschedule(position: Position, step: Reschedule, have: int, keep: int) -> None:
    if have == 0:
        raise LoanError(
            "no_such_instalment",
            Text(
                f"第 {step.from_k} 期及以后没有未还的期次",
                f"no unpaid instalment from number {step.from_k} on",
            ),
            Text("请核对期号", "check the number of the instalment"),
        )
    earliest = max([position.on, *(o.due for o in position.future[:keep])])
    if step.first_due <= earliest:
        raise bad_date(
            Text(
                f"新的还款日 {step.first_due} 应晚于 {earliest}",
                f"first_due {step.first_due} must be after {earliest}",
            ),
            Text("请改为更晚的日期", "choose a later day"),
        )
    n = have + step.add_n
    if step.add_n < 0 or n > MAX_TERMS:
        raise bad_count(n, have, MAX_TERMS)
    for grace in (step.principal_grace_n, step.interest_grace_n):
        if not 0 <= grace < n:
            raise bad_count(grace, 0, n - 1)


def _dated(old: Sequence[Open], step: Reschedule, start: date, position: Position) -> list[Open]:
    """The instalments on their new dates; charges that were moved into them before stay with them."""
    n = len(old) + step.add_n
    last_k = position.last_k
    dues = [start, *rhythm(step.first_due, n, position.terms.every)]
    ks = [*(o.k for o in old), *range(last_k + 1, last_k + 1 + step.add_n)]
    nothing = [Open(0, start, start, parts_of(()))] * step.add_n
    return [
        replace(row, k=k, start=a, due=b, pays=_grace(i, step))
        for i, (k, (a, b), row) in enumerate(zip(ks, pairwise(dues), [*old, *nothing], strict=True))
    ]


def carried_interest(row: Open) -> int:
    """Interest owed before and moved into this instalment, in fen."""
    return row.carried.get(Component.INTEREST, 0)


def _kept(row: Open) -> Open:
    """A later instalment without principal and interest: its fee, and charges moved into it before."""
    carried = parts_of((c, fen) for c, fen in row.carried.items() if c is not Component.INTEREST)
    return replace(without(row, _PRINCIPAL_AND_INTEREST), carried=carried, put_by=0)


def _late_fees(row: Open) -> Open:
    """An overdue instalment reduced to its fee, which moves with it."""
    fee = parts_of({Component.FEE: row.of(Component.FEE)})
    return Open(row.k, row.start, row.due, fee, carried=fee)


def _grace(i: int, step: Reschedule) -> Pays:
    no_principal, no_interest = i < step.principal_grace_n, i < step.interest_grace_n
    if no_principal:
        return Pays.WAITS if no_interest else Pays.INTEREST_ONLY
    return Pays.INTEREST_LATER if no_interest else Pays.BOTH


def _left_behind(row: Open, late: Iterable[Open]) -> Open:
    """What of an overdue instalment stays overdue: charges, where the instalment itself has moved."""
    return without(row, SCHEDULED) if any(row.k == o.k for o in late) else row


def _rates(position: Position, step: Reschedule, since: date) -> tuple[RateFrom, ...]:
    if step.rate is None:
        return position.rates
    return (*(r for r in position.rates if r.since < since), RateFrom(since, step.rate))


def _moved_interest(position: Position, late: Iterable[Open], tail: Iterable[Open], k: int) -> list[Entry]:
    out = [*((o.k, o.of(Component.INTEREST)) for o in late), *((o.k, carried_interest(o)) for o in tail)]
    entries = [Entry(position.on, What.MOVED, Component.INTEREST, -fen, from_k) for from_k, fen in out]
    return [*entries, Entry(position.on, What.MOVED, Component.INTEREST, sum(fen for _, fen in out), k)]


# re-age


def re_age(position: Position, step: ReAge) -> Outcome:
    """Everything unpaid becomes n equal instalments from `first_due` on; the old ones are cleared.

    Principal is levelled at the rate in force; interest, fees and charges owed so far, and fees of the instalments that
    are cleared, are split equally and bear nothing. Nothing is waived and nothing becomes principal.
    Errors: `restructure_date`, `restructure_count`, `nothing_overdue` (nothing is owed at all).
    """
    _check_re_age(position, step)
    bearing = position.bearing + position.overdue.get(Component.PRINCIPAL, 0)
    owed = added(
        without_principal(position.overdue),
        {Component.INTEREST: position.running},
        *(o.carried for o in position.future),
    )
    fees = sum(o.of(Component.FEE) - o.carried.get(Component.FEE, 0) for o in position.future)
    method = position.terms.method
    method = method if method in _RE_AGED_AS_IS else Method.EQUAL_INSTALMENT
    terms = replace(position.terms, method=method, every=Every(step.every))
    rows = _new_rows(position, step, owed, fees)
    changed = replace(
        position, terms=terms, arrears=(), future=rows, running=0, balloon=min(position.balloon, bearing)
    )
    return relevel(changed, bearing), _re_aged_interest(position, rows)


def _check_re_age(position: Position, step: ReAge) -> None:
    if step.first_due <= position.on:
        raise bad_date(
            Text(
                f"首个还款日 {step.first_due} 应晚于 {position.on}", f"first_due must be after {position.on}"
            ),
            Text("请改为更晚的日期", "choose a later day"),
        )
    if not 1 <= step.n <= MAX_TERMS:
        raise bad_count(step.n, 1, MAX_TERMS)
    if step.every < 1:
        raise bad_count(step.every, 1, 12)
    if not position.to_pay:
        raise refuse("nothing_overdue")


def without_principal(parts: Parts) -> Parts:
    """The amounts without principal."""
    return parts_of((c, fen) for c, fen in parts.items() if c is not Component.PRINCIPAL)


def _new_rows(position: Position, step: ReAge, owed: Parts, fees: int) -> tuple[Open, ...]:
    dues = [
        position.on,
        *(add_months(step.first_due, i * step.every, step.day or step.first_due.day) for i in range(step.n)),
    ]
    mode = position.terms.rounding
    shares = {c: spread(fen, step.n, 1, mode) for c, fen in owed.items()}
    fee = spread(fees, step.n, 1, mode)
    return tuple(
        receive(
            Open(position.last_k + 1 + i, a, b, parts_of({Component.FEE: fee[i]})),
            parts_of((c, s[i]) for c, s in shares.items()),
        )
        for i, (a, b) in enumerate(pairwise(dues))
    )


def _re_aged_interest(position: Position, rows: Sequence[Open]) -> list[Entry]:
    """Interest owed so far, out of the old instalments and into the new ones."""
    first = position.future[0].k if position.future else None
    out: list[tuple[int | None, int]] = [(o.k, o.of(Component.INTEREST)) for o in position.arrears]
    out += [(o.k, carried_interest(o)) for o in position.future]
    out.append((first, position.running))
    entries = [Entry(position.on, What.MOVED, Component.INTEREST, -fen, k) for k, fen in out]
    return entries + [
        Entry(position.on, What.MOVED, Component.INTEREST, carried_interest(o), o.k) for o in rows
    ]


# re-amortise


def re_amortise(position: Position, step: ReAmortise) -> Outcome:
    """Overdue principal is spread over the instalments still to come; their dates and number stay.

    A level loan that bears interest is levelled again; otherwise each instalment takes an equal part of the overdue
    principal and the last the remainder. Penalty interest, late fees, fees and costs stay overdue.
    Errors: `no_future`, `nothing_overdue`.
    """
    if not position.future:
        raise refuse("no_future")
    principal = position.overdue.get(Component.PRINCIPAL, 0)
    interest = position.overdue.get(Component.INTEREST, 0)
    if principal + interest == 0:
        raise refuse("nothing_overdue")
    cleared, entries = _overdue_interest(position, step.interest)
    arrears = (without(o, (Component.PRINCIPAL,)) for o in cleared.arrears)
    cleared = replace(cleared, arrears=tuple(o for o in arrears if o.parts))
    if _bears_nothing_on_balance(cleared):
        return _add_equally(cleared, principal), entries
    return relevel(cleared, position.bearing + principal), entries


def _overdue_interest(position: Position, treatment: OverdueInterest) -> Outcome:
    owed = parts_of({Component.INTEREST: position.overdue.get(Component.INTEREST, 0)})
    if not owed:
        return position, []
    if treatment is OverdueInterest.TO_FIRST:
        return moved_on(position, owed), moves(position, owed)
    left = (without(o, (Component.INTEREST,)) for o in position.arrears)
    cleared = replace(position, arrears=tuple(o for o in left if o.parts))
    what = What.WAIVED if treatment is OverdueInterest.WAIVED else What.MOVED
    entries = [
        Entry(position.on, what, Component.INTEREST, -o.of(Component.INTEREST), o.k) for o in position.arrears
    ]
    if what is What.WAIVED:
        return cleared, entries
    paying = [o.k for o in position.future if o.pays in PAYS_INTEREST]
    each = dict(
        zip(paying, spread(owed[Component.INTEREST], len(paying), 1, position.terms.rounding), strict=True)
    )
    future = tuple(receive(o, parts_of({Component.INTEREST: each.get(o.k, 0)})) for o in cleared.future)
    entries += [Entry(position.on, What.MOVED, Component.INTEREST, fen, k) for k, fen in each.items()]
    return replace(cleared, future=future), entries


def _bears_nothing_on_balance(position: Position) -> bool:
    free = all(rate.value == 0 for rate in (position.rate_on(position.on), *(r.rate for r in position.rates)))
    return position.terms.method is Method.FLAT or (free and position.terms.method is Method.EQUAL_INSTALMENT)


def _add_equally(position: Position, principal: int) -> Position:
    paying = [o.k for o in position.future if o.pays in PAYS_PRINCIPAL]
    shares = spread(principal, len(paying), position.terms.instalment_unit, payment_mode(position.terms))
    each = dict(zip(paying, shares, strict=True))
    future = (
        o.with_part(Component.PRINCIPAL, o.of(Component.PRINCIPAL) + each.get(o.k, 0))
        for o in position.future
    )
    return replace(position, future=tuple(future))
