"""JD (京东): the bill of the app, CSV with a UTF-8 mark.

Confirmed by an original made anonymous (shared sample). A payment refunded in part keeps its row with 金额 as
"131.77(已退款89.84)"; the refund has a row of its own (退款成功, 不计收支), so the row counts in full. 先享后付 with 0.00 is an order
not yet paid. 白条 and other credit lines stand in 收/付款方式.
"""

from __future__ import annotations

import re

from xiehuan.evidence.record import Direction
from xiehuan.readers.bills.layout import Column, Layout
from xiehuan.readers.bills.movement import Entry, Flag, Movement, found, moved, named_flow, neutral, nothing
from xiehuan.readers.bills.rows import Source
from xiehuan.readers.bills.source import TableSource

_LAYOUT = Layout(
    names=(
        (Column.TIME, "交易时间"),
        (Column.PARTY, "商户名称"),
        (Column.GOODS, "交易说明"),
        (Column.AMOUNT, "金额"),
        (Column.REFUNDED, "金额"),
        (Column.METHOD, "收/付款方式"),
        (Column.STATUS, "交易状态"),
        (Column.FLOW, "收/支"),
        (Column.CATEGORY, "交易分类"),
        (Column.ORDER, "交易订单号"),
    ),
    needed=frozenset(
        {"交易时间", "商户名称", "交易说明", "金额", "收/付款方式", "交易状态", "收/支", "交易分类"}
    ),
)
_FAILED = re.compile(r"失败|关闭|已取消|等待付款|待付款")
_REFUNDED = re.compile("已全额退款|已退款")
_OWN = re.compile(r"小金库|金库|余额提现|提现|充值|基金|理财|转入|转出")


def judge(entry: Entry) -> Movement:
    """The movement of one JD row."""
    if failed := found(_FAILED, entry.status):
        return nothing(failed)
    named = named_flow(entry.flow)
    if "退款" in entry.status or entry.goods.startswith("退款"):
        return moved(
            entry, Direction.OUT if named is Direction.OUT else Direction.IN, Flag.REFUND, words="退款"
        )
    if refunded := found(_REFUNDED, entry.refunded):
        return moved(entry, Direction.OUT, Flag.REFUND, words=refunded)
    if named is not Direction.UNKNOWN:
        return moved(entry, named)
    if "先享后付" in (entry.category, entry.method):  # an order, paid by a later row
        return nothing("先享后付")
    return neutral(entry, own=found(_OWN, entry.words))


BILL = TableSource(Source("jd", (_LAYOUT,), judge))
