"""China CITIC Bank (中信银行): debit account details, and the credit card bill (XLS).

The card is learnt from the field list of the public converter deb-sig/double-entry-generator, the debit account from general
knowledge; neither is confirmed by an original.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.MONEY_IN, "收入金额"),
        (Column.MONEY_OUT, "支出金额"),
        (Column.BALANCE, "账户余额"),
        (Column.PARTY, "对方户名"),
        (Column.COUNTER, "对方账号"),
        (Column.CATEGORY, "摘要"),
        (Column.STATUS, "状态"),
    ),
    frozenset({"交易日期", "收入金额", "支出金额", "账户余额", "对方户名", "摘要"}),
    Amounts.SIDES,
)
CREDIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.PARTY, "交易描述"),
        (Column.ACCOUNT, "卡末四位"),
        (Column.CURRENCY, "记账币种"),
        (Column.AMOUNT, "记账金额"),
    ),
    frozenset({"交易日期", "入账日期", "交易描述", "卡末四位", "记账币种", "记账金额"}),
    Amounts.SIGNED,
    card=True,
)
BANK = bank("citic", DEBIT, CREDIT)
