"""What plans take month by month, and what automatic debits take beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from xiehuan.dates import month_of
from xiehuan.errors import Text
from xiehuan.loan import AutoDebit
from xiehuan.money import Money
from xiehuan.plan.balance import Balance
from xiehuan.plan.option import Option, PlanPayment

Capacity = Callable[[int, int], Money]
Month = tuple[int, int]


def in_month(option: Option, year: int, month: int) -> Money:
    """What the option takes in the month."""
    return Money.total(p.amount for p in option.payments if month_of(p.on) == (year, month))


def payments_by_month(payments: Iterable[PlanPayment]) -> dict[Month, Money]:
    """What the payments come to, by month."""
    totals: dict[Month, Money] = {}
    for p in payments:
        totals[month_of(p.on)] = totals.get(month_of(p.on), Money.ZERO) + p.amount
    return totals


def by_month(chosen: Iterable[Option]) -> dict[Month, Money]:
    """What the options take together, by month."""
    return payments_by_month(p for option in chosen for p in option.payments)


def less(capacity: Capacity, taken: Mapping[Month, Money]) -> Capacity:
    """What is left of each month, never below zero."""
    return lambda year, month: max(capacity(year, month) - taken.get((year, month), Money.ZERO), Money.ZERO)


def beside_debits(
    balances: Sequence[Balance],
    offers: Mapping[str, list[Option]],
    choices: Mapping[str, int],
    capacity: Capacity,
) -> dict[str, list[Option]]:
    """Options that do not fit beside money that other creditors take automatically are not yet safe."""

    def taken(other: Balance, month: Month) -> Money:
        index = choices.get(other.debt.id)
        planned = Money.ZERO if index is None else in_month(offers[other.debt.id][index], *month)
        if other.debt.auto_debit is not AutoDebit.ACCOUNT:
            return planned
        debited = Money.total(m for d, m in other.contract_rest if month_of(d) == month)
        return max(planned, debited)

    def judged(own: Balance, option: Option) -> Option:
        others = [b for b in balances if b is not own]
        for month, amount in by_month([option]).items():
            if amount and amount + Money.total(taken(b, month) for b in others) > capacity(*month):
                names = "、".join(b.debt.short_name for b in others if b.debt.auto_debit is AutoDebit.ACCOUNT)
                return replace(option, safe=False, reasons=(*option.reasons, _debit_in_the_way(names, month)))
        return option

    return {b.debt.id: [judged(b, o) if o.safe else o for o in offers[b.debt.id]] for b in balances}


def _debit_in_the_way(names: str, month: Month) -> Text:
    when = f"{month[0]}-{month[1]:02d}"
    return Text(
        f"还不能算稳妥：{names}的自动扣款如果照扣，{when}就不够；先把扣款停下来",
        f"not yet safe: if the automatic debit of {names} goes on, {when} is not enough; have it paused first",
    )
