"""Plans whose payment follows a share that changes from month to month, such as when a benefit ends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xiehuan.money import Money, round_fraction


def run_off(principal: Money, charges: Money, rate: Fraction, shares: Sequence[Money]) -> list[Money]:
    """Payments of each month's share until principal, charges and interest are cleared; empty if they never are.

    Each month's interest is round(balance × rate / 12); a payment goes to charges and interest first, then to the
    principal (Civil Code art. 561). A month without a share in the middle breaks the plan.
    """
    left, open_charges = principal.fen, charges.fen
    amounts: list[Money] = []
    for share in shares:
        if left + open_charges == 0:
            return amounts
        open_charges += round_fraction(left * rate / 12)
        pay = min(share.fen, left + open_charges)
        if pay <= 0:
            return []
        to_charges = min(pay, open_charges)
        open_charges -= to_charges
        left -= pay - to_charges
        amounts.append(Money(pay))
    return amounts if left + open_charges == 0 else []
