"""Laying the account out in rows, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from xiehuan.documents.recount.cells import FIRST
from xiehuan.documents.recount.model import Charge, Entry, Extra, Model, Stretch, accelerated_k, held
from xiehuan.law.recount import Recount, recount
from xiehuan.loan.debt import Debt
from xiehuan.loan.ledger.account import Account, Posting, What
from xiehuan.loan.ledger.charges import Segment
from xiehuan.loan.terms import Claim, Component, Compound, LoanTerms, Method, Overdue, Payment


def build_model(debt: Debt, terms: LoanTerms, on: date, lang: str) -> Model:
    """Lay out the debt as it stands on the day."""
    state = debt.account(on)
    overdue, claim = debt.overdue or Overdue(), debt.latest_claim(on)
    ours = recount(debt, claim, on) if claim else None
    payments = tuple(sorted((p for p in debt.payments if p.on <= on), key=lambda p: p.on))
    entries = tuple(_entries(state, payments))
    return Model(
        debt,
        terms,
        overdue,
        on,
        lang,
        state,
        payments,
        claim,
        ours,
        entries,
        tuple(_charges(state, overdue)),
        tuple(_stretches(state, entries)) if terms.method is Method.DAILY_REVOLVING else (),
        tuple(_extras(state, claim, ours)),
    )


def _entries(state: Account, payments: Sequence[Payment]) -> Iterator[Entry]:
    lefts = _paid_with_what_was_due(state)
    row = FIRST
    for i, payment in enumerate(payments):
        parts = [x for x in lefts if x[0].payment == i]
        first, before = row, payment.amount.fen
        for n, (posting, due, prepaid) in enumerate(parts, 1):
            yield Entry(row, i + 1, first, n == len(parts), posting, before, due, prepaid)
            before -= posting.fen
            row += 1
        if not parts:
            yield Entry(row, i + 1, first, last=True, posting=None, before=before, due=0)
            row += 1


def _paid_with_what_was_due(state: Account) -> list[tuple[Posting, int, bool]]:
    """Each part of a payment with what was then left of the component, and whether it was an early repayment."""
    left: dict[tuple[int, Component], int] = {}
    undue, found = state.schedule.terms.principal.fen, []
    for p in state.postings:
        key = (p.k, p.component)
        # an early repayment is booked for an instalment that has not fallen due
        early = p.component is Component.PRINCIPAL and p.on < state.due_of.get(p.k, p.on + timedelta(days=1))
        if p.what is not What.PAID:
            left[key] = left.get(key, 0) + p.fen
            continue
        found.append((p, undue if early else left[key], early))
        left[key] -= p.fen
        undue -= p.fen if early else 0
    return found


def _charges(state: Account, overdue: Overdue) -> Iterator[Charge]:
    row = FIRST
    for k, segments in sorted(state.segments.items(), key=lambda item: (state.due_of[item[0]], item[0])):
        if held(overdue, state.due_of[k], state.on):
            continue
        kept = [s for s in segments if _bears(s, overdue)]
        runs = 0, 0
        for i, s in enumerate(kept):
            penalty, compound = s.penalty_before.days, s.compound_before.days
            runs = (runs[0] + 1 if i and penalty else 0, runs[1] + 1 if i and compound else 0)
            yield Charge(row, k, s, i > 0, *runs)
            row += 1


def _bears(s: Segment, overdue: Overdue) -> bool:
    """Is anything charged on the stretch?"""
    compounds = overdue.compound is not Compound.NONE and bool(s.interest or s.compound_base)
    return compounds or bool(s.penal and s.penalty_rate)


def _stretches(state: Account, entries: Sequence[Entry]) -> Iterator[Stretch]:
    """Every period that has fallen due, and the running one, cut where an early repayment lowers the balance."""
    early = [(e.posting.on, e.posting.fen) for e in entries if e.posting and e.prepaid]
    periods: list[tuple[int | None, date]] = sorted(state.due_of.items(), key=lambda item: (item[1], item[0]))
    if _runs(state):
        periods.append((None, state.on))
    row, start = FIRST, state.schedule.terms.received_on
    for k, end in periods:
        # on a due day money goes to what has just fallen due: what is left of it lowers the next period's balance
        cuts = sorted({day for day, _ in early if start < day < end or (k is None and start < day == end)})
        first, starts = row, [start, *cuts]
        for a, b in zip(starts, [*cuts, end], strict=True):
            balance = state.schedule.terms.principal.fen - sum(fen for day, fen in early if day <= a)
            yield Stretch(row, k, a, b, balance, first, a == starts[-1])
            row += 1
        start = end


def _extras(state: Account, claim: Claim | None, ours: Recount | None) -> Iterator[Extra]:
    row = FIRST + len(state.schedule.instalments) + 2  # a row of totals and an empty one between
    k = accelerated_k(state)
    if k is not None and state.accelerated_on is not None:
        day = state.accelerated_on
        due = {p.component: p.fen for p in state.postings if p.k == k and p.on == day and p.what is What.DUE}
        sums = due.get(Component.PRINCIPAL, 0), due.get(Component.INTEREST, 0)
        yield Extra(row, "accelerated", _last_due(state, k), day, *sums)
        row += 1
    if _runs(state):
        yield _running(row, "running", state)
        row += 1
    if claim and ours and ours.payoff and _runs(ours.state):
        yield _running(row, "claim", ours.state)


def _running(row: int, kind: str, state: Account) -> Extra:
    sums = state.not_yet_due_principal.fen, state.not_yet_due_interest.fen
    return Extra(row, kind, _last_due(state), state.on, *sums)


def _runs(state: Account) -> bool:
    """Is there a period whose end is still to come?"""
    return bool(state.not_yet_due_principal or state.not_yet_due_interest)


def _last_due(state: Account, but: int | None = None) -> date:
    """The last day up to which interest has fallen due; `but` leaves out the accelerated rest."""
    dues = [day for k, day in state.due_of.items() if k != but]
    return max(dues, default=state.schedule.terms.received_on)
