"""Equal instalments: the level payment, and who takes what its rounding leaves at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.schedule.interest import Accrual, Factors, factors, round_ratio
from xiehuan.loan.schedule.periods import whole_period
from xiehuan.loan.switches import Closing, InterestGrace, Last, Level
from xiehuan.loan.terms import LoanTerms
from xiehuan.money import Money

Parts = list[tuple[int, int]]  # principal and interest of each instalment, in fen
_RELEVELS = 3  # how often the difference is spread before the rest stays on the last instalment


def level_payment(principal: int, rate: Fraction, n: int) -> Fraction:
    """The exact level payment for n periods at the period rate, in fen: P·i/(1−(1+i)⁻ⁿ), P/n at zero."""
    return Fraction(*_annuity(principal, 0, rate, n))


def _annuity(principal: int, balloon: int, rate: Fraction, n: int) -> tuple[int, int]:
    """(P·(1+i)ⁿ − V)·i / ((1+i)ⁿ − 1) as a ratio of whole numbers, with i = a/b cleared of fractions."""
    a, b = rate.numerator, rate.denominator
    if a == 0:
        return principal - balloon, n
    plain = b**n
    grown = (a + b) ** n
    return (principal * grown - balloon * plain) * a, b * (grown - plain)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything but the payment: what is paid off, the interest factors, and the terms."""

    principal: int
    factors: Factors
    terms: LoanTerms

    def exact(self) -> tuple[int, int]:
        """The level payment before rounding, over the periods that pay principal."""
        terms, balloon = self.terms, self.terms.balloon.fen
        free = terms.interest_grace_n and terms.interest_grace is InterestGrace.FREE
        paying = self.factors.over[terms.interest_only_n :]
        if terms.level is Level.REAL_PERIODS or free:
            return Factors(paying, self.factors.den).level(self.principal, balloon)
        one = factors(terms, (whole_period(terms.every, terms.day_count),))
        return _annuity(self.principal, balloon, Fraction(one.over[0], one.den), len(paying))

    def rounded(self, num: int, den: int) -> int:
        """An amount as a payment: whole units of the contract."""
        unit = self.terms.instalment_unit
        return unit * round_ratio(num, den * unit, self.terms.payment_rounding or self.terms.rounding)

    def paid(self, payment: int, first: int | None = None) -> Parts:
        """The instalments with this payment; `first` is the first one that pays principal, where it differs.

        Raises LoanError `negative_amortisation` where the payment does not cover the interest.
        """
        accrual, balance = Accrual(self.factors, self.terms), self.principal
        quiet, n = self.terms.interest_only_n, len(self.factors.over)
        parts = [(0, accrual.of(balance)) for _ in range(quiet)]
        due = payment if first is None else first
        least = 0 if self.terms.payment is None else 1  # an agreed payment must exceed the interest
        for _ in range(quiet, n - 1):
            interest = accrual.of(balance)
            part = due - interest
            if part < least:
                raise does_not_cover(due, interest)
            part = min(part, balance)
            parts.append((part, interest))
            balance -= part
            due = payment
        parts.append((balance, accrual.of(balance)))
        return parts

    def above(self, payment: int, first: int | None = None) -> int:
        """How far the last instalment, balloon aside, comes out above the level payment; below is negative."""
        try:
            principal, interest = self.paid(payment, first)[-1]
        except LoanError:  # too small a payment leaves everything to the last instalment
            return self.principal
        return principal + interest - self.terms.balloon.fen - payment


def equal_instalments(principal: int, factors: Factors, terms: LoanTerms) -> Parts:
    """Principal and interest of every instalment.

    Raises LoanError: `negative_amortisation`; `clears_early` when an agreed or coarsely rounded payment clears the loan
    before its last instalment; `not_rounding` when `keep_payment` would have to hide more than rounding.
    """
    plan = _Plan(principal, factors, terms)
    payment = _payment(plan)
    if terms.last is Last.FIRST_ABSORBS and len(factors.over) > terms.interest_only_n + 1:
        parts = plan.paid(payment, _absorbing(plan, payment))
    else:
        parts = plan.paid(payment)
    if terms.payment is not None or terms.instalment_unit > 1:
        _check_tenure(parts, payment, principal)
    if terms.last is Last.KEEP_PAYMENT:
        parts[-1] = _kept(plan, parts[-1], payment)
    return parts


def _payment(plan: _Plan) -> int:
    terms = plan.terms
    if terms.payment is not None:
        return terms.payment.fen
    payment = plan.rounded(*plan.exact())
    if payment == 0 and plan.principal > terms.balloon.fen and terms.instalment_unit > 1:
        raise too_coarse(terms.instalment_unit)
    if terms.closing is not Closing.EITHER:
        return _closing(plan, payment)
    if terms.last is Last.SPREAD:
        paying = len(plan.factors.over) - terms.interest_only_n
        return relevelled(payment, paying, plan.above, terms)
    return payment


def too_coarse(unit: int) -> LoanError:
    """The refusal of a rounding unit that leaves no principal to pay in some instalment."""
    return LoanError(
        "unit_too_coarse",
        Text(
            f"按 {Money(unit)} 元取整后，有的期次没有本金可还",
            f"in units of {Money(unit)} some instalment has no principal left to pay",
        ),
        Text("用更小的取整单位", "use a smaller instalment_unit"),
    )


def _closing(plan: _Plan, near: int) -> int:
    """The payment whose last instalment falls on the side that the contract names."""
    unit, closing = plan.terms.instalment_unit, plan.terms.closing
    if closing is Closing.NOT_BELOW:  # the largest that does not close below
        return _first_where(lambda a: plan.above(a) < 0, near, unit) - unit
    least = _first_where(lambda a: plan.above(a) <= 0, near, unit)
    if closing is Closing.NOT_ABOVE:
        return least
    return min((max(least - unit, 0), least), key=lambda a: abs(plan.above(a)))


def _absorbing(plan: _Plan, payment: int) -> int:
    """The first payment that brings the last one nearest to the level payment."""
    least = _first_where(lambda first: plan.above(payment, first) <= 0, payment, 1)
    return min((least, least - 1), key=lambda first: abs(plan.above(payment, first)))


def _first_where(holds: Callable[[int], bool], near: int, unit: int) -> int:
    """The least whole number of units for which it holds, given that it holds for every larger one."""
    low = high = near // unit
    step = 1
    while not holds(high * unit):
        low, high, step = high + 1, high + step, 2 * step
    step = 1
    while low > 0 and holds((low - 1) * unit):
        low, high, step = max(low - step, 0), low - 1, 2 * step
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle * unit) else (middle + 1, high)
    return low * unit


def relevelled(payment: int, n: int, above: Callable[[int], int], terms: LoanTerms) -> int:
    """The payment moved by difference/n, while the last of n differs by more than half a unit each and comes closer.

    `above` says how far the last instalment comes out above a payment.
    """
    unit, mode = terms.instalment_unit, terms.payment_rounding or terms.rounding
    difference = above(payment)
    for _ in range(_RELEVELS):
        if n == 1 or abs(difference) <= n // 2 * unit:
            break
        moved = unit * round_ratio(payment * n + difference, n * unit, mode)
        closer = above(moved)
        if abs(closer) >= abs(difference):
            break
        payment, difference = moved, closer
    return payment


def _kept(plan: _Plan, last: tuple[int, int], payment: int) -> tuple[int, int]:
    """The last instalment at the level payment, its interest taking the difference."""
    principal, interest = last
    kept = payment + plan.terms.balloon.fen - principal
    most = len(plan.factors.over) * plan.terms.instalment_unit
    if kept < 0 or abs(kept - interest) > most:
        raise LoanError(
            "not_rounding",
            Text(
                f"末期利息应为 {Money(interest)} 元，保持还款额不变却要记为 {Money(kept)} 元，差额不是取整造成的",
                f"the last interest is {Money(interest)}; keeping the payment would call it {Money(kept)}, "
                "which no rounding explains",
            ),
            Text(
                "还款额按实际期间计算（level = real_periods），或末期按差额结清",
                "compute the payment from the real periods (level = real_periods), or close by difference",
            ),
        )
    return principal, kept


def _check_tenure(parts: Parts, payment: int, principal: int) -> None:
    """Tenure asked is tenure given: a payment that clears the loan too soon is refused, never cut short silently."""
    left = principal
    for k, (part, _) in enumerate(parts[:-1], 1):
        left -= part
        if left == 0:
            raise LoanError(
                "clears_early",
                Text(
                    f"每期 {Money(payment)} 元在第 {k} 期就已还清，合同却有 {len(parts)} 期",
                    f"{Money(payment)} a period clears the loan in {k} instalments, not {len(parts)}",
                ),
                Text(
                    f"期数改为 {k}，或用更小的还款额或取整单位", f"set n = {k}, or a smaller payment or unit"
                ),
            )


def tenure(principal: int, factors: Factors, terms: LoanTerms) -> int:
    """How many instalments the agreed payment takes; the last of them is not above it.

    Raises LoanError `negative_amortisation` when it does not exceed the interest of a period that pays principal,
    `too_many_instalments` when it takes more periods than are given.
    """
    accrual, balance = Accrual(factors, terms), principal
    payment = terms.payment.fen if terms.payment is not None else 0
    for k in range(1, len(factors.over) + 1):
        interest = accrual.of(balance)
        if k <= terms.interest_only_n:
            continue
        if payment <= interest:
            raise does_not_cover(payment, interest)
        if payment - interest >= balance - terms.balloon.fen:
            return k
        balance -= payment - interest
    raise LoanError(
        "too_many_instalments",
        Text(
            f"每期 {Money(payment)} 元还 {len(factors.over)} 期仍还不清",
            f"{Money(payment)} a period does not clear the loan in {len(factors.over)} instalments",
        ),
        Text("核对还款额和利率，或写明期数", "check the payment and the rate, or state n"),
    )


def does_not_cover(payment: int, interest: int) -> LoanError:
    """The refusal of a payment that leaves the debt growing."""
    return LoanError(
        "negative_amortisation",
        Text(
            f"每期 {Money(payment)} 元不多于这一期的利息 {Money(interest)} 元，本金还不下来",
            f"the instalment {Money(payment)} is not above the interest {Money(interest)}: it repays no principal",
        ),
        Text("请核对利率单位、到账日和第一个还款日", "check the rate's unit, received_on and first_due"),
    )
