"""One instalment while the ledger runs: what is asked, what was paid, what was given up, in fen by component."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xiehuan.loan.ledger.charges import Accrual
from xiehuan.loan.terms import SCHEDULED, Component


def _zeros() -> dict[Component, int]:
    return dict.fromkeys(Component, 0)


@dataclass(slots=True)
class Line:
    """One instalment. Until it is called (its due day came) it is only planned and bears no charges.

    `booked` is what the postings ask for so far: all of `due_fen` once called, before that only what was paid ahead.
    `run_up` is the part of the charges that the accrual made, as against charges booked one by one.
    """

    k: int
    start: date
    due: date
    due_fen: dict[Component, int] = field(default_factory=_zeros)
    paid_fen: dict[Component, int] = field(default_factory=_zeros)
    waived_fen: dict[Component, int] = field(default_factory=_zeros)
    booked: dict[Component, int] = field(default_factory=_zeros)
    run_up: dict[Component, int] = field(default_factory=_zeros)
    charged: list[tuple[date, Component, int]] = field(default_factory=list)
    accrual: Accrual | None = None
    on_hold: bool = False  # within forgiving grace: charges are not yet claimed
    at_rest: bool = False  # all that its charges ran up is posted, and nothing more can run up
    extra: bool = False  # not of the schedule: a line for what came after its last instalment

    @property
    def called(self) -> bool:
        """Whether its due day has come."""
        return self.accrual is not None

    @property
    def open(self) -> bool:
        """Whether anything is left of any part."""
        settled = sum(self.paid_fen.values()) + sum(self.waived_fen.values())
        return sum(self.due_fen.values()) != settled

    def left(self, component: Component) -> int:
        """What is left of the component, in fen."""
        return self.due_fen[component] - self.paid_fen[component] - self.waived_fen[component]

    def settled(self, component: Component) -> int:
        """What has been paid or waived of the component, in fen."""
        return self.paid_fen[component] + self.waived_fen[component]

    @property
    def missed(self) -> int:
        """What is left of the scheduled parts: principal, interest and fee."""
        due, paid, waived = self.due_fen, self.paid_fen, self.waived_fen
        return sum([due[c] - paid[c] - waived[c] for c in SCHEDULED])

    def payable_charge(self, component: Component, day: date) -> int:
        """What is left of charges booked one by one whose own day has come by `day`."""
        come = sum(fen for due, c, fen in self.charged if c is component and due <= day)
        return max(0, min(self.left(component), come - self.settled(component)))
