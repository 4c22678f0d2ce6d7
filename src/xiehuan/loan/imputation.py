"""Which of several debts to one creditor a payment pays: Civil Code art. 560.

By agreement first; else as the debtor designates when paying; else debts that are due, then the least secured, then the
most burdensome, then the one that fell due first; and pro rata where nothing tells them apart. What happens inside one
debt (costs, interest, principal: art. 561) is for `allocation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from xiehuan.errors import LoanError, Text
from xiehuan.money import Money


class Ground(StrEnum):
    """On what ground a debt was paid before another (or together with it)."""

    AGREED = "agreed"
    DESIGNATED = "designated"
    DUE = "due"
    LEAST_SECURED = "least_secured"
    MOST_BURDENSOME = "most_burdensome"
    EARLIEST_DUE = "earliest_due"
    PRO_RATA = "pro_rata"
    ONLY_ONE = "only_one"


@dataclass(frozen=True, slots=True)
class DebtToPay:
    """One of several debts to the same creditor, as the payment meets it.

    `due` is the oldest day on which something of it fell (or falls) due. `secured` is the amount of security behind it:
    nothing, or less than another's, is "least secured". `burden` is what it costs a year while it stays unpaid (the rate
    with penalty interest): the higher, the more burdensome. How burdensome a debt is the article leaves open; a rate is the
    product's settled reading.
    """

    id: str
    outstanding: Money
    due: date
    secured: Money = Money.ZERO
    burden: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class ImputedPart:
    """What of the payment goes to one debt, and the ground that put it in this place."""

    debt: str
    amount: Money
    ground: Ground


@dataclass(frozen=True, slots=True)
class Imputed:
    """A payment split over debts. Parts and remainder add up to the payment."""

    parts: tuple[ImputedPart, ...]
    remainder: Money

    def of(self, debt: str) -> Money:
        """What goes to this debt."""
        return Money.total(p.amount for p in self.parts if p.debt == debt)


def impute(
    payment: Money,
    debts: Sequence[DebtToPay],
    *,
    on: date,
    agreed: Sequence[str] = (),
    designated: Sequence[str] = (),
) -> Imputed:
    """How a payment on a day is split over debts to one creditor.

    `agreed` is an order the parties agreed, `designated` the debtor's choice at the time of paying; an agreement goes
    before a choice. What they leave over follows the order of the article. The remainder is what no debt needs.
    Raises LoanError `payment_not_positive`, `unknown_debt`, `bad_debts` (an id twice, an amount below zero).
    """
    _check(payment, debts, (*agreed, *designated))
    by_id = {d.id: d for d in debts}
    left, parts = payment.fen, []
    named = [(i, Ground.AGREED) for i in agreed]
    named += [(i, Ground.DESIGNATED) for i in designated if i not in agreed]
    done = set()
    for identity, ground in named:
        if identity not in done:
            done.add(identity)
            take = min(left, by_id[identity].outstanding.fen)
            parts.append(ImputedPart(identity, Money(take), ground))
            left -= take
    rest = [d for d in debts if d.id not in done and d.outstanding.fen > 0]
    for group, ground in _groups(rest, on):
        shares = _pro_rata(left, group)
        parts += [ImputedPart(d.id, Money(fen), ground) for d, fen in zip(group, shares, strict=True)]
        left -= sum(shares)
    return Imputed(tuple(p for p in parts if p.amount), Money(left))


def _check(payment: Money, debts: Sequence[DebtToPay], named: Sequence[str]) -> None:
    ids = [d.id for d in debts]
    if payment.fen <= 0:
        raise LoanError(
            "payment_not_positive",
            Text(f"还款金额 {payment} 应大于 0", f"the payment {payment} must be above zero"),
            Text("请改正金额", "correct the amount"),
        )
    if len(set(ids)) != len(ids) or any(d.outstanding.fen < 0 or d.secured.fen < 0 for d in debts):
        raise LoanError(
            "bad_debts",
            Text("债务编号重复或金额为负", "a debt is listed twice or has an amount below zero"),
            Text("请每笔债务只列一次，金额不为负", "list each debt once, with amounts not below zero"),
        )
    if unknown := [i for i in named if i not in ids]:
        raise LoanError(
            "unknown_debt",
            Text(f"没有编号为 {unknown[0]} 的债务", f"there is no debt {unknown[0]}"),
            Text("请从所列债务中选择", "choose among the debts listed"),
        )


_Rank = tuple[bool, int, Fraction, date]
_GROUNDS = (Ground.DUE, Ground.LEAST_SECURED, Ground.MOST_BURDENSOME, Ground.EARLIEST_DUE)


def _rank(debt: DebtToPay, on: date) -> _Rank:
    """The order of the article: due before not due, less security first, heavier first, earlier first."""
    return debt.due > on, debt.secured.fen, -debt.burden, debt.due


def _groups(debts: Sequence[DebtToPay], on: date) -> list[tuple[list[DebtToPay], Ground]]:
    """Debts in the order of paying, those that nothing tells apart together, each with its ground."""
    ordered = sorted(debts, key=lambda d: _rank(d, on))
    groups = [(rank, list(found)) for rank, found in groupby(ordered, key=lambda d: _rank(d, on))]
    ranks = [rank for rank, _ in groups]
    return [
        (group, Ground.PRO_RATA if len(group) > 1 else _ground(ranks, i))
        for i, (_, group) in enumerate(groups)
    ]


def _ground(ranks: Sequence[_Rank], i: int) -> Ground:
    """What tells this debt from the next one, or from the one before where it is the last."""
    if len(ranks) == 1:
        return Ground.ONLY_ONE
    other = ranks[i + 1] if i + 1 < len(ranks) else ranks[i - 1]
    pairs: Mapping[Ground, tuple[object, object]] = dict(
        zip(_GROUNDS, zip(ranks[i], other, strict=True), strict=True)
    )
    return next(ground for ground, (a, b) in pairs.items() if a != b)


def _pro_rata(fen: int, group: Sequence[DebtToPay]) -> list[int]:
    """Shares in proportion to what is outstanding, never more than that; leftover fen go to the first."""
    whole = sum(d.outstanding.fen for d in group)
    if fen >= whole:
        return [d.outstanding.fen for d in group]
    return [m.fen for m in Money(fen).allocate([d.outstanding.fen for d in group])]
