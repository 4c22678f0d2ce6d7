"""How charges for lateness came about: penalty and compound interest stretch by stretch, and the late fee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import Account, Posting
from xiehuan.loan.ledger.charges import Segment
from xiehuan.loan.ledger.trace.formula import Added, Formula, Part
from xiehuan.loan.terms import SCHEDULED, Component, Compound, Overdue, PenaltyBase, Per
from xiehuan.money import Rounding

_BEFORE = Text("这一段此前已计", "charged for this stretch before")
_ONE = Text("每期收一次", "once for each instalment")
_BASES = {
    PenaltyBase.OVERDUE_PRINCIPAL: Text("基数是逾期本金", "on overdue principal"),
    PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST: Text(
        "基数是逾期本金和利息", "on overdue principal and interest"
    ),
    PenaltyBase.ALL_PRINCIPAL: Text("基数是逾期本金", "on overdue principal"),
}


class Charges:
    """Cuts the account's stretches of days to what was booked on each day."""

    def __init__(self, state: Account, overdue: Overdue) -> None:
        self._state, self._overdue = state, overdue
        self._booked: Counter[tuple[int, Component, int]] = Counter()

    def of(self, posting: Posting) -> list[tuple[Formula, Text]]:
        """The formulas that add up to a posting of penalty or compound interest; none where they do not."""
        segments = self._state.segments.get(posting.k, ())
        found = list(self._up_to(segments, posting))
        if sum(how.value for _, how, _ in found) != posting.fen:
            return []
        for i, how, _ in found:
            self._booked[posting.k, posting.component, i] += how.value
        return [(how, note) for _, how, note in found]

    def _up_to(self, segments: tuple[Segment, ...], posting: Posting) -> Iterator[tuple[int, Formula, Text]]:
        penalty = posting.component is Component.PENALTY
        for i, s in enumerate(segments):
            if s.start >= posting.on:
                break
            until = min(s.end, posting.on)
            whole = self._penalty(s, until) if penalty else self._compound(s, until)
            run = s.penalty_before if penalty else s.compound_before
            how = whole.less(run.charge + self._booked[posting.k, posting.component, i], _BEFORE)
            if how.value:
                yield i, how, self._days(s, run.days, until, penalty=penalty)

    def _penalty(self, s: Segment, until: date) -> Formula:
        days = s.penalty_before.days + (until - s.start).days
        since = s.start - timedelta(days=s.penalty_before.days)
        part = Part(Fraction(s.penal), Fraction(days), str(days), since, until)
        return Formula((part,), s.penalty_rate, self._basis(), self._state.schedule.terms.rounding)

    def _compound(self, s: Segment, until: date) -> Formula:
        """Σ over days of what bears compound interest: the run before, unpaid interest, and penalty interest."""
        days = (until - s.start).days
        parts = [Part(s.compound_before.base)] if s.compound_before.base else []
        if bearing := s.interest + self._unpaid_penalty(s):
            parts.append(Part(bearing, Fraction(days), str(days), s.start, until))
        if self._grows() and s.penal and (times := days * (days - 1) // 2):
            parts.append(Part(s.penal * s.penalty_rate, Fraction(times), str(times), s.start, until))
        basis = self._basis(contract=s.compound_rate != s.penalty_rate)
        return Formula(tuple(parts), s.compound_rate, basis, self._state.schedule.terms.rounding)

    def _grows(self) -> bool:
        return self._overdue.compound is Compound.ON_INTEREST_AND_PENALTY

    def _unpaid_penalty(self, s: Segment) -> Fraction:
        """Penalty interest unpaid when the stretch began, from the stretch's own sum of days."""
        if not self._grows():
            return Fraction(0)
        growing = s.penal * s.penalty_rate * (s.days * (s.days - 1) // 2)
        return (s.compound_base - s.compound_before.base - growing) / s.days - s.interest

    def _basis(self, *, contract: bool = False) -> int:
        terms, own = self._state.schedule.terms, self._overdue.penalty_rate
        rate = terms.rate if contract or own is None else own
        return 0 if rate.per is Per.DAY else terms.day_count.basis

    def _days(self, s: Segment, before: int, until: date, *, penalty: bool) -> Text:
        since = s.start - timedelta(days=before)
        days = (until - since).days
        base = _BASES[self._overdue.penalty_base] if penalty else Text("基数×天数之和", "Σ base × days")
        return Text(
            f"{since}的次日起到{until}，{days}天，{base.zh}",
            f"from the day after {since} to {until}, {days} days, {base.en}",
        )


def late_fee(
    overdue: Overdue, rounding: Rounding, posting: Posting, left: Mapping[tuple[int, Component], int]
) -> Formula | None:
    """The late fee of the missed amount; None where the contract's terms do not give what was booked."""
    late = overdue.late_fee
    if late is None:
        return None
    if late.flat is not None:
        how = Formula(added=(Added(late.flat.fen, _ONE),))
        return how if how.value == posting.fen else None
    missed = sum(left[posting.k, c] for c in SCHEDULED)
    how = Formula((Part(Fraction(missed)),), late.share or Fraction(0), rounding=rounding)
    return how if how.value == posting.fen else None
