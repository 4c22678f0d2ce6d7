"""The statement of income and spending as a table: the same in every letter and in the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xiehuan.budget import Budget, SpendingKind, counted
from xiehuan.contact.blocks import Block, Facts, Paragraph, Table, Tone
from xiehuan.errors import Text

Say = Callable[[Text], str]

_KINDS = {
    SpendingKind.ESSENTIAL: Text("必要生活", "essential"),
    SpendingKind.PRIORITY_DEBT: Text("须优先偿还", "priority debt"),
    SpendingKind.OTHER: Text("其他", "other"),
}


def in_chinese(text: Text) -> str:
    """Letters to Chinese lenders are in Chinese."""
    return text.zh


def statement(budget: Budget, on: date, say: Say = in_chinese) -> list[Block]:
    """Income, spending and what can be paid, a month."""
    incomes = counted(budget.household, on)
    income_rows = tuple(
        (i.name, _note(i.until, say, certain=i.is_certain), i.amount.grouped()) for i in incomes
    )
    spending_rows = tuple(
        (s.name, say(_KINDS[s.kind]), s.amount.grouped()) for s in budget.household.spendings
    )
    name, amount = say(Text("项目", "item")), say(Text("每月（元）", "a month (yuan)"))
    return [
        Table(
            say(Text("收入", "Income")),
            (name, say(Text("说明", "note")), amount),
            income_rows,
            (2,),
            (say(Text("收入合计", "income")), "", budget.income.grouped()),
        ),
        Table(
            say(Text("支出", "Spending")),
            (name, say(Text("类别", "kind")), amount),
            spending_rows,
            (2,),
            (say(Text("支出合计", "spending")), "", budget.spending.grouped()),
        ),
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


def _note(until: date | None, say: Say, *, certain: bool) -> str:
    notes = []
    if until:
        notes.append(say(Text(f"到{until}为止", f"until {until}")))
    if not certain:
        notes.append(say(Text("不固定，计算时打八折", "not certain, counted at 80 %")))
    return say(Text("，", ", ")).join(notes)
