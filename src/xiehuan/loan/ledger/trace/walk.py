"""Goes through the postings of an account in the order of days and explains each by one or more steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Account, Posting, What
from xiehuan.loan.ledger.event import Event, Restructuring, Waived
from xiehuan.loan.ledger.trace.charged import Charges, late_fee
from xiehuan.loan.ledger.trace.fell_due import FellDue
from xiehuan.loan.ledger.trace.formula import Added, Formula
from xiehuan.loan.ledger.trace.step import NAMES, NONE, Step
from xiehuan.loan.terms import Component, Overdue, Payment

_LEFT_OF_PAYMENT = Text("这笔还款的余款", "left of the payment")
_WAIVER = Text("减免额", "the waiver")
_ONE_BY_ONE = Text("逐笔记入", "booked one by one")
_BOOKED = Text("记入的金额", "as booked")
_BY_AGREEMENT = Text("按重组约定", "as agreed in the restructuring")
_EARLY = Text("按提前还款的约定分摊", "spread by the rule for early payments")
_HOLDS = {What.PAID: -1, What.WAIVED: -1, What.LENT: 0, What.CAPITALISED: 0}


@dataclass(frozen=True, slots=True)
class Explained:
    """A posting and its steps; `ahead` when it was asked for before its day so that it could be paid."""

    posting: Posting
    steps: tuple[Step, ...]
    ahead: bool = False


def explain(state: Account, overdue: Overdue, events: Mapping[int, Event]) -> Iterator[Explained]:
    """Every posting in the order of days; `events` are those in force, by the positions that the postings name."""
    walk = _Walk(state, overdue, events)
    in_order = sorted(state.postings, key=lambda p: p.on)
    for i, posting in enumerate(in_order):
        yield walk.take(posting, ahead=_is_ahead(state, in_order, i))


def _is_ahead(state: Account, postings: list[Posting], i: int) -> bool:
    """Was it asked for only because it was about to be paid or waived, before its own day?"""
    p = postings[i]
    if p.what is not What.DUE or p.payment is not None:
        return False
    following = postings[i + 1] if i + 1 < len(postings) else None
    early = p.k not in state.due_of or p.on < state.due_of[p.k]
    return early and following is not None and following.what in {What.PAID, What.WAIVED}


class _Walk:
    def __init__(self, state: Account, overdue: Overdue, events: Mapping[int, Event]) -> None:
        self._state, self._overdue, self._events = state, overdue, events
        self._left: Counter[tuple[int, Component]] = Counter()
        self._used: Counter[int | None] = Counter()
        self._undue = state.schedule.terms.principal.fen
        self._due, self._charges = FellDue(state, events), Charges(state, overdue)
        self._whole: Counter[int | None] = Counter()
        for p in state.postings:
            if p.what in {What.PAID, What.WAIVED}:
                self._whole[p.payment] += p.fen

    def take(self, p: Posting, *, ahead: bool) -> Explained:
        found = {
            What.DUE: lambda: self._due.of(p, self._undue, ahead=ahead),
            What.CHARGED: lambda: self._charged(p),
            What.PAID: lambda: [self._settled(p)],
            What.WAIVED: lambda: [self._settled(p)],
        }.get(p.what, lambda: [_as_booked(p)])()
        steps = tuple(self._step(p, how, note, fen) for how, note, fen in found)
        self._left[p.k, p.component] += sum(s.fen for s in steps)
        moved = sum(s.undue for s in steps)
        if moved:
            self._undue += moved
            self._due.changed(p.on, self._undue)
        return Explained(p, steps, ahead)

    def _step(self, p: Posting, how: Formula | None, note: Text, fen: int) -> Step:
        sign = _HOLDS.get(p.what, 1)
        undue = 0
        if p.component is Component.PRINCIPAL and p.what not in {What.PAID, What.WAIVED}:
            undue = fen if sign == 0 else -fen
        return Step(p.on, p.k, p.component, p.what, _what(p), sign * fen, how, note, undue)

    def _charged(self, p: Posting) -> list[tuple[Formula | None, Text, int]]:
        if p.payment is not None:
            return [(Formula(added=(Added(p.fen, _BOOKED),)), NONE, p.fen)]
        if p.component is Component.LATE_FEE:
            how = late_fee(self._overdue, self._state.schedule.terms.rounding, p, self._left)
            note = Text("宽限期满那天没还的金额×比例", "share of what was missed at the end of grace")
            return [(how, note if how and how.parts else NONE if how else _ONE_BY_ONE, p.fen)]
        found = self._charges.of(p)
        return [(how, note, how.value) for how, note in found] or [(None, _ONE_BY_ONE, p.fen)]

    def _settled(self, p: Posting) -> tuple[Formula | None, Text, int]:
        """The lesser of what is left of the money (or of the waiver) and of the component."""
        if isinstance(self._event(p), Restructuring):
            return _as_booked(p)
        given, before = self._given(p), self._used[p.payment]
        self._used[p.payment] += p.fen
        what = _LEFT_OF_PAYMENT if p.what is What.PAID else _WAIVER
        left = self._left[p.k, p.component]
        how = Formula(added=(Added(given - before, what),), at_most=left)
        if how.value == p.fen:
            return how, NONE, p.fen
        return None, _BY_AGREEMENT if p.what is What.WAIVED else _EARLY, p.fen

    def _event(self, p: Posting) -> Event | None:
        return None if p.payment is None else self._events.get(p.payment)

    def _given(self, p: Posting) -> int:
        event = self._event(p)
        if isinstance(event, Payment) or (isinstance(event, Waived) and event.amount is not None):
            assert event.amount is not None  # noqa: S101 - one of the two
            return event.amount.fen
        return self._whole[p.payment]


def _as_booked(p: Posting) -> tuple[Formula, Text, int]:
    """Moved, lent, capitalised: the amount is the event's own."""
    agreed = p.what is not What.LENT
    return Formula(added=(Added(p.fen, _BOOKED),)), _BY_AGREEMENT if agreed else NONE, p.fen


_WORDS = {
    What.PAID: Text("还款抵{zh}", "paid: {en}"),
    What.WAIVED: Text("减免{zh}", "waived: {en}"),
    What.MOVED: Text("重组移动{zh}", "moved by restructuring: {en}"),
    What.CAPITALISED: Text("转为{zh}", "made {en}"),
    What.LENT: Text("增加的{zh}", "more {en}"),
}


def _what(p: Posting) -> Text:
    name = NAMES[p.component]
    words = _WORDS.get(p.what)
    if words is None:
        return Text(f"第{p.k}期{name.zh}", f"{name.en} of instalment {p.k}")
    zh, en = words.zh.format(zh=name.zh), words.en.format(en=name.en)
    if p.what is What.CAPITALISED:  # it is on no instalment of its own
        return Text(zh, en)
    return Text(f"第{p.k}期：{zh}", f"instalment {p.k}: {en}")
