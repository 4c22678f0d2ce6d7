"""Reading figures of a row, and saying how an answer differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xiehuan.money import Money

Case = Mapping[str, Any]


def exact(value: Any) -> Fraction:
    """A number of a row, or an expression such as "0.08/12", exactly."""
    top, _, bottom = str(value).partition("/")
    return Fraction(top.strip()) / Fraction(bottom.strip() or 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def money(value: Any) -> Money:
    """An amount in currency units; more than two decimals are refused."""
    hundredths = exact(value) * 100
    if hundredths.denominator != 1:
        msg = f"not a whole number of hundredths: {value}"
        raise ValueError(msg)
    return Money(int(hundredths))


def off(what: str, expected: Any, got: Any, tolerance: Any = 0) -> list[str]:
    """One difference when the figures are further apart than the tolerance."""
    if got is not None and abs(exact(expected) - Fraction(got)) <= exact(tolerance):
        return []
    shown = got if got is None or isinstance(got, (int, str)) else f"{float(got):.12g}"
    return [f"{what}: expected {expected}, got {shown}"]


def unmet(case: Case, known: Mapping[str, Any], field: str) -> str | None:
    """Why a case is out of reach when the word in this field is not among those known."""
    return None if case.get(field) in known else f"{field} {case.get(field)!r} is not implemented"
