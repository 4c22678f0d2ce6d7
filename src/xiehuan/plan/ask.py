"""What a plan asks the creditor for, and what is left to pay after it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xiehuan.money import Money, round_fraction
from xiehuan.plan.balance import LATE_PARTS, Balance

ALL, NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Ask:
    """The relief and the shape that a level plan asks for; shares are of what is owed, `rate` of the contract's rate.

    `down` is paid on the first payment day, off the principal, and agreed to count from the day of the plan; `grace` is
    months without a payment before that, in which interest runs at the plan's rate.
    """

    late: Fraction = NONE  # of penalty, compound interest and late fee
    fee: Fraction = NONE
    principal: Fraction = NONE  # rare: needs grounds and an approval
    rate: Fraction = ALL
    down: int = 0  # fen
    grace: int = 0

    def share_of(self, part: str) -> Fraction:
        """What is asked to be given up of a charge."""
        if part in LATE_PARTS:
            return self.late
        return self.fee if part == "fee" else NONE


@dataclass(frozen=True, slots=True)
class ToPay:
    """What there is to pay under an ask, in fen: principal after the down payment, charges by component, what is waived."""

    principal: int
    charges: tuple[int, ...]
    waived: dict[str, Money]


def to_pay(balance: Balance, ask: Ask, claimed: int = 0) -> ToPay:
    """The balance under the ask; `claimed` is what the other side's figure adds, as one more charge.

    Shares are rounded half up to the fen, component by component.
    """
    off = {part: round_fraction(m.fen * ask.share_of(part)) for part, m in balance.charges.items()}
    left = balance.principal.fen - ask.down
    cut = round_fraction(left * ask.principal)
    waived = {part: Money(fen) for part, fen in off.items() if fen}
    if cut:
        waived["principal"] = Money(cut)
    charges = [m.fen - off[part] for part, m in balance.charges.items()]
    return ToPay(left - cut, (*charges, claimed), waived)
