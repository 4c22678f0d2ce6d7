"""The ledgers of one search, each followed once, however many departures need it."""

from __future__ import annotations

from dataclasses import replace

from xiehuan.law.reckoning import Parts, Reckoning, with_extras, without_extras
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.ledger.tail import Tail
from xiehuan.loan.terms import Overdue

Key = tuple[object, ...]


class Ledgers:
    """What reckonings give, kept for one search.

    What a claim adds by hand needs no ledger of its own, terms for late payment leave the instalments paid in time as they
    were, and the order of parts matters only where something is paid.
    """

    def __init__(self) -> None:
        self._accounts: dict[Key, tuple[Account, Parts]] = {}
        self._schedules: dict[int, tuple[Debt, Reckoning]] = {}
        self._tails: dict[Key, tuple[object, Tail]] = {}

    def parts(self, reckoning: Reckoning) -> Parts:
        """What the reckoning gives for every component."""
        known = self._known(reckoning)
        tail = self._tail(known)
        key = _key(known, tail)
        if key not in self._accounts:
            account = known.account(tail)
            self._accounts[key] = account, without_extras(account, payoff=known.payoff)
        account, parts = self._accounts[key]
        return with_extras(parts, account, known) if known.extras else parts

    def _known(self, reckoning: Reckoning) -> Reckoning:
        """The reckoning with the schedule of its debt, which is built once."""
        if reckoning.schedule:
            return reckoning
        key = id(reckoning.debt)
        if key not in self._schedules:
            self._schedules[key] = reckoning.debt, reckoning.known()
        return replace(reckoning, schedule=self._schedules[key][1].schedule)

    def _tail(self, known: Reckoning) -> Tail:
        late, paid = known.overdue, known.debt.payments
        key = id(known.schedule), id(paid), late.grace_days, late.accelerated_on
        if key not in self._tails:
            self._tails[key] = (known.schedule, paid), known.tail()
        return self._tails[key][1]


def _key(known: Reckoning, tail: Tail) -> Key:
    """What decides a ledger: two reckonings with the same owe the same, whatever was added by hand."""
    late = known.overdue
    spread = (late.allocation, late.scope) if tail.payments else ()
    return (id(known.schedule), tail.since, tail.payments, *_charges(late), *spread)


def _charges(late: Overdue) -> Key:
    rate, base = (late.penalty_factor, late.penalty_rate), (late.penalty_base, late.compound)
    return (*rate, *base, late.late_fee, late.grace_days, late.grace, late.accelerated_on)
