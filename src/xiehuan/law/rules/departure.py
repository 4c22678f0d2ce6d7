"""One way in which a claim departs from the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, Layer
from xiehuan.law.reckoning import Reckoning
from xiehuan.loan.terms import Component, Payment


@dataclass(frozen=True, slots=True)
class Variant:
    """The reckoning with one term changed, what the claim did in words, and the payment it is about, if any."""

    reckoning: Reckoning
    did: Text
    contract: Text
    payment: Payment | None = None


Vary = Callable[[Reckoning], Iterator[Variant]]


@dataclass(frozen=True, slots=True)
class Departure:
    """A rule that a claim can break, and how it is tried.

    `adjustment` is its number in the list of loan-maths §4. `moves` are the parts it can change, and where there are
    `needs` it changes one of these with them. `clauses` are the
    keys of the contract that settle it: where one of them is not stated the finding is `unstated`, never certain.
    `source` is what settles it beside the contract's clause; None: the clause alone.
    """

    rule: str
    adjustment: int
    vary: Vary
    moves: frozenset[Component]
    title: Text
    clauses: tuple[str, ...] = ()
    unstated: Certainty = Certainty.ARGUABLE
    best: Certainty = Certainty.CERTAIN
    layer: Layer = Layer.CONTRACT
    source: str = ""
    article: str | None = None
    likely: Callable[[Reckoning], bool] = lambda _: False  # what makes it the first thing to try
    needs: frozenset[Component] = frozenset()
    parameter: str | None = None  # a figure of the law that must be in force on the day of the contract
