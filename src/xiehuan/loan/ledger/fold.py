"""What is owed on a day: an append-only list of events, and the account as a pure fold over them.

Settled readings (docs/algorithms/ledger.md): payments go instalment by instalment, oldest first, in
the order of the contract; an early payment waits until the due day (a daily revolving loan takes it off the principal at
once) unless the contract says where it goes; penalty interest of an instalment is rounded whenever its base changes;
the missed amount is frozen at the end of grace; grace moves charges only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import singledispatch
from heapq import heapify, heappop, heappush

from xiehuan.errors import LoanError, Text
from xiehuan.loan.ledger.account import Account, What
from xiehuan.loan.ledger.agreed import carry_out
from xiehuan.loan.ledger.book import Book, Waiting
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
    in_force,
)
from xiehuan.loan.ledger.lending import lend, line_for, relevel
from xiehuan.loan.ledger.line import Line
from xiehuan.loan.schedule import Schedule, build_schedule
from xiehuan.loan.terms import Component, Fee, LoanTerms, Method, Overdue, Payment
from xiehuan.money import Money


def account(
    terms: LoanTerms,
    *,
    on: date,
    payments: Sequence[Payment] = (),
    overdue: Overdue | None = None,
    fees: Sequence[Fee] = (),
    events: Sequence[Event] = (),
) -> Account:
    """What is owed at the end of day `on` after these payments and events (later ones are ignored).

    `payments` come before `events` in the list that positions count in; most callers have only payments.
    Raises LoanError: `payment_before_disbursement`, `payment_not_positive`, `event_before_disbursement`,
    `waiver_too_large`, `bad_reversal`, and those of `build_schedule`.
    """
    return follow(build_schedule(terms, fees), on=on, payments=payments, overdue=overdue, events=events)


def follow(
    schedule: Schedule,
    *,
    on: date,
    payments: Sequence[Payment] = (),
    overdue: Overdue | None = None,
    events: Sequence[Event] = (),
    since: date | None = None,
) -> Account:
    """The same for a schedule as it stands; its first period starts on `since` (default: the day the money arrived)."""
    contract = overdue or Overdue()
    history: list[Event] = [*sorted((p for p in payments if p.on <= on), key=lambda p: p.on), *events]
    counted = _counted(history, schedule.terms, on)
    declared = _declared(contract, counted)
    # at maturity everything is due already: a later declaration changes nothing
    declared = declared if declared and declared < schedule.maturity else None
    book = Book(schedule, contract, on, declared, since or schedule.terms.received_on)
    _fold(book, counted)
    book.charge_all(on)
    return book.account()


def _counted(history: Sequence[Event], terms: LoanTerms, on: date) -> list[tuple[int, Event]]:
    try:
        counted = [(i, e) for i, e in in_force(history) if e.on <= on]
    except ValueError as wrong:
        raise LoanError(
            "bad_reversal",
            Text(f"冲销指向的记录不存在：{wrong}", f"a reversal names no earlier event: {wrong}"),
            Text("请核对被冲销的是哪一笔", "check which event is taken back"),
        ) from wrong
    for _, event in counted:
        _check(event, terms)
    return counted


def _declared(overdue: Overdue, counted: Iterable[tuple[int, Event]]) -> date | None:
    days = [e.on for _, e in counted if isinstance(e, Accelerated)]
    return min([*days, *([overdue.accelerated_on] if overdue.accelerated_on else [])], default=None)


def _check(event: Event, terms: LoanTerms) -> None:
    paid = isinstance(event, Payment)
    if event.on < terms.received_on:
        raise LoanError(
            "payment_before_disbursement" if paid else "event_before_disbursement",
            Text(
                f"{event.on} 的记录早于到账日 {terms.received_on}",
                f"what is dated {event.on} precedes the loan",
            ),
            Text("请核对日期，或确认是否属于另一笔借款", "check the date, or whose loan it is"),
        )
    amount = getattr(event, "amount", None)
    if isinstance(amount, Money) and amount.fen <= 0:
        raise LoanError(
            "payment_not_positive" if paid else "amount_not_positive",
            Text(
                f"{event.on} 的金额 {amount} 应大于 0",
                f"the amount {amount} on {event.on} must be above zero",
            ),
            Text("请改正金额或删去这一行", "correct the amount or remove the row"),
        )


# On one day: what was agreed before, what falls due, acceleration, what people did, the end of grace.
_AGREED, _DUE, _ACCELERATE, _EVENT, _GRACE_END = range(5)


def _fold(book: Book, counted: Iterable[tuple[int, Event]]) -> None:
    """Take the days that matter in order; lines that appear or move on the way join the queue."""
    events = {i: e for i, e in counted if not isinstance(e, Accelerated)}
    queue = [(*_place(e), i) for i, e in events.items()]
    if book.declared and book.declared <= book.on:
        queue.append((book.declared, _ACCELERATE, 0))
    heapify(queue)
    watched: set[tuple[date, int]] = set()
    _watch(book, queue, watched)
    while queue:
        day, rank, key = heappop(queue)
        if rank == _GRACE_END:
            _end_grace(book, key, day)
            continue
        if rank == _DUE:
            _fall_due(book, key, day)
        elif rank == _ACCELERATE:
            _accelerate(book, day)
        else:
            happen(events[key], book, key)
            book.planned = not isinstance(events[key], Payment | Waived)
        _watch(book, queue, watched)
        if not queue or queue[0][:2] != (
            day,
            _DUE,
        ):  # all that falls due on a day comes before money is spread
            book.apply(day)


def _place(event: Event) -> tuple[date, int]:
    """Where an event stands in the queue: a payout that was agreed earlier is planned from that day on."""
    if isinstance(event, Disbursed) and event.known_from is not None:
        return event.known_from, _AGREED
    return event.on, _EVENT


def _watch(book: Book, queue: list[tuple[date, int, int]], watched: set[tuple[date, int]]) -> None:
    """Queue the due day of every line to come, and the end of grace of every line just called."""
    for line in book.lines.values() if book.planned else ():
        if not line.called and line.due <= book.on and (line.due, line.k) not in watched:
            watched.add((line.due, line.k))
            heappush(queue, (line.due, _DUE, line.k))
    book.planned = False
    for line in book.just_called:
        if line.due + book.grace < book.on:
            heappush(queue, (line.due + book.grace, _GRACE_END, line.k))
    book.just_called.clear()


def _end_grace(book: Book, k: int, day: date) -> None:
    line = book.lines.get(k)
    if line is not None and line.called and line.due + book.grace == day:
        book.end_grace(line, day)


def _fall_due(book: Book, k: int, day: date) -> None:
    line = book.lines.get(k)
    if line is None or line.called or line.due > day:
        return
    if book.terms.method is Method.DAILY_REVOLVING and not line.extra:
        line.due_fen[Component.INTEREST] = book.running.revolving_interest(book.terms, book.undue, day)
    book.call(line, day)


def _accelerate(book: Book, day: date) -> None:
    """Undue principal falls due with the interest earned so far; unearned interest does not."""
    undue = book.undue
    if undue <= 0:
        return
    earned = book.running.earned(book, day)
    first, *others = book.ahead
    book.accelerated, book.accelerated_k = day, first.k
    for line in others:
        if any(line.booked.values()):  # paid ahead: it stays, with nothing left on it
            line.due_fen = dict(line.booked)
            book.call(line, day)
        else:
            del book.lines[line.k]
    settled = dict(first.booked)
    first.due = day
    first.due_fen = {c: settled[c] for c in Component}
    first.due_fen[Component.PRINCIPAL] += undue
    first.due_fen[Component.INTEREST] += earned
    book.call(first, day)


@singledispatch
def happen(event: Event, book: Book, position: int) -> None:
    """Book one event; what it leaves unapplied waits."""
    msg = f"no handler for {type(event).__name__} at {position}: {book.on}"
    raise TypeError(msg)


@happen.register
def _(event: Payment, book: Book, position: int) -> None:
    book.waiting.append(Waiting(position, event.amount.fen, event.kind))


@happen.register
def _(event: Charged, book: Book, position: int) -> None:
    line = line_for(book, event.due)
    line.charged.append((event.due, event.component, event.amount.fen))
    line.due_fen[event.component] += event.amount.fen
    if line.called:
        book.post(event.on, What.CHARGED, line, event.component, event.amount.fen, position)


@happen.register
def _(event: Waived, book: Book, position: int) -> None:
    book.charge_all(event.on)
    lines = [x for x in book.called if x.left(event.component) > 0]
    if event.k is not None:
        lines = [book.lines[event.k]] if event.k in book.lines else []
    left = sum(x.left(event.component) for x in lines)
    wanted = left if event.amount is None else event.amount.fen
    if wanted > left:
        raise LoanError(
            "waiver_too_large",
            Text(
                f"减免 {Money(wanted)} 元多于该项未还的 {Money(left)} 元",
                f"a waiver of {Money(wanted)} is more than the {Money(left)} that is left of it",
            ),
            Text("请改为不超过未还的金额", "waive no more than what is left"),
        )
    for line in lines:
        take = min(wanted, line.left(event.component))
        book.settle(event.on, What.WAIVED, line, event.component, take, position)
        wanted -= take


@happen.register
def _(event: Disbursed, book: Book, position: int) -> None:
    if event.amount != event.at_once:
        lend(book, event.on, event.amount.fen - event.at_once.fen, position)
    if event.at_once:
        line = Line(max(book.lines) + 1, event.on, event.on, extra=True)
        line.due_fen[Component.PRINCIPAL] = event.at_once.fen
        book.lines[line.k] = line
        book.post(event.on, What.LENT, line, Component.PRINCIPAL, event.at_once.fen, position)


@happen.register(Refunded)
@happen.register(ChargedBack)
def _(event: Refunded | ChargedBack, book: Book, position: int) -> None:
    fen = event.amount.fen
    if fen > sum(money.fen for money in book.waiting):
        for component, part in _as_it_was_paid(event, book).items():
            _owed_again(book, event.on, component, part, position)
        return
    for money in reversed(book.waiting):
        take = min(fen, money.fen)
        money.fen, fen = money.fen - take, fen - take
    book.waiting = [money for money in book.waiting if money.fen]


def _as_it_was_paid(event: Refunded | ChargedBack, book: Book) -> dict[Component, int]:
    """What is owed again: the named parts as far as the payment had paid them, the rest principal."""
    left, parts = event.amount.fen, dict[Component, int]()
    if isinstance(event, ChargedBack) and event.of is not None:
        for component in event.components:
            parts[component] = min(left, book.paid_by(event.of, component))
            left -= parts[component]
    parts[Component.PRINCIPAL] = parts.get(Component.PRINCIPAL, 0) + left
    return parts


def _owed_again(book: Book, day: date, component: Component, fen: int, position: int) -> None:
    """Money that went back to the borrower: due in the period of the day; money that waits pays it at once."""
    line = line_for(book, day)
    line.due_fen[component] += fen
    book.post(day, What.LENT, line, component, fen, position)
    if line.accrual is not None:
        book.post(day, What.DUE, line, component, fen, position)
        line.accrual.rebase(line, day)


@happen.register
def _(event: RateChanged, book: Book, position: int) -> None:  # noqa: ARG001
    relevel(book, event.on, event.rate)


@happen.register
def _(event: Restructuring, book: Book, position: int) -> None:
    carry_out(book, event, position)


@happen.register
def _(event: ChargedOff, book: Book, position: int) -> None:  # noqa: ARG001
    book.charged_off = event.on


@happen.register(DelinquencyPaused)
@happen.register(DelinquencyResumed)
def _(event: DelinquencyPaused | DelinquencyResumed, book: Book, position: int) -> None:
    """Only the day counter of xiehuan.loan.ledger.arrears reads these; no balance changes."""
