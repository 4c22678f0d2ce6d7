"""How a claim may have been reckoned: the contract's ledger, with what the claim does otherwise.

A reckoning is a value. The rules change one term of it at a time; `parts` then says what it gives for every component
on the day, so that each departure has a ledger delta of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from xiehuan.dates import days_after
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.ledger.fold import follow
from xiehuan.loan.ledger.tail import Tail, tail
from xiehuan.loan.schedule import Schedule
from xiehuan.loan.terms import Component, LoanTerms, Overdue
from xiehuan.money import round_fraction

Parts = Mapping[Component, int]


class Extra(StrEnum):
    """What a claim may add that no term of a contract can express."""

    BOTH_ENDS = "both_ends"  # the day of the claim is counted as one more day
    ALL_PRINCIPAL = "all_principal"  # penalty interest on principal that has not fallen due
    UNEARNED_INTEREST = "unearned_interest"  # interest of instalments that are no longer to run
    UNEARNED_FEES = "unearned_fees"
    LATE_FEE_AGAIN = "late_fee_again"  # the last late fee once more
    LATE_FEES_TWICE = "late_fees_twice"  # every late fee once more
    FEE_AGAIN = "fee_again"  # the fee of the last instalment due once more
    LATE_FEE_INTEREST = "late_fee_interest"  # interest on late fees


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A debt as a claim of the day `on` may have reckoned it; `payoff`: all that clears it, not only what is due.

    `schedule` is that of the debt's terms and fees, where it has been built already. `beyond` is what the claim asks
    more, in fen: a rule that could try every payment takes the likeliest for it.
    """

    debt: Debt
    on: date
    payoff: bool
    extras: frozenset[Extra] = frozenset()
    schedule: Schedule | None = None
    beyond: int = 0

    @property
    def terms(self) -> LoanTerms:
        """The terms; a reckoning is made of debts with terms only."""
        if self.debt.terms is None:
            msg = "a rough debt cannot be reckoned"
            raise TypeError(msg)
        return self.debt.terms

    @property
    def overdue(self) -> Overdue:
        """The terms for late payment, none agreed where the contract has none."""
        return self.debt.overdue or Overdue()

    def lending(self, **changes: object) -> Reckoning:
        """The same with other terms of the loan."""
        debt = replace(self.debt, terms=replace(self.terms, **changes))  # type: ignore[arg-type]
        return replace(self, debt=debt, schedule=None)

    def late(self, **changes: object) -> Reckoning:
        """The same with other terms for late payment."""
        return replace(self, debt=replace(self.debt, overdue=replace(self.overdue, **changes)))  # type: ignore[arg-type]

    def adding(self, extra: Extra) -> Reckoning:
        """The same with something added that is no term."""
        return replace(self, extras=self.extras | {extra})

    def known(self) -> Reckoning:
        """The same with its schedule built."""
        return self if self.schedule else replace(self, schedule=self.debt.schedule())

    def tail(self) -> Tail:
        """The part of the history that decides what is owed."""
        return tail(self.schedule or self.debt.schedule(), self.debt.payments, self.overdue, self.on)

    def account(self, left: Tail, on: date | None = None) -> Account:
        """The ledger of that part on a day (by default its own): it owes what the whole ledger owes."""
        return follow(
            left.schedule,
            on=on or self.on,
            payments=left.payments,
            overdue=self.debt.overdue,
            since=left.since,
        )

    def parts(self) -> Parts:
        """What it gives for every component, in fen."""
        return parts_of(self.account(self.tail()), self)


def parts_of(state: Account, reckoning: Reckoning) -> Parts:
    """The components of an account on the basis of the reckoning, with its extras."""
    return with_extras(without_extras(state, payoff=reckoning.payoff), state, reckoning)


def without_extras(state: Account, *, payoff: bool) -> Parts:
    """The components of an account: what is due, or all that clears the debt."""
    found = dict.fromkeys(Component, 0)
    for standing in state.standings:
        if standing.called:
            for component, asked in standing.asked.items():
                if asked:
                    found[component] += asked - standing.paid[component] - standing.waived[component]
    if payoff:
        found[Component.PRINCIPAL] += state.not_yet_due_principal.fen
        found[Component.INTEREST] += state.not_yet_due_interest.fen
    return found


def with_extras(parts: Parts, state: Account, reckoning: Reckoning) -> Parts:
    """The parts of an account with what the reckoning adds by hand."""
    found = dict(parts)
    for extra in reckoning.extras:
        for component, fen in _added(extra, state, reckoning).items():
            found[component] += fen
    return found


def _added(extra: Extra, state: Account, reckoning: Reckoning) -> Parts:
    if extra is Extra.BOTH_ENDS:
        return _one_day_more(state, reckoning)
    component, amount = _AMOUNTS[extra]
    return {component: amount(state, reckoning)}


def _one_day_more(state: Account, reckoning: Reckoning) -> Parts:
    """What the charges of the instalments already due run up on one day more."""
    later = reckoning.account(reckoning.tail(), days_after(state.on, 1))
    found = {Component.PENALTY: 0, Component.COMPOUND: 0}
    before = {s.k: s for s in state.standings}
    for standing in later.standings:
        earlier = before.get(standing.k)
        if earlier is None or not earlier.called:
            continue
        for component in found:
            if earlier.asked[component]:
                found[component] += standing.asked[component] - earlier.asked[component]
    return found


def _on_undue_principal(state: Account, reckoning: Reckoning) -> int:
    """Penalty interest on principal not yet due, from the oldest unpaid due day on; rounded once."""
    since = state.oldest_unpaid_due
    if since is None:
        return 0
    rows = state.schedule.instalments
    days = [since, *(r.due for r in rows if since < r.due < state.on), state.on]
    occupied = sum(
        sum(r.principal.fen for r in rows if r.due > start) * (end - start).days
        for start, end in pairwise(days)
    )
    return round_fraction(occupied * reckoning.overdue.penalty_per_day(state.schedule.terms))


def unearned_interest(state: Account) -> int:
    """Interest of instalments still to come that has not been earned, in fen: after acceleration, or before a payoff."""
    if state.accelerated_on is None:
        future = sum(r.interest.fen for r in state.schedule.instalments if r.due > state.on)
        return max(future - state.not_yet_due_interest.fen, 0)
    future = sum(r.interest.fen for r in state.schedule.instalments if r.due > state.accelerated_on)
    earned = sum(s.asked[Component.INTEREST] for s in state.standings if s.due == state.accelerated_on)
    return max(future - earned, 0)


def unearned_fees(state: Account) -> int:
    """Fees of instalments still to come, in fen."""
    since = state.accelerated_on or state.on
    return sum(r.fees.fen for r in state.schedule.instalments if r.due > since)


def late_fees(state: Account) -> list[int]:
    """The late fee of every instalment that bears one, oldest first, in fen."""
    charged = sorted((s for s in state.standings if s.asked[Component.LATE_FEE]), key=lambda s: s.due)
    return [s.asked[Component.LATE_FEE] for s in charged]


def _last_fee(state: Account) -> int:
    due = [r for r in state.schedule.instalments if r.due <= state.on and r.fees]
    return due[-1].fees.fen if due else 0


def interest_on_late_fees(state: Account, overdue: Overdue) -> int:
    """Interest at the contract rate on each late fee since the day after grace, each rounded to the fen."""
    terms = state.schedule.terms
    daily, found = terms.rate.per_day(terms.day_count), 0
    for standing in state.standings:
        fee = standing.asked[Component.LATE_FEE]
        days = (state.on - days_after(standing.due, overdue.grace_days + 1)).days
        found += round_fraction(Fraction(fee) * max(days, 0) * daily)
    return found


_AMOUNTS: Mapping[Extra, tuple[Component, Callable[[Account, Reckoning], int]]] = {
    Extra.ALL_PRINCIPAL: (Component.PENALTY, _on_undue_principal),
    Extra.UNEARNED_INTEREST: (Component.INTEREST, lambda state, _: unearned_interest(state)),
    Extra.UNEARNED_FEES: (Component.FEE, lambda state, _: unearned_fees(state)),
    Extra.LATE_FEE_AGAIN: (Component.LATE_FEE, lambda state, _: (late_fees(state) or [0])[-1]),
    Extra.LATE_FEES_TWICE: (Component.LATE_FEE, lambda state, _: sum(late_fees(state))),
    Extra.FEE_AGAIN: (Component.FEE, lambda state, _: _last_fee(state)),
    Extra.LATE_FEE_INTEREST: (
        Component.COMPOUND,
        lambda state, r: interest_on_late_fees(state, r.overdue),
    ),
}
