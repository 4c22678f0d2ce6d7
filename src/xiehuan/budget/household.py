"""The household as the user states it: person, hardship, income, spending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.budget.amounts import Every, Stated
from xiehuan.budget.debits import Account, Mandate
from xiehuan.budget.sections import IncomeSection, SpendingSection, income_section, spending_section
from xiehuan.dates import add_months
from xiehuan.money import Money

_BENEFITS = (
    "失业",
    "低保",
    "救助",
    "补助",
    "补贴",
    "养老",
    "抚恤",
    "病假工资",
    "公积金",
    "benefit",
    "pension",
)


# Sections that begin because of the hardship: income placed there by the user counts without `continues`.
_BEGINS_WITH_HARDSHIP = frozenset(
    {
        IncomeSection.UNEMPLOYMENT_BENEFIT,
        IncomeSection.SEVERANCE,
        IncomeSection.HOUSING_FUND,
        IncomeSection.TEMPORARY_RELIEF,
        IncomeSection.MINIMUM_LIVING_ALLOWANCE,
    }
)


class Cause(StrEnum):
    """Why the payments no longer fit."""

    UNEMPLOYMENT = "unemployment"
    PAY_CUT = "pay_cut"
    ILLNESS = "illness"
    ACCIDENT = "accident"
    FAMILY_CHANGE = "family_change"
    BUSINESS_FAILURE = "business_failure"
    DISASTER = "disaster"
    OVER_BORROWING = "over_borrowing"
    FRAUD_VICTIM = "fraud_victim"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks."""

    name: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Hardship:
    """What happened, since when, in facts with dates."""

    cause: Cause
    since: date
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Income:
    """One income, `amount` a month. `continues` None: not said; `certain` None: by kind (benefits and continuing wages are).

    `stated` is the amount as written where that is not a month's; `section` is the user's word, None where it goes by
    the name; `note` explains an unusual figure.
    """

    name: str
    amount: Money
    day: int | None = None
    continues: bool | None = None
    until: date | None = None
    certain: bool | None = None
    stated: Stated | None = None
    section: IncomeSection | None = None
    note: str | None = None

    @property
    def is_benefit(self) -> bool:
        """A benefit by its section or name: it begins because of the hardship, so it need not be marked as continuing."""
        return self.section in _BEGINS_WITH_HARDSHIP or any(word in self.name.lower() for word in _BENEFITS)

    @property
    def place(self) -> IncomeSection:
        """Its section in the statement."""
        return self.section or income_section(self.name)

    @property
    def is_certain(self) -> bool:
        """As stated, else true for benefits and continuing wages."""
        return self.certain if self.certain is not None else self.is_benefit or self.continues is True

    def counts(self, *, after_hardship: bool) -> bool:
        """Income from before the hardship counts only when marked as continuing; a one-off, while its months last."""
        if self.continues is not None:
            return self.continues
        if self.stated is not None and self.stated.every is Every.ONCE:
            return True
        return self.is_benefit or not after_hardship

    def paid_in(self, year: int, month: int) -> bool:
        """Whether it still arrives in the month: its day there is not after `until` (no day: the month's last)."""
        arrives = add_months(date(year, month, 1), 0, self.day or 31)
        return self.until is None or arrives <= self.until


class SpendingKind(StrEnum):
    """Essential living costs, debts that come first, and the rest."""

    ESSENTIAL = "essential"
    PRIORITY_DEBT = "priority_debt"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Spending:
    """One expense, `amount` a month; `stated`, `section` and `note` as of an income."""

    name: str
    amount: Money
    kind: SpendingKind = SpendingKind.ESSENTIAL
    stated: Stated | None = None
    section: SpendingSection | None = None
    note: str | None = None

    @property
    def place(self) -> SpendingSection:
        """Its section in the statement; a debt marked as priority stands with the priority debts."""
        if self.section is not None:
            return self.section
        by_name = spending_section(self.name)
        if self.kind is SpendingKind.PRIORITY_DEBT and by_name is not SpendingSection.SECURED_DEBTS:
            return SpendingSection.PRIORITY_DEBTS
        return by_name


class Answer(StrEnum):
    """What the person says about a benefit that is not among the incomes."""

    NOT_ENTITLED = "not_entitled"
    APPLIED = "applied"
    REFUSED = "refused"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True)
class OwnMinimum:
    """What the household needs to live on a month by the user's own figure, with the reason."""

    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class Household:
    """Everything the statement of income and spending is made from."""

    person: Person = Person()
    hardship: Hardship | None = None
    people: int | None = None
    children: int | None = None
    incomes: tuple[Income, ...] = ()
    spendings: tuple[Spending, ...] = ()
    cash: Money | None = None
    pay_day: int | None = None
    own_minimum: OwnMinimum | None = None
    answers: tuple[tuple[IncomeSection, Answer], ...] = ()
    accounts: tuple[Account, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    unexpected_bill: Money | None = None

    @property
    def stated(self) -> bool:
        """Whether there is an income and spending statement at all."""
        return bool(self.incomes or self.spendings)
