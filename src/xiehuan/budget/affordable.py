"""What can be paid a month: one figure everywhere, with its range and reasons.

The lower of (a) the 20th percentile (nearest rank) of the monthly surplus since the hardship began, or the stated
surplus when fewer than three whole months are known, and (b) the stated surplus with uncertain income cut by
20 %; less a reserve of 5 % of counted income; rounded down to 10 yuan; never negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.budget.household import Household, Income, SpendingKind
from xiehuan.budget.surplus import MonthSurplus
from xiehuan.errors import Text
from xiehuan.money import Money

MONTHS_NEEDED = 3
UNCERTAIN_CUT = Fraction(1, 5)
PERCENTILE = Fraction(1, 5)
RESERVE = Fraction(5, 100)
STEP_FEN = 1000  # 10 yuan


@dataclass(frozen=True, slots=True)
class Budget:
    """The statement in sums, a month. `low` and `high` are the range beside the one figure."""

    household: Household
    income: Money
    essential: Money
    spending: Money
    surplus: Money
    by_bills: Money | None
    by_stress: Money
    reserve: Money
    affordable: Money
    low: Money
    high: Money
    months: tuple[MonthSurplus, ...]
    reasons: tuple[Text, ...]

    def capacity(self, year: int, month: int) -> Money:
        """What a plan may take in a month: the one figure, or less once an income has ended."""
        incomes = [i for i in counted(self.household, None) if i.paid_in(year, month)]
        base = _stress(incomes) - self.spending
        return min(self.affordable, _figure(base, _reserve(incomes)))

    def figure_for(self, income: Money) -> Money:
        """What could be paid if this were the counted income: the same formula, never above the one figure."""
        return min(self.affordable, _figure(income - self.spending, income.times(RESERVE)))


def counted(household: Household, on: date | None) -> list[Income]:
    """The incomes that count (on a day: those that have not ended by then)."""
    after = household.hardship is not None
    return [
        i
        for i in household.incomes
        if i.counts(after_hardship=after) and (on is None or i.until is None or i.until >= on)
    ]


def budget(household: Household, months: Sequence[MonthSurplus], on: date) -> Budget | None:
    """The budget on the day; None when neither income nor spending is stated."""
    if not household.stated:
        return None
    incomes = counted(household, on)
    income = Money.total(i.amount for i in incomes)
    spending = Money.total(s.amount for s in household.spendings)
    surplus, stressed = income - spending, _stress(incomes) - spending
    by_bills = percentile([m.surplus for m in months]) if len(months) >= MONTHS_NEEDED else None
    reserve = _reserve(incomes)
    first = surplus if by_bills is None else by_bills
    figure = _figure(min(first, stressed), reserve)
    known = [m.surplus for m in months]
    return Budget(
        household=household,
        income=income,
        essential=Money.total(s.amount for s in household.spendings if s.kind is SpendingKind.ESSENTIAL),
        spending=spending,
        surplus=surplus,
        by_bills=by_bills,
        by_stress=stressed,
        reserve=reserve,
        affordable=figure,
        low=_figure(min([*known, stressed]), reserve),
        high=max(_figure(surplus, reserve), figure),
        months=tuple(months),
        reasons=_reasons(household, on, by_bills, stressed, surplus, reserve, len(months)),
    )


def percentile(values: Sequence[Money]) -> Money:
    """The 20th percentile by nearest rank: the value at rank ⌈0.2·n⌉ from the lowest."""
    rank = -(-PERCENTILE.numerator * len(values) // PERCENTILE.denominator)
    return sorted(values)[rank - 1]


def _stress(incomes: Sequence[Income]) -> Money:
    """Income with what is uncertain cut by a fifth."""
    return Money.total(i.amount if i.is_certain else i.amount.times(1 - UNCERTAIN_CUT) for i in incomes)


def _reserve(incomes: Sequence[Income]) -> Money:
    return Money.total(i.amount for i in incomes).times(RESERVE)


def _figure(base: Money, reserve: Money) -> Money:
    return Money(max(0, (base - reserve).fen) // STEP_FEN * STEP_FEN)


def _reasons(
    household: Household,
    on: date,
    by_bills: Money | None,
    stressed: Money,
    surplus: Money,
    reserve: Money,
    months: int,
) -> tuple[Text, ...]:
    if by_bills is None:
        first = Text(
            f"账单里困难开始后的完整月份有{months}个，不到{MONTHS_NEEDED}个，用收支表的结余{surplus}元",
            f"{months} whole months of bills since the hardship, fewer than {MONTHS_NEEDED}: the stated surplus {surplus} is used",
        )
    else:
        first = Text(
            f"账单里困难开始后{months}个完整月份的结余，取第20百分位{by_bills}元",
            f"20th percentile of the surplus of {months} whole months of bills: {by_bills}",
        )
    out = [
        first,
        Text(
            f"不稳定的收入打八折后结余{stressed}元", f"surplus with uncertain income cut by 20 %: {stressed}"
        ),
        Text(
            f"再留出收入的5%备用{reserve}元，取整到10元",
            f"less a reserve of 5 % of income {reserve}, down to 10 yuan",
        ),
    ]
    out += [
        Text(f"「{i.name}」没有算进去：{why.zh}", f"“{i.name}” is not counted: {why.en}")
        for i in household.incomes
        if (why := left_out(i, household, on))
    ]
    out += [
        Text(
            f"「{i.name}」到{i.until}为止，之后的月份按没有这笔算",
            f"“{i.name}” ends on {i.until}; later months are counted without it",
        )
        for i in counted(household, on)
        if i.until
    ]
    return tuple(out)


def left_out(income: Income, household: Household, on: date) -> Text | None:
    """Why an income is not counted on the day; None where it is."""
    if income in counted(household, on):
        return None
    if income.until is not None and income.until < on:
        return Text(f"{income.until}已经结束", f"it ended on {income.until}")
    if income.continues is False:
        return Text("困难发生后没有这笔了", "it does not go on after the hardship")
    return Text("没有注明困难发生后仍在继续", "it is not marked as continuing after the hardship")
