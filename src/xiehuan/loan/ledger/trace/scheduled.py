"""How each amount of the contract's schedule came about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from xiehuan.dates import DayCount, whole_months
from xiehuan.errors import Text
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.trace.formula import Added, Formula, Part, percent
from xiehuan.loan.ledger.trace.step import NAMES, NONE, Step
from xiehuan.loan.schedule import Instalment, Schedule
from xiehuan.loan.schedule.periods import anchor, period_fraction
from xiehuan.loan.terms import Component, LoanTerms, Method
from xiehuan.money import Money, Rounding

_LEVEL = Text("每期还款额", "level payment")
_INTEREST = Text("本期利息", "interest")
_FEES = Text("合同所列费用", "fees of the contract")
_LEFT = Text("余下的本金", "the principal left")
_OPENING, _CLOSING = Text("期初本金", "opening balance"), Text("期末本金", "closing balance")
_SPECIAL = Text(
    "合同对取整、分摊或免息期另有约定，金额由程序逐期算出",
    "the contract has rules of its own for rounding, spreading or grace: computed instalment by instalment",
)


def schedule_steps(plan: Schedule) -> list[Step]:
    """How each amount of the contract's schedule came about."""
    return list(_steps(plan))


def _steps(plan: Schedule) -> Iterator[Step]:
    start, opening = plan.terms.received_on, plan.terms.principal.fen
    for row in plan.instalments:
        yield _named(row, Component.INTEREST, row.interest, _interest(plan.terms, row, start, opening))
        yield _named(row, Component.PRINCIPAL, row.principal, _principal(plan, row, opening))
        if row.fees:
            yield _named(row, Component.FEE, row.fees, Formula(added=(Added(row.fees.fen, _FEES),)))
        start, opening = row.due, row.balance.fen
    if plan.terms.method is Method.EQUAL_INSTALMENT and plan.instalments:
        yield Step(plan.terms.received_on, 0, Component.PRINCIPAL, What.DUE, _LEVEL, 0, note=level_note(plan))


def _named(row: Instalment, component: Component, amount: Money, how: Formula | None) -> Step:
    name = NAMES[component]
    what = Text(f"第{row.k}期{name.zh}", f"{name.en} of instalment {row.k}")
    undue = -amount.fen if component is Component.PRINCIPAL else 0
    note = _SPECIAL if how is None else NONE
    return Step(row.due, row.k, component, What.DUE, what, amount.fen, how, note, undue)


def over(terms: LoanTerms, base: int, start: date, end: date) -> Formula:
    """Interest on a balance from one day to another, by the contract's day count and rounding."""
    part = Part(Fraction(base), *time_of(terms, start, end), start, end)
    return Formula((part,), terms.rate.per_year(terms.day_count), rounding=mode_of(terms))


def mode_of(terms: LoanTerms) -> Rounding:
    """The rounding of interest."""
    return terms.interest_rounding or terms.rounding


def time_of(terms: LoanTerms, start: date, end: date) -> tuple[Fraction, str]:
    """The part of a year, and how the day count makes it: 1/12, 17/360, 1/12 + 5/360."""
    part = period_fraction(terms, start, end)
    count = terms.day_count
    if count is not DayCount.MONTHLY or terms.method is Method.DAILY_REVOLVING:
        days = part * count.basis
        return part, f"{days}/{count.basis}"
    months, odd = whole_months(start, end, anchor(terms))
    told = [f"{months}/12"] if months or not odd else []
    told += [f"{odd}/360"] if odd else []
    return part, told[0] if len(told) == 1 else f"({' + '.join(told)})"


def _interest(terms: LoanTerms, row: Instalment, start: date, opening: int) -> Formula | None:
    """The plain formula, where it gives what the schedule has."""
    if terms.method is Method.FLAT:
        part = Part(Fraction(terms.principal.fen), Fraction(1, 12), "1/12", start, row.due)
        plain = Formula((part,), terms.rate.per_year(terms.day_count), rounding=mode_of(terms))
    else:
        plain = over(terms, opening, start, row.due)
    return plain if plain.value == row.interest.fen else None


def _principal(plan: Schedule, row: Instalment, opening: int) -> Formula:
    """What the method says of the principal: the payment less interest, an equal share, or what is left."""
    wanted = row.principal.fen
    if wanted == opening:
        return Formula(added=(Added(opening, _LEFT),))
    level = plan.instalments[0].principal.fen + plan.instalments[0].interest.fen
    share = Part(Fraction(plan.terms.principal.fen), Fraction(1, plan.terms.n or 1), f"1/{plan.terms.n or 1}")
    by_method = {
        Method.EQUAL_INSTALMENT: Formula(added=(Added(level, _LEVEL), Added(-row.interest.fen, _INTEREST))),
        Method.EQUAL_PRINCIPAL: Formula((share,), rounding=Rounding.DOWN),
        Method.FLAT: Formula((share,), rounding=Rounding.DOWN),
    }
    how = by_method.get(plan.terms.method)
    if how is not None and how.value == wanted:
        return how
    return Formula(added=(Added(opening, _OPENING), Added(-row.balance.fen, _CLOSING)))


def level_note(plan: Schedule) -> Text:
    """How the level payment of equal instalments was found, with its numbers."""
    first, terms = plan.instalments[0], plan.terms
    amount = first.principal + first.interest
    if terms.payment is not None:
        return Text(
            f"每期还款额 {amount} 是合同写明的", f"the level payment {amount} is stated in the contract"
        )
    rate = percent(terms.rate.per_year(terms.day_count) / 12, 12)
    formula = f"{terms.principal} × i ÷ (1 − (1 + i)^(−{terms.n})), i = {rate}"
    return Text(f"每期还款额 {amount} = {formula}", f"level payment {amount} = {formula}")
