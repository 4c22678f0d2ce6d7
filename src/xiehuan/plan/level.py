"""Level plans to the fen, quickly: the same amounts that the restructure engine books, without its entries.

Principal is levelled over n instalments, A = P·ΠG / Σ Π(later G) with G the growth of a period, rounded half up; the interest
of the first period runs from the day of the plan, months as twelfths and odd days as 360ths of a year; charges bear nothing and
are split equally, each component by itself; the last instalment takes what rounding leaves. A payment may also be held to a
given sum with a smaller last one. `plan.engine` carries out the same
plan step by step, and the tests compare every amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.dates import whole_months

_MONTHS, _DAYS = 12, 360


@dataclass(frozen=True, slots=True)
class Level:
    """Instalments in fen; `payment` is what all but the last are held to, None where they are equal."""

    totals: tuple[int, ...]
    payment: int | None = None

    @property
    def n(self) -> int:
        """How many."""
        return len(self.totals)


class Track:
    """Payment days and a yearly rate: what a level plan over the first n of these days asks for.

    `days` are a month apart, on one day of the month which short months clamp; all lie after `on`.
    """

    def __init__(self, on: date, days: Sequence[date], yearly: Fraction) -> None:
        self.days = days
        self._num, self._den = yearly.numerator, yearly.denominator
        anchor = max(d.day for d in days[:2])
        alone, first = (_part(on, days[0], a) for a in (days[0].day, anchor))
        self._first = {True: alone, False: first}
        self._ratios: list[tuple[int, int]] = [self._ratio_of_one(alone)]
        g = self._den * _MONTHS + self._num, self._den * _MONTHS
        start = self._den * _DAYS + self._num * first, self._den * _DAYS
        grown, plain, summed = start[0], start[1], start[1]
        for _ in days[1:]:
            grown, plain = grown * g[0], plain * g[1]
            summed = summed * g[0] + plain
            self._ratios.append((2 * grown, 2 * summed))

    def _ratio_of_one(self, part: int) -> tuple[int, int]:
        den = self._den * _DAYS
        return 2 * (den + self._num * part), 2 * den

    def level(self, principal: int, n: int) -> int:
        """The payment of principal and interest over n instalments, in fen; the last may differ by rounding."""
        grown, summed = self._ratios[n - 1]
        return (principal * grown + summed // 2) // summed

    def covers(self, principal: int, n: int) -> bool:
        """Whether the level payment covers the interest of the first period, which may be longer than a month."""
        interest = principal * self._num * self._first[n == 1]
        return self.level(principal, n) * self._den * _DAYS >= interest

    def lasts(self, principal: int, n: int) -> bool:
        """Whether something is left for the last instalment: a few fen over many months are paid off before."""
        return principal == 0 or self.totals(principal, (), n)[-1] > 0

    def totals(self, principal: int, charges: Sequence[int], n: int) -> list[int]:
        """What each of the n instalments asks for, in fen."""
        payment, left, found = self.level(principal, n), principal, []
        part, num, den = self._first[n == 1], self._num, self._den
        interest = (2 * left * num * part + den * _DAYS) // (2 * den * _DAYS)
        double = 2 * den * _MONTHS
        for _ in range(n - 1):
            own = min(max(payment - interest, 0), left)
            found.append(own + interest)
            left -= own
            interest = (2 * left * num + den * _MONTHS) // double
        found.append(left + interest)
        for charge in charges:
            if charge:
                found = [a + b for a, b in zip(found, _spread(charge, n), strict=True)]
        return found

    def steady(self, principal: int, charges: Sequence[int], n: int, payment: int) -> list[int] | None:
        """N instalments of `payment` with a smaller last one; None where fewer would do or the last would be larger.

        The engine gives the same with `payment` less the charges of an instalment as its unit, rounded up to.
        """
        shares = [_spread(c, n) for c in charges if c]
        unit = unit_of(payment, charges, n)
        if n == 1 or unit <= 0 or unit < self.level(principal, n):
            return None
        left, part, num, den = principal, self._first[False], self._num, self._den
        interest = (2 * left * num * part + den * _DAYS) // (2 * den * _DAYS)
        double, found = 2 * den * _MONTHS, [unit] * (n - 1)
        for _ in range(n - 1):
            left -= unit - interest
            if left <= 0 or interest > unit:
                return None
            interest = (2 * left * num + den * _MONTHS) // double
        found.append(left + interest)
        for parts in shares:
            found = [a + b for a, b in zip(found, parts, strict=True)]
        return found if found[-1] <= payment else None

    def fewest(self, principal: int, charges: Sequence[int], room: Sequence[int]) -> Level | None:
        """The smallest n whose every instalment is within the room of its month; None if there is none.

        The instalments are the whole of that room and a smaller last one, or equal where the charges do not let that be.
        """
        most, whole = 0, sum(charges)
        for n, here in enumerate(room[: len(self.days)], 1):
            most = here if n == 1 else min(most, here)
            if most <= 0:
                return None
            if self.level(principal, n) + whole // n - len(charges) > most:
                continue
            equal = self.totals(principal, charges, n)
            if max(equal) <= most and self.covers(principal, n) and self.lasts(principal, n):
                whole_room = self.steady(principal, charges, n, most)
                return Level(tuple(whole_room or equal), most if whole_room else None)
        return None


def _part(start: date, end: date, anchor: int) -> int:
    """The first period in 360ths of a year."""
    months, days = whole_months(start, end, anchor)
    return months * (_DAYS // _MONTHS) + days


def unit_of(payment: int, charges: Sequence[int], n: int) -> int:
    """What of a payment is left for principal and interest beside an equal part of each charge."""
    return payment - sum(_spread(c, n)[0] for c in charges if c)


def _spread(total: int, n: int) -> list[int]:
    """`total` in n equal parts, each rounded half up and never more than what is left; the last takes the rest."""
    each = (2 * total + n) // (2 * n)
    if each * (n - 1) <= total:
        return [each] * (n - 1) + [total - each * (n - 1)]
    whole = total // each
    return [each] * whole + [total - each * whole] + [0] * (n - 1 - whole)
