"""Agricultural Bank of China (农业银行): 个人活期交易明细, one signed amount.

Learnt from the example file of the public converter deb-sig/double-entry-generator, not confirmed by an original.
Days and times come without separators (20240102, 132324).
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.CATEGORY, "交易摘要"),
        (Column.AMOUNT, "交易金额"),
        (Column.BALANCE, "本次余额"),
        (Column.PARTY, "对手信息"),
        (Column.NOTE, "交易附言"),
    ),
    frozenset({"交易日期", "交易时间", "交易摘要", "交易金额", "本次余额", "对手信息"}),
    Amounts.SIGNED,
)
BANK = bank("abc", DEBIT)
