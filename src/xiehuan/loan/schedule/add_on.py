"""Interest fixed at the start: the add-on loan, and the equal payment split by present value."""

from __future__ import annotations

from fractions import Fraction

from xiehuan.loan.schedule.interest import Factors, round_ratio
from xiehuan.loan.switches import Closing
from xiehuan.loan.terms import LoanTerms

_ROUNDS = 102  # a charge that has not settled by then swings between neighbouring fen


def add_on(principal: int, factors: Factors, terms: LoanTerms) -> list[tuple[int, int]]:
    """Equal payments that pay off the interest charged at the start, then the principal.

    The charge is the interest that accrues on the principal outstanding when payments go to the charge first: found from
    the interest on the whole principal to the end, step by step, until charge and accrual differ by less than the rounding.
    """
    n, mode = len(factors.over), terms.interest_rounding or terms.rounding
    charge = Fraction(principal * sum(factors.over), factors.den)
    charge = Fraction(round_ratio(charge.numerator, charge.denominator, mode))
    for turn in range(_ROUNDS):
        fixed = round_ratio(charge.numerator, charge.denominator, mode)
        payment = _payment(principal + charge, n, terms)
        accrued, left = _accrued(principal, fixed, payment, factors)
        settled = _difference(charge - accrued, terms) == 0 and _closes(left, n, terms)
        if turn and (settled or turn == _ROUNDS - 1):
            break
        charge = accrued
    if terms.interest_cap is not None:
        fixed = min(fixed, terms.interest_cap.fen)
        payment = _payment(Fraction(principal + fixed), n, terms)
    return _paid(principal, fixed, payment, n)


def _payment(whole: Fraction, n: int, terms: LoanTerms) -> int:
    if terms.payment is not None:
        return terms.payment.fen
    unit, mode = terms.instalment_unit, terms.payment_rounding or terms.rounding
    return unit * round_ratio(whole.numerator, whole.denominator * n * unit, mode)


def _difference(value: Fraction, terms: LoanTerms) -> int:
    """A difference of either sign, rounded by the interest's mode; down is towards the smaller number."""
    mode = terms.interest_rounding or terms.rounding
    whole = value.numerator // value.denominator
    return whole + round_ratio((value - whole).numerator, value.denominator, mode)


def _accrued(principal: int, charge: int, payment: int, factors: Factors) -> tuple[Fraction, int]:
    """The exact interest on what is outstanding, and what n level payments leave of the principal."""
    balance, over = principal, 0
    for num in factors.over:
        over += balance * num
        to_charge = min(payment, charge)
        charge -= to_charge
        balance -= payment - to_charge
    return Fraction(over, factors.den), balance


def _closes(left: int, n: int, terms: LoanTerms) -> bool:
    """Is what n level payments leave over no more than their rounding, on the side the contract names?"""
    least = 0 if terms.closing is Closing.NOT_BELOW else -n * terms.instalment_unit
    most = 0 if terms.closing is Closing.NOT_ABOVE else n * terms.instalment_unit
    return least <= left <= most


def _paid(principal: int, charge: int, payment: int, n: int) -> list[tuple[int, int]]:
    parts = []
    for k in range(n):
        due = principal + charge if k == n - 1 else min(payment, principal + charge)
        interest = min(due, charge)
        parts.append((due - interest, interest))
        principal, charge = principal - due + interest, charge - interest
    return parts


def by_present_value(principal: int, factors: Factors, terms: LoanTerms) -> list[tuple[int, int]]:
    """Equal payments; the principal in each is what it is worth on the day of the loan, so early ones repay most.

    The last closes the principal by difference.
    """
    num, den = factors.level(principal, 0)
    mode, unit = terms.payment_rounding or terms.rounding, terms.instalment_unit
    payment = terms.payment.fen if terms.payment else unit * round_ratio(num, den * unit, mode)
    parts, left = [], principal
    grown, plain = 1, 1
    for k, over in enumerate(factors.over, 1):
        grown, plain = grown * (factors.den + over), plain * factors.den
        worth = (
            left if k == len(factors.over) else min(left, round_ratio(payment * plain, grown, terms.rounding))
        )
        parts.append((worth, max(payment - worth, 0)))
        left -= worth
    return parts
