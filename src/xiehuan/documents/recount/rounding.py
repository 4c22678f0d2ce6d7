"""Rounding in a spreadsheet that equals rounding in the engine, to the fen.

A spreadsheet computes in binary floats: 0.125 × 0.36 may come out just below the half fen that it is. Each formula
therefore moves its argument by a billionth of a yuan before it rounds. An amount so near to a boundary
that this could decide it wrongly is not left to a formula at all.
"""

from __future__ import annotations

from fractions import Fraction

from xiehuan.documents.recount.cells import Given, Live
from xiehuan.money import Money, Rounding, round_fraction

_GUARD = Fraction(1, 10**9)  # 1E-9 in the formulas, in yuan
_FLOAT = Fraction(2, 10**15)  # what a handful of float operations may be off, relatively (2**-53 each)
_HALF = Fraction(1, 2)


def rounded(expression: str, mode: Rounding) -> str:
    """The formula that rounds a non-negative expression in yuan to the fen."""
    if mode is Rounding.UP:
        return f"ROUNDUP(MAX(0,{expression}-1E-9),2)"
    if mode is Rounding.DOWN:
        return f"ROUNDDOWN({expression}+1E-9,2)"
    if mode is Rounding.HALF_UP:
        return f"ROUND({expression}+1E-9,2)"
    # a tie (half a fen, within the guard) goes to the even fen: twice the half of it, rounded
    tie = f"ABS(MOD(({expression})*100,1)-0.5)<1E-7"
    return f"IF({tie},2*ROUND(({expression})*50,0)/100,ROUND({expression},2))"


def amount(
    expression: str, exact: Fraction, mode: Rounding, booked: int, noise: Fraction = _FLOAT
) -> Live | Given:
    """The cell for `exact` fen that the engine booked as `booked`: a formula where it is sure to agree."""
    yuan = exact / 100
    near = abs(yuan) * noise
    if all(_by_formula(x, mode) == booked for x in (yuan - near, yuan, yuan + near)):
        return Live(rounded(expression, mode), Money(booked))
    return Given(Money(booked))


def _by_formula(yuan: Fraction, mode: Rounding) -> int:
    """What the formula of `rounded` makes of a number, in fen."""
    if mode is Rounding.UP:
        return round_fraction(max(Fraction(0), yuan - _GUARD) * 100, mode)
    if mode is not Rounding.HALF_EVEN:
        return round_fraction((yuan + _GUARD) * 100, mode)
    fen = yuan * 100
    if abs(fen % 1 - _HALF) < _GUARD * 100:
        return 2 * round_fraction(fen / 2)
    return round_fraction(fen)
