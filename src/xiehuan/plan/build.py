"""The options for one debt within its share of what can be paid.

The stated ability is the same in every option: the share of the month. Options differ in what is waived, in the
rate that goes on, and so in how many months it takes. Ranked as relief works best: stop the late charges, waive
fees, lower the rate, and only then more months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from xiehuan.dates import add_months, days_after, next_day_of_month
from xiehuan.errors import Text
from xiehuan.loan.debt import AutoDebit
from xiehuan.money import Money, round_fraction
from xiehuan.plan.balance import LATE_PARTS, Balance
from xiehuan.plan.option import Kind, OnClaimed, Option, PlanPayment, Role

MAX_MONTHS = 60  # the longest personalised plan of a card (card rules art. 70), taken for all
NOTICE_DAYS = 7  # no first payment sooner than this: the agreement has to be written first
HOLDING_MONTHS = 3
FLAT_STEPS = (Fraction(1), Fraction(1, 2), Fraction(0))

Share = Callable[[int, int], Money]  # what this creditor may get in a (year, month)


def options(balance: Balance, share: Share, on: date, pay_day: int | None) -> list[Option]:
    """Every option that the share of each month carries, best first; a holding request when there is none.

    A debt with nothing left to settle has no options.
    """
    if balance.total.fen <= 0:
        return []
    days = pay_days(balance, on, pay_day)
    found: list[Option] = []
    for waived, rate_share in _levels(balance):
        option = instalments(balance, share, days, waived, rate_share)
        if option and not any(_same(option, o) for o in found):
            found.append(option)
    found = _with_roles(found)
    if (kept := contract_option(balance, share)) is not None:
        found.insert(0, kept)
    if not found:
        found.append(_holding(balance, share, days))
    return found


def _levels(balance: Balance) -> Iterator[tuple[tuple[str, ...], Fraction]]:
    """(parts waived, share of the rate), from the most relief to none."""
    late = tuple(p for p in LATE_PARTS if p in balance.charges)
    fees = (*late, "fee") if "fee" in balance.charges else late
    rates = FLAT_STEPS if balance.rate else (Fraction(0),)
    for rate in reversed(rates):
        yield fees, rate
    yield late, rates[0]
    yield (), rates[0]


def pay_days(balance: Balance, on: date, pay_day: int | None) -> list[date]:
    """The plan's payment days: the pay day of each month, from the first one at least a week away."""
    day = pay_day or (balance.debt.next_due or balance.debt.missed_since or on).day
    if pay_day is None and balance.debt.terms is not None:
        day = balance.debt.terms.first_due.day
    first = next_day_of_month(days_after(on, NOTICE_DAYS), day)
    return [add_months(first, k, day) for k in range(MAX_MONTHS)]


def instalments(
    balance: Balance, share: Share, days: list[date], waived: tuple[str, ...], rate_share: Fraction
) -> Option | None:
    """The plan that pays the share of each month until it is done; None when 60 months do not clear it."""
    shares = [share(d.year, d.month) for d in days]
    rate = balance.rate * rate_share
    charges = balance.keep(waived)
    amounts = run_off(balance.principal, charges, rate, shares)
    if not amounts:
        return None
    payments = tuple(PlanPayment(d, a) for d, a in zip(days, amounts, strict=False))
    claimed = run_off(balance.principal, charges + balance.claimed_extra, rate, shares)
    return _option(balance, payments, waived, rate_share, claimed)


def run_off(principal: Money, charges: Money, rate: Fraction, shares: Sequence[Money]) -> list[Money]:
    """Payments of each month's share until principal, charges and interest are cleared; empty if they never are.

    Each month's interest is round(balance × rate / 12); a payment goes to charges and interest first, then to the
    principal (Civil Code art. 561). A month without a share in the middle breaks the plan.
    """
    left, open_charges = principal.fen, charges.fen
    amounts: list[Money] = []
    for share in shares:
        if left + open_charges == 0:
            return amounts
        open_charges += round_fraction(left * rate / 12)
        pay = min(share.fen, left + open_charges)
        if pay <= 0:
            return []
        to_charges = min(pay, open_charges)
        open_charges -= to_charges
        left -= pay - to_charges
        amounts.append(Money(pay))
    return amounts if left + open_charges == 0 else []


def _option(
    balance: Balance,
    payments: tuple[PlanPayment, ...],
    waived: tuple[str, ...],
    rate_share: Fraction,
    claimed: list[Money],
) -> Option:
    kinds = [Kind.INSTALMENT]
    if waived:
        kinds.append(Kind.WAIVER)
    if rate_share < 1 and balance.rate:
        kinds.append(Kind.RATE_REDUCTION)
    if balance.contract_ends is None or payments[-1].on > balance.contract_ends:
        kinds.append(Kind.EXTENSION)
    total = Money.total(p.amount for p in payments)
    on_claimed = OnClaimed(
        balance.total + balance.claimed_extra,
        len(claimed) or None,
        Money.total(claimed) if claimed else None,
    )
    debit = debit_reason(balance)
    reasons = [_fits_reason(payments), *([debit] if debit else [])]
    if not claimed:
        reasons.append(
            Text(
                f"如果对方坚持{on_claimed.balance}元，同样的月供{MAX_MONTHS}期还不清",
                f"if the other side insists on {on_claimed.balance}, the same payment does not clear it in {MAX_MONTHS} months",
            )
        )
    monthly = balance.contract_monthly
    return Option(
        kinds=tuple(kinds),
        payments=payments,
        balance=balance.total,
        waived={k: v for k, v in balance.charges.items() if k in waived},
        rate_share=rate_share,
        rate=balance.rate * rate_share,
        fits=True,
        safe=bool(claimed) and debit is None,
        reasons=tuple(reasons),
        less_per_month=None if monthly is None else monthly - max(p.amount for p in payments),
        more_in_total=total - balance.contract_total,
        on_claimed=on_claimed,
    )


def _fits_reason(payments: tuple[PlanPayment, ...]) -> Text:
    top = max(p.amount for p in payments)
    return Text(
        f"每个月最多{top}元，连同其他各家都在每月可还的数以内",
        f"at most {top} in any month, within what can be paid together with all the others",
    )


def debit_reason(balance: Balance) -> Text | None:
    """Why an automatic debit may upset a plan; None where there is none."""
    debt = balance.debt
    if debt.auto_debit is AutoDebit.UNKNOWN:
        return Text(
            "还不能算稳妥：有没有自动扣款不清楚。请在App里查代扣协议，并请对方书面确认方案期间暂停扣款",
            "not yet safe: whether money is taken automatically is unknown; check it and ask for a pause in writing",
        )
    if debt.auto_debit is AutoDebit.ACCOUNT:
        return Text(
            f"还不能算稳妥：{debt.debit_account or '账户'}有自动扣款，按合同金额扣会打乱方案。先请对方暂停或改金额",
            f"not yet safe: {debt.debit_account or 'an account'} is debited automatically; have it paused or changed first",
        )
    return None


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
        reasons=(_fits_reason(payments),),
        less_per_month=Money.ZERO,
        more_in_total=Money.total(p.amount for p in payments) - balance.contract_total,
    )


def _holding(balance: Balance, share: Share, days: list[date]) -> Option:
    """Nothing clears the debt: ask to pause or take a token sum, late charges stopped, with a day to review."""
    head = days[:HOLDING_MONTHS]
    token = min(share(d.year, d.month) for d in head)
    payments = tuple(PlanPayment(d, min(token, balance.total)) for d in head)
    debit = debit_reason(balance)
    total = Money.total(p.amount for p in payments)
    monthly = balance.contract_monthly
    first = Text(
        f"{MAX_MONTHS}个月内按目前能力还不清，先请求暂缓或象征性还款，停计罚息，到期再谈",
        f"{MAX_MONTHS} months do not clear it at present: ask for a pause or a token payment, late charges stopped, and a review",
    )
    return Option(
        kinds=(Kind.HOLDING,),
        payments=payments,
        balance=balance.total,
        waived={},
        rate_share=Fraction(0),
        rate=Fraction(0),
        fits=True,
        safe=debit is None,
        reasons=(first, *([debit] if debit else [])),
        less_per_month=None if monthly is None else monthly - token,
        more_in_total=total - balance.contract_total,
        review_on=add_months(head[-1], 1, head[0].day),
    )


def _same(a: Option, b: Option) -> bool:
    return a.payments == b.payments and a.waived == b.waived


def _with_roles(found: list[Option]) -> list[Option]:
    """Opening is the most relief, floor the least, aim stands between (or is the opening when there are two)."""
    if not found:
        return []
    roles: dict[int, Role] = {0: Role.OPENING}
    if len(found) > 1:
        roles[len(found) - 1] = Role.FLOOR
    if len(found) > 2:  # noqa: PLR2004
        roles[_aim(found)] = Role.AIM
    return [replace(o, role=roles.get(i)) for i, o in enumerate(found)]


def _aim(found: list[Option]) -> int:
    """The option that waives charges and keeps the contract's interest, else the middle one."""
    inner = range(1, len(found) - 1)
    return next((i for i in inner if found[i].waived and found[i].rate_share == 1), inner[len(inner) // 2])
