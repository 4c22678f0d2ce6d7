"""Payments: credited at all, on the day they were made, in the contract's order, and off the principal at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from xiehuan.dates import days_after
from xiehuan.errors import Text
from xiehuan.law.reckoning import Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.loan.ledger.allocation import complete_order
from xiehuan.loan.ledger.charges import late_fee_of
from xiehuan.loan.terms import SCHEDULED, Component, Method, Payment, Scope
from xiehuan.money import Rounding

_ALL = frozenset(Component)
_LENT = frozenset({Component.PRINCIPAL, Component.INTEREST})
_LATE = frozenset({Component.PENALTY, Component.COMPOUND, Component.LATE_FEE})
_LATE_FIRST = (Component.COST, Component.LATE_FEE, Component.PENALTY, Component.COMPOUND, Component.FEE)
_MOST_DAYS = 7
_LAST_PAYMENTS = 3
_LAST_LOST = 2
_MONTH = 30


def _known(reckoning: Reckoning) -> list[Payment]:
    """The payments on record up to the day, the latest first; those only assumed prove nothing."""
    return [p for p in reversed(reckoning.debt.payments) if p.on <= reckoning.on and p.note != "assumed"]


def _with(reckoning: Reckoning, old: Payment, new: Payment | None) -> Reckoning:
    kept = [p for p in reckoning.debt.payments if p is not old]
    paid = tuple(sorted([*kept, *([new] if new else [])], key=lambda p: p.on))
    return replace(reckoning, debt=replace(reckoning.debt, payments=paid))


def _likely(reckoning: Reckoning) -> list[Payment]:
    """The payments whose loss could make what the claim asks more: one that was lost adds its amount and late charges.

    The last ones come first; of the others only those that come nearest, the charges estimated as those on the amount
    for every month since.
    """
    fitting = [p for p in _known(reckoning) if p.amount.fen <= reckoning.beyond]
    overdue, daily = reckoning.overdue, reckoning.overdue.penalty_per_day(reckoning.terms)

    def miss(payment: Payment) -> Fraction:
        months = -(-(reckoning.on - payment.on).days // _MONTH)
        a_month = payment.amount.fen * daily * _MONTH + late_fee_of(
            overdue, payment.amount.fen, Rounding.DOWN
        )
        return abs(payment.amount.fen + months * a_month - reckoning.beyond)

    return [*fitting[:_LAST_LOST], *sorted(fitting[_LAST_LOST:], key=miss)[:_LAST_LOST]]


@rule("cn.crediting.missing", articles=("civil_code:第五百六十一条",))
def not_credited(reckoning: Reckoning) -> Iterator[Variant]:
    """A payment was not counted at all."""
    for payment in _likely(reckoning):
        proof = (
            Text("账单里有这笔", "a bill shows it")
            if payment.proof
            else Text("还缺付款凭证", "proof is missing")
        )
        yield Variant(
            _with(reckoning, payment, None),
            Text(
                f"{payment.on}还的{payment.amount}元没有算进去",
                f"the payment of {payment.amount} on {payment.on} was not counted",
            ),
            proof,
            payment,
        )


@rule("cn.crediting.late", articles=("civil_code:第五百六十一条",))
def credited_late(reckoning: Reckoning) -> Iterator[Variant]:
    """One of the last payments was counted some days after it was made."""
    for payment in _known(reckoning)[:_LAST_PAYMENTS]:
        for days in range(1, _MOST_DAYS + 1):
            if days_after(payment.on, days) > reckoning.on:
                break
            yield Variant(
                _with(reckoning, payment, replace(payment, on=days_after(payment.on, days))),
                Text(
                    f"{payment.on}还的{payment.amount}元晚记了{days}天",
                    f"the payment of {payment.amount} on {payment.on} was counted {days} days late",
                ),
                Text("付款当天就应当入账", "it counts from the day it was made"),
                payment,
            )


@rule("cn.crediting.order", articles=("civil_code:第五百六十一条",))
def another_order(reckoning: Reckoning) -> Iterator[Variant]:
    """Payments went to the parts of the debt in another order than the contract's."""
    overdue = reckoning.overdue
    own = complete_order(overdue.allocation), overdue.scope
    contract = Text(
        "合同约定了另一种抵充顺序"
        if "allocation" in overdue.stated
        else "没有约定的，先抵费用、利息，再抵本金",
        "the contract has another order"
        if "allocation" in overdue.stated
        else "without an agreement cost and interest come before principal",
    )
    for order in (complete_order(_LATE_FIRST), own[0]):
        for scope in (own[1], Scope.VERTICAL, Scope.HORIZONTAL):
            if (order, scope) == own:
                continue
            yield Variant(
                reckoning.late(allocation=order, scope=scope),
                Text("还的钱先抵了逾期费用", "payments went to late charges first")
                if order != own[0]
                else Text("还的钱按另一种顺序抵充", "payments were spread in another order"),
                contract,
            )


@rule("cn.crediting.not_reduced", articles=("civil_code:第六百七十七条",))
def principal_not_reduced(reckoning: Reckoning) -> Iterator[Variant]:
    """Interest ran on principal that had been paid off early: early payments were kept until the next due day."""
    terms = reckoning.terms
    if terms.method is Method.EQUAL_PRINCIPAL:
        yield Variant(
            reckoning.lending(method=Method.FLAT),
            Text("利息一直按最初的本金算", "interest was counted on the original principal throughout"),
            Text("本金还掉的部分不再计息", "what has been repaid bears no interest"),
        )
    if terms.method is not Method.DAILY_REVOLVING or not reckoning.debt.payments:
        return
    dues = [r.due for r in reckoning.debt.schedule().instalments]
    moved = tuple(
        replace(p, on=min((d for d in dues if d >= p.on), default=p.on)) for p in reckoning.debt.payments
    )
    yield Variant(
        replace(reckoning, debt=replace(reckoning.debt, payments=tuple(sorted(moved, key=lambda p: p.on)))),
        Text("提前还的本金到下一个还款日才减", "early repayments were taken off only on the next due day"),
        Text("随借随还，还了当天就减本金", "a revolving credit takes them off the same day"),
    )


NOT_CREDITED = Departure(
    "contract.payment_not_credited",
    9,
    not_credited,
    _ALL,
    Text("有一笔还款没有入账", "a payment was not credited"),
    needs=frozenset(SCHEDULED),
)
CREDITED_LATE = Departure(
    "crediting.late",
    9,
    credited_late,
    _ALL,
    Text("还款晚入账", "a payment was credited late"),
    needs=_LATE,
)
CREDITING = (
    Departure(
        "crediting.order",
        9,
        another_order,
        _ALL,
        Text("抵充顺序和合同不同", "payments were spread in another order"),
        ("allocation",),
        needs=_LENT,
    ),
    Departure(
        "crediting.not_reduced",
        10,
        principal_not_reduced,
        _ALL,
        Text("还掉的本金还在计息", "interest on principal already repaid"),
        needs=_LENT,
    ),
)
