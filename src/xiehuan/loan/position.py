"""The state a restructuring acts on: what has fallen due and is open, what is still to run, and on which terms.

A position is a value. It is made from the ledger's account, and a restructuring answers with another position.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from xiehuan.errors import LoanError, Text
from xiehuan.loan.ledger import Account, What
from xiehuan.loan.schedule import period_fraction
from xiehuan.loan.switches import InterestGrace
from xiehuan.loan.terms import SCHEDULED, Component, LoanTerms, Method, Rate
from xiehuan.money import Money, round_fraction

Parts = Mapping[Component, int]


class Pays(StrEnum):
    """What an instalment still to come asks for."""

    BOTH = "both"  # principal and interest by the method
    INTEREST_ONLY = "interest_only"
    INTEREST_LATER = (
        "interest_later"  # principal now, the interest with the next instalment that pays interest
    )
    CAPITALISES = "capitalises"  # nothing: the interest of the period is added to the principal
    DEFERS = "defers"  # nothing: the interest waits until the end and bears no interest
    FREE = "free"  # principal by the method; the contract charges no interest for the period
    WAITS = "waits"  # nothing: the interest falls due with the next instalment that pays interest
    WAIVES = "waives"  # nothing: the interest of the period is given up


class PastDueKept(StrEnum):
    """How the count of days past due goes on when a restructuring clears the arrears."""

    CONTINUES = "continues"  # the count of the day stands until the plan has been performed
    STARTS_AGAIN = "starts_again"  # the count is that of the arrears left; the old one stays in the record


@dataclass(frozen=True, slots=True)
class PastDue:
    """A count of days past due that a restructuring met, and what was decided about it."""

    on: date
    days: int
    kept: PastDueKept


@dataclass(frozen=True, slots=True)
class RateFrom:
    """A rate that applies from a day on."""

    since: date
    rate: Rate


@dataclass(frozen=True, slots=True)
class Revival:
    """What comes back when the plan is broken: an amount given up, or the rate that was in force before."""

    agreed_on: date
    component: Component | None = None
    fen: int = 0
    rate: Rate | None = None


def parts_of(amounts: Parts | Iterable[tuple[Component, int]]) -> Parts:
    """Read-only amounts by component in the order of the components, without the zeros."""
    given = dict(amounts)
    return MappingProxyType({c: given[c] for c in Component if given.get(c)})


def added(*amounts: Parts) -> Parts:
    """The amounts added up by component."""
    return parts_of((c, sum(a.get(c, 0) for a in amounts)) for c in Component)


@dataclass(frozen=True, slots=True)
class Open:
    """One instalment with what is still open of it, in fen by component.

    `start` is the day its interest runs from. `carried` is what of its parts was owed before and has been moved here.
    `put_by` is interest of its period that is not asked for here; `pays` says what becomes of it.
    """

    k: int
    start: date
    due: date
    parts: Parts
    pays: Pays = Pays.BOTH
    carried: Parts = field(default_factory=lambda: parts_of(()))
    put_by: int = 0

    def of(self, component: Component) -> int:
        """What is open of the component, in fen."""
        return self.parts.get(component, 0)

    @property
    def total(self) -> int:
        """All that is open of the instalment, in fen."""
        return sum(self.parts.values())

    @property
    def capitalises(self) -> int:
        """Interest of the period that is added to the principal on the due day, in fen."""
        return self.put_by if self.pays is Pays.CAPITALISES else 0

    @property
    def defers(self) -> int:
        """Interest of the period that is put off to the end, in fen."""
        return self.put_by if self.pays is Pays.DEFERS else 0

    def with_part(self, component: Component, fen: int) -> Open:
        """The same instalment with so much open of the component."""
        return replace(self, parts=parts_of({**self.parts, component: fen}))


@dataclass(frozen=True, slots=True)
class Position:
    """What is open of one loan on a day.

    `arrears` are due on or before the day, oldest first; `future` falls due later and its interest is what the periods will
    earn; `running` is the share of the first of them that is earned already. `set_aside` is principal that bears no
    interest, `deferred` is interest put off: both fall due with the last instalment. `balloon` is principal kept for the last
    instalment, bearing interest. `unapplied` was paid early and waits.
    `capitalised` counts what restructurings have added to the principal; `lent` is what the contract lent.
    """

    on: date
    terms: LoanTerms
    arrears: tuple[Open, ...]
    future: tuple[Open, ...]
    running: int = 0
    set_aside: int = 0
    deferred: int = 0
    balloon: int = 0
    unapplied: int = 0
    lent: int = 0
    capitalised: int = 0
    days_past_due: int = 0
    past_due: tuple[PastDue, ...] = ()
    rates: tuple[RateFrom, ...] = ()
    revives: tuple[Revival, ...] = ()

    @property
    def overdue(self) -> Parts:
        """What has fallen due and is open, by component."""
        return added(*(o.parts for o in self.arrears))

    @property
    def to_pay(self) -> Parts:
        """Everything still to pay by the schedule, interest not yet earned included."""
        return added(
            self.overdue,
            *(o.parts for o in self.future),
            self.at_the_end,
        )

    @property
    def at_the_end(self) -> Parts:
        """What was put off to the last instalment: principal set aside, interest deferred or to be deferred."""
        deferred = self.deferred + sum(o.defers for o in self.future)
        return parts_of({Component.PRINCIPAL: self.set_aside, Component.INTEREST: deferred})

    @property
    def bearing(self) -> int:
        """Undue principal that bears interest today, in fen."""
        return sum(o.of(Component.PRINCIPAL) - o.capitalises for o in self.future)

    @property
    def principal(self) -> int:
        """All principal still lent today, in fen: overdue, undue and set aside."""
        return self.overdue.get(Component.PRINCIPAL, 0) + self.bearing + self.set_aside

    @property
    def payoff(self) -> Parts:
        """What ends the loan today: what is due or was, undue principal, interest earned; later interest is not owed.

        Money paid early (`unapplied`) is not taken off.
        """
        return added(
            self.overdue,
            *(o.carried for o in self.future),
            {
                Component.PRINCIPAL: self.bearing + self.set_aside,
                Component.INTEREST: self.running + self.deferred,
            },
        )

    @property
    def instalments(self) -> tuple[Open, ...]:
        """The instalments still to come as the borrower pays them: the last one with what was put off to it."""
        if not self.future or not self.at_the_end:
            return self.future
        last = self.future[-1]
        return (*self.future[:-1], replace(last, parts=added(last.parts, self.at_the_end)))

    @property
    def last_k(self) -> int:
        """The highest number an instalment has had so far."""
        return max((o.k for o in (*self.arrears, *self.future)), default=0)

    def rate_on(self, day: date) -> Rate:
        """The rate that applies on the day."""
        return next((r.rate for r in reversed(self.rates) if r.since <= day), self.terms.rate)


def oldest_days(arrears: Iterable[Open], on: date) -> int:
    """Days past due by the arrears themselves: the day less the oldest due date with scheduled amounts open."""
    dues = [o.due for o in arrears if any(o.of(c) for c in SCHEDULED)]
    return (on - min(dues)).days if dues else 0


def position_of(account: Account) -> Position:
    """The position of a loan as its ledger has it on the account's day.

    An accelerated loan has no future: all of it is overdue, and re-ageing gives it instalments again.
    Raises LoanError `grace_running` while interest of a contract's interest grace is still waiting to fall due: the
    ledger does not keep it apart from interest not yet earned.
    """
    terms = account.schedule.terms
    _refuse_waiting_interest(account)
    future = () if account.accelerated_on is not None else tuple(_future(account))
    return Position(
        on=account.on,
        terms=terms,
        arrears=tuple(o for k in sorted(account.due_of) if (o := _due_open(account, k)).parts),
        future=future,
        running=account.not_yet_due_interest.fen if future else 0,
        balloon=terms.balloon.fen if future else 0,
        unapplied=account.unapplied.fen,
        lent=terms.principal.fen,
        days_past_due=account.days_past_due,
    )


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


def _due_open(account: Account, k: int) -> Open:
    left = dict.fromkeys(Component, 0)
    for p in account.postings:
        if p.k == k:
            left[p.component] += -p.fen if p.what is What.PAID else p.fen
    due = account.due_of[k]
    earlier = [row.due for row in account.schedule.instalments if row.due < due]
    return Open(k, max(earlier, default=account.schedule.terms.received_on), due, parts_of(left))


def _future(account: Account) -> Iterator[Open]:
    """The contract's later instalments, over the principal that is still lent."""
    left, start = account.not_yet_due_principal.fen, account.schedule.terms.received_on
    rows = account.schedule.instalments
    for row in rows:
        if row.due > account.on:
            principal = left if row is rows[-1] else min(row.principal.fen, left)
            interest = _interest(account, start, row.due, left, row.interest)
            yield Open(
                row.k,
                start,
                row.due,
                parts_of(
                    {
                        Component.PRINCIPAL: principal,
                        Component.INTEREST: interest,
                        Component.FEE: row.fees.fen,
                    }
                ),
                _pays(account.schedule.terms, row.k),
            )
            left -= principal
        start = row.due


def _pays(terms: LoanTerms, k: int) -> Pays:
    """What the contract itself asks for with instalment k."""
    free = k <= terms.interest_grace_n and terms.interest_grace is InterestGrace.FREE
    if k <= terms.interest_only_n:
        return Pays.WAIVES if free else Pays.INTEREST_ONLY
    return Pays.FREE if free else Pays.BOTH


def _interest(account: Account, start: date, due: date, balance: int, promised: Money) -> int:
    """The contract's interest; for a daily revolving loan what the balance of today will earn."""
    terms = account.schedule.terms
    if terms.method is not Method.DAILY_REVOLVING:
        return promised.fen
    day = max(start, account.on)
    earned = account.not_yet_due_interest.fen if day > start else 0
    part = period_fraction(terms, day, due)
    rest: Fraction = balance * terms.rate.per_year(terms.day_count) * part
    return earned + round_fraction(rest, terms.rounding)
