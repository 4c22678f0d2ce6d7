"""An amount as people state it, by the week, the quarter or once, and what it comes to a month."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money, Rounding

ROUNDING = Rounding.HALF_UP  # of a month's amount, to the fen
MOST_MONTHS = 120  # a one-off is spread over ten years at most


class Every(StrEnum):
    """How often an amount comes."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    ONCE = "once"  # with the months it has to last


TIMES_A_YEAR = {
    Every.WEEK: 52,
    Every.FORTNIGHT: 26,
    Every.MONTH: 12,
    Every.QUARTER: 4,
    Every.HALF_YEAR: 2,
    Every.YEAR: 1,
}
NAMES = {
    Every.WEEK: Text("每周", "a week"),
    Every.FORTNIGHT: Text("每两周", "a fortnight"),
    Every.MONTH: Text("每月", "a month"),
    Every.QUARTER: Text("每季度", "a quarter"),
    Every.HALF_YEAR: Text("每半年", "a half-year"),
    Every.YEAR: Text("每年", "a year"),
    Every.ONCE: Text("一次性", "once"),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """So much, so often; `months` only for a one-off: over how many months it is spread."""

    amount: Money
    every: Every = Every.MONTH
    months: int | None = None

    def __post_init__(self) -> None:
        once = self.every is Every.ONCE
        if once != (self.months is not None) or (self.months is not None and self.months < 1):
            msg = f"{self.every} with {self.months} months"
            raise ValueError(msg)

    @property
    def factor(self) -> Fraction:
        """What one amount is of a month's."""
        if self.months is not None:
            return Fraction(1, self.months)
        return Fraction(TIMES_A_YEAR[self.every], 12)

    @property
    def monthly(self) -> Money:
        """A month's amount, half a fen up: a week's × 52/12 (the practice of debt advice), a year's ÷ 12."""
        return self.amount.times(self.factor, ROUNDING)

    @property
    def said(self) -> Text:
        """The amount as stated and how it became a month's; empty for a month's own."""
        if self.every is Every.MONTH:
            return Text("", "")
        shown, monthly = self.amount.grouped(), self.monthly.grouped()
        if self.months is not None:
            return Text(
                f"一次性{shown}元，按{self.months}个月摊，每月{monthly}元",
                f"{shown} once, spread over {self.months} months: {monthly} a month",
            )
        times, name = TIMES_A_YEAR[self.every], NAMES[self.every]
        return Text(
            f"{name.zh}{shown}元，×{times}÷12，每月{monthly}元",
            f"{shown} {name.en}, × {times} / 12: {monthly} a month",
        )
