"""What the payment does when something goes wrong: less income, a month without any, a bill nobody expected.

The payment tested is the affordable amount itself. Each test names its assumption; none of them is a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xiehuan.budget.affordable import Budget
from xiehuan.errors import Text
from xiehuan.money import Money

INCOME_CUT = Fraction(1, 5)
UNEXPECTED = Money(1_000_00)  # assumed where the user names no figure; no statistic stands behind it


class Shock(StrEnum):
    """What goes wrong."""

    INCOME_DOWN = "income_down"
    MONTH_WITHOUT_INCOME = "month_without_income"
    UNEXPECTED_BILL = "unexpected_bill"


@dataclass(frozen=True, slots=True)
class Stress:
    """One test. `missing` is what is short after all cash at hand is used, zero where it holds.

    For less income `short` is a month's, `lasts` the whole months that cash bridges; for the others `short` is once,
    and `refills` the months in which what is left over each month makes good for it (None: never).
    """

    shock: Shock
    assumed: Text
    short: Money
    missing: Money
    lasts: int | None
    refills: int | None
    affordable: Money
    says: Text

    @property
    def holds(self) -> bool:
        """Whether the payment can be kept without new debt."""
        return not self.missing

    def as_json(self) -> dict[str, object]:
        """With the keys of the statement."""
        return {
            "shock": self.shock.value,
            "assumed": self.assumed.zh,
            "assumed_en": self.assumed.en,
            "short": str(self.short),
            "missing": str(self.missing),
            "lasts_months": self.lasts,
            "refills_months": self.refills,
            "affordable_then": str(self.affordable),
            "holds": self.holds,
            "says": self.says.zh,
            "says_en": self.says.en,
        }


def stress(budget: Budget) -> tuple[Stress, ...]:
    """The three tests of a budget, in the order of the enum."""
    return (_income_down(budget), _without(budget), _bill(budget))


def _income_down(b: Budget) -> Stress:
    income = b.income.times(1 - INCOME_CUT)
    left = income - b.spending - b.affordable
    short, cash = max(-left, Money.ZERO), b.household.cash or Money.ZERO
    lasts = None if not short else cash.fen // short.fen
    then = b.figure_for(income)
    if short:
        says = Text(
            f"收入少两成，付了这笔每月差{short.grouped()}元，手头的钱能顶{lasts}个整月；那时每月只能还{then.grouped()}元，要马上重谈",
            f"with a fifth less income {short.grouped()} a month is missing after the payment; cash bridges whole months: {lasts}; "
            f"{then.grouped()} a month could be paid then, so ask again at once",
        )
    else:
        says = Text(
            f"收入少两成，付了这笔还剩{left.grouped()}元",
            f"with a fifth less income {left.grouped()} is left after the payment",
        )
    assumed = Text("所有收入少20%，支出不变", "all income 20 % less, spending as stated")
    return Stress(Shock.INCOME_DOWN, assumed, short, short, lasts, None, then, says)


def _without(b: Budget) -> Stress:
    assumed = Text("有一个月完全没有收入，支出照旧", "one month without any income, spending as stated")
    return _once(b, Shock.MONTH_WITHOUT_INCOME, assumed, b.spending + b.affordable)


def _bill(b: Budget) -> Stress:
    own = b.household.unexpected_bill
    size = UNEXPECTED if own is None else own
    source = Text("自己填的数", "the person's own figure") if own is not None else Text("假定的数", "assumed")
    assumed = Text(
        f"一笔没想到的支出{size.grouped()}元（{source.zh}）",
        f"a bill of {size.grouped()} nobody expected ({source.en})",
    )
    return _once(b, Shock.UNEXPECTED_BILL, assumed, size)


def _once(b: Budget, shock: Shock, assumed: Text, cost: Money) -> Stress:
    cash = b.household.cash or Money.ZERO
    missing = max(cost - cash, Money.ZERO)
    spare = b.surplus - b.affordable
    refills = -(-cost.fen // spare.fen) if spare > Money.ZERO else None
    again = (
        Text(
            f"之后每月剩的钱{refills}个月补回来",
            f"what is left each month makes good, months needed: {refills}",
        )
        if refills is not None
        else Text("每月没有剩余，补不回来", "nothing is left a month to make good")
    )
    if missing:
        says = Text(
            f"要{cost.grouped()}元，手头只有{cash.grouped()}元，差{missing.grouped()}元：那个月付不出，要提前说；{again.zh}",
            f"{cost.grouped()} needed, {cash.grouped()} at hand, {missing.grouped()} missing: say so before that month; {again.en}",
        )
    else:
        says = Text(
            f"要{cost.grouped()}元，手头的{cash.grouped()}元够；{again.zh}",
            f"{cost.grouped()} needed, the {cash.grouped()} at hand are enough; {again.en}",
        )
    return Stress(shock, assumed, cost, missing, None, refills, b.affordable, says)
