"""The pictures of the days and of the debts, each with its numbers beside it."""

from __future__ import annotations

from datetime import date, timedelta

from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.blocks import Block, Chart, Heading, Table, Tone
from xiehuan.contact.statement import Say
from xiehuan.dates import add_months
from xiehuan.documents.charts import DayMark, DebtBar, days_chart, debts_chart
from xiehuan.errors import Text
from xiehuan.law.recount import recount
from xiehuan.loan import Component
from xiehuan.money import Money

DAYS = 30


def days(state: Assessment, lang: str, say: Say) -> list[Block]:
    """Thirty days as one line: due dates, income, the first payment of each plan."""
    marks = sorted(_marks(state, say), key=lambda m: m.day)
    if not marks:
        return []
    title = say(Text("还款日、到账日和方案首期", "Due dates, income and first plan payments"))
    told = say(
        Text(f"共{len(marks)}件事，最早是{marks[0].day}", f"{len(marks)} events, the first on {marks[0].day}")
    )
    rows = tuple((m.day.isoformat(), m.label, m.amount.grouped() if m.amount else "") for m in marks)
    table = Table(
        title,
        (say(Text("日期", "date")), say(Text("事项", "what")), say(Text("金额（元）", "yuan"))),
        rows,
        (2,),
    )
    svg = days_chart(state.on, marks, DAYS, lang, title=title, description=told)
    return [Heading(say(Text("接下来30天", "The next 30 days"))), Chart(title, told, svg, table)]


def _marks(state: Assessment, say: Say) -> list[DayMark]:
    until = state.on + timedelta(days=DAYS)
    marks = []
    for v in state.debts:
        if v.owed.next_due and state.on < v.owed.next_due <= until:
            marks.append(DayMark(v.owed.next_due, v.debt.short_name, Tone.BAD, v.owed.next_amount))
    for income in state.budget.household.incomes if state.budget else ():
        day = income.day and next((d for d in _next_days(state, income.day) if d <= until), None)
        if day and income.paid_in(day.year, day.month) and income.counts(after_hardship=True):
            marks.append(
                DayMark(day, say(Text(f"{income.name}到账", income.name)), Tone.PLAIN, income.amount)
            )
    return [*marks, *_first_payments(state, until, say)]


def _first_payments(state: Assessment, until: date, say: Say) -> list[DayMark]:
    """The first payments of the plans, those of one day together."""
    firsts = [v.chosen.payments[0] for v in state.debts if v.chosen and not v.silent]
    days_of = sorted({p.on for p in firsts if state.on < p.on <= until})
    marks = []
    for day in days_of:
        due = [p.amount for p in firsts if p.on == day and p.amount]
        if due:
            label = say(Text(f"方案首期（{len(due)}家）", f"first plan payments ({len(due)})"))
            marks.append(DayMark(day, label, Tone.GOOD, Money.total(due)))
    return marks


def _next_days(state: Assessment, day_of_month: int) -> list[date]:
    month = state.on.replace(day=1)
    return [d for k in range(3) if (d := add_months(month, k, day_of_month)) > state.on]


def debts(state: Assessment, lang: str, say: Say) -> list[Block]:
    """What each debt is made of, undue parts included."""
    bars = [_bar(v, state.on) for v in state.debts]
    title = say(Text("每笔债务由什么组成", "What each debt is made of"))
    head = (
        Text("债权人", "creditor"),
        Text("本金", "principal"),
        Text("利息和费用", "interest and fees"),
        Text("罚息和违约金", "penalty and late fee"),
        Text("对方主张", "claimed"),
    )
    rows = tuple(
        (
            b.name,
            b.principal.grouped(),
            b.interest_and_fees.grouped(),
            b.penalty_and_late_fee.grouped(),
            _or_dash(v.claimed),
        )
        for v, b in zip(state.debts, bars, strict=True)
    )
    whole = Money.total(Money.total(b.parts) for b in bars)
    told = say(
        Text(
            f"{len(bars)}笔，合计{whole.grouped()}元，含未到期",
            f"{len(bars)} debts, {whole.grouped()} in all, undue included",
        )
    )
    table = Table(
        say(Text("金额单位：元，含未到期", "yuan, undue included")),
        tuple(say(h) for h in head),
        rows,
        (1, 2, 3, 4),
    )
    return [Chart(title, told, debts_chart(bars, lang, title=title, description=told), table)]


def _bar(view: DebtView, on: date) -> DebtBar:
    """A claim is marked only where it is for the whole debt, as the bar is."""
    o = view.owed
    parts = {c: o.parts[c] or Money.ZERO for c in Component}
    principal = parts[Component.PRINCIPAL] + (o.undue_principal or Money.ZERO)
    late = Money.total(
        parts[c] for c in (Component.PENALTY, Component.COMPOUND, Component.LATE_FEE, Component.COST)
    )
    ordinary = parts[Component.INTEREST] + parts[Component.FEE] + (o.undue_interest or Money.ZERO)
    if o.rough:
        principal = o.total - late - ordinary
    claim = view.debt.latest_claim(on)
    whole = claim is not None and (o.rough or recount(view.debt, claim, on).payoff)
    return DebtBar(view.debt.short_name, principal, ordinary, late, view.claimed if whole else None)


def _or_dash(amount: Money | None) -> str:
    return "—" if amount is None else amount.grouped()
