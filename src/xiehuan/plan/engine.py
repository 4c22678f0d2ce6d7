"""The same plans carried out step by step by the restructure engine: every fen booked, and what revives on breach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xiehuan.loan.position import Open, Position, parts_of
from xiehuan.loan.restructure import Condition, ReAge, Restructured, SetRate, Step, Waive, restructure
from xiehuan.loan.terms import Component, LoanTerms, Method, Rate
from xiehuan.money import Money, Rounding
from xiehuan.plan.ask import Ask, to_pay
from xiehuan.plan.balance import Balance
from xiehuan.plan.level import unit_of


def position_to_settle(
    balance: Balance, on: date, first_due: date, *, down: int = 0, claimed: int = 0, unit: int = 1
) -> Position:
    """The balance as a position of its own: principal still lent, charges overdue, the contract's yearly rate.

    A new agreement counts months as twelfths of a year and rounds half up; what the old contract counted stays in the
    figures of the balance. `claimed` is what the other side's figure adds; payments are whole `unit`s, rounded up to.
    """
    principal = balance.principal.fen - down
    terms = LoanTerms(
        principal=Money(principal),
        method=Method.EQUAL_INSTALMENT,
        n=1,
        first_due=first_due,
        rate=Rate(balance.rate),
        received=Money(principal),
        received_on=on,
        instalment_unit=unit,
        payment_rounding=Rounding.UP if unit > 1 else None,
    )
    charges = {Component(part): m.fen for part, m in balance.charges.items()}
    charges[Component.COST] = charges.get(Component.COST, 0) + claimed
    owed = parts_of(charges)
    return Position(
        on=on,
        terms=terms,
        arrears=(Open(1, on, on, owed),) if owed else (),
        future=(Open(2, on, first_due, parts_of({Component.PRINCIPAL: principal})),),
        lent=principal,
    )


def steps_of(balance: Balance, ask: Ask, n: int, first_due: date, day: int) -> tuple[Step, ...]:
    """The steps of a level plan: waive, another rate, then n equal instalments; all of it hangs on the plan being kept."""
    steps: list[Step] = [
        Waive(Component(part), share=share, condition=Condition.WHILE_KEPT)
        for part in balance.charges
        if (share := ask.share_of(part))
    ]
    if ask.principal:
        steps.append(Waive(Component.PRINCIPAL, share=ask.principal, condition=Condition.WHILE_KEPT))
    if ask.rate != 1:
        steps.append(SetRate(Rate(balance.rate * ask.rate), condition=Condition.WHILE_KEPT))
    return (*steps, ReAge(n, first_due, day=day))


def carried_out(
    balance: Balance,
    ask: Ask,
    on: date,
    days: Sequence[date],
    n: int,
    *,
    payment: int | None = None,
    claimed: int = 0,
) -> Restructured:
    """The plan of n instalments on the engine; `days` are the payment days of the instalments.

    `payment` holds all but the last to a sum, in fen (None: equal instalments). Raises LoanError with the code of a step that
    cannot be done, ArithmeticError where a fen is not accounted for.
    """
    unit = 1 if payment is None else unit_of(payment, to_pay(balance, ask, claimed).charges, n)
    now = position_to_settle(balance, on, days[0], down=ask.down, claimed=claimed, unit=unit)
    day = max(d.day for d in days[:2])
    return restructure(now, steps_of(balance, ask, n, days[0], day))
