"""How an amount came about: for every posting the formula with its numbers, so that a person can compute it again.

The steps of a component add up to what the account asks for it: `unexplained` lists the places where they do not, and is
empty for every account the ledger makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xiehuan.loan.ledger.account import Account
from xiehuan.loan.ledger.event import Event, in_force
from xiehuan.loan.ledger.trace.formula import Added, Formula, Part, percent
from xiehuan.loan.ledger.trace.scheduled import schedule_steps
from xiehuan.loan.ledger.trace.step import NAMES, Step
from xiehuan.loan.ledger.trace.walk import Explained, explain
from xiehuan.loan.terms import Component, Overdue

__all__ = [
    "NAMES",
    "Added",
    "Explained",
    "Formula",
    "Part",
    "Step",
    "account_steps",
    "explain",
    "percent",
    "schedule_steps",
    "unexplained",
]


def account_steps(state: Account, overdue: Overdue, events: Sequence[Event] = ()) -> list[Step]:
    """How what is owed came about, oldest first: what fell due, charges for lateness, payments, what events changed.

    Payments and waivers are negative steps, so that the steps of a component add up to what is outstanding. `events` is
    the list the account was folded from (payments first); without it, amounts that an event changed say less.
    """
    known = dict(in_force(events))
    return [step for x in explain(state, overdue, known) for step in x.steps]


def unexplained(state: Account, steps: Sequence[Step]) -> dict[tuple[int, Component], int]:
    """Fen by instalment and component that the steps do not account for; empty when all is explained."""
    rest: Counter[tuple[int, Component]] = Counter()
    for standing in state.standings:
        for component in Component:
            rest[standing.k, component] += state.bucket(component, standing.k).outstanding.fen
    for step in steps:
        rest[step.k, step.component] -= step.fen
    return {key: fen for key, fen in rest.items() if fen}
