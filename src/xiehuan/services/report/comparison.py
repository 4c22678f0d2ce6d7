"""Plans beside doing nothing: what is left over time, what it costs, the months at risk, and what one missed instalment does."""

from __future__ import annotations

from collections.abc import Sequence

from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.blocks import Block, Chart, Heading, Items, Paragraph, Table, Tone
from xiehuan.contact.phrases import PARTS
from xiehuan.contact.statement import Say
from xiehuan.dates import add_months
from xiehuan.documents.charts import BalanceLine, balance_chart
from xiehuan.errors import Text
from xiehuan.loan import to_clear
from xiehuan.money import Money
from xiehuan.plan import Option
from xiehuan.plan.comparison import NAMES, Course, courses

MAX_MONTHS = 60
_TONES = (Tone.GOOD, Tone.PLAIN, Tone.WARN)
_NOTHING = Text("什么都不做", "do nothing")


def comparison(state: Assessment, lang: str, say: Say) -> list[Block]:
    """Chart and table of two or three courses beside doing nothing; nothing where no course clears the debts."""
    found = courses(state.joint, state.budget.low if state.budget else Money.ZERO)
    known = [v for v in state.debts if v.choice is not None and not v.owed.rough]
    if not found or not known:
        return []
    months = min(MAX_MONTHS, max(o.n for c in found for o in c.plans.values())) + 1
    return [
        *_chart(state, found, known, months, lang, say),
        _table(state, found, known, months, say),
        Paragraph(
            say(
                Text(
                    "“有风险的月份”是几家加起来超过最差那个月能还的数；账单月份少，只能当提醒。",
                    "A month is at risk where all plans together exceed what the weakest month known would carry.",
                )
            ),
            Tone.SOFT,
        ),
    ]


def _chart(
    state: Assessment, found: Sequence[Course], known: Sequence[DebtView], months: int, lang: str, say: Say
) -> list[Block]:
    steps = [add_months(state.on, m) for m in range(months + 1)]
    only = [v.debt.id for v in known]
    nothing = BalanceLine(
        say(_NOTHING), tuple(Money.total(to_clear(v.debt, d) for v in known) for d in steps), Tone.BAD
    )
    lines = [nothing]
    lines += [
        BalanceLine(say(NAMES[c.way]), tuple(c.left_after(d, only) for d in steps), tone)
        for c, tone in zip(found, _TONES, strict=False)
    ]
    title = say(Text("还剩多少要付，一直到结清", "What is left to pay, to the end"))
    last = nothing.values[-1].grouped()
    told = say(
        Text(
            f"按方案{months - 1}个月内结清，什么都不做变成{last}元",
            f"paid off within {months - 1} months by the plan, {last} if nothing is done",
        )
    )
    every = max(1, months // 8)
    rows = tuple(
        (d.isoformat()[:7], *(line.values[i].grouped() for line in lines))
        for i, d in enumerate(steps)
        if i % every == 0
    )
    head = (say(Text("月份", "month")), *(line.name for line in lines))
    numbers = Table(say(Text("金额单位：元", "yuan")), head, rows, tuple(range(1, len(head))))
    svg = balance_chart(lines, (state.on.year, state.on.month), lang, title=title, description=told)
    return [Chart(title, told, svg, numbers)]


def _table(
    state: Assessment, found: Sequence[Course], known: Sequence[DebtView], months: int, say: Say
) -> Table:
    head = (
        Text("走法", "course"),
        Text("一共要付", "in all"),
        Text("结清", "ends"),
        Text("最高的一个月", "dearest month"),
        Text("有风险的月份", "months at risk"),
    )
    at_risk = "{}/{}"
    rows = [
        (
            say(NAMES[c.way]),
            c.total.grouped(),
            c.ends.isoformat()[:7],
            c.dearest.grouped(),
            at_risk.format(c.at_risk, months - 1),
        )
        for c in found
    ]
    end = add_months(state.on, months)
    owed = Money.total(to_clear(v.debt, end) for v in known)
    never = say(Text("不会结清", "never"))
    rows.append(
        (
            say(_NOTHING),
            say(Text(f"到{end:%Y-%m}欠{owed.grouped()}", f"{owed.grouped()} owed in {end:%Y-%m}")),
            never,
            "—",
            "—",
        )
    )
    caption = Text("几种走法比一比（元）", "The courses side by side (yuan)")
    return Table(say(caption), tuple(say(h) for h in head), tuple(rows), (1, 3, 4))


def missed(state: Assessment, say: Say) -> list[Block]:
    """What one missed instalment brings back, creditor by creditor."""
    lines = [say(_line(v, v.chosen)) for v in state.debts if v.chosen and v.chosen.revives]
    if not lines:
        return []
    return [
        Heading(say(Text("漏还一期会怎样", "If one instalment is missed")), 3),
        Items(tuple(lines)),
        Paragraph(
            say(
                Text(
                    "这是通常的条款。谈的时候请对方写明：晚几天内补上不算违约，已经减免的不再恢复。漏之前先打电话，比漏之后好谈。",
                    "These are usual terms. Ask for days of grace and that what is waived stays waived. Call before missing one.",
                )
            ),
            Tone.SOFT,
        ),
    ]


def _line(view: DebtView, option: Option) -> Text:
    back = Money.total(b.amount for b in option.revives)
    parts = "、".join(PARTS[b.component].zh for b in option.revives if b.component and b.component in PARTS)
    rate = next((b.rate for b in option.revives if b.component is None), None)
    zh, en = [], []
    if back:
        zh.append(f"恢复{parts or '减免'}{back.grouped()}元")
        en.append(f"{back.grouped()} that was waived is owed again")
    if rate is not None:
        zh.append(f"利率回到{float(rate) * 100:.2f}%")
        en.append(f"the rate goes back to {float(rate) * 100:.2f} %")
    name = view.debt.short_name
    return Text(f"{name}：" + "，".join(zh), f"{name}: " + ", ".join(en))
