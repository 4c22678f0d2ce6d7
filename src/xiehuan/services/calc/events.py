"""Events of a request: what happened beside payments, each as {"do": …, "on": …}."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xiehuan.errors import Text
from xiehuan.loan import Component
from xiehuan.loan.ledger.event import (
    Accelerated,
    Charged,
    ChargedBack,
    ChargedOff,
    Disbursed,
    Event,
    RateChanged,
    Refunded,
    Reversed,
    Waived,
)
from xiehuan.money import Money
from xiehuan.readers.case_folder.contract import read_rate
from xiehuan.readers.case_folder.table import Table

MOST_EVENTS = 20_000


def read_events(request: Table) -> tuple[Event, ...]:
    """The events in the order given; `reverse` names one by its position among payments and events, from 0."""
    found: list[Event] = []
    for row in request.tables("events"):
        word = row.text("do", required=True)
        if word is not None and word not in KINDS:
            words = " ".join(KINDS)
            row.refuse("do", "unknown_word", Text(f"不认识 {word}", f"unknown {word}"), Text(words, words))
        elif word is not None:
            event = KINDS[word](row)
            row.done()
            if event is not None:
                found.append(event)
    return tuple(found)


def _waive(row: Table) -> Event | None:
    on, component = row.day("on", required=True), row.choice("component", Component, required=True)
    amount, k = row.amount("amount", above_zero=True), row.whole("k", 1, 100_000)
    return Waived(on, component, amount, k) if on and component else None


def _charge(row: Table) -> Event | None:
    on, component = row.day("on", required=True), row.choice("component", Component, required=True)
    amount, due = row.amount("amount", required=True, above_zero=True), row.day("due")
    name = row.text("name") or ""
    return Charged(on, due or on, component, amount, name) if on and component and amount else None


def _reverse(row: Table) -> Event | None:
    on, of = row.day("on", required=True), row.whole("of", 0, MOST_EVENTS, required=True)
    return Reversed(on, of) if on and of is not None else None


def _rate_change(row: Table) -> Event | None:
    on, rate = row.day("on", required=True), read_rate(row, "rate", required=True)
    return RateChanged(on, rate) if on and rate else None


def _disburse(row: Table) -> Event | None:
    on, amount = row.day("on", required=True), row.amount("amount", required=True, above_zero=True)
    at_once = row.amount("at_once") or Money.ZERO
    return Disbursed(on, amount, at_once) if on and amount else None


def _refund(row: Table) -> Event | None:
    on, amount = row.day("on", required=True), row.amount("amount", required=True, above_zero=True)
    return Refunded(on, amount) if on and amount else None


def _charge_back(row: Table) -> Event | None:
    on, amount = row.day("on", required=True), row.amount("amount", required=True, above_zero=True)
    return ChargedBack(on, amount) if on and amount else None


def _accelerate(row: Table) -> Event | None:
    on = row.day("on", required=True)
    return Accelerated(on) if on else None


def _charge_off(row: Table) -> Event | None:
    on = row.day("on", required=True)
    return ChargedOff(on) if on else None


KINDS: Mapping[str, Callable[[Table], Event | None]] = {
    "waive": _waive,
    "charge": _charge,
    "reverse": _reverse,
    "rate_change": _rate_change,
    "disburse": _disburse,
    "refund": _refund,
    "charge_back": _charge_back,
    "accelerate": _accelerate,
    "charge_off": _charge_off,
}
