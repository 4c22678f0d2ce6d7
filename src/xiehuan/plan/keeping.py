"""What is kept: a contract as it is, a contract that is caught up with, and the debits that stand in the way of any plan."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.loan.debt import AutoDebit
from xiehuan.money import Money
from xiehuan.plan.balance import Balance
from xiehuan.plan.credit import record_of
from xiehuan.plan.option import Kind, Option, PlanPayment

MOST_CATCH_UP = 12  # instalments over which arrears of a debt that comes first may be spread

Share = Callable[[int, int], Money]  # what this creditor may get in a (year, month)


def contract_option(balance: Balance, share: Share) -> Option | None:
    """Keeping the contract, where nothing is overdue and every month carries it."""
    rest = balance.contract_rest
    if balance.overdue or not rest or any(m > share(d.year, d.month) for d, m in rest):
        return None
    payments = tuple(PlanPayment(d, m) for d, m in rest)
    return Option(
        kinds=(Kind.CONTRACT,),
        payments=payments,
        balance=balance.total,
        waived={},
        rate_share=Fraction(1),
        rate=balance.rate,
        fits=True,
        safe=True,
        reasons=(fits_reason(payments),),
        less_per_month=Money.ZERO,
        more_in_total=Money.total(p.amount for p in payments) - balance.contract_total,
        credit=record_of(balance.debt, overdue=balance.overdue, kept=True),
    )


def catch_up(balance: Balance, share: Share) -> Option | None:
    """Keeping a contract with what is overdue spread over its next due days, as few of them as the months carry.

    For debts that cost more than money to lose. None where nothing is overdue or no month has room for it.
    """
    if not balance.overdue or len(balance.contract_rest) < 2:  # noqa: PLR2004 - arrears, and something to come
        return None
    (_, arrears), *rest = balance.contract_rest
    for n in range(1, min(MOST_CATCH_UP, len(rest)) + 1):
        parts = [arrears.fen // n] * (n - 1) + [arrears.fen - arrears.fen // n * (n - 1)]
        extra = [Money(p) for p in (*parts, *([0] * (len(rest) - n)))]
        payments = tuple(PlanPayment(d, m + x) for (d, m), x in zip(rest, extra, strict=True))
        if all(p.amount <= share(p.on.year, p.on.month) for p in payments):
            return _catching_up(balance, payments, n)
    return None


def _catching_up(balance: Balance, payments: tuple[PlanPayment, ...], n: int) -> Option:
    debit = debit_reason(balance)
    why = Text(
        f"丢不起的一笔：合同照还，已到期的分{n}期补上，补齐前请对方停计罚息",
        f"one that must not be lost: the contract is kept, arrears over {n} instalments, no further penalty asked for",
    )
    monthly = balance.contract_monthly
    total = Money.total(p.amount for p in payments)
    return Option(
        kinds=(Kind.CATCH_UP,),
        payments=payments,
        balance=balance.total,
        waived={},
        rate_share=Fraction(1),
        rate=balance.rate,
        fits=True,
        safe=debit is None,
        reasons=(why, *([debit] if debit else [])),
        less_per_month=None if monthly is None else monthly - max(p.amount for p in payments),
        more_in_total=total - balance.contract_total,
        credit=record_of(balance.debt, overdue=True, kept=False),
    )


def debit_reason(balance: Balance) -> Text | None:
    """Why a plan is not yet safe beside an automatic debit; None when there is none."""
    debt = balance.debt
    if debt.auto_debit is AutoDebit.UNKNOWN:
        return Text(
            "还不能算稳妥：不知道有没有自动扣款。先问清楚，有就请对方暂停",
            "not yet safe: it is unknown whether an account is debited automatically; ask, and have it paused",
        )
    if debt.auto_debit is AutoDebit.ACCOUNT:
        return Text(
            f"还不能算稳妥：{debt.debit_account or '账户'}有自动扣款，按合同金额扣会打乱方案。先请对方暂停或改金额",
            f"not yet safe: {debt.debit_account or 'an account'} is debited automatically; have it paused or changed first",
        )
    return None


def fits_reason(payments: tuple[PlanPayment, ...]) -> Text:
    """Why a plan fits: its dearest month."""
    top = max(p.amount for p in payments)
    return Text(
        f"每个月最多{top}元，连同其他各家都在每月可还的数以内",
        f"at most {top} in any month, within what can be paid together with all the others",
    )
