"""Judges talks from data alone: lives through every proposal and every signed text month by month.

Shares no code with the product. The payments that are told must end the account exactly; the chance to complete is
multiplied up month by month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import NormalDist
from typing import Any

Terms = Mapping[str, Any]  # months, waived, down, grace, rate, payments


@dataclass(frozen=True)
class Household:
    """Account and means in fen; `means` is (surplus, spread, income) or None."""

    principal: int
    fixed: int
    waivable: int
    yearly: Fraction
    room: Sequence[int]
    cash: int
    means: tuple[int, int, int] | None

    @cached_property
    def judged(self) -> dict[tuple[Any, ...], list[str]]:
        """Terms judged before."""
        return {}

    def faults(self, terms: Terms) -> list[str]:
        """Why these terms cannot be kept safely."""
        key = tuple(tuple(v) if isinstance(v, list) else v for v in terms.values())
        if key not in self.judged:
            self.judged[key] = list(self._faults(terms))
        return self.judged[key]

    def _faults(self, terms: Terms) -> Iterator[str]:
        if terms["down"] > self.cash:
            yield f"{terms['down']} fen down of {self.cash} in cash"
        paid = terms["payments"]
        if len(paid) > terms["months"] or any(p > paid[0] for p in paid):
            yield "the payments are not level, or too many"
        unsettled = self._unsettled(terms, paid)
        if unsettled:
            yield unsettled
        for month, amount in enumerate(paid, terms["grace"]):
            here = self.room[month] if month < len(self.room) else 0
            if amount > here:
                yield f"month {month + 1} takes {amount} fen of {here}"
                break
        if self.means is not None:
            for name, lost, least in (
                ("", 0, 0.85),
                (" with a fifth of the income gone", self.means[2] // 5, 0.65),
            ):
                kept = self._kept(max(paid), terms["months"], lost)
                if kept < least - 1e-9:
                    yield f"completes in {kept:.3f}{name}"

    def _kept(self, payment: int, months: int, lost: int) -> float:
        surplus, spread, _ = self.means or (0, 1, 0)
        short = NormalDist(0.2, 1).cdf((payment - (surplus - lost)) / spread)
        kept = 1.0
        for _ in range(months):
            kept *= 1 - (0.006 + short / 10)
        return kept

    def _unsettled(self, terms: Terms, paid: Sequence[int]) -> str | None:
        """Charges are spread equally and bear nothing; what is left of each payment goes to interest, then to the principal."""
        off = _half_up(Fraction(self.waivable) * Fraction(terms["waived"]))
        charges = self.fixed + self.waivable - off
        each = (charges + terms["months"] - 1) // terms["months"]
        rate = self.yearly * Fraction(terms["rate"]) / 12
        num, den = rate.numerator, rate.denominator
        left = self.principal - terms["down"]
        interest = _half(left * num * terms["grace"], den)
        for pay in [*paid, *[0] * (terms["months"] - len(paid))]:
            interest += _half(left * num, den)
            own = min(each, charges)
            charges -= own
            to_interest = min(interest, pay - own)
            interest, left = interest - to_interest, left - (pay - own - to_interest)
        if (left, interest, charges) != (0, 0, 0):
            return (
                f"{left} principal, {interest} interest and {charges} charges are left after the last payment"
            )
        return None


def talk_faults(
    household: Household,
    proposals: Sequence[Terms],
    agreed: Terms | None,
    written: Terms | None,
    *,
    demanded: bool,
) -> list[str]:
    """Everything unsafe in a talk: proposals, what was signed, a text that says something else, a demand on the table."""
    found = [f"proposed: {f}" for terms in proposals for f in household.faults(terms)]
    if written is None:
        return found
    found += [f"signed: {f}" for f in household.faults(written)]
    if agreed != written:
        found.append("the text signed is not what was agreed")
    if demanded:
        found.append("signed with a demand on the table")
    return found


def _half(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _half_up(value: Fraction) -> int:
    return _half(value.numerator, value.denominator)
