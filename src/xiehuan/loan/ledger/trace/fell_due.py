"""How what fell due came about: by the contract, or by what events had made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Account, Posting, Standing, What
from xiehuan.loan.ledger.event import Charged, Event, RateChanged
from xiehuan.loan.ledger.trace.formula import Added, Formula, Part
from xiehuan.loan.ledger.trace.scheduled import over, schedule_steps
from xiehuan.loan.ledger.trace.step import NONE
from xiehuan.loan.terms import Component, LoanTerms, Method

Found = list[tuple[Formula | None, Text, int]]

_AHEAD = Text("提前冲抵的金额", "what was paid ahead")
_ASKED = Text("此前已计入", "asked for before")
_ALL = Text("全部未到期本金", "all principal not yet due")
_BEFORE = Text("此前的未到期本金", "principal not yet due before")
_AFTER = Text("此后的未到期本金", "after")
_AGAIN = Text("重新计入的金额", "owed again")
_CHARGE = Text("另行记入", "charged besides")
_OLD = Text("改利率以前", "before the change of rate")
_NEW = Text("改利率以后", "after the change of rate")
_PLAN = Text(
    "按当日有效的还款安排，合同之后有过改动", "by the plan in force that day, after the contract was changed"
)


class FellDue:
    """Finds the formula of each amount that fell due; the walk tells it of each change of the principal."""

    def __init__(self, state: Account, events: Mapping[int, Event]) -> None:
        self._state, self._events = state, events
        self._standing: dict[int, Standing] = {s.k: s for s in state.standings}
        self._promised = {(s.k, s.component): s for s in schedule_steps(state.schedule) if s.k}
        self._asked: Counter[tuple[int, Component]] = Counter()
        due = [p for p in state.postings if p.what is What.DUE and p.payment is None]
        self._whole = Counter[tuple[int, Component]]()
        for p in due:
            self._whole[p.k, p.component] += p.fen
        self._opening: dict[int, int] = {}
        self._charges = [(i, e) for i, e in events.items() if isinstance(e, Charged)]
        self._posted = {x.payment for x in state.postings if x.what is What.CHARGED}
        terms = state.schedule.terms
        self._balance: list[tuple[date, int]] = [(terms.received_on, terms.principal.fen)]

    def changed(self, day: date, undue: int) -> None:
        """The principal not yet due is another one from the day on."""
        self._balance.append((day, undue))

    def of(self, posting: Posting, undue: int, *, ahead: bool) -> Found:
        """The formulas of one amount, with a note and what each comes to; `undue` is the principal before it."""
        key = posting.k, posting.component
        before = self._asked[key]
        self._asked[key] += posting.fen
        if posting.payment is not None:
            return [(Formula(added=(Added(posting.fen, _AGAIN),)), NONE, posting.fen)]
        if ahead:
            return [(Formula(added=(Added(posting.fen, _AHEAD),)), NONE, posting.fen)]
        self._opening.setdefault(posting.k, undue)
        found = next(self._candidates(posting, before), None)
        return found or [(self._difference(posting, undue), _PLAN, posting.fen)]

    def _difference(self, p: Posting, undue: int) -> Formula | None:
        """Principal at least is the difference of two balances that the statement shows."""
        if p.component is not Component.PRINCIPAL:
            return None
        return Formula(added=(Added(undue, _BEFORE), Added(p.fen - undue, _AFTER)))

    def _since(self, day: date) -> date:
        """The due day before: the running period began with it."""
        dues = (due for k, due in self._state.due_of.items() if due < day and not self._standing[k].extra)
        return max(dues, default=self._state.schedule.terms.received_on)

    def _candidates(self, p: Posting, before: int) -> Iterator[Found]:
        """Ways the amount can have come about, the contract's own first; only those that give it count."""
        promised = self._promised.get((p.k, p.component))
        accelerated = self._state.accelerated_on == p.on
        if promised and promised.how and self._whole[p.k, p.component] == promised.fen and not accelerated:
            yield from _if_right(promised.how.less(before, _ASKED), p, promised.note)
        if p.component is Component.PRINCIPAL and accelerated:
            yield from _if_right(Formula(added=(Added(self._opening[p.k], _ALL),)), p)
        if p.component is Component.INTEREST:
            yield from self._interest(p, before)
        if p.component not in {Component.PRINCIPAL, Component.INTEREST}:
            yield from self._with_charges(p, before)
        if promised and not promised.how and self._whole[p.k, p.component] == promised.fen:
            yield [(None, promised.note, p.fen)]

    def _interest(self, p: Posting, before: int) -> Iterator[Found]:
        since, undue = self._since(p.on), self._opening[p.k]
        if self._state.schedule.terms.method is Method.DAILY_REVOLVING:
            yield from _if_right(self._by_days(p.on).less(before, _ASKED), p)
        if since >= p.on:
            return
        for terms in self._terms():
            yield from _if_right(over(terms, undue, since, p.on).less(before, _ASKED), p)
        promised = self._promised.get((p.k, p.component))
        standing = self._standing.get(p.k)
        if promised and standing and self._state.schedule.terms.method is Method.FLAT:
            row = self._state.schedule.instalments[p.k - 1]
            days, whole = (p.on - since).days, row.days
            part = Part(
                Fraction(promised.fen), Fraction(days, max(whole, 1)), f"{days}/{max(whole, 1)}", since, p.on
            )
            yield from _if_right(Formula((part,), rounding=self._state.schedule.terms.rounding), p)
        yield from self._over_a_change(p, before, since, undue)

    def _terms(self) -> list[LoanTerms]:
        """The terms that may have held: those in force now, each rate there was, the contract's."""
        contract = self._state.schedule.terms
        rates = [e.rate for e in self._events.values() if isinstance(e, RateChanged)]
        return [self._state.terms, *(replace(contract, rate=r) for r in reversed(rates)), contract]

    def _over_a_change(self, p: Posting, before: int, since: date, undue: int) -> Iterator[Found]:
        """The period was cut by one change of rate: each side of it is rounded for itself."""
        changes = [e for e in self._events.values() if isinstance(e, RateChanged)]
        inside = [e for e in changes if since < e.on < p.on]
        if len(inside) != 1 or before:
            return
        contract = self._state.schedule.terms
        for old in self._terms():
            first = over(old, undue, since, inside[0].on)
            second = replace(
                over(replace(contract, rate=inside[0].rate), undue, inside[0].on, p.on),
                rounding=contract.rounding,
            )
            first = replace(first, rounding=contract.rounding)
            if first.value + second.value == p.fen:
                yield [(first, _OLD, first.value), (second, _NEW, second.value)]

    def _by_days(self, until: date) -> Formula:
        """Σ balance × days since the last due day, of a daily revolving loan."""
        terms = self._state.schedule.terms
        since = self._since(until)
        cuts = [(day, fen) for day, fen in self._balance if day <= until]
        parts = []
        for i, (day, fen) in enumerate(cuts):
            start = max(day, since)
            end = cuts[i + 1][0] if i + 1 < len(cuts) else until
            if days := (end - start).days if end > start else 0:
                parts.append(Part(Fraction(fen), Fraction(days), str(days), start, end))
        rate = terms.rate.per_day(terms.day_count)
        basis = 0 if terms.rate.per.value == "day" else terms.day_count.basis
        return Formula(tuple(p for p in parts if p.fen), rate, basis, terms.rounding)

    def _with_charges(self, p: Posting, before: int) -> Iterator[Found]:
        """Fees of the contract and charges booked before the instalment fell due."""
        standing, promised = self._standing.get(p.k), self._promised.get((p.k, p.component))
        charges = [e for i, e in self._charges if e.component is p.component and i not in self._posted]
        charges = [e for e in charges if standing and _joins(e, standing)]
        added = tuple(Added(e.amount.fen, Text(e.name, e.name) if e.name else _CHARGE) for e in charges)
        first = promised.how.added if promised and promised.how else ()
        yield from _if_right(Formula(added=(*first, *added)).less(before, _ASKED), p)


def _joins(charge: Charged, standing: Standing) -> bool:
    """Does the charge fall into the instalment's period?"""
    return standing.start < charge.due <= standing.due or (standing.k == 1 and charge.due <= standing.due)


def _if_right(how: Formula, p: Posting, note: Text = NONE) -> Iterator[Found]:
    if (how.parts or how.added) and how.value == p.fen:
        yield [(how, note, p.fen)]
