"""Bank of China (中国银行): 交易流水明细清单, one signed amount.

Confirmed by an original made anonymous (shared sample; its last column 借记卡号 is of the tool that made it, and optional).
The bank gives the list as PDF; this is the same table as CSV. "-----" means none.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "记账日期"),
        (Column.CLOCK, "记账时间"),
        (Column.CURRENCY, "币别"),
        (Column.AMOUNT, "金额"),
        (Column.BALANCE, "余额"),
        (Column.CATEGORY, "交易名称"),
        (Column.NOTE, "附言"),
        (Column.PARTY, "对方账户名"),
        (Column.COUNTER, "对方卡号/账号"),
        (Column.ACCOUNT, "借记卡号"),
    ),
    frozenset({"记账日期", "记账时间", "币别", "金额", "余额", "交易名称", "对方账户名", "对方卡号/账号"}),
    Amounts.SIGNED,
)
BANK = bank("boc", DEBIT)
