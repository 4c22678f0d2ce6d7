"""Stacked charges: penalty interest, damages, late fees and service fees are tested together against the ceiling.

What is above it comes off the late fee first, then other fees, compound interest, penalty interest and last the interest:
the order of loan-maths §4, from the charge easiest to give up to the price of the money itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from xiehuan.law.rule import rule
from xiehuan.loan.terms import Component
from xiehuan.money import Money

ORDER = (
    Component.LATE_FEE,
    Component.COST,
    Component.FEE,
    Component.COMPOUND,
    Component.PENALTY,
    Component.INTEREST,
)


@rule("cn.stacking", articles=("financial_trials:第二条", "private_lending:第二十九条"))
def taken_off(excess: Money, unpaid: Mapping[Component, Money]) -> dict[Component, Money]:
    """The excess spread over the unpaid charges in that order; Σ = min(excess, Σ unpaid)."""
    left, found = excess.fen, dict[Component, Money]()
    for component in ORDER:
        take = min(left, max(unpaid.get(component, Money.ZERO).fen, 0))
        if take:
            found[component] = Money(take)
            left -= take
    return found
