"""Money in integer fen and exact rates; the only place where a fraction becomes an amount.

No float is accepted anywhere: a float in an amount is the programmer's mistake and raises TypeError.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<yuan>\d{1,15})(?:\.(?P<fen>\d{1,2}))?")
_DECIMAL = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,18})?")


class Rounding(StrEnum):
    """How a fraction of a fen becomes a whole fen (named where it happens)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


def round_fraction(value: Fraction, mode: Rounding = Rounding.HALF_UP) -> int:
    """The whole number for `value`; HALF_UP and UP go away from zero, DOWN towards it."""
    return round_ratio(value.numerator, value.denominator, mode)


def round_ratio(num: int, den: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """The same for `num` / `den`, with `den` above zero."""
    whole, rest = divmod(abs(num), den)
    if mode is Rounding.HALF_UP:
        up = 2 * rest >= den
    elif mode is Rounding.HALF_EVEN:
        up = 2 * rest > den or (2 * rest == den and whole % 2 == 1)
    else:
        up = mode is Rounding.UP and rest > 0
    return whole + up if num >= 0 else -(whole + up)


def parse_decimal(text: str) -> Fraction:
    """An exact fraction from a plain decimal string such as "0.18"; ValueError otherwise."""
    if not _DECIMAL.fullmatch(text):
        msg = f"not a plain decimal: {text!r}"
        raise ValueError(msg)
    return Fraction(text)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of CNY in whole fen."""

    fen: int
    ZERO: ClassVar[Money]

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            msg = f"fen must be int, not {type(self.fen).__name__}"
            raise TypeError(msg)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read a decimal string in yuan with at most two places ("1234.5", "-3"); ValueError otherwise."""
        match = _AMOUNT.fullmatch(text)
        if match is None:
            msg = f"not an amount in yuan with at most two decimals: {text!r}"
            raise ValueError(msg)
        fen = int(match["yuan"]) * 100 + int((match["fen"] or "0").ljust(2, "0"))
        return cls(-fen if match["sign"] == "-" else fen)

    @classmethod
    def total(cls, parts: Iterable[Money]) -> Money:
        """The sum of the parts (zero for none)."""
        return cls(sum(p.fen for p in parts))

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __bool__(self) -> bool:
        return self.fen != 0

    def times(self, factor: Fraction | int, rounding: Rounding = Rounding.HALF_UP) -> Money:
        """The amount times an exact factor, rounded to the fen by the named rule."""
        return Money(round_fraction(Fraction(self.fen) * factor, rounding))

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split by whole-number weights; parts add up to the amount, leftover fen go to the first parts."""
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            msg = "weights must be non-negative with a positive sum"
            raise ValueError(msg)
        parts = [self.fen * w // whole for w in weights]
        rest = self.fen - sum(parts)
        for i in [i for i, w in enumerate(weights) if w][:rest]:
            parts[i] += 1
        return [Money(p) for p in parts]

    def __str__(self) -> str:
        sign = "-" if self.fen < 0 else ""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{sign}{yuan}.{fen:02d}"

    def grouped(self) -> str:
        """For people: thousands commas and the minus sign of print, 1,234.50 or −3.00."""
        sign = "−" if self.fen < 0 else ""
        yuan, fen = divmod(abs(self.fen), 100)
        return f"{sign}{yuan:,}.{fen:02d}"


Money.ZERO = Money(0)
