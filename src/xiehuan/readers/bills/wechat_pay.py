"""WeChat Pay (微信支付): the bill for personal reconciliation, CSV until 2025 and XLSX since.

Both have the same header; in the spreadsheet the time is a day number and the amount a number. A refund is a row
of its own (交易类型 …-退款, 收入); the refunded payment keeps its row with 已全额退款 or 已退款(￥x) as its status, so both are
flagged and the signs add up. The PDF (交易明细证明) has no status and no goods; its columns are learnt from the lists in several
public converters, not confirmed by an original.
"""

from __future__ import annotations

import re

from xiehuan.evidence.record import Direction
from xiehuan.readers.bills.layout import Column, Layout
from xiehuan.readers.bills.movement import Entry, Flag, Movement, found, moved, named_flow, neutral, nothing
from xiehuan.readers.bills.rows import Source
from xiehuan.readers.bills.source import TableSource

SOURCE = "wechat_pay"

_BILL_LAYOUT = Layout(
    names=(
        (Column.TIME, "交易时间"),
        (Column.CATEGORY, "交易类型"),
        (Column.PARTY, "交易对方"),
        (Column.GOODS, "商品"),
        (Column.FLOW, "收/支"),
        (Column.AMOUNT, "金额(元)"),
        (Column.METHOD, "支付方式"),
        (Column.STATUS, "当前状态"),
        (Column.ORDER, "交易单号"),
    ),
    needed=frozenset({"交易时间", "交易类型", "交易对方", "收/支", "金额(元)", "支付方式", "当前状态"}),
)
_PROOF = Layout(
    names=(
        (Column.ORDER, "交易单号"),
        (Column.TIME, "交易时间"),
        (Column.CATEGORY, "交易类型"),
        (Column.FLOW, "收/支/其他"),
        (Column.METHOD, "交易方式"),
        (Column.AMOUNT, "金额(元)"),
        (Column.PARTY, "交易对方"),
    ),
    needed=frozenset({"交易单号", "交易时间", "交易类型", "收/支/其他", "交易方式", "金额(元)", "交易对方"}),
)
_FAILED = re.compile(r"失败|关闭|已取消|已撤销|待支付|未支付|等待付款")
_BACK = re.compile(r"退款|退还|退回")
_SHARED = re.compile(
    r"还你|还给你|AA收款"
)  # what others owe for a shared purchase lowers its cost, it is no income
_OWN = re.compile(r"零钱提现|零钱充值|转入零钱通|零钱通转出|零钱通|理财通|基金申购|基金赎回")


def judge(entry: Entry) -> Movement:
    """The movement of one WeChat row; the closed vocabulary of 交易类型 goes before 收/支."""
    if failed := found(_FAILED, entry.status):
        return nothing(failed)
    named = named_flow(entry.flow)
    back = found(_BACK, entry.category)
    if words := back or found(_BACK, entry.status):
        return moved(
            entry, Direction.IN if back and named is Direction.UNKNOWN else named, Flag.REFUND, words=words
        )
    if own := found(_OWN, entry.category):
        return moved(entry, Direction.UNKNOWN, Flag.OWN_TRANSFER, words=own)
    if named is Direction.IN and (shared := found(_SHARED, entry.goods)):
        return moved(entry, named, Flag.REFUND, words=shared)
    return moved(entry, named) if named is not Direction.UNKNOWN else neutral(entry, own="")


BILL = TableSource(Source(SOURCE, (_BILL_LAYOUT, _PROOF), judge), named="微信支付账单")
