"""From tables to the terms of a contract: loan, rates, what being late costs, and fees."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from fractions import Fraction

from xiehuan.dates import DayCount, add_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.schedule import with_tenure
from xiehuan.loan.switches import Stub
from xiehuan.loan.terms import (
    DEFAULT_ORDER,
    Component,
    Compound,
    Fee,
    FeeEvery,
    Grace,
    LateFee,
    LoanTerms,
    Method,
    Overdue,
    PenaltyBase,
    Per,
    Rate,
    Scope,
)
from xiehuan.money import Money, Rounding
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import Table

_RATE_LIMITS = {Per.YEAR: "3", Per.MONTH: "1", Per.DAY: "0.1", Per.FLAT_MONTH: "1"}
MAX_TERMS, MAX_GRACE, MAX_FACTOR = 600, 90, "10"


class _Of(StrEnum):
    MISSED_AMOUNT = "missed_amount"


class _Method(StrEnum):
    """The methods a contract of debts.toml may name."""

    EQUAL_INSTALMENT = Method.EQUAL_INSTALMENT.value
    EQUAL_PRINCIPAL = Method.EQUAL_PRINCIPAL.value
    INTEREST_ONLY = Method.INTEREST_ONLY.value
    FLAT = Method.FLAT.value
    BULLET = Method.BULLET.value
    DAILY_REVOLVING = Method.DAILY_REVOLVING.value


def read_rate(table: Table, key: str, *, required: bool) -> Rate | None:
    """A rate in the contract's own unit."""
    sub = table.table(key, required=required)
    if sub is None:
        return None
    per = sub.choice("per", Per, required=True)
    value = sub.decimal("value", "0", _RATE_LIMITS[per or Per.YEAR], required=True)
    sub.done()
    return Rate(value, per) if value is not None and per else None


def read_terms(loan: Table, assumed: list[str]) -> LoanTerms | None:
    """The terms of a loan, None where something in them is wrong; what had to be assumed is added to `assumed`."""
    before = len(loan.findings)
    principal = loan.amount("principal", required=True, above_zero=True)
    received, received_on = loan.amount("received", above_zero=True), loan.day("received_on")
    word = loan.choice("method", _Method, required=True)
    method = Method(word) if word else None
    payment = loan.amount("payment", above_zero=True)
    n = loan.whole("n", 1, MAX_TERMS, required=method is not Method.BULLET and payment is None)
    first_due, rate = loan.day("first_due", required=True), read_rate(loan, "rate", required=True)
    count = loan.choice("day_count", DayCount) or DayCount.MONTHLY
    rounding = loan.choice("rounding", Rounding) or Rounding.HALF_UP
    balloon, stub = loan.amount("balloon") or Money.ZERO, loan.choice("stub", Stub)
    quiet = loan.whole("interest_only_n", 0, MAX_TERMS - 1) or 0
    loan.done()
    if (
        principal is None
        or method is None
        or first_due is None
        or rate is None
        or len(loan.findings) > before
    ):
        return None
    if received is not None and received > principal:
        loan.refuse(
            "received",
            "out_of_range",
            Text(
                f"到账 {received} 多于本金 {principal}",
                f"received {received} is above the principal {principal}",
            ),
            Text("核对合同本金和到账金额", "check both amounts"),
        )
    if received_on is None:
        received_on = add_months(first_due, -1)
        assumed.append("received_on")
    terms = LoanTerms(
        principal,
        method,
        1 if method is Method.BULLET and n is None else n,
        first_due,
        rate,
        received or principal,
        received_on,
        count,
        rounding,
        payment=payment,
        balloon=balloon,
        interest_only_n=quiet,
        stub=stub,
    )
    return _with_tenure(loan, terms)


def _with_tenure(loan: Table, terms: LoanTerms) -> LoanTerms | None:
    """The terms with the number of instalments that an agreed payment takes, where the contract does not say it."""
    if terms.n is not None:
        return terms
    try:
        return with_tenure(terms)
    except LoanError as error:
        loan.refuse("payment", error.code, error.message, error.next)
        return None


def read_overdue(late: Table) -> Overdue:
    """What the contract says of late payment."""
    factor, rate = _penalty(late)
    base = late.choice("penalty_base", PenaltyBase)
    compound = late.choice("compound", Compound)
    if base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST and compound not in {None, Compound.NONE}:
        late.refuse(
            "compound",
            "double_counting",
            Text(
                "罚息基数已含利息，又对利息计复利，是重复计算",
                "penalty interest on interest and compound interest on it count it twice",
            ),
            Text(
                "对照合同：penalty_base 用 overdue_principal，或 compound 用 none",
                "use penalty_base overdue_principal, or compound none",
            ),
        )
    overdue = Overdue(
        penalty_factor=factor,
        penalty_rate=rate,
        penalty_base=base or PenaltyBase.OVERDUE_PRINCIPAL,
        compound=compound or Compound.NONE,
        late_fee=_late_fee(late),
        grace_days=late.whole("grace_days", 0, MAX_GRACE) or 0,
        grace=late.choice("grace", Grace) or Grace.FORGIVES_IF_PAID,
        allocation=_order(late),
        scope=late.choice("allocation_scope", Scope) or Scope.HORIZONTAL,
        accelerated_on=late.day("accelerated_on"),
        stated=frozenset(late.raw),
    )
    late.done()
    return overdue


def _penalty(late: Table) -> tuple[Fraction | None, Rate | None]:
    sub = late.table("penalty")
    if sub is None:
        return None, None
    sub.known |= {"factor", "value", "per"}
    if "factor" in sub.raw:
        factor = sub.decimal("factor", "0", MAX_FACTOR)
        _only_one(sub, "factor", "value", "per")
        sub.done()
        return factor, None
    per = sub.choice("per", Per, required=True)
    value = sub.decimal("value", "0", _RATE_LIMITS[per or Per.YEAR], required=True)
    sub.done()
    return None, Rate(value, per) if value is not None and per else None


def _late_fee(late: Table) -> LateFee | None:
    sub = late.table("late_fee")
    if sub is None:
        return None
    flat = sub.amount("flat")
    share = sub.decimal("share", "0", "1")
    sub.choice("of", _Of)
    _only_one(sub, "flat", "share")
    sub.done()
    if flat is None and share is None and not {"flat", "share"} & sub.raw.keys():
        sub.refuse(
            None,
            "missing",
            Text("late_fee 要有 share 或 flat", "late_fee needs share or flat"),
            Text(
                '例如 { share = "0.05", of = "missed_amount" }',
                'such as { share = "0.05", of = "missed_amount" }',
            ),
        )
    return LateFee(share, flat)


def _only_one(table: Table, chosen: str, *others: str) -> None:
    """Two ways to state the same thing contradict each other."""
    second = next((key for key in others if key in table.raw), None)
    if chosen in table.raw and second is not None:
        values = f"{chosen} = {shown(table.raw[chosen])}, {second} = {shown(table.raw[second])}"
        table.refuse(
            second,
            "exclusive",
            Text(f"{values} 只能写一种", f"{values} exclude each other"),
            Text(
                f"对照合同，只留 {chosen} 或 {second}", f"keep what the contract says: {chosen} or {second}"
            ),
        )


def _order(late: Table) -> tuple[Component, ...]:
    listed = late.texts("allocation")
    if listed is None:
        return DEFAULT_ORDER
    words = {c.value for c in Component}
    if wrong := [w for w, times in Counter(listed).items() if w not in words or times > 1]:
        odd = shown(wrong)
        late.refuse(
            "allocation",
            "unknown_word",
            Text(
                f"抵充顺序 allocation 里的 {odd} 不认识或重复",
                f"allocation {odd} names unknown or repeated parts",
            ),
            Text("可用：" + " ".join(sorted(words)), "use: " + " ".join(sorted(words))),
        )
        return DEFAULT_ORDER
    return tuple(Component(w) for w in listed)


def read_fee(row: Table) -> Fee | None:
    """A charge beside interest, None where it is incomplete."""
    name, amount = row.text("name", required=True), row.amount("amount", required=True)
    every, on, payee = row.choice("every", FeeEvery, required=True), row.day("on"), row.text("payee")
    if every is FeeEvery.ONCE and "on" not in row.raw:
        row.refuse(
            "on",
            "missing",
            Text("一次性费用要写 on（收取日）", "a one-time fee needs on"),
            Text("写收取的日期", "write its date"),
        )
    row.done()
    return Fee(name, amount, every, on, payee) if name and amount is not None and every else None
