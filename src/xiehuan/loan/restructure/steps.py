"""What a restructuring may do, as data: one small value a step. Amounts are money, rates and shares exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.loan.position import RateFrom
from xiehuan.loan.terms import Component, Rate
from xiehuan.money import Money


class Condition(StrEnum):
    """Whether relief is final (Civil Code art. 575: what is waived is extinguished) or hangs on the plan being kept."""

    FINAL = "final"
    WHILE_KEPT = "while_kept"  # comes back when the plan is broken


class Reach(StrEnum):
    """How far into the debt a step reaches."""

    OWED = "owed"  # what has fallen due; of the principal all that is still lent
    TO_COME = "to_come"  # also interest of the running period and fees of later instalments


class Interest(StrEnum):
    """What becomes of the interest of a payment holiday."""

    CAPITALISED = "capitalised"
    DEFERRED = "deferred"
    WAIVED = "waived"


class End(StrEnum):
    """Whether the last due date stays or moves by the months of a holiday."""

    KEPT = "kept"
    LATER = "later"


class OverdueInterest(StrEnum):
    """What re-amortising does with overdue interest."""

    TO_FIRST = "to_first"
    SPLIT = "split"
    WAIVED = "waived"


class Rest(StrEnum):
    """What becomes of the part of a component that is not waived."""

    CAPITALISE = "capitalise"
    CARRY = "carry"  # asked for with the next instalment, bearing no interest
    STAY = "stay"  # stays overdue


@dataclass(frozen=True, slots=True)
class Waive:
    """Give up part of a component, or of all of them in the order of waiving (`component` None). Never a payment.

    Exactly one of `amount` and `share` is given; a share is rounded by the contract's rule.
    """

    component: Component | None = None
    amount: Money | None = None
    share: Fraction | None = None
    condition: Condition = Condition.FINAL
    reach: Reach = Reach.OWED


@dataclass(frozen=True, slots=True)
class Capitalise:
    """Add overdue interest, fees and costs to the principal; overdue principal goes back among what is still to run.

    Late fees and penalty interest stay where they are unless they are named.
    """

    components: tuple[Component, ...] = (Component.INTEREST, Component.FEE, Component.COST)
    reach: Reach = Reach.OWED


@dataclass(frozen=True, slots=True)
class Carry:
    """Ask for overdue components with the next instalment instead; they bear no interest."""

    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Treatment:
    """One component of a restructuring document: how much is waived, and what becomes of the rest."""

    waive: Money | Fraction = Money.ZERO  # a fraction is a share of what is owed of the component
    rest: Rest = Rest.STAY


@dataclass(frozen=True, slots=True)
class Document:
    """One restructuring document: a treatment per component, in one call. Waivers come before everything else.

    What is not waived of overdue principal goes back among what is still to run.
    """

    treatments: Mapping[Component, Treatment]
    condition: Condition = Condition.FINAL


@dataclass(frozen=True, slots=True)
class SetRate:
    """Another rate from a day on (None: the day of the restructuring), and the steps it takes later."""

    rate: Rate
    since: date | None = None
    then: tuple[RateFrom, ...] = ()
    condition: Condition = Condition.FINAL


@dataclass(frozen=True, slots=True)
class Extend:
    """More instalments at the same rhythm: `add_n` more, or `n_left` in all from now on. Exactly one is given."""

    add_n: int | None = None
    n_left: int | None = None


@dataclass(frozen=True, slots=True)
class Forbear:
    """Set principal aside: it bears no interest and falls due with the last instalment. A share is of all principal."""

    amount: Money | None = None
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ReAge:
    """Every unpaid instalment is cleared and what is owed becomes `n` equal instalments, `every` so many months.

    `day` is the day of the month they stand on, where a short month clamps `first_due`.
    """

    n: int
    first_due: date
    every: int = 1
    day: int | None = None


@dataclass(frozen=True, slots=True)
class ReAmortise:
    """Overdue principal is spread over the instalments still to come; dates and number stay, charges stay overdue."""

    interest: OverdueInterest = OverdueInterest.TO_FIRST


@dataclass(frozen=True, slots=True)
class Reschedule:
    """From instalment `from_k` on: other due dates, more instalments, grace on principal or interest, another rate."""

    from_k: int
    first_due: date
    add_n: int = 0
    principal_grace_n: int = 0
    interest_grace_n: int = 0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """The next `n` instalments ask for nothing."""

    n: int
    interest: Interest
    end: End = End.KEPT


@dataclass(frozen=True, slots=True)
class InterestOnly:
    """The next `n` instalments ask for interest alone; the principal is spread over the rest."""

    n: int


@dataclass(frozen=True, slots=True)
class Balloon:
    """So much principal is kept for the last instalment; it bears interest until then."""

    amount: Money


@dataclass(frozen=True, slots=True)
class Settle:
    """So much by a day ends the debt; the rest is waived if it is paid."""

    pay: Money
    by: date
    condition: Condition = Condition.WHILE_KEPT


@dataclass(frozen=True, slots=True)
class PayOff:
    """The loan is paid off today, by cash or by a new loan."""


@dataclass(frozen=True, slots=True)
class Breach:
    """The plan is broken today: what was given up while it was kept comes back."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The step before is taken back."""


Step = (
    Waive
    | Capitalise
    | Carry
    | Document
    | SetRate
    | Extend
    | Forbear
    | ReAge
    | ReAmortise
    | Reschedule
    | Holiday
    | InterestOnly
    | Balloon
    | Settle
    | PayOff
    | Breach
    | Undo
)
