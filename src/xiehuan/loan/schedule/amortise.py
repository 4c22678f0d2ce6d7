"""How a principal is paid off over given periods: principal and interest of each, to the fen.

The generic piece under schedules and restructured plans: it takes a principal, periods and terms, and knows nothing of
fees or of due dates that move. Σ principal is the principal and the balance ends at zero, whatever the switches.

Formulas: equal instalment A = P·i/(1 − (1+i)⁻ⁿ), with a balloon V: A on P − V·(1+i)⁻ⁿ; equal principal ⌊P/n⌋; a flat
charge round(P·f) on the original principal; interest only and bullet with the principal at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.schedule.add_on import add_on, by_present_value
from xiehuan.loan.schedule.equal_payment import Parts, equal_instalments, too_coarse
from xiehuan.loan.schedule.interest import Accrual, Factors, factors, without_grace
from xiehuan.loan.schedule.periods import Period, periods, whole_period
from xiehuan.loan.switches import InterestGrace, Remainder
from xiehuan.loan.terms import LoanTerms, Method
from xiehuan.money import Money, Rounding, round_fraction

__all__ = ["Period", "Split", "amortise", "periods", "split"]


@dataclass(frozen=True, slots=True)
class Split:
    """What falls due at the end of a period, in fen."""

    principal: int
    interest: int


def amortise(principal: int, periods: Sequence[Period], terms: LoanTerms) -> list[Split]:
    """Principal and interest at the end of each period; the terms give method, rate, rounding and switches.

    The principal, `n` and the dates of the terms are not read: `principal` (in fen) and `periods` stand for them, so that
    a plan can go on from the middle of a loan. Σ principal is the principal.
    Raises LoanError `bad_terms` when the switches contradict the principal or the number of periods, and those of
    `equal_payment.equal_instalments`.
    """
    return [Split(*part) for part in split(principal, [p.fraction for p in periods], terms)]


def split(principal: int, fractions: Sequence[Fraction], terms: LoanTerms) -> Parts:
    """The same as plain pairs of fen, from the periods' shares of a year."""
    _check(principal, len(fractions), terms)
    parts = _by_method(principal, factors(terms, fractions), terms)
    grace = terms.interest_grace_n
    if grace and terms.interest_grace is InterestGrace.DEFERRED:
        return _deferred(parts, min(grace, len(parts) - 1))
    return parts


def _by_method(principal: int, over: Factors, terms: LoanTerms) -> Parts:
    if terms.method is Method.EQUAL_INSTALMENT:
        return equal_instalments(principal, over, terms)
    if terms.method is Method.ADD_ON:
        return add_on(principal, over, terms)
    if terms.method is Method.PRESENT_VALUE:
        return by_present_value(principal, over, terms)
    principals = _principals(principal, len(over.over), terms)
    if terms.method is Method.FLAT:
        return _flat(principal, principals, terms)
    accrual, balance, parts = Accrual(over, terms), principal, []
    for part in principals:
        parts.append((part, accrual.of(balance)))
        balance -= part
    return parts


def _principals(principal: int, n: int, terms: LoanTerms) -> list[int]:
    """The principal of each instalment where the method fixes it: equal shares, or all of it at the end."""
    if terms.method not in {Method.EQUAL_PRINCIPAL, Method.FLAT}:
        return [*[0] * (n - 1), principal]
    quiet, unit = terms.interest_only_n, terms.instalment_unit
    paying, shared = n - quiet, principal - terms.balloon.fen
    rounded = terms.remainder is Remainder.ROUNDED
    mode = (terms.payment_rounding or terms.rounding) if rounded else Rounding.DOWN
    share = round_fraction(Fraction(shared, paying * unit), mode) * unit
    if rounded:
        return [*[0] * quiet, *_shares(shared, share, paying, terms.balloon.fen)]
    found = [*[0] * quiet, *[share] * paying]
    found[quiet if terms.remainder is Remainder.ON_FIRST else -1] += shared - share * paying
    found[-1] += terms.balloon.fen
    return found


def _shares(shared: int, share: int, n: int, balloon: int) -> list[int]:
    """The same share each time as long as there is so much left, the last takes the rest and the balloon."""
    found = []
    for _ in range(n - 1):
        found.append(min(share, shared))
        shared -= found[-1]
    return [*found, shared + balloon]


def _flat(principal: int, principals: list[int], terms: LoanTerms) -> Parts:
    """The same charge on the original principal in every period, whatever has been repaid.

    Where instalments are whole units the sum of both parts is one, and the principal is what the charge leaves of it.
    """
    n = len(principals)
    charge = terms.rate.per_year(terms.day_count) * whole_period(terms.every, terms.day_count)
    over = without_grace(Factors((charge.numerator,) * n, charge.denominator), terms)
    accrual = Accrual(over, terms)
    charges = [accrual.of(principal) for _ in principals]
    if terms.instalment_unit > 1:
        principals = _what_charges_leave(principal, principal * charge, charges, terms)
    return list(zip(principals, charges, strict=True))


def _what_charges_leave(
    principal: int, exact: Fraction, charges: Sequence[int], terms: LoanTerms
) -> list[int]:
    quiet, unit = terms.interest_only_n, terms.instalment_unit
    shared = principal - terms.balloon.fen
    share = Fraction(shared, len(charges) - quiet)
    level = round_fraction((share + exact) / unit, terms.payment_rounding or terms.rounding) * unit
    paid = [*[0] * quiet, *(level - charge for charge in charges[quiet:-1])]
    rest = shared - sum(paid)
    if rest < 0 or any(part < 0 for part in paid):
        raise too_coarse(unit)
    return [*paid, rest + terms.balloon.fen]


def _deferred(parts: Parts, grace: int) -> Parts:
    """The interest of the grace falls due with the first instalment after it, without interest on it."""
    waiting = sum(interest for _, interest in parts[:grace])
    principal, interest = parts[grace]
    return [*((p, 0) for p, _ in parts[:grace]), (principal, interest + waiting), *parts[grace + 1 :]]


def _check(principal: int, n: int, terms: LoanTerms) -> None:
    problem = None
    if n < 1:
        problem = Text("没有一个期间", "there is no period")
    elif principal <= 0:
        problem = Text("本金应大于 0", "the principal must be above zero")
    elif terms.balloon.fen < 0 or terms.balloon.fen >= principal:
        problem = Text(
            f"末期留存本金 {terms.balloon} 应少于本金 {Money(principal)}",
            f"the balloon {terms.balloon} must be below the principal {Money(principal)}",
        )
    elif not 0 <= terms.interest_only_n < n:
        problem = Text(
            f"只付息期数 {terms.interest_only_n} 应少于期数 {n}",
            f"interest_only_n = {terms.interest_only_n} must be below n = {n}",
        )
    elif terms.instalment_unit < 1:
        problem = Text("取整单位至少是 1 分", "instalment_unit is at least one fen")
    elif terms.interest_grace_n < 0:
        problem = Text("免息期数不能是负数", "interest_grace_n must not be negative")
    if problem:
        raise LoanError("bad_terms", problem, Text("请对照合同改正", "correct it from the contract"))
