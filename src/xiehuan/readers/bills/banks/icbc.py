"""Industrial and Commercial Bank of China (工商银行): 明细查询文件下载 of the online bank, debit and credit card.

Debit: confirmed by an original made anonymous (shared sample); the layout with 交易详情 and 对方账户, and the credit card,
are learnt from the example files of the public converter deb-sig/double-entry-generator, not confirmed by an original.
PDF is 借记账户历史明细（电子版）, learnt from the column list in the public importer jiegec/china_bean_importers.
A row ends with a comma more than the header; the last line holds the sums (人民币合计), which are held against the rows.
"""

from __future__ import annotations

from xiehuan.readers.bills.layout import Amounts, Column, Layout
from xiehuan.readers.bills.source import bank

_SHARED = (
    (Column.TIME, "交易日期"),
    (Column.CATEGORY, "摘要"),
    (Column.NOTE, "交易场所"),
    (Column.GOODS, "交易详情"),
    (Column.MONEY_IN, "记账金额(收入)"),
    (Column.MONEY_OUT, "记账金额(支出)"),
    (Column.CURRENCY, "记账币种"),
    (Column.BALANCE, "余额"),
    (Column.PARTY, "对方户名"),
    (Column.COUNTER, "对方账户"),
)
_NEEDED = frozenset({"交易日期", "摘要", "记账金额(收入)", "记账金额(支出)", "记账币种", "余额", "对方户名"})
DEBIT = Layout(_SHARED, _NEEDED | {"钞/汇"}, Amounts.SIDES)
PDF = Layout(
    (
        (Column.TIME, "交易日期"),
        (Column.ACCOUNT, "账号"),
        (Column.ACCOUNT, "帐号"),
        (Column.CURRENCY, "币种"),
        (Column.CATEGORY, "摘要"),
        (Column.NOTE, "地区"),
        (Column.AMOUNT, "收入/支出金额"),
        (Column.BALANCE, "余额"),
        (Column.PARTY, "对方户名"),
        (Column.COUNTER, "对方账号"),
        (Column.COUNTER, "对方帐号"),
    ),
    frozenset({"交易日期", "币种", "摘要", "收入/支出金额", "余额", "对方户名"}),
    Amounts.SIGNED,
)
CREDIT = Layout(_SHARED, _NEEDED | {"记账日期"}, Amounts.SIDES, card=True)
BANK = bank("icbc", DEBIT, CREDIT, PDF)
