"""The state a restructuring acts on: what has fallen due and is open, what is still to run, and on which terms.

A position is a value. `restructure.start` makes it from the ledger's account, and a restructuring answers with another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from xiehuan.loan.terms import SCHEDULED, Component, LoanTerms, Rate

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
    used_k: int = 0  # the highest number an instalment has had, paid ones included

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
        return max([self.used_k, *(o.k for o in (*self.arrears, *self.future))])

    def rate_on(self, day: date) -> Rate:
        """The rate that applies on the day."""
        return next((r.rate for r in reversed(self.rates) if r.since <= day), self.terms.rate)


def oldest_days(arrears: Iterable[Open], on: date) -> int:
    """Days past due by the arrears themselves: the day less the oldest due date with scheduled amounts open."""
    dues = [o.due for o in arrears if any(o.of(c) for c in SCHEDULED)]
    return (on - min(dues)).days if dues else 0
