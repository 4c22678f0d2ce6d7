"""Which part of the debt a payment pays: instalment by instalment (horizontal) or part by part (vertical).

Default order by Civil Code art. 561 (costs, interest, principal); another order only where the contract says so.
The parts always add up to the payment less the remainder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xiehuan.loan.charges import Accrual
from xiehuan.loan.terms import DEFAULT_ORDER, Component, Overdue, Scope


def _zeros() -> dict[Component, int]:
    return dict.fromkeys(Component, 0)


@dataclass(slots=True)
class Line:
    """One instalment that has fallen due, while the ledger runs: due and paid fen by component."""

    k: int
    due: date
    accrual: Accrual
    on_hold: bool = False  # within forgiving grace: charges are not yet claimed
    due_fen: dict[Component, int] = field(default_factory=_zeros)
    paid_fen: dict[Component, int] = field(default_factory=_zeros)

    def left(self, component: Component) -> int:
        """What is left of the component, in fen."""
        return self.due_fen[component] - self.paid_fen[component]

    def paid(self, component: Component) -> int:
        """What has been paid of the component, in fen."""
        return self.paid_fen[component]

    def book(self, component: Component, fen: int, *, paid: bool) -> None:
        """Add to what is due or to what is paid."""
        book = self.paid_fen if paid else self.due_fen
        book[component] += fen


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a payment: so much to this component of this instalment."""

    line: Line
    component: Component
    fen: int


def complete_order(listed: Sequence[Component]) -> tuple[Component, ...]:
    """A listed order followed by the parts it does not name, in the default order."""
    return (*listed, *(c for c in DEFAULT_ORDER if c not in listed))


def allocate(lines: Sequence[Line], fen: int, overdue: Overdue) -> list[Part]:
    """Split `fen` over what has fallen due; what is left over stays with the caller."""
    parts = []
    for line, component in _targets(lines, complete_order(overdue.allocation), overdue.scope):
        take = min(fen, line.left(component))
        if take > 0:
            parts.append(Part(line, component, take))
            fen -= take
    return parts


def _targets(
    lines: Sequence[Line], order: Sequence[Component], scope: Scope
) -> Iterator[tuple[Line, Component]]:
    oldest_first = sorted(lines, key=lambda line: (line.due, line.k))
    if scope is Scope.HORIZONTAL:
        yield from ((line, c) for line in oldest_first for c in order)
    else:
        yield from ((line, c) for c in order for line in oldest_first)
