"""Equal instalments that change on the way: money drawn later, another rate.

From the period in which something changes, the payment is computed anew so that the last instalment closes the loan; what
was due before stays. The running period is cut at the day of the change, and the interest of each stretch is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from xiehuan.errors import LoanError, Text
from xiehuan.loan.schedule.equal_payment import does_not_cover, relevelled
from xiehuan.loan.schedule.periods import Period
from xiehuan.loan.switches import Last
from xiehuan.loan.terms import LoanTerms, Method, Rate
from xiehuan.money import Money, round_fraction


@dataclass(frozen=True, slots=True)
class Drawn:
    """Money that reaches the borrower on a day, and bears interest from it."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class NewRate:
    """Another rate from a day on."""

    on: date
    rate: Rate


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a period on one balance at one rate; amounts in fen, `factor` is the interest of one unit."""

    start: date
    end: date
    balance: int
    factor: Fraction
    interest: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A period with what falls due at its end, in fen; `balance` is what is left after it."""

    principal: int
    interest: int
    balance: int
    stretches: tuple[Stretch, ...]


def replan(periods: Sequence[Period], terms: LoanTerms, events: Sequence[Drawn | NewRate]) -> list[Stage]:
    """The stages of a loan whose money comes and whose rate changes on the days of the events.

    The principal and dates of the terms are not read: what is drawn on or before the first day is the first principal.
    A change on a due date belongs to the period it begins. Last by difference or spread.
    Raises LoanError: `negative_amortisation`; `bad_terms` for another method or switch, an event after the last period, or
    nothing drawn on the first day.
    """
    _check(periods, terms, events)
    ordered = sorted(events, key=lambda event: event.on)
    stages: list[Stage] = []
    balance, rate, payment = 0, terms.rate, 0
    for k, period in enumerate(periods):
        inside = [e for e in ordered if (e.on < period.due and (k == 0 or e.on >= period.start))]
        course = _Course(periods[k:], terms, balance, rate, tuple(inside))
        if inside:
            payment = course.payment()
        stage = course.first(payment, last=k == len(periods) - 1)
        stages.append(stage)
        balance, rate = stage.balance, course.rate_after()
    return stages


@dataclass(frozen=True, slots=True)
class _Course:
    """What is still to come from a period on, with the changes inside its first period."""

    periods: Sequence[Period]
    terms: LoanTerms
    balance: int
    rate: Rate
    events: tuple[Drawn | NewRate, ...]

    def rate_after(self) -> Rate:
        rates = [e.rate for e in self.events if isinstance(e, NewRate)]
        return rates[-1] if rates else self.rate

    def _factor(self, rate: Rate, period: Period, days: int) -> Fraction:
        whole = rate.per_year(self.terms.day_count) * period.fraction
        return whole * days / (period.due - period.start).days

    def stretches(self) -> Iterator[tuple[Stretch, int]]:
        """The stretches of the first period, and what is drawn at the start of each."""
        period, balance, rate, start = self.periods[0], self.balance, self.rate, self.periods[0].start
        drawn = 0
        for event in (*self.events, None):
            end = max(event.on, period.start) if event else period.due
            if end > start:
                factor = self._factor(rate, period, (end - start).days)
                interest = round_fraction(
                    balance * factor, self.terms.interest_rounding or self.terms.rounding
                )
                yield Stretch(start, end, balance, factor, interest), drawn
                start, drawn = end, 0
            if isinstance(event, Drawn):
                balance, drawn = balance + event.amount.fen, drawn + event.amount.fen
            elif event is not None:
                rate = event.rate

    def first(self, payment: int, *, last: bool) -> Stage:
        """The first period with this payment."""
        parts = tuple(s for s, _ in self.stretches())
        interest, owed = sum(s.interest for s in parts), parts[-1].balance
        principal = owed if last else min(payment - interest, owed)
        if principal < 0:
            raise does_not_cover(payment, interest)
        return Stage(principal, interest, owed - principal, parts)

    def payment(self) -> int:
        """The level payment from the first period on."""
        num, summed = self._value(), Fraction(0)
        for factor in self._factors():
            num *= 1 + factor
            summed = summed * (1 + factor) + 1
        unit, mode = self.terms.instalment_unit, self.terms.payment_rounding or self.terms.rounding
        level = unit * round_fraction(num / summed / unit, mode)
        if self.terms.last is not Last.SPREAD:
            return level
        return relevelled(level, len(self.periods), self._above, self.terms)

    def _value(self) -> Fraction:
        """What is owed at the start, each later draw discounted as the first period's simple interest does."""
        parts = list(self.stretches())
        whole = 1 + sum(s.factor for s, _ in parts)
        value, left = Fraction(self.balance), whole - 1
        for stretch, drawn in parts:
            value += Fraction(drawn) * (1 + left) / whole
            left -= stretch.factor
        return value

    def _factors(self) -> Iterator[Fraction]:
        yield sum((s.factor for s, _ in self.stretches()), Fraction(0))
        for period in self.periods[1:]:
            yield self._factor(self.rate_after(), period, (period.due - period.start).days)

    def _above(self, payment: int) -> int:
        """How far the last instalment comes out above the payment."""
        course, stage = self, self.first(payment, last=len(self.periods) == 1)
        while len(course.periods) > 1:
            course = replace(
                course,
                periods=course.periods[1:],
                balance=stage.balance,
                rate=course.rate_after(),
                events=(),
            )
            stage = course.first(payment, last=len(course.periods) == 1)
        return stage.principal + stage.interest - payment


def _check(periods: Sequence[Period], terms: LoanTerms, events: Sequence[Drawn | NewRate]) -> None:
    problem = None
    if terms.method is not Method.EQUAL_INSTALMENT or terms.last not in {Last.BY_DIFFERENCE, Last.SPREAD}:
        problem = Text(
            "中途变化只支持等额本息、末期按差额或分摊",
            "changes on the way are for equal instalments, last by difference or spread",
        )
    elif not periods or any(e.on >= periods[-1].due for e in events):
        problem = Text("变化的日期应早于最后一个还款日", "an event must be before the last due date")
    elif not any(isinstance(e, Drawn) and e.on <= periods[0].start for e in events):
        problem = Text("第一天没有放款", "nothing is drawn on the first day")
    elif any(isinstance(e, Drawn) and e.amount.fen <= 0 for e in events):
        problem = Text("放款金额应大于 0", "an amount drawn must be above zero")
    elif any(isinstance(e, NewRate) and e.rate.value < 0 for e in events):
        problem = Text("利率不能是负数", "a rate must not be negative")
    if problem:
        raise LoanError("bad_terms", problem, Text("请对照合同改正", "correct it from the contract"))
