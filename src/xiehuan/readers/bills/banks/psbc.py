"""Postal Savings Bank of China (邮储银行): account details with one column for money in and one for money out.

From general knowledge, not confirmed by an original.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.CATEGORY, "摘要"),
        (Column.MONEY_IN, "存入"),
        (Column.MONEY_OUT, "支取"),
        (Column.BALANCE, "余额"),
        (Column.PARTY, "对方户名"),
        (Column.COUNTER, "对方账号"),
        (Column.NOTE, "备注"),
    ),
    frozenset({"交易日期", "摘要", "存入", "支取", "余额"}),
    Amounts.SIDES,
)
BANK = bank("psbc", DEBIT)
