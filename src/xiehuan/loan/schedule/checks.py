"""What terms must not say: every contradiction is refused by name before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

from xiehuan.dates import add_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.schedule.periods import MAX_TERMS
from xiehuan.loan.switches import Stub, Unit
from xiehuan.loan.terms import LoanTerms, Method

_ALWAYS = (
    "principal",
    "method",
    "n",
    "first_due",
    "rate",
    "received",
    "received_on",
    "day_count",
    "rounding",
    "stub",
)
_PLAIN = {f.name: f.default for f in fields(LoanTerms) if f.name not in _ALWAYS}
_LAST_YEAR = date.max.year
_LEVEL = (Method.EQUAL_INSTALMENT, Method.PRESENT_VALUE, Method.ADD_ON)


def plain(terms: LoanTerms) -> bool:
    """Are the terms one of the six plain methods with every switch at its default, so that the textbook formula holds?"""
    if terms.method in {Method.ADD_ON, Method.PRESENT_VALUE}:
        return False
    return all(getattr(terms, name) == default for name, default in _PLAIN.items())


def check(terms: LoanTerms) -> None:
    """Refuse terms that contradict themselves.

    Raises LoanError `negative_rate` for a rate below zero, `bad_terms` for everything else.
    """
    if terms.rate.value < 0:
        raise LoanError(
            "negative_rate",
            Text("利率不能是负数", "the rate must not be negative"),
            Text(
                "请对照合同改正利率；免息写 0",
                "correct it from the contract; an interest-free loan has rate 0",
            ),
        )
    if problem := next(_problems(terms), None):
        raise LoanError("bad_terms", problem, Text("请对照合同改正", "correct it from the contract"))


def _problems(terms: LoanTerms) -> Iterator[Text]:
    if terms.n is not None and not 1 <= terms.n <= MAX_TERMS:
        yield Text(f"期数 {terms.n} 应在 1 到 {MAX_TERMS} 之间", f"n = {terms.n} must be 1 to {MAX_TERMS}")
    if terms.principal.fen <= 0:
        yield Text("本金应大于 0", "the principal must be above zero")
    if terms.received_on >= terms.first_due:
        yield Text("第一个还款日应晚于到账日", "first_due must be later than received_on")
    if terms.method is Method.BULLET and terms.n != 1:
        yield Text("到期一次还本付息只有 1 期", "a bullet loan has n = 1")
    yield from _payment(terms)
    yield from _dates(terms)
    yield from _stub(terms)


def _payment(terms: LoanTerms) -> Iterator[Text]:
    if terms.n is None and (terms.payment is None or terms.method is not Method.EQUAL_INSTALMENT):
        yield Text(
            "没有期数：只有等额本息且写明每期还款额时可以不写",
            "n may be left out only of equal instalments with a given payment",
        )
    if terms.payment is not None and (terms.payment.fen <= 0 or terms.method not in _LEVEL):
        yield Text(
            "每期还款额应大于 0，并且只用于每期还款额相同的还款方式",
            "a payment is above zero and belongs to a method with equal payments",
        )
    if terms.balloon and terms.method not in {Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL, Method.FLAT}:
        yield Text("这种还款方式没有末期留存本金", "this method has no balloon")


def _dates(terms: LoanTerms) -> Iterator[Text]:
    if terms.every.count < 1:
        yield Text("还款间隔至少为 1", "every.count is at least 1")
    elif not terms.due_on and _last_year(terms) > _LAST_YEAR:
        yield Text("最后一个还款日超出日历范围", "the last due date is beyond the calendar")
    if not terms.due_on:
        return
    if terms.n is not None and len(terms.due_on) != terms.n:
        yield Text(
            f"列出的还款日有 {len(terms.due_on)} 个，期数是 {terms.n}",
            f"{len(terms.due_on)} due dates are listed for n = {terms.n}",
        )
    if terms.due_on[0] != terms.first_due or any(b <= a for a, b in pairwise(terms.due_on)):
        yield Text(
            "列出的还款日应从第一个还款日起、一个比一个晚",
            "listed due dates begin with first_due and each is later than the one before",
        )


def _last_year(terms: LoanTerms) -> int:
    """The year of the last due date, or a later one."""
    step = {Unit.MONTH: 31, Unit.WEEK: 7, Unit.DAY: 1}[terms.every.unit] * terms.every.count
    return terms.first_due.year + (terms.n or MAX_TERMS) * step // 365 + 1


def _stub(terms: LoanTerms) -> Iterator[Text]:
    if terms.stub is None:
        return
    if terms.every.unit is Unit.MONTH:
        whole = add_months(terms.received_on, terms.every.count, terms.first_due.day)
        whole = max(whole, add_months(terms.received_on, terms.every.count))
    else:
        days = terms.every.count * (7 if terms.every.unit is Unit.WEEK else 1)
        whole = terms.received_on + timedelta(days=days)
    short = terms.first_due < whole
    if short is not (terms.stub is Stub.FIRST_SHORT) and terms.first_due != whole:
        yield Text(
            f"到账日到第一个还款日不是所写的{'短' if terms.stub is Stub.FIRST_SHORT else '长'}首期",
            f"from {terms.received_on} to {terms.first_due} is no {terms.stub.value} period",
        )
