"""The contract: how the credit is repaid and what happens when a payment is late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.dates import DayCount
from xiehuan.loan.switches import (
    MONTHLY,
    BusinessDays,
    Closing,
    Compounding,
    Every,
    InterestGrace,
    Last,
    Level,
    Remainder,
    Residue,
    Roll,
    Stub,
)
from xiehuan.money import Money, Rounding


class Method(StrEnum):
    """How principal and interest are repaid."""

    EQUAL_INSTALMENT = "equal_instalment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    INTEREST_ONLY = "interest_only"  # 先息后本
    FLAT = "flat"  # 等本等息: a fee on the original principal
    BULLET = "bullet"  # 到期一次还本付息
    DAILY_REVOLVING = "daily_revolving"  # 随借随还
    ADD_ON = "add_on"  # interest fixed at the start, paid off before principal
    PRESENT_VALUE = (
        "present_value"  # equal payments; the principal in each is its value on the day of the loan
    )


class Per(StrEnum):
    """The unit in which the contract states a rate."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    FLAT_MONTH = "flat_month"


class Component(StrEnum):
    """The parts of a debt, in the default order of allocation.

    Cost before interest before principal follows Civil Code art. 561; where the parts that the article
    does not name stand is the product's settled reading.
    """

    COST = "cost"
    INTEREST = "interest"
    PENALTY = "penalty"
    COMPOUND = "compound"
    FEE = "fee"
    LATE_FEE = "late_fee"
    PRINCIPAL = "principal"


DEFAULT_ORDER: tuple[Component, ...] = tuple(Component)
SCHEDULED = (Component.PRINCIPAL, Component.INTEREST, Component.FEE)


_A_YEAR = {Per.YEAR: 1, Per.MONTH: 12, Per.FLAT_MONTH: 12}


@dataclass(frozen=True, slots=True)
class Rate:
    """A contract rate in the contract's own unit; converted where it is used, exactly."""

    value: Fraction
    per: Per = Per.YEAR

    def per_year(self, count: DayCount) -> Fraction:
        """The nominal annual rate (a flat monthly fee gives twelve times the fee, which is not its yield)."""
        return self.value * (count.basis if self.per is Per.DAY else _A_YEAR[self.per])

    def per_day(self, count: DayCount) -> Fraction:
        """The rate of one day on the year basis of the day count."""
        return self.value if self.per is Per.DAY else self.value * Fraction(_A_YEAR[self.per], count.basis)


@dataclass(frozen=True, slots=True)
class LoanTerms:
    """Principal, rate and rhythm of one loan. `received` is what really arrived, on `received_on`.

    The rest are switches (see `switches`). `n` is None where the contract fixes the payment and not the number
    of instalments: `schedule.with_tenure` finds it. `rounding` holds for payment and interest where the two have no
    mode of their own; amounts of a payment are whole `instalment_unit`s (in fen).
    """

    principal: Money
    method: Method
    n: int | None
    first_due: date
    rate: Rate
    received: Money
    received_on: date
    day_count: DayCount = DayCount.MONTHLY
    rounding: Rounding = Rounding.HALF_UP
    payment: Money | None = None  # the level payment as agreed, instead of computed
    balloon: Money = Money.ZERO  # principal left for the last date
    interest_only_n: int = 0  # first instalments that pay no principal
    interest_grace_n: int = 0  # first instalments that pay no interest
    interest_grace: InterestGrace = InterestGrace.DEFERRED
    every: Every = MONTHLY
    due_on: tuple[date, ...] = ()  # due dates as listed in the contract, instead of `every`
    stub: Stub | None = None
    roll: Roll = Roll.NONE
    business_days: BusinessDays | None = None
    instalment_unit: int = 1
    payment_rounding: Rounding | None = None
    interest_rounding: Rounding | None = None
    residue: Residue = Residue.DROPPED
    last: Last = Last.BY_DIFFERENCE
    remainder: Remainder = Remainder.ON_LAST
    level: Level = Level.WHOLE_PERIODS
    closing: Closing = Closing.EITHER
    compounding: Compounding = Compounding.NONE
    interest_cap: Money | None = None  # all interest together never exceeds this

    def lending(self, principal: Money) -> LoanTerms:
        """The same contract on another principal: the payment is computed anew, a balloon keeps its share."""
        balloon = self.balloon.times(Fraction(principal.fen, self.principal.fen), Rounding.DOWN)
        return replace(self, principal=principal, payment=None, balloon=balloon)


class FeeEvery(StrEnum):
    """How often a fee is charged."""

    INSTALMENT = "instalment"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge beside the interest: service, guarantee, membership …; `on` is the day of a one-time fee."""

    name: str
    amount: Money
    every: FeeEvery
    on: date | None = None
    payee: str | None = None


class PenaltyBase(StrEnum):
    """What penalty interest is charged on."""

    OVERDUE_PRINCIPAL = "overdue_principal"
    OVERDUE_PRINCIPAL_AND_INTEREST = "overdue_principal_and_interest"
    ALL_PRINCIPAL = "all_principal"  # all principal only after acceleration; before it, what is overdue


class Compound(StrEnum):
    """Whether unpaid interest bears compound interest (复利)."""

    NONE = "none"
    ON_INTEREST = "on_interest"
    ON_INTEREST_AND_PENALTY = "on_interest_and_penalty"


class Grace(StrEnum):
    """What the days of grace do to the charges; they never change the days past due."""

    FORGIVES_IF_PAID = "forgives_if_paid"
    SHIFTS = "shifts"


class Scope(StrEnum):
    """Instalment by instalment (horizontal) or part by part over all instalments (vertical).

    `vertical_past_due_first`: part by part over what is past due, then over what falls due that very day.
    """

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    VERTICAL_PAST_DUE_FIRST = "vertical_past_due_first"


class Ahead(StrEnum):
    """What becomes of money beyond what has fallen due."""

    WAIT = "wait"  # it waits, unapplied, until something falls due
    NEXT_INSTALMENT = "next_instalment"
    LAST_INSTALMENT = "last_instalment"
    REAMORTISE = "reamortise"  # in equal parts over all instalments to come


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """How one kind of payment is spread: the order of parts, by instalment or by part, and what goes ahead.

    `in_advance` is the order inside an instalment that has not fallen due (None: as `order`). A charge whose own
    day has come is paid before it, in `order`.
    """

    order: tuple[Component, ...] = DEFAULT_ORDER
    scope: Scope = Scope.HORIZONTAL
    ahead: Ahead = Ahead.WAIT
    in_advance: tuple[Component, ...] | None = None


@dataclass(frozen=True, slots=True)
class LateFee:
    """A one-time charge for a missed instalment: a share of the missed amount, or a flat sum."""

    share: Fraction | None = None
    flat: Money | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """The contract's terms for late payment. `stated` names the keys the contract really states.

    What is not stated is filled by the settled readings, and a difference that rests on such a filling is
    never called certain.
    """

    penalty_factor: Fraction | None = None
    penalty_rate: Rate | None = None
    penalty_base: PenaltyBase = PenaltyBase.OVERDUE_PRINCIPAL
    compound: Compound = Compound.NONE
    late_fee: LateFee | None = None
    grace_days: int = 0
    grace: Grace = Grace.FORGIVES_IF_PAID
    allocation: tuple[Component, ...] = DEFAULT_ORDER
    scope: Scope = Scope.HORIZONTAL
    ahead: Ahead = Ahead.WAIT
    in_advance: tuple[Component, ...] | None = None
    by_kind: Mapping[str, AllocationRule] = field(default_factory=dict)  # other rules for kinds of payment
    accelerated_on: date | None = None
    stated: frozenset[str] = frozenset()

    def rule(self, kind: str = "") -> AllocationRule:
        """The rule for a kind of payment; the contract's own where no other is agreed for the kind."""
        own = AllocationRule(self.allocation, self.scope, self.ahead, self.in_advance)
        return self.by_kind.get(kind, own)

    def penalty_per_day(self, terms: LoanTerms) -> Fraction:
        """The rate of penalty interest for one day (zero where none is agreed)."""
        if self.penalty_rate is not None:
            return self.penalty_rate.per_day(terms.day_count)
        return terms.rate.per_day(terms.day_count) * (self.penalty_factor or 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money the borrower paid on a day; `proof` names the record that shows it (a bill row), if one does.

    `kind` selects the allocation rule where the contract has several (`Overdue.by_kind`).
    """

    on: date
    amount: Money
    note: str = ""
    proof: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A plan agreed in writing on a day: `n` payments of `monthly`, the first on `first`, then monthly."""

    on: date
    monthly: Money
    first: date
    n: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What the other side said was owed on a day; `items` by component name, or `other`."""

    on: date
    total: Money
    items: Mapping[str, Money] = field(default_factory=dict)
    source: str | None = None
