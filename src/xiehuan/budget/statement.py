"""The income and spending statement: every line in its section, a month, with what is counted, noted and asked.

Modelled on the Standard Financial Statement of debt advice: priority and secured debts first, then living costs; one
statement for all creditors. Stated figures and what bills show stand side by side and are never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.budget.affordable import Budget, counted, left_out
from xiehuan.budget.amounts import Every, Stated
from xiehuan.budget.benefits import Benefit, benefits
from xiehuan.budget.checks import Repeated, checks, repeated
from xiehuan.budget.closing import Closing, Payments, Way, closing
from xiehuan.budget.debits import DebitDoubt, debit_doubts
from xiehuan.budget.household import Income, Spending, SpendingKind
from xiehuan.budget.living import Minimum, Trigger, minimum, open_ended, triggers
from xiehuan.budget.sections import IncomeSection, SpendingSection
from xiehuan.budget.stress import Stress, stress
from xiehuan.budget.surplus import MonthSurplus
from xiehuan.errors import Finding, Text
from xiehuan.money import Money
from xiehuan.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its section, the amount as stated and a month; `left_out` says why an income is not counted."""

    section: IncomeSection | SpendingSection
    name: str
    stated: Stated
    monthly: Money
    note: str | None = None
    until: date | None = None
    certain: bool = True
    kind: SpendingKind | None = None
    left_out: Text | None = None

    @property
    def counted(self) -> bool:
        """Whether it is in the sums."""
        return self.left_out is None


@dataclass(frozen=True, slots=True)
class ByBills:
    """What the bills show over whole months since the hardship, on average a month, half a fen up.

    `sources` are the kinds of bills there are: what goes through other accounts is not in them. `used` says whether
    there are months enough for the affordable amount to rest on them.
    """

    sources: tuple[str, ...]
    used: bool
    months: tuple[MonthSurplus, ...]
    income: Money
    spending: Money

    @property
    def surplus(self) -> Money:
        """What was left a month."""
        return self.income - self.spending


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole statement on a day."""

    on: date
    budget: Budget
    income: tuple[Line, ...]
    spending: tuple[Line, ...]
    bills: ByBills | None
    minimum: Minimum
    triggers: tuple[Trigger, ...]
    benefits: tuple[Benefit, ...]
    debits: tuple[DebitDoubt, ...]
    stress: tuple[Stress, ...]
    closings: tuple[Closing, ...]
    twice: tuple[Repeated, ...]
    findings: tuple[Finding, ...]
    open_ended: Text | None = None

    @property
    def to_live_on(self) -> Money:
        """What is left of the counted income once the affordable amount is paid."""
        return self.budget.income - self.budget.affordable

    @property
    def not_yet_safe(self) -> tuple[Text, ...]:
        """Why no plan on this statement is safe yet; empty where nothing of it is open. One debt's own doubt is its plan's."""
        doubts = [
            Text(
                f"还不能算稳妥：{d.why.zh}。先问清楚，并请对方书面暂停",
                f"not yet safe: {d.why.en}; find out and have it paused in writing",
            )
            for d in self.debits
            if d.debt is None
        ]
        doubts += [
            Text(
                f"还不能算稳妥：收入「{t.name}」写了{t.times}次，不知道是不是同一笔",
                f"not yet safe: the income “{t.name}” stands {t.times} times and may be one",
            )
            for t in self.twice
            if t.is_income
        ]
        return tuple(doubts)

    @property
    def questions(self) -> tuple[Text, ...]:
        """What to ask the person before the statement is complete."""
        notes = [
            Text(
                f"{t.name.zh}每月{t.stated.grouped()}元，高于参考数{t.figure.grouped()}元（{t.source.zh}）：为什么？写在 note",
                f"{t.name.en}: {t.stated.grouped()} a month is above {t.figure.grouped()} ({t.source.en}): why? write a note",
            )
            for t in self.triggers
            if not t.notes
        ]
        asked = [b.ask for b in self.benefits if b.answer is None]
        unknown = [self.minimum.why] if self.minimum.amount is None else []
        ends = [] if self.open_ended is None else [self.open_ended]
        return (*notes, *ends, *asked, *(d.ask for d in self.debits), *unknown)


def income_statement(
    budget: Budget,
    on: date,
    parameters: Mapping[str, Parameter],
    by_contract: Sequence[Payments],
    proposed: Sequence[Payments],
    sources: Sequence[str] = (),
    doubts: Sequence[DebitDoubt] = (),
) -> Statement:
    """The statement of a budget on the day, with the payments that contract and plan ask for.

    `sources` are those of the bills, `doubts` what is not known of the debits of single debts.
    """
    home = budget.household
    least = minimum(home, parameters, on)
    return Statement(
        on=on,
        budget=budget,
        income=_income_lines(budget, on),
        spending=_spending_lines(home.spendings),
        bills=by_bills(budget, sources),
        minimum=least,
        triggers=triggers(home, parameters, on),
        benefits=benefits(home),
        debits=(*debit_doubts(home.accounts, home.mandates, on), *doubts),
        stress=stress(budget),
        closings=(
            closing(budget, Way.CONTRACT, by_contract, on),
            closing(budget, Way.PROPOSED, proposed, on),
        ),
        twice=repeated(home),
        findings=checks(budget, least, on),
        open_ended=open_ended(home, parameters, on),
    )


def by_bills(budget: Budget, sources: Sequence[str]) -> ByBills | None:
    """The averages of the budget's months; None where there is none."""
    months, n = budget.months, len(budget.months)
    if not months:
        return None
    income, spending = (Money.total(m.income for m in months), Money.total(m.spending for m in months))
    used = budget.by_bills is not None
    return ByBills(tuple(sources), used, months, _average(income, n), _average(spending, n))


def _average(total: Money, n: int) -> Money:
    return Stated(total, Every.ONCE, n).monthly


def _income_lines(budget: Budget, on: date) -> tuple[Line, ...]:
    home = budget.household
    inside = counted(home, on)
    order = list(IncomeSection)
    lines = [_income_line(i, None if i in inside else left_out(i, home, on)) for i in home.incomes]
    return tuple(sorted(lines, key=lambda line: order.index(IncomeSection(line.section))))


def _income_line(income: Income, why: Text | None) -> Line:
    return Line(
        section=income.place,
        name=income.name,
        stated=income.stated or Stated(income.amount),
        monthly=income.amount,
        note=income.note,
        until=income.until,
        certain=income.is_certain,
        left_out=why,
    )


def _spending_lines(spendings: Sequence[Spending]) -> tuple[Line, ...]:
    order = list(SpendingSection)
    lines = [
        Line(s.place, s.name, s.stated or Stated(s.amount), s.amount, s.note, kind=s.kind) for s in spendings
    ]
    return tuple(sorted(lines, key=lambda line: order.index(SpendingSection(line.section))))
