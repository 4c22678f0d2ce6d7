"""What stands in a cell: an input, a formula with the engine's value, or the engine's value alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money

Value = Money | date | Fraction | int | str

# The sheets. The names stand in formulas, so they are the same in both languages.
ABOUT, TERMS, PLAN, STRETCHES, PAID = "说明", "合同", "还款计划", "逐段计息", "还款"
PENALTY, LATE, OWED, CLAIM = "罚息", "违约金", "欠款", "核对"
FINDINGS = "费用核对"

FIRST = 6  # the first row of every table: above it the title, a note, a space and two lines of headings


@dataclass(frozen=True, slots=True)
class Input:
    """A figure the reader may change; everything behind it is computed again."""

    value: Value


@dataclass(frozen=True, slots=True)
class Live:
    """A formula (without the equals sign) and the value the engine gives for it."""

    formula: str
    value: Value


@dataclass(frozen=True, slots=True)
class Given:
    """The engine's value where no formula can be trusted to give it to the fen."""

    value: Value


Cell = Value | Text | Input | Live | Given | None


def at(sheet: str, column: str, row: int) -> str:
    """A cell of another sheet."""
    return f"'{sheet}'!{column}{row}"


def down(sheet: str, column: str, last: int, first: int = FIRST - 1) -> str:
    """A column of another sheet; by default from its headings, so that the range is never empty."""
    return f"'{sheet}'!{column}${first}:{column}${max(last, first)}"


def to_fen(expression: str) -> str:
    """A sum of whole fen freed of the binary dust that adding leaves."""
    return f"ROUND({expression},2)"
