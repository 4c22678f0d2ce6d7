"""Shanghai Pudong Development Bank (浦发银行): debit account details, and the credit card bill.

The card is learnt from a public ledger's field list for SPDB, the debit account from general knowledge; neither is
confirmed by an original.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

DEBIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.CATEGORY, "交易摘要"),
        (Column.MONEY_IN, "存入金额"),
        (Column.MONEY_OUT, "取出金额"),
        (Column.BALANCE, "账户余额"),
        (Column.PARTY, "对方户名"),
        (Column.COUNTER, "对方账号"),
        (Column.NOTE, "附言"),
    ),
    frozenset({"交易日期", "交易摘要", "存入金额", "取出金额", "账户余额"}),
    Amounts.SIDES,
)
CREDIT = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.PARTY, "交易摘要"),
        (Column.ACCOUNT, "卡号末四位"),
        (Column.CURRENCY, "交易币种"),
        (Column.AMOUNT, "交易金额"),
    ),
    frozenset({"交易日期", "记账日期", "交易摘要", "卡号末四位", "交易币种", "交易金额"}),
    Amounts.SIGNED,
    card=True,
)
BANK = bank("spdb", DEBIT, CREDIT)
