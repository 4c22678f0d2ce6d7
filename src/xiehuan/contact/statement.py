"""The statement of income and spending as a table: the same in every letter and in the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xiehuan.budget import Budget, SpendingKind, counted
from xiehuan.contact.blocks import Block, Facts, Paragraph, Table, Tone
from xiehuan.dates import add_months
from xiehuan.errors import Text

Say = Callable[[Text], str]

_KINDS = {
    SpendingKind.PRIORITY_DEBT: Text("须优先偿还", "priority debt"),
    SpendingKind.OTHER: Text("非必要", "other"),
}


def in_chinese(text: Text) -> str:
    """Letters to Chinese lenders are in Chinese."""
    return text.zh


def statement(budget: Budget, on: date, say: Say = in_chinese) -> list[Block]:
    """Income, spending and what can be paid, a month."""
    incomes = counted(budget.household, on)
    income_rows = tuple(
        (i.name + _note(i.until, say, certain=i.is_certain), i.amount.grouped()) for i in incomes
    )
    spending_rows = tuple(
        (s.name + _kind(s.kind, say), s.amount.grouped()) for s in budget.household.spendings
    )
    head = (say(Text("项目", "item")), say(Text("每月（元）", "a month (yuan)")))
    received = (say(Text("收入合计", "income")), budget.income.grouped())
    spent = (say(Text("支出合计", "spending")), budget.spending.grouped())
    return [
        Table(say(Text("收入", "Income")), head, income_rows, (1,), received),
        Table(say(Text("支出", "Spending")), head, spending_rows, (1,), spent),
        Facts(
            (
                (
                    say(Text("每月结余", "left over a month")),
                    f"{budget.surplus.grouped()} {say(Text('元', 'yuan'))}",
                ),
                (
                    say(Text("每月可用于偿还全部债务", "can be paid to all creditors a month")),
                    f"{budget.affordable.grouped()} {say(Text('元', 'yuan'))}",
                ),
            )
        ),
        *_later(budget, on, say),
        Paragraph(
            say(
                Text(
                    "可还金额的算法：" + "；".join(r.zh for r in budget.reasons[:3]) + "。",
                    "How it is computed: " + "; ".join(r.en for r in budget.reasons[:3]) + ".",
                )
            ),
            Tone.SOFT,
        ),
    ]


def _later(budget: Budget, on: date, say: Say) -> list[Block]:
    """What changes when an income ends: said with the figure, so that a plan that steps down explains itself."""
    out: list[Block] = []
    before = budget.affordable
    for end in sorted({i.until for i in counted(budget.household, on) if i.until}):
        after = add_months(end.replace(day=1), 1)
        amount = budget.capacity(after.year, after.month)
        if amount != before:
            names = "、".join(i.name for i in budget.household.incomes if i.until == end)
            out.append(
                Paragraph(
                    say(
                        Text(
                            f"{names}到{end}为止，从{after.year}年{after.month}月起每月可用于偿还全部债务{amount.grouped()}元。",
                            f"{names} ends on {end}; from {after.year}-{after.month:02d} {amount.grouped()} a month can be paid.",
                        )
                    )
                )
            )
            before = amount
    return out


def _note(until: date | None, say: Say, *, certain: bool) -> str:
    notes = []
    if until:
        notes.append(say(Text(f"到{until}为止", f"until {until}")))
    if not certain:
        notes.append(say(Text("不固定，计算时打八折", "not certain, counted at 80 %")))
    return _in_brackets(say(Text("，", ", ")).join(notes), say)


def _kind(kind: SpendingKind, say: Say) -> str:
    return "" if kind is SpendingKind.ESSENTIAL else _in_brackets(say(_KINDS[kind]), say)


def _in_brackets(note: str, say: Say) -> str:
    return say(Text(f"（{note}）", f" ({note})")) if note else ""
