"""What happened to a loan after it was made: an append-only list that the ledger folds into an account.

An event is never changed; what turns out wrong is taken back by `Reversed`. Events count from their day on, in the
order of days and, on one day, of the list: an event added later with an earlier day replays everything after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.loan.position import PastDueKept
from xiehuan.loan.restructure.steps import Step
from xiehuan.loan.terms import Component, Payment, Rate
from xiehuan.money import Money


@dataclass(frozen=True, slots=True)
class Disbursed:
    """More principal arrived. `at_once` of it is due the same day (a down payment); the rest is spread in equal
    parts over the instalments still to come, each rounded to the loan's instalment unit, the remainder on the last.
    `known_from`: the payout was agreed on that earlier day, so that its instalments were planned from then on.
    """

    on: date
    amount: Money
    at_once: Money = Money.ZERO
    known_from: date | None = None


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge known from `on` and payable on `due`: it joins the instalment whose period holds that day, or a line
    of its own after the last instalment. `name` tells charges apart when one is waived.
    """

    on: date
    due: date
    component: Component
    amount: Money
    name: str = ""


@dataclass(frozen=True, slots=True)
class Waived:
    """The creditor gave up a part: `amount` of the component (None: all of it that is left), of instalment `k`, or
    oldest first over all that has fallen due. It is marked as waived, never as paid.
    """

    on: date
    component: Component
    amount: Money | None = None
    k: int | None = None


@dataclass(frozen=True, slots=True)
class Reversed:
    """The event at position `of` of the list no longer counts; both stay on record."""

    on: date
    of: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """The creditor gave money back. Where it is more than lay unapplied, the whole sum is owed again as principal, in
    the instalment whose period holds the day, and what lay unapplied pays it.
    """

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargedBack:
    """A payment was taken back (by the payer's bank, say).

    What lay unapplied covers it where it is enough; else the whole sum is owed again, in the instalment whose period
    holds the day: as principal, or with `of`, the position of the payment, first in the `components` that the payment
    had paid, as far as it had.
    """

    on: date
    amount: Money
    of: int | None = None
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class RateChanged:
    """The contract rate is another one from this day on; instalments to come are levelled again."""

    on: date
    rate: Rate


@dataclass(frozen=True, slots=True)
class Accelerated:
    """The lender declared all principal due; interest not yet earned is no longer asked for."""

    on: date


@dataclass(frozen=True, slots=True)
class ChargedOff:
    """The lender wrote the loan off in its books. The debt goes on; nothing that is owed changes."""

    on: date


@dataclass(frozen=True, slots=True)
class DelinquencyPaused:
    """The counter of delinquent days stands still from `on` until `until`; balances and charges go on."""

    on: date
    until: date


@dataclass(frozen=True, slots=True)
class DelinquencyResumed:
    """A running pause ends on this day instead."""

    on: date


@dataclass(frozen=True, slots=True)
class Restructuring:
    """What the parties agreed to change, step by step (`xiehuan.loan.restructure`), and how the days past due go on."""

    on: date
    steps: tuple[Step, ...]
    past_due: PastDueKept = PastDueKept.CONTINUES


Event = (
    Payment
    | Disbursed
    | Charged
    | Waived
    | Reversed
    | Refunded
    | ChargedBack
    | RateChanged
    | Accelerated
    | ChargedOff
    | Restructuring
    | DelinquencyPaused
    | DelinquencyResumed
)


def in_force(events: Sequence[Event]) -> list[tuple[int, Event]]:
    """The events that count, with their positions: without those reversed and without the reversals.

    A reversal may itself be reversed. ValueError where a reversal names no earlier event.
    """
    gone: set[int] = set()
    for i in range(len(events) - 1, -1, -1):
        event = events[i]
        if isinstance(event, Reversed):
            if not 0 <= event.of < i:
                msg = f"event {i} reverses event {event.of}, which does not come before it"
                raise ValueError(msg)
            if i not in gone:
                gone.add(event.of)
    return [(i, e) for i, e in enumerate(events) if i not in gone and not isinstance(e, Reversed)]
