"""Alipay (支付宝): the bill that the app sends by mail, and the older download of the web site.

Refunds come as a row of their own (退款成功, usually 不计收支): money in. The refunded payment keeps its row and turns
交易关闭; when nothing was ever paid there is 交易关闭 too, but without 收/付款方式 (app) and 资金状态 (web site). So a
closed row that names how it was paid is money out (its refund row brings the money back), one that does not
is `closed` with amount zero. Sources: the shared sample; zsxsoft/my-beancount-scripts issue 5 and
deb-sig/double-entry-generator issue 44 and pull request 137, where users describe their bills. The PDF (交易流水证明) has
no status; its columns are from general knowledge, not confirmed by an original.
"""

from __future__ import annotations

import re

from xiehuan.evidence.record import Direction
from xiehuan.readers.bills.layout import Column, Layout
from xiehuan.readers.bills.movement import Entry, Flag, Movement, found, moved, named_flow, neutral, nothing
from xiehuan.readers.bills.rows import Source
from xiehuan.readers.bills.source import TableSource

SOURCE = "alipay"

_APP = Layout(
    names=(
        (Column.TIME, "交易时间"),
        (Column.CATEGORY, "交易分类"),
        (Column.PARTY, "交易对方"),
        (Column.GOODS, "商品说明"),
        (Column.FLOW, "收/支"),
        (Column.AMOUNT, "金额"),
        (Column.METHOD, "收/付款方式"),
        (Column.STATUS, "交易状态"),
        (Column.ORDER, "交易订单号"),
    ),
    needed=frozenset({"交易时间", "交易对方", "商品说明", "收/支", "金额", "收/付款方式", "交易状态"}),
)
_WEB_SITE = Layout(
    names=(
        (Column.TIME, "付款时间"),
        (Column.CREATED, "交易创建时间"),
        (Column.CATEGORY, "类型"),
        (Column.PARTY, "交易对方"),
        (Column.GOODS, "商品名称"),
        (Column.FLOW, "收/支"),
        (Column.AMOUNT, "金额(元)"),
        (Column.STATUS, "交易状态"),
        (Column.ORDER, "交易号"),
        (Column.FUNDS, "资金状态"),
        (Column.REFUNDED, "成功退款(元)"),
    ),
    needed=frozenset(
        {"交易号", "交易创建时间", "交易对方", "商品名称", "收/支", "金额(元)", "交易状态", "资金状态"}
    ),
)
_PROOF = Layout(
    names=(
        (Column.FLOW, "收/支"),
        (Column.PARTY, "交易对方"),
        (Column.GOODS, "商品说明"),
        (Column.METHOD, "收/付款方式"),
        (Column.AMOUNT, "金额"),
        (Column.ORDER, "交易订单号"),
        (Column.TIME, "交易时间"),
    ),
    needed=frozenset({"收/支", "交易对方", "商品说明", "收/付款方式", "金额", "交易订单号", "交易时间"}),
    never=frozenset({"交易状态", "交易分类"}),  # a CSV that has lost its status is refused
)
_FAILED = re.compile(r"失败|已取消|等待付款|待付款|待支付")
_EARNED = re.compile(r"收益|利息")
_OWN = re.compile(
    r"余额宝|余利宝|账户存取|投资理财|充值-|提现|转出到|转入到|定时转入|买入|卖出|申购|赎回|冻结|解冻|免押|资金转移|账户转存"
)


def judge(entry: Entry) -> Movement:
    """The movement of one Alipay row; see the docstring of the module for closed rows and refunds."""
    if failed := found(_FAILED, entry.status):
        return nothing(failed)
    named = named_flow(entry.flow or entry.funds)
    if back := _refund(entry):
        return moved(
            entry, Direction.OUT if named is Direction.OUT else Direction.IN, Flag.REFUND, words=back
        )
    if "关闭" in entry.status:
        return _closed(entry, named)
    refunded = (Flag.REFUND,) if entry.refunded.strip("0.") else ()
    if named is Direction.UNKNOWN and not refunded:
        return _neutral(entry)
    return moved(entry, named, *refunded)


def _refund(entry: Entry) -> str:
    if "退款" in entry.status:
        return entry.status
    return "退款" if entry.category == "退款" or entry.goods.startswith("退款") else ""


def _closed(entry: Entry, named: Direction) -> Movement:
    if not entry.method and not entry.funds:
        return nothing(entry.status)
    direction = Direction.IN if named is Direction.IN else Direction.OUT
    return moved(entry, direction, Flag.REFUND, words=entry.status)


def _neutral(entry: Entry) -> Movement:
    if (earned := found(_EARNED, entry.goods)) and "转" not in entry.goods:
        return moved(entry, Direction.IN, words=earned)
    return neutral(entry, own=found(_OWN, f"{entry.words} {entry.status} {entry.funds}"))


BILL = TableSource(Source(SOURCE, (_APP, _WEB_SITE, _PROOF), judge))
