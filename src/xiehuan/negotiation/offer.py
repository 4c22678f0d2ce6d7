"""What an offer says, and what it means to the fen: the payments of one account under it.

An offer is months, share of fees and penalties waived, down payment, months before the first payment, and the rate that
goes on as a share of the contract's. The payment is derived, never an issue of its own: principal after the down payment
is levelled over the months, charges bear nothing and are spread equally. Interest is a twelfth of the yearly rate on the
principal still open, rounded half up each month; months before the first payment bear simple interest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xiehuan.money import Rounding, round_fraction

TERMS = (3, 6, 9, 12, 18, 24, 36, 48, 60)
WAIVED = tuple(Fraction(k, 5) for k in range(6))
DOWN = (Fraction(0), Fraction(1, 20), Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))
GRACE = (0, 1, 3)
RATES = (Fraction(0), Fraction(1, 2), Fraction(1))
OUTCOMES = len(TERMS) * len(WAIVED) * len(DOWN) * len(GRACE) * len(RATES)


@dataclass(frozen=True, slots=True)
class Account:
    """What is owed on one account, in fen. `fixed` are charges that stay, `waivable` fees and penalties; `rate` is yearly."""

    principal: int
    fixed: int
    waivable: int
    rate: Fraction

    @property
    def exposure(self) -> int:
        """All of it."""
        return self.principal + self.fixed + self.waivable


@dataclass(frozen=True, slots=True)
class Offer:
    """Terms that one side names; `down` in fen, `waived` of the waivable charges, `rate` of the contract's rate."""

    months: int
    waived: Fraction
    down: int
    grace: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Priced:
    """An offer with its payments in fen: the first falls `offer.grace + 1` months from now, the last is never the largest."""

    offer: Offer
    payments: tuple[int, ...]
    waived: int

    @property
    def monthly(self) -> int:
        """The regular payment."""
        return self.payments[0]

    @property
    def total(self) -> int:
        """Down payment and all payments."""
        return self.offer.down + sum(self.payments)


def price(account: Account, offer: Offer) -> Priced:
    """The payments of the account under the offer, exact to the fen.

    The level payment is the annuity rounded up, raised by a fen at a time where rounded interest would leave a last payment
    larger than the others; where it clears the account sooner, the payments end sooner.
    """
    principal = account.principal - offer.down
    monthly = account.rate * offer.rate / 12
    waived = round_fraction(account.waivable * offer.waived)
    charges = account.fixed + account.waivable - waived
    level = round_fraction(principal * annuity(offer.months, offer.grace, monthly), Rounding.UP)
    while (rows := _run(principal, monthly, level, offer))[-1] > level:
        level += 1
    each = -(-charges // offer.months)
    spread = [min(each, max(charges - each * k, 0)) for k in range(offer.months)]
    payments = [a + b for a, b in zip(rows, spread, strict=True)]
    while len(payments) > 1 and payments[-1] == 0:
        payments.pop()
    return Priced(offer, tuple(payments), waived)


def annuity(months: int, grace: int, monthly: Fraction) -> Fraction:
    """The payment on a principal of one: level over `months`, the first period `grace + 1` months of simple interest."""
    if not monthly:
        return Fraction(1, months)
    growth = (1 + monthly) ** months
    return (1 + monthly * (grace + 1)) * growth / (1 + monthly) * monthly / (growth - 1)


def _run(left: int, monthly: Fraction, level: int, offer: Offer) -> list[int]:
    """Payments of `level` while anything is open; the last takes what is left, whatever it is."""
    interest, rows = round_fraction(left * monthly * offer.grace), []
    for k in range(1, offer.months + 1):
        interest += round_fraction(left * monthly)
        pay = min(level, left + interest) if k < offer.months else left + interest
        to_interest = min(pay, interest)
        interest -= to_interest
        left -= pay - to_interest
        rows.append(pay)
    return rows
