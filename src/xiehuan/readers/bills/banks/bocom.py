"""Bank of Communications (交通银行): debit card details with a mark 借 Dr (out) or 贷 Cr (in).

Confirmed by an original made anonymous (shared sample).
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.CATEGORY, "交易类型"),
        (Column.SIDE, "借贷"),
        (Column.AMOUNT, "交易金额"),
        (Column.BALANCE, "余额"),
        (Column.COUNTER, "对方账号"),
        (Column.PARTY, "对方户名"),
        (Column.GOODS, "摘要"),
        (Column.NOTE, "交易地点"),
    ),
    frozenset({"交易日期", "交易类型", "借贷", "交易金额", "余额", "对方账号", "对方户名", "摘要"}),
    Amounts.MARKED,
)
BANK = bank("bocom", DEBIT)
