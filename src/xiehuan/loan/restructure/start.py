"""From the ledger's account to the position that a restructuring acts on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.ledger.account import Account, Standing
from xiehuan.loan.position import Open, Pays, Position, parts_of
from xiehuan.loan.schedule import period_fraction
from xiehuan.loan.switches import InterestGrace
from xiehuan.loan.terms import SCHEDULED, Component, LoanTerms, Method
from xiehuan.money import round_fraction


def position_of(account: Account) -> Position:
    """The position of a loan as its ledger has it on the account's day.

    What earlier restructurings put off, capitalised or recorded is taken over from the account's plan. An accelerated
    loan has no future: all of it is overdue, and re-ageing gives it instalments again.
    Raises LoanError `grace_running` while interest of a contract's interest grace is still waiting to fall due: the
    ledger does not keep it apart from interest not yet earned.
    """
    _refuse_waiting_interest(account)
    terms, plan = account.terms, account.plan
    future = () if account.accelerated_on is not None else tuple(_future(account))
    now = Position(
        on=account.on,
        terms=terms,
        arrears=tuple(_overdue(s) for s in account.standings if s.called and s.left()),
        future=future,
        running=account.not_yet_due_interest.fen if future else 0,
        balloon=terms.balloon.fen if future else 0,
        unapplied=account.unapplied.fen,
        lent=account.lent.fen,
        days_past_due=account.days_past_due,
        used_k=max((s.k for s in account.standings), default=0),
    )
    return now if plan is None else _going_on(now, plan)


def _going_on(now: Position, plan: Position) -> Position:
    """The position with what the plan before it put off to the last instalment, agreed or recorded."""
    last = now.future[-1:] and now.future[-1]
    kept: dict[str, int] = {"set_aside": 0, "deferred": 0}
    if last:
        put_off = plan.at_the_end
        kept["set_aside"] = min(plan.set_aside, last.of(Component.PRINCIPAL))
        kept["deferred"] = min(put_off.get(Component.INTEREST, 0), last.of(Component.INTEREST))
        last = last.with_part(Component.PRINCIPAL, last.of(Component.PRINCIPAL) - kept["set_aside"])
        last = last.with_part(Component.INTEREST, last.of(Component.INTEREST) - kept["deferred"])
    agreed = {o.k: o for o in plan.future}
    future = tuple(_as_agreed(o, agreed.get(o.k)) for o in (*now.future[:-1], *((last,) if last else ())))
    waits = sum(o.defers for o in future)
    return replace(
        now,
        future=future,
        set_aside=kept["set_aside"],
        deferred=max(kept["deferred"] - waits, 0),
        balloon=plan.balloon if future else 0,
        capitalised=plan.capitalised,
        past_due=plan.past_due,
        rates=plan.rates,
        revives=plan.revives,
    )


def _as_agreed(open_now: Open, agreed: Open | None) -> Open:
    if agreed is None:
        return open_now
    carried = {c: min(fen, open_now.of(c)) for c, fen in agreed.carried.items()}
    carried.update(open_now.carried)
    return replace(open_now, pays=agreed.pays, put_by=agreed.put_by, carried=parts_of(carried))


def _overdue(standing: Standing) -> Open:
    return replace(_open(standing), carried=parts_of(()))


def _open(standing: Standing) -> Open:
    """What is open of an instalment; a charge in it is carried: it is no part of the plan that is levelled."""
    left = parts_of((c, standing.left(c)) for c in Component)
    charges = parts_of((c, fen) for c, fen in left.items() if c not in SCHEDULED)
    return Open(standing.k, standing.start, standing.due, left, carried=charges)


def _refuse_waiting_interest(account: Account) -> None:
    terms, rows = account.schedule.terms, account.schedule.instalments
    grace = min(terms.interest_grace_n, len(rows) - 1)
    if grace and terms.interest_grace is InterestGrace.DEFERRED and rows[grace].due > account.on:
        raise LoanError(
            "grace_running",
            Text(
                f"合同的付息宽限到 {rows[grace].due} 才结束，此前不能算重组",
                f"the contract's interest grace runs until {rows[grace].due}; no restructuring before",
            ),
            Text(f"请用 {rows[grace].due} 或以后的日期", f"use a day from {rows[grace].due} on"),
        )


def _future(account: Account) -> Iterator[Open]:
    """The later instalments; the interest of a daily revolving loan is what the balance of today will earn.

    A line of its own for a charge to come is no instalment: it stays as it is.
    """
    balance = account.not_yet_due_principal.fen
    contract = account.schedule.terms
    known = account.plan is not None
    for standing in account.standings:
        if standing.called or standing.extra:
            continue
        row = _open(standing)
        if account.terms.method is Method.DAILY_REVOLVING:
            row = row.with_part(Component.INTEREST, _revolving(account, row, balance))
        yield row if known else replace(row, pays=_pays(contract, row.k))
        balance -= row.of(Component.PRINCIPAL)


def _revolving(account: Account, row: Open, balance: int) -> int:
    day = max(row.start, account.on)
    earned = account.not_yet_due_interest.fen if day > row.start else 0
    part = period_fraction(account.terms, day, row.due)
    rest: Fraction = balance * account.terms.rate.per_year(account.terms.day_count) * part
    return earned + round_fraction(rest, account.terms.rounding)


def _pays(terms: LoanTerms, k: int) -> Pays:
    """What the contract itself asks for with instalment k."""
    free = k <= terms.interest_grace_n and terms.interest_grace is InterestGrace.FREE
    if k <= terms.interest_only_n:
        return Pays.WAIVES if free else Pays.INTEREST_ONLY
    return Pays.FREE if free else Pays.BOTH
