"""The interest of a run of periods, in whole fen by whole-number division: one division a step, no rounding but at its end.

Everything is a ratio of integers over one denominator, so that the residue of a rounding is known exactly and a step
costs a multiplication and a division.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import lcm

from xiehuan.loan.switches import Compounding, InterestGrace, Residue
from xiehuan.loan.terms import LoanTerms, Per
from xiehuan.money import Rounding

_PLACES = 40  # of a compound factor, which has no end: far below what could move a fen
_TINY = 10**_PLACES


def round_ratio(num: int, den: int, mode: Rounding) -> int:
    """The whole number for num/den, both of them not negative, by the named rule."""
    if mode is Rounding.DOWN:
        return num // den
    if mode is Rounding.UP:
        return -(-num // den)
    whole, rest = divmod(2 * num + den, 2 * den)
    return whole - 1 if mode is Rounding.HALF_EVEN and rest == 0 and whole & 1 else whole


@dataclass(frozen=True, slots=True)
class Factors:
    """The interest of period k on a balance B, unrounded, is B × over[k] / den."""

    over: tuple[int, ...]
    den: int

    def level(self, principal: int, balloon: int) -> tuple[int, int]:
        """The exact payment whose values, discounted period by period, make up the principal; as num, den.

        A = (P·Π Gₖ − V) / Σₖ Πⱼ>ₖ Gⱼ with Gₖ = 1 + factor k; all multiplied by denⁿ.
        """
        grown, plain, summed = 1, 1, 0
        for num in self.over:
            plain *= self.den
            summed = summed * (self.den + num) + plain
            grown *= self.den + num
        return principal * grown - balloon * plain, summed


def factors(terms: LoanTerms, fractions: Sequence[Fraction]) -> Factors:
    """The factors of periods that are these parts of a year, at the contract's rate.

    A period inside a free grace has factor zero.
    """
    build = _compound if terms.compounding is Compounding.DAILY else _simple
    return without_grace(build(terms, fractions), terms)


def without_grace(found: Factors, terms: LoanTerms) -> Factors:
    """The factors, those of a free grace set to zero."""
    if not terms.interest_grace_n or terms.interest_grace is not InterestGrace.FREE:
        return found
    free = min(terms.interest_grace_n, len(found.over))
    return Factors((*[0] * free, *found.over[free:]), found.den)


def _simple(terms: LoanTerms, fractions: Sequence[Fraction]) -> Factors:
    annual = terms.rate.per_year(terms.day_count)
    days = 1
    seen: Fraction | None = None
    for part in fractions:
        if part is not seen:  # equal periods share one object
            days, seen = lcm(days, part.denominator), part
    over, seen, num = [], None, 0
    for part in fractions:
        if part is not seen:
            num, seen = annual.numerator * part.numerator * (days // part.denominator), part
        over.append(num)
    return Factors(tuple(over), annual.denominator * days)


def _compound(terms: LoanTerms, fractions: Sequence[Fraction]) -> Factors:
    """(1+r)^t − 1 to forty places, t in the unit in which the rate is stated."""
    units = {Per.YEAR: 1, Per.MONTH: 12, Per.FLAT_MONTH: 12, Per.DAY: terms.day_count.basis}[terms.rate.per]
    known: dict[Fraction, int] = {}
    for part in fractions:
        if part not in known:
            known[part] = _grown(1 + terms.rate.value, part * units) - _TINY
    return Factors(tuple(known[part] for part in fractions), _TINY)


def _grown(base: Fraction, time: Fraction) -> int:
    """base^time in units of the last place; Decimal's power is correctly rounded to its precision."""
    with localcontext() as context:
        context.prec = 2 * _PLACES
        grown = (Decimal(base.numerator) / base.denominator) ** (Decimal(time.numerator) / time.denominator)
        return int((grown * _TINY).to_integral_value())


class Accrual:
    """Interest period by period: rounded by the contract's mode, residue carried or dropped, capped if it says so."""

    __slots__ = ("_bias", "_cap", "_carries", "_den", "_even", "_over", "_residue")

    def __init__(self, factors: Factors, terms: LoanTerms) -> None:
        self._over, self._den = iter(factors.over), factors.den
        mode = terms.interest_rounding or terms.rounding
        if factors.den & 1:  # an even denominator makes the half a whole number
            self._over, self._den = iter([2 * num for num in factors.over]), 2 * factors.den
        half = self._den // 2
        self._bias = {Rounding.DOWN: 0, Rounding.UP: self._den - 1}.get(mode, half)
        self._even = mode is Rounding.HALF_EVEN
        self._residue = 0
        self._carries = terms.residue is Residue.CARRIED
        self._cap = terms.interest_cap.fen if terms.interest_cap is not None else None

    def of(self, balance: int) -> int:
        """The interest of the next period on this balance, in fen."""
        exact = balance * next(self._over) + self._residue
        found = (exact + self._bias) // self._den
        if self._even and found & 1 and (exact + self._bias) == found * self._den:
            found -= 1
        if self._carries:
            self._residue = exact - found * self._den
        if self._cap is not None:
            found = min(found, self._cap)
            self._cap -= found
        return found
