"""debts.toml: from tables to debts."""

from __future__ import annotations

import re
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.loan.debt import AutoDebit, Creditor, Debt, LenderKind
from xiehuan.loan.restart import Restart, StatedRestart, TimeBarredChoice
from xiehuan.loan.terms import (
    Agreed,
    Claim,
)
from xiehuan.money import Money
from xiehuan.readers.case_folder.contract import (
    MAX_TERMS,
    read_fee,
    read_overdue,
    read_terms,
)
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import Table

_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62})")
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{2,30}")
_ITEMS = ("principal", "interest", "fee", "penalty", "compound", "late_fee", "cost", "other")


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
        refused_on=row.day("refused_on"),
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
