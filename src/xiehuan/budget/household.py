"""The household as the user states it: person, hardship, income, spending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    """One monthly income. `continues` None: not said; `certain` None: by kind (benefits and continuing wages are)."""

    name: str
    amount: Money
    day: int | None = None
    continues: bool | None = None
    until: date | None = None
    certain: bool | None = None

    @property
    def is_benefit(self) -> bool:
        """A benefit by its name: it begins because of the hardship, so it need not be marked as continuing."""
        return any(word in self.name.lower() for word in _BENEFITS)

    @property
    def is_certain(self) -> bool:
        """As stated, else true for benefits and continuing wages."""
        return self.certain if self.certain is not None else self.is_benefit or self.continues is True

    def counts(self, *, after_hardship: bool) -> bool:
        """Income from before the hardship counts only when marked as continuing."""
        if self.continues is not None:
            return self.continues
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
    """One monthly expense."""

    name: str
    amount: Money
    kind: SpendingKind = SpendingKind.ESSENTIAL


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

    @property
    def stated(self) -> bool:
        """Whether there is an income and spending statement at all."""
        return bool(self.incomes or self.spendings)
