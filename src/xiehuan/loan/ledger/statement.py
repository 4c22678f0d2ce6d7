"""The statement of account: what happened to the loan line by line, and what is left after each line.

A line is what the borrower sees as one thing: an instalment falling due, a payment with all its parts, the penalty
interest of a day. Its steps say how each part came about. The lines add up to the account, component by component.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Account, Bucket, Posting, What
from xiehuan.loan.ledger.event import ChargedBack, Event, Refunded, Restructuring, in_force
from xiehuan.loan.ledger.narrative import NONE, booked, remark, said, used
from xiehuan.loan.ledger.trace import Step, explain
from xiehuan.loan.terms import Component, Overdue, Payment
from xiehuan.money import Money

# As a statement lists them: what was lent first, then what was added to it.
ORDER = (
    Component.PRINCIPAL,
    Component.INTEREST,
    Component.FEE,
    Component.PENALTY,
    Component.COMPOUND,
    Component.LATE_FEE,
    Component.COST,
)


class Kind(StrEnum):
    """What a line of the statement is about."""

    DUE = "due"
    CHARGED = "charged"
    PAID = "paid"
    WAIVED = "waived"
    LENT = "lent"
    RESTRUCTURED = "restructured"
    NOTED = "noted"  # nothing moved: a change of rate, money that waits, a pause


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it changed, in fen by component, and what is left after it.

    `k` is None where several instalments share the line. `waiting` is money paid that has not been used yet.
    """

    on: date
    kind: Kind
    what: Text
    k: int | None
    change: Mapping[Component, int]
    steps: tuple[Step, ...]
    outstanding: Mapping[Component, int]
    undue_principal: Money
    waiting: Money
    note: Text = NONE

    @property
    def total(self) -> Money:
        """What the line adds to what is owed; below zero for payments and waivers."""
        return Money(sum(self.change.values()))

    @property
    def left(self) -> Money:
        """All that is due and unpaid after the line."""
        return Money(sum(self.outstanding.values()))

    def as_json(self) -> dict[str, object]:
        """The line with amounts as decimal strings; components without a change are left out."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind.value,
            "what": self.what.zh,
            "what_en": self.what.en,
            "note": self.note.zh,
            "note_en": self.note.en,
            "k": self.k,
            "change": _amounts(self.change),
            "total": str(self.total),
            "outstanding": _amounts(self.outstanding),
            "owed": str(self.left),
            "not_yet_due": {"principal": str(self.undue_principal)},
            "unapplied": str(self.waiting),
            "steps": [step.as_json() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """All lines from the payout to the day, and what they come to. Undue amounts stand apart from what is owed."""

    start: date
    on: date
    lent: Money
    lines: tuple[Line, ...]
    undue_principal: Money
    undue_interest: Money
    waiting: Money
    days_past_due: int

    def total(self, component: Component) -> Bucket:
        """Due, paid and waived of the component, added up from the steps of the lines."""
        sums = dict.fromkeys(What, 0)
        for line in self.lines:
            for step in line.steps:
                if step.component is component:
                    sums[step.kind] += step.fen
        due = sums[What.DUE] + sums[What.CHARGED] + sums[What.MOVED]
        return Bucket(Money(due), Money(-sums[What.PAID]), Money(-sums[What.WAIVED]))

    @property
    def owed(self) -> Money:
        """All that is due and unpaid on the day."""
        return Money.total(self.total(c).outstanding for c in ORDER)

    def as_json(self) -> dict[str, object]:
        """The statement as data: amounts as decimal strings, dates as ISO."""
        return {
            "start": self.start.isoformat(),
            "on": self.on.isoformat(),
            "lent": str(self.lent),
            "lines": [line.as_json() for line in self.lines],
            "components": {c.value: _bucket(self.total(c)) for c in ORDER},
            "total": str(self.owed),
            "not_yet_due": {"principal": str(self.undue_principal), "interest": str(self.undue_interest)},
            "unapplied": str(self.waiting),
            "days_past_due": self.days_past_due,
        }


def _amounts(parts: Mapping[Component, int]) -> dict[str, str]:
    return {c.value: str(Money(parts[c])) for c in ORDER if parts.get(c)}


def _bucket(bucket: Bucket) -> dict[str, str]:
    names = ("due", "paid", "waived", "outstanding")
    return {name: str(getattr(bucket, name)) for name in names}


def statement(state: Account, overdue: Overdue, events: Sequence[Event] = ()) -> Statement:
    """The statement of an account from the payout to its day.

    `events` is the list the account was folded from, payments first; with it a line says what it was (a refund, a
    change of rate), and money that waits is shown from the day it was paid. Without it such money appears on the day it
    was used. The outcome is the account's, to the fen.
    """
    known = {i: e for i, e in in_force(events) if e.on <= state.on}
    terms = state.schedule.terms
    return Statement(
        start=terms.received_on,
        on=state.on,
        lent=terms.principal,
        lines=tuple(_lines(state, _groups(state, overdue, known), known)),
        undue_principal=state.not_yet_due_principal,
        undue_interest=state.not_yet_due_interest,
        waiting=state.unapplied,
        days_past_due=state.days_past_due,
    )


@dataclass(slots=True)
class _Group:
    """The postings of one line, in order."""

    on: date
    kind: Kind
    event: int | None
    postings: list[Posting]
    steps: list[Step]


def _groups(state: Account, overdue: Overdue, events: Mapping[int, Event]) -> list[_Group]:
    """Postings that belong together, in the order in which the day began to book them."""
    found: dict[tuple[object, ...], _Group] = {}
    ahead: list[tuple[Posting, tuple[Step, ...]]] = []
    for x in explain(state, overdue, events):
        if x.ahead:
            ahead.append((x.posting, x.steps))
            continue
        group = found.setdefault(_key(x.posting), _group(x.posting, events))
        for posting, steps in (*ahead, (x.posting, x.steps)):
            group.postings.append(posting)
            group.steps += steps
        ahead.clear()
    for i, event in events.items():
        if not any(g.event == i and g.on == event.on for g in found.values()):
            found["noted", i] = _Group(event.on, Kind.NOTED, i, [], [])
    if state.plan is not None and not any(_restructures(g, events) for g in found.values()):
        found["noted", "plan"] = _Group(state.plan.on, Kind.RESTRUCTURED, None, [], [])
    return sorted(found.values(), key=lambda g: g.on)


def _restructures(group: _Group, events: Mapping[int, Event]) -> bool:
    event = events.get(group.event) if group.event is not None else None
    return group.kind is Kind.RESTRUCTURED or isinstance(event, Restructuring)


def _key(p: Posting) -> tuple[object, ...]:
    if p.payment is not None:
        return p.on, p.payment
    if p.what is What.CHARGED and p.component is not Component.LATE_FEE:
        return p.on, p.what, p.component
    return p.on, p.what, p.component if p.what is What.CHARGED else None, p.k


def _group(p: Posting, events: Mapping[int, Event]) -> _Group:
    kinds = {
        What.DUE: Kind.DUE,
        What.CHARGED: Kind.CHARGED,
        What.PAID: Kind.PAID,
        What.WAIVED: Kind.WAIVED,
        What.LENT: Kind.LENT,
    }
    kind = kinds.get(p.what, Kind.RESTRUCTURED)
    if p.payment is not None and isinstance(events.get(p.payment), Restructuring):
        kind = Kind.RESTRUCTURED
    return _Group(p.on, kind, p.payment, [], [])


def _lines(state: Account, groups: list[_Group], events: Mapping[int, Event]) -> Iterator[Line]:
    left = dict.fromkeys(ORDER, 0)
    undue, waiting = state.schedule.terms.principal.fen, 0
    yield Line(
        state.schedule.terms.received_on,
        Kind.LENT,
        Text("放款到账", "the loan was paid out"),
        None,
        {},
        (),
        dict(left),
        Money(undue),
        Money.ZERO,
        _received(state),
    )
    # what a restructuring does to undue principal is in its plan, not in postings: the last one carries it
    agreed = max((i for i, g in enumerate(groups) if _restructures(g, events)), default=None)
    apart = state.not_yet_due_principal.fen - undue - sum(s.undue for g in groups for s in g.steps)
    for i, group in enumerate(groups):
        change = dict.fromkeys(ORDER, 0)
        for step in group.steps:
            change[step.component] += step.fen
        left = {c: left[c] + change[c] for c in ORDER}
        undue += sum(s.undue for s in group.steps) + (apart if i == agreed else 0)
        waiting = _waiting(waiting, group, events)
        event = events.get(group.event) if group.event is not None else None
        yield Line(
            group.on,
            group.kind,
            _title(group, event, state),
            _one_k(group),
            change,
            tuple(group.steps),
            left,
            Money(undue),
            Money(waiting),
            remark(
                group.on,
                event,
                Money(waiting),
                Money(apart) if i == agreed else Money.ZERO,
                moved=bool(group.steps),
            ),
        )


def _received(state: Account) -> Text:
    terms = state.schedule.terms
    if terms.received == terms.principal:
        return Text(f"合同本金 {terms.principal.grouped()} 元", f"principal {terms.principal.grouped()} yuan")
    return Text(
        f"合同本金 {terms.principal.grouped()} 元，实际到账 {terms.received.grouped()} 元",
        f"principal {terms.principal.grouped()} yuan, received {terms.received.grouped()} yuan",
    )


def _waiting(before: int, group: _Group, events: Mapping[int, Event]) -> int:
    """Money that waits after the line: paid in, used, or given back before it was used."""
    event = events.get(group.event) if group.event is not None else None
    used = sum(p.fen for p in group.postings if p.what is What.PAID)
    if isinstance(event, Payment):
        return before + (event.amount.fen if event.on == group.on else 0) - used
    if isinstance(event, Refunded | ChargedBack) and not group.postings:
        return before - event.amount.fen
    return before


def _one_k(group: _Group) -> int | None:
    numbers = {p.k for p in group.postings}
    return numbers.pop() if len(numbers) == 1 else None


def _title(group: _Group, event: Event | None, state: Account) -> Text:
    """What the line is, in a few words."""
    if isinstance(event, Payment) and event.on != group.on:
        return used(event)
    if event is not None:
        return said(event)
    if not group.postings:
        return booked(What.MOVED, Component.PRINCIPAL, None, group.on, accelerated=False)
    first = group.postings[0] if group.kind is not Kind.PAID else group.postings[-1]
    accelerated = state.accelerated_on == group.on and any(
        p.what is What.DUE and p.component is Component.PRINCIPAL for p in group.postings
    )
    return booked(first.what, first.component, _one_k(group), group.on, accelerated=accelerated)
