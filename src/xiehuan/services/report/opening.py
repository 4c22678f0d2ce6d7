"""What comes first: the one next thing, four figures, warnings, the list of things to do."""

from __future__ import annotations

from xiehuan.case.actions import Action
from xiehuan.case.assessment import Assessment
from xiehuan.contact.blocks import (
    Block,
    Figure,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Tone,
)
from xiehuan.contact.statement import Say
from xiehuan.errors import Text
from xiehuan.law import Sum
from xiehuan.money import Money


def first(actions: list[Action], say: Say) -> list[Block]:
    """The one next thing."""
    if not actions:
        return []
    first = actions[0]
    reason = Text(f"{first.why.zh}。最晚{first.by}。", f"{first.why.en}. By {first.by}.")
    return [NextThing(say(first.what.opening()), say(reason.opening()))]


def headline(state: Assessment, say: Say) -> Figures:
    """Four figures: owed, affordable, to correct, cost of a week."""
    yuan = say(Text("元", "yuan"))
    late = [v for v in state.debts if v.owed.days_past_due]
    owed = Money.total(v.owed.to_clear for v in state.debts)
    wait = [v.owed.per_week for v in state.debts if v.owed.per_week is not None]
    correct = Money.total(v.audit.total(Sum.BY_CONTRACT) for v in state.debts)
    monthly = state.budget.affordable.grouped() if state.budget else say(Text("未知", "unknown"))
    return Figures(
        (
            Figure(
                say(Text("今天一共欠（含未到期）", "owed today, undue included")),
                owed.grouped(),
                yuan,
                say(
                    Text(
                        f"{len(state.debts)}笔，其中{len(late)}笔逾期",
                        f"{len(state.debts)} debts, {len(late)} overdue",
                    )
                ),
                Tone.BAD if late else Tone.PLAIN,
            ),
            Figure(
                say(Text("每月还得起", "can be paid a month")),
                monthly,
                yuan if state.budget else "",
                _range(state, say),
            ),
            Figure(
                say(Text("按合同应更正", "to correct by contract")),
                correct.grouped(),
                yuan,
                say(Text("另两类分开列，不相加", "the two other kinds stand apart")),
            ),
            Figure(
                say(Text("再等一周多付", "a week of waiting adds")),
                Money.total(wait).grouped(),
                yuan,
                say(Text("利息、罚息、违约金", "interest, penalty interest, late fee")),
            ),
        )
    )


def _range(state: Assessment, say: Say) -> str:
    b = state.budget
    if b is None:
        return say(Text("先填收入和支出", "write down income and spending first"))
    return say(
        Text(f"范围{b.low.grouped()}到{b.high.grouped()}", f"range {b.low.grouped()} to {b.high.grouped()}")
    )


def warnings(state: Assessment, say: Say) -> list[Block]:
    """Debts that may be time-barred: read before anything is sent."""
    return [
        Paragraph(say(v.limitation.warning(v.debt)), Tone.BAD)
        for v in state.debts
        if v.silent and v.limitation
    ]


def todo(actions: list[Action], say: Say) -> list[Block]:
    """All actions in order."""
    lines = tuple(
        say(
            Text(
                f"{a.by}　{a.what.zh}。{a.why.zh}。", f"{a.by}  {a.what.opening().en}. {a.why.opening().en}."
            )
        )
        for a in actions
    )
    return (
        [Heading(say(Text("接下来做什么", "What to do next"))), Items(lines, numbered=True)] if lines else []
    )
