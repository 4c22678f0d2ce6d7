"""debts.toml: from tables to debts."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from fractions import Fraction

from xiehuan.dates import DayCount, add_months
from xiehuan.errors import LoanError, Text
from xiehuan.loan.debt import AutoDebit, Creditor, Debt, LenderKind
from xiehuan.loan.restart import Restart, StatedRestart, TimeBarredChoice
from xiehuan.loan.schedule import with_tenure
from xiehuan.loan.switches import Stub
from xiehuan.loan.terms import (
    DEFAULT_ORDER,
    Agreed,
    Claim,
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

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62})")
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{2,30}")
_RATE_LIMITS = {Per.YEAR: "3", Per.MONTH: "1", Per.DAY: "0.1", Per.FLAT_MONTH: "1"}
_ITEMS = ("principal", "interest", "fee", "penalty", "compound", "late_fee", "cost", "other")
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


class _Statement(StrEnum):
    MISSING = "missing"


def read_debts(top: Table) -> list[Debt]:
    """Every debt of the file; what is wrong is in the table's findings."""
    rows = top.tables("debt", required=True)
    top.done()
    if not rows and not top.findings:
        top.refuse(
            "debt",
            "missing",
            Text("没有一笔债务", "there is no debt"),
            Text("至少写一个 [[debt]]", "write at least one [[debt]]"),
        )
    debts, seen = [], set[str]()
    for row in rows:
        debt = _debt(row)
        if debt.id and debt.id in seen:
            row.refuse(
                "id",
                "duplicate_id",
                Text(f"id “{debt.id}” 重复", f"id “{debt.id}” is used twice"),
                Text("每笔债务用不同的 id", "give each debt its own id"),
            )
        seen.add(debt.id)
        debts.append(debt)
    return debts


def _debt(row: Table) -> Debt:
    identity = _identity(row)
    if identity:
        row.path = f"debt.{identity}"
    assumed: list[str] = []
    loan = row.table("loan")
    terms = read_terms(loan, assumed) if loan else None
    late = row.table("overdue")
    overdue = read_overdue(late) if late else None
    missed, following = row.day("missed_since"), row.day("next_due")
    claims = tuple(c for t in row.tables("claim") if (c := _claim(t)))
    debit, account = _auto_debit(row)
    statement, missing = _cost_statement(row)
    debt = Debt(
        id=identity or "",
        lender=row.text("lender", required=True) or "",
        lender_kind=row.choice("lender_kind", LenderKind) or LenderKind.UNKNOWN,
        platform=row.text("platform"),
        guarantor=row.text("guarantor"),
        creditor_now=row.choice("creditor_now", Creditor) or Creditor.ORIGINAL,
        creditor_since=row.day("creditor_since"),
        notice_received=row.day("notice_received"),
        contract_no=row.text("contract_no"),
        contract_date=row.day("contract_date"),
        missed_since=missed,
        next_due=following,
        secured=row.flag("secured") or False,
        essential=row.flag("essential") or False,
        auto_debit=debit,
        debit_account=account,
        cost_statement=statement,
        cost_statement_missing=missing,
        terms=terms,
        overdue=overdue,
        fees=tuple(f for t in row.tables("fee") if (f := read_fee(t))),
        claims=claims,
        numbers=_numbers(row),
        restarts=tuple(r for t in row.tables("restart") if (r := _restart(t))),
        time_barred_choice=_choice(row),
        agreed=tuple(a for t in row.tables("agreed") if (a := _agreed(t))),
        assumed=tuple(assumed),
    )
    _check_enough(row, debt, has_loan=loan is not None)
    row.done()
    return debt


def _identity(row: Table) -> str | None:
    identity = row.text("id", required=True)
    if identity is not None and not _ID.fullmatch(identity):
        row.refuse(
            "id",
            "bad_id",
            Text(
                f"id {shown(identity)} 只能用小写字母、数字和连字符",
                f"id {shown(identity)} may hold a-z 0-9 and -",
            ),
            Text('最多 63 个字，例如 "anxin"', 'at most 63 characters, for example "anxin"'),
        )
        return None
    return identity


def _check_enough(row: Table, debt: Debt, *, has_loan: bool) -> None:
    """The shortest valid debt is a claim and one due date."""
    if has_loan:
        return
    if not debt.claims and not row.raw.get("claim"):
        row.refuse(
            "claim",
            "missing",
            Text("没有合同条款，也没有对方主张的金额", "neither contract terms nor a claim"),
            Text(
                "写 [debt.loan]，或写 [[debt.claim]] 的 on 和 total",
                "write [debt.loan], or [[debt.claim]] with on and total",
            ),
        )
    if (
        debt.missed_since is None
        and debt.next_due is None
        and not {"missed_since", "next_due"} & row.raw.keys()
    ):
        row.refuse(
            "next_due",
            "missing",
            Text("没有还款日期", "no due date"),
            Text(
                "写 next_due（下一个还款日）或 missed_since（从哪天起没还上）",
                "write next_due or missed_since",
            ),
        )


def _numbers(row: Table) -> tuple[str, ...]:
    """The telephone numbers that call about this debt; anything that is no number is refused."""
    numbers = row.texts("numbers") or ()
    if wrong := [n for n in numbers if not _NUMBER.fullmatch(n.strip())]:
        row.refuse(
            "numbers",
            "bad_number",
            Text(
                f"numbers 里的 {shown(wrong[0])} 不是电话号码",
                f"numbers: {shown(wrong[0])} is no telephone number",
            ),
            Text(
                '只写数字、空格、- 和开头的 +，例如 "0571-0000 0012"',
                "digits, spaces, - and a leading + only",
            ),
        )
        return ()
    return tuple(n.strip() for n in numbers)


def _restart(row: Table) -> StatedRestart | None:
    on, act = row.day("on", required=True), row.choice("act", Restart, required=True)
    source = row.text("source")
    row.done()
    return StatedRestart(on, act, source) if on and act else None


def _choice(row: Table) -> TimeBarredChoice | None:
    """The recorded answer to the warning about the time to sue; both keys are required."""
    sub = row.table("time_barred_choice")
    if sub is None:
        return None
    go_on, on = sub.flag("go_on"), sub.day("on", required=True)
    if go_on is None and "go_on" not in sub.raw:
        sub.refuse(
            "go_on",
            "missing",
            Text("缺少必填项 go_on", "required key go_on is missing"),
            Text("写 true（看过提醒，仍要联系）或 false", "write true (read, and go on) or false"),
        )
    sub.done()
    return TimeBarredChoice(go_on, on) if go_on is not None and on else None


def _auto_debit(row: Table) -> tuple[AutoDebit, str | None]:
    word = row.text("auto_debit")
    if word is None or word == AutoDebit.UNKNOWN:
        return AutoDebit.UNKNOWN, None
    if word == AutoDebit.NONE:
        return AutoDebit.NONE, None
    return AutoDebit.ACCOUNT, word


def _cost_statement(row: Table) -> tuple[tuple[str, ...] | None, bool]:
    said = row.raw.get("cost_statement")
    if isinstance(said, str):
        word = row.choice("cost_statement", _Statement)
        return None, word is _Statement.MISSING
    table = row.table("cost_statement")
    if table is None:
        return None, False
    items = table.texts("items", required=True)
    table.done()
    return items, False


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


def _agreed(row: Table) -> Agreed | None:
    """A plan that the creditor has agreed to in writing."""
    on, monthly = row.day("on", required=True), row.amount("monthly", required=True, above_zero=True)
    first, n = row.day("first", required=True), row.whole("n", 1, MAX_TERMS, required=True)
    row.done()
    if on is None or monthly is None or first is None or n is None:
        return None
    if first < on:
        row.refuse(
            "first",
            "out_of_range",
            Text(
                f"首次还款 {first} 早于约定日 {on}",
                f"the first payment {first} is before the agreement of {on}",
            ),
            Text("对照书面约定改正", "correct it from the written agreement"),
        )
    return Agreed(on, monthly, first, n)


def _claim(row: Table) -> Claim | None:
    on, total, source = row.day("on", required=True), row.amount("total", required=True), row.text("source")
    sub = row.table("items")
    items: dict[str, Money] = {}
    if sub is not None:
        items = {k: m for k in _ITEMS if (m := sub.amount(k)) is not None}
        sub.done()
    row.done()
    if on is None or total is None:
        return None
    if Money.total(items.values()) > total:
        row.refuse(
            "items",
            "does_not_add_up",
            Text(
                f"各项合计 {Money.total(items.values())} 多于总额 {total}",
                f"the items add up to {Money.total(items.values())}, more than the total {total}",
            ),
            Text("对照对方的明细改正", "correct them from the statement"),
        )
    return Claim(on, total, items, source)
