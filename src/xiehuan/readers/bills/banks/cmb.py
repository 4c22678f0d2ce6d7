"""China Merchants Bank (招商银行): 交易流水 of the app, and the older download of the online bank.

The app's layout is confirmed by an original made anonymous (shared sample); the online bank's two columns are from
general knowledge, not confirmed by an original.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

APP = Layout(
    (
        (Column.TIME, "记账日期"),
        (Column.CURRENCY, "货币"),
        (Column.AMOUNT, "交易金额"),
        (Column.BALANCE, "联机余额"),
        (Column.CATEGORY, "交易摘要"),
        (Column.PARTY, "对手信息"),
        (Column.COUNTER, "对手信息"),
        (Column.NOTE, "客户摘要"),
    ),
    frozenset({"记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"}),
    Amounts.SIGNED,
)
WEB_SITE = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.MONEY_IN, "收入"),
        (Column.MONEY_OUT, "支出"),
        (Column.BALANCE, "余额"),
        (Column.CATEGORY, "交易类型"),
        (Column.NOTE, "交易备注"),
    ),
    frozenset({"交易日期", "交易时间", "收入", "支出", "余额", "交易类型", "交易备注"}),
    Amounts.SIDES,
)
BANK = bank("cmb", APP, WEB_SITE)
