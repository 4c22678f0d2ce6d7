"""China Construction Bank (建设银行): account details of the online bank (CSV, XLS), and the credit card bill.

Learnt from public importers, not confirmed by an original: jiegec/china_bean_importers (one signed amount),
deb-sig/double-entry-generator and an example in a public ledger's tests (two columns; the card).
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

ONE_COLUMN = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CATEGORY, "摘要"),
        (Column.CURRENCY, "币别"),
        (Column.AMOUNT, "交易金额"),
        (Column.BALANCE, "账户余额"),
        (Column.NOTE, "交易地点/附言"),
        (Column.PARTY, "对方账号与户名"),
        (Column.COUNTER, "对方账号与户名"),
    ),
    frozenset({"摘要", "币别", "交易日期", "交易金额", "账户余额", "交易地点/附言", "对方账号与户名"}),
    Amounts.SIGNED,
)
TWO_COLUMNS = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.CLOCK, "交易时间"),
        (Column.MONEY_OUT, "支出"),
        (Column.MONEY_IN, "收入"),
        (Column.BALANCE, "账户余额"),
        (Column.CURRENCY, "币种"),
        (Column.CATEGORY, "摘要"),
        (Column.COUNTER, "对方账号"),
        (Column.PARTY, "对方户名"),
        (Column.NOTE, "交易地点"),
    ),
    frozenset({"记账日", "交易日期", "支出", "收入", "账户余额", "币种", "摘要", "对方账号", "对方户名"}),
    Amounts.SIDES,
)
CREDIT = Layout(
    (
        (Column.TIME, "交易日"),
        (Column.ACCOUNT, "信用卡卡号"),
        (Column.CATEGORY, "类型"),
        (Column.CURRENCY, "入账币种"),
        (Column.AMOUNT, "入账金额"),
        (Column.PARTY, "交易描述"),
    ),
    frozenset({"交易日", "入账日", "信用卡卡号", "类型", "入账币种", "入账金额", "交易描述"}),
    Amounts.SIGNED,
    card=True,
)
BANK = bank("ccb", ONE_COLUMN, TWO_COLUMNS, CREDIT)
