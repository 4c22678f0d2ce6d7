"""case.toml: accounts and the automatic debits on them ([[account]], [[auto_debit]])."""

from __future__ import annotations

from collections.abc import Collection

from xiehuan.budget.debits import Account, Debits, Mandate
from xiehuan.errors import Text
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import Table, is_plain

LAST_DAY = 31


def read_accounts(top: Table) -> tuple[Account, ...]:
    """Every [[account]]; what is not said of its debits is unknown."""
    return tuple(a for t in top.tables("account") if (a := _account(t)))


def read_mandates(top: Table, debts: frozenset[str] | None) -> tuple[Mandate, ...]:
    """Every [[auto_debit]]. It must name an account of the file, and what it is for must exist.

    `debts` are the ids of debts.toml, None when they are not all known.
    """
    accounts, spendings = _names(top, "account"), _names(top, "spending")
    return tuple(m for t in top.tables("auto_debit") if (m := _mandate(t, accounts, debts, spendings)))


def _names(top: Table, key: str) -> frozenset[str] | None:
    """The names as written, even in a row with another mistake; None where a row has no name."""
    raw = top.raw.get(key, [])
    rows = raw if isinstance(raw, list) else [None]
    names = [row.get("name") if isinstance(row, dict) else None for row in rows]
    known = [n for n in names if isinstance(n, str) and is_plain(n)]
    return frozenset(known) if len(known) == len(names) else None


def _account(row: Table) -> Account | None:
    name, debits = row.text("name", required=True), row.choice("debits", Debits)
    row.done()
    return Account(name, debits or Debits.UNKNOWN) if name else None


def _mandate(
    row: Table,
    accounts: frozenset[str] | None,
    debts: frozenset[str] | None,
    spendings: frozenset[str] | None,
) -> Mandate | None:
    account, payee = row.text("account", required=True), row.text("payee", required=True)
    amount, day = row.amount("amount", above_zero=True), row.whole("day", 1, LAST_DAY)
    debt, spending, paused = row.text("debt"), row.text("spending"), row.day("paused_on")
    _known(row, "account", account, accounts, "[[account]]")
    _known(row, "debt", debt, debts, "debts.toml")
    _known(row, "spending", spending, spendings, "[[spending]]")
    if debt is not None and spending is not None:
        row.refuse(
            "spending",
            "exclusive",
            Text("debt 和 spending 只能写一个", "spending and debt exclude each other"),
            Text("这笔扣款还的是债就只写 debt", "keep debt alone if it pays a debt"),
        )
    row.done()
    return Mandate(account, payee, amount, day, debt, spending, paused) if account and payee else None


def _known(row: Table, key: str, value: str | None, there: Collection[str] | None, where: str) -> None:
    if value is not None and there is not None and value not in there:
        row.refuse(
            key,
            f"unknown_{key}",
            Text(f"{where} 里没有 {shown(value)}", f"{where} has no {shown(value)}"),
            Text(
                f"写 {where} 里已有的名字，或先补上", f"write a name that {where} has, or add it there first"
            ),
        )
