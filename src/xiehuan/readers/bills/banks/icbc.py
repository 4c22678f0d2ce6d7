"""Industrial and Commercial Bank of China (工商银行): 明细查询文件下载 of the online bank, debit and credit card.

Debit: confirmed by an original made anonymous (shared sample); the layout with 交易详情 and 对方账户, and the credit card,
are learnt from the example files of the public converter deb-sig/double-entry-generator, not confirmed by an original.
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
CREDIT = Layout(_SHARED, _NEEDED | {"记账日期"}, Amounts.SIDES, card=True)
BANK = bank("icbc", DEBIT, CREDIT)
