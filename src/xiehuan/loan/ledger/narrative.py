"""What a line of the statement says: each kind of event and of booking in a few words."""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from xiehuan.dates import in_zh
from xiehuan.errors import Text
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.event import (
    Accelerated,
    Charged,
    ChargedBack,
    ChargedOff,
    DelinquencyPaused,
    DelinquencyResumed,
    Disbursed,
    Event,
    RateChanged,
    Refunded,
    Restructuring,
    Waived,
)
from xiehuan.loan.ledger.trace import NAMES, percent
from xiehuan.loan.terms import Component, Payment, Per, Rate
from xiehuan.money import Money

NONE = Text("", "")
_UNITS = {
    Per.YEAR: Text("每年", "a year"),
    Per.MONTH: Text("每月", "a month"),
    Per.DAY: Text("每天", "a day"),
    Per.FLAT_MONTH: Text("每月（按最初本金）", "a month on the original principal"),
}
_BOOKED = {
    What.PAID: Text("还款", "payment"),
    What.WAIVED: Text("减免", "waiver"),
    What.LENT: Text("又放款或退回，重新计入", "more was lent, or owed again"),
    What.MOVED: Text("重组", "restructuring"),
    What.CAPITALISED: Text("重组：转为本金", "restructuring: made principal"),
}


@singledispatch
def said(event: Event) -> Text:
    """The event in a few words."""
    msg = f"no words for {type(event).__name__}"
    raise TypeError(msg)


@said.register
def _(event: Payment) -> Text:
    return Text(f"还款 {event.amount.grouped()} 元", f"payment of {event.amount.grouped()} yuan")


@said.register
def _(event: Waived) -> Text:
    name = NAMES[event.component]
    return Text(f"减免{name.zh}", f"waiver of {name.en}")


@said.register
def _(event: Charged) -> Text:
    name = NAMES[event.component]
    return Text(event.name or f"记入{name.zh}", event.name or f"{name.en} charged")


@said.register
def _(event: Disbursed) -> Text:
    return Text(f"又放款 {event.amount.grouped()} 元", f"a further payout of {event.amount.grouped()} yuan")


@said.register
def _(event: Refunded) -> Text:
    return Text(f"退款 {event.amount.grouped()} 元", f"refund of {event.amount.grouped()} yuan")


@said.register
def _(event: ChargedBack) -> Text:
    amount = event.amount.grouped()
    return Text(f"还款被撤回 {amount} 元", f"a payment of {amount} yuan was taken back")


@said.register
def _(event: RateChanged) -> Text:
    rate = rate_said(event.rate)
    return Text(f"利率改为{rate.zh}", f"the rate becomes {rate.en}")


@said.register
def _(event: Restructuring) -> Text:  # noqa: ARG001 - the same words for each
    return Text("重组：按新的约定还", "restructuring: paid by the new agreement from here on")


@said.register
def _(event: Accelerated) -> Text:  # noqa: ARG001
    return Text("出借人宣布提前到期", "the lender declared everything due")


@said.register
def _(event: ChargedOff) -> Text:  # noqa: ARG001
    return Text("出借人账上核销（债务不变）", "written off in the lender's books (the debt stays)")


@said.register
def _(event: DelinquencyPaused) -> Text:
    return Text(f"逾期天数停计到{event.until}", f"the count of days past due pauses until {event.until}")


@said.register
def _(event: DelinquencyResumed) -> Text:  # noqa: ARG001
    return Text("逾期天数恢复计算", "the count of days past due goes on")


def used(event: Payment) -> Text:
    """Money that waited and is used now."""
    amount = event.amount.grouped()
    return Text(f"冲抵此前付的 {amount} 元", f"use of {amount} yuan paid before")


def rate_said(rate: Rate) -> Text:
    """A rate with its unit."""
    unit, value = _UNITS[rate.per], percent(rate.value)
    return Text(f"{unit.zh}{value}", f"{value} {unit.en}")


def booked(what: What, component: Component, k: int | None, on: date, *, accelerated: bool) -> Text:
    """A booking that no known event explains, or that came with the calendar."""
    if what is What.DUE:
        if accelerated:
            return Text("提前到期：未到期的本金和已产生的利息", "everything due at once")
        return Text(f"第{k}期到期", f"instalment {k} fell due")
    if what is What.CHARGED:
        name = NAMES[component]
        if component is Component.LATE_FEE:
            return Text(f"第{k}期{name.zh}", f"{name.en} of instalment {k}")
        return Text(f"{name.zh}，算到{in_zh(on)}", f"{name.en} up to {on}")
    return _BOOKED[what]


def remark(on: date, event: Event | None, waiting: Money, apart: Money, *, moved: bool) -> Text:
    """What has to be said beside the words of the line; empty where nothing has. `moved`: amounts were booked."""
    zh, en = [], []
    if isinstance(event, Payment):
        if event.on != on:
            zh.append(f"{in_zh(event.on)}付的")
            en.append(f"paid on {event.on}")
        elif waiting:
            zh.append(f"还没有用上的 {waiting.grouped()} 元等到下一次到期冲抵")
            en.append(f"{waiting.grouped()} yuan wait for what falls due next")
        if event.note == "assumed":
            zh.append("没有记录，推定按时还清")
            en.append("no record: assumed paid on time")
        elif event.note:
            zh.append(event.note)
            en.append(event.note)
    if isinstance(event, Charged) and not moved:
        zh.append(f"{event.amount.grouped()} 元，随{in_zh(event.due)}所在的一期到期")
        en.append(f"{event.amount.grouped()} yuan, falls due with the instalment of {event.due}")
    if apart:
        zh.append(f"未到期本金另变动 {apart.grouped()} 元")
        en.append(f"principal not yet due changes by {apart.grouped()} yuan besides")
    return Text("；".join(zh), "; ".join(en))
