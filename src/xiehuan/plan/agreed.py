"""Plans that a creditor has already agreed to in writing: they are paid first, and the others share what is left."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.loan import Agreed
from xiehuan.money import Money
from xiehuan.plan.balance import Balance
from xiehuan.plan.keeping import debit_reason
from xiehuan.plan.months import Capacity, payments_by_month
from xiehuan.plan.option import Kind, Option, PlanPayment


def agreed_option(balance: Balance, free: Capacity, on: date) -> Option | None:
    """What is still to pay of the latest plan agreed; None where there is none, or all of it lies before the day.

    `free` is what the month carries beside other agreements. The plan is kept whether or not it fits; it is not safe
    where it does not, where a debit is unknown, or where instalments due so far are not on record.
    """
    agreed = balance.debt.latest_agreed(on)
    if agreed is None:
        return None
    days = [add_months(agreed.first, k) for k in range(agreed.n)]
    payments = tuple(PlanPayment(d, agreed.monthly) for d in days if d >= on)
    if not payments:
        return None
    fits = all(a <= free(*month) for month, a in payments_by_month(payments).items())
    doubts = [r for r in (_behind(balance, agreed, days, on), debit_reason(balance)) if r]
    if not fits:
        doubts.append(
            Text(
                f"已签的约定每月{agreed.monthly}元，超出每月可还的数，请在漏还之前联系对方重谈",
                f"the signed plan takes {agreed.monthly} a month, more than can be paid: renegotiate before missing one",
            )
        )
    total = Money.total(p.amount for p in payments)
    monthly = balance.contract_monthly
    signed = Text(f"{agreed.on}已书面约定，先保证这一家", f"agreed in writing on {agreed.on}: paid first")
    return Option(
        kinds=(Kind.AGREED,),
        payments=payments,
        balance=balance.total,
        waived={},
        rate_share=Fraction(0),
        rate=Fraction(0),
        fits=fits,
        safe=not doubts,
        reasons=(signed, *doubts),
        less_per_month=None if monthly is None else monthly - agreed.monthly,
        more_in_total=total - balance.contract_total,
    )


def _behind(balance: Balance, agreed: Agreed, days: list[date], on: date) -> Text | None:
    """Instalments that were due by now and are not on record."""
    due = Money.total(agreed.monthly for d in days if d < on)
    paid = Money.total(p.amount for p in balance.debt.payments if p.on >= agreed.on)
    if paid >= due:
        return None
    return Text(
        f"约定到今天应已还{due}元，记录里只有{paid}元：补上记录，或问对方约定是否还有效",
        f"{due} should be paid by now, {paid} is on record: add the records or ask whether the plan still holds",
    )
