"""What can be paid and the plans that follow from it."""

from __future__ import annotations

from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.application import each_month
from xiehuan.contact.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Table,
    Tone,
)
from xiehuan.contact.means import findings, questions
from xiehuan.contact.phrases import PLANS
from xiehuan.contact.statement import Say, statement
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.plan import Kind, LeastCost, Option, Shape
from xiehuan.services.report.comparison import comparison, missed
from xiehuan.services.report.debts import or_dash


def means(state: Assessment, say: Say) -> list[Block]:
    """The statement of income and spending and what the bills show."""
    head = Heading(say(Text("每月能还多少", "What can be paid")))
    if state.statement is None:
        text = Text(
            "还没有收入和支出，算不出来。填好 case.toml 再运行一次。",
            "No income and spending yet. Fill case.toml and run again.",
        )
        return [head, Paragraph(say(text), Tone.WARN)]
    made = state.statement
    notes = [say(r) for r in made.budget.reasons[3:]]
    out: list[Block] = [head, *findings(made, say, 3), *statement(made, say)]
    out += [*([Items(tuple(notes))] if notes else []), *questions(made, say, 3)]
    beside = Text(
        "压力测试和自动扣款在同一文件夹的 income-and-spending.html。",
        "Stress tests and automatic debits stand in income-and-spending.en.html beside this page.",
    )
    out.append(Paragraph(say(beside), Tone.SOFT))
    if state.months:
        out.append(
            Table(
                say(
                    Text(
                        "账单里每月的结余（元），还款和自己转账不算在内",
                        "Surplus by the bills (yuan), debts and own transfers aside",
                    )
                ),
                (
                    say(Text("月份", "month")),
                    say(Text("收入", "income")),
                    say(Text("支出", "spending")),
                    say(Text("结余", "left")),
                ),
                tuple(
                    (f"{m.year}-{m.month:02d}", m.income.grouped(), m.spending.grouped(), m.surplus.grouped())
                    for m in state.months
                ),
                (1, 2, 3),
            )
        )
    return out


def plans(state: Assessment, lang: str, say: Say) -> list[Block]:
    """The joint plan, then the options of each creditor."""
    intro = Text(
        "各家方案用的是同一个每月可还的数，不同的是免多少、还多久。先停罚息，再免费用，再降利率，最后才延长。",
        "All plans use the same monthly ability; they differ in what is waived and how long it takes.",
    )
    out: list[Block] = [Heading(say(Text("怎么还", "The plans"))), Paragraph(say(intro), Tone.SOFT)]
    out += comparison(state, lang, say)
    rows = tuple(_chosen_row(v, o, say) for v in state.debts if (o := v.chosen))
    month = state.joint.monthly.grouped()
    head = (
        Text("债权人", "creditor"),
        Text("每月", "a month"),
        Text("期数", "n"),
        Text("结清", "ends"),
        Text("合计", "total"),
        Text("稳妥", "safe"),
    )
    caption = Text(
        "各家合在一起，每个月都不超过每月可还的数（元）",
        "All creditors together, within what can be paid in every month (yuan)",
    )
    last = (say(Text("合计（最多的一个月）", "total (highest month)")), month, "", "", "", "")
    out.append(Table(say(caption), tuple(say(h) for h in head), rows, (1, 2, 4), last))
    out += [Paragraph(say(r), Tone.WARN) for r in state.joint.reasons]
    out += _least_cost(state, say)
    out += _ways_out(state, say)
    for view in state.debts:
        out += _options(view, say)
    out += missed(state, say)
    out.append(
        Paragraph(
            say(
                Text(
                    "先看到书面约定（App页面、短信或录音复述都算），再还第一期。",
                    "See the plan in writing before the first payment.",
                )
            ),
            Tone.WARN,
        )
    )
    return out


def _ways_out(state: Assessment, say: Say) -> list[Block]:
    """The honest alternatives where a plan does not hold, each with its source and doubt."""
    if not state.ways:
        return []
    lines = []
    for way in state.ways:
        doubt = way.doubt or Text("", "")
        source = f"（{way.source}）" if way.source else ""
        ends = Text(
            f"{way.says.zh.removesuffix('。')}{source}{'。' + doubt.zh if doubt.zh else ''}",
            f"{way.says.en} {source} {doubt.en}",
        )
        lines.append(say(ends))
    head = Text("方案谈不成时，还有这些路", "Where no plan holds, these ways are left")
    return [Heading(say(head), 3), Items(tuple(lines))]


def _least_cost(state: Assessment, say: Say) -> list[Block]:
    """What another order of paying would save, and who would get more than its share; or how much a month is missing."""
    other = state.joint.alternative
    if other is None:
        return []
    if other.short is not None:
        text = Text(
            f"每个月再多{other.short.grouped()}元，就有办法在60期内把各家都还清；少一分都不行。",
            f"With {other.short.grouped()} more in every month all can be cleared within 60 months, with less they cannot.",
        )
        return [Paragraph(say(text), Tone.SOFT)]
    if not other.worth_showing or other.plans is None:
        return []
    head = (Text("债权人", "creditor"), Text("每月", "a month"), Text("期数", "n"), Text("合计", "total"))
    names = {v.debt.id: v.debt.short_name for v in state.debts}
    rows = tuple((names[i], o.monthly.grouped(), str(o.n), o.total.grouped()) for i, o in other.plans.items())
    caption = Text(
        "另一种分法：要求一样，只是先还贵的（元）。各家更容易同意上面按比例的分法",
        "Another way: the same relief, the dearest debts sooner (yuan). Lenders accept shares more easily",
    )
    out: list[Block] = [Table(say(caption), tuple(say(h) for h in head), rows, (1, 2, 3))]
    return [*out, Paragraph(say(_gain(other))), *(Paragraph(say(a.text), Tone.WARN) for a in other.above)]


def _gain(other: LeastCost) -> Text:
    """What it saves against the shares, or that it clears what they do not."""
    proven = (
        Text("，没有更省的分法", ", and no choice of these plans costs less")
        if other.optimal
        else Text("", "")
    )
    if other.saves is None:
        return Text("这样分，各家都能在60期内还清。", "This way all are cleared within 60 months.")
    return Text(
        f"比按比例分少还{other.saves.grouped()}元{proven.zh}。",
        f"{other.saves.grouped()} less than by shares{proven.en}.",
    )


def _chosen_row(view: DebtView, option: Option, say: Say) -> tuple[str, ...]:
    safe = Text("稳妥", "safe") if option.safe else Text("还不稳妥", "not yet safe")
    end = option.payments[-1].on.isoformat()
    if Kind.HOLDING in option.kinds:
        safe = Text("暂缓", "holding")
        end = say(Text(f"{option.review_on}再谈", f"review {option.review_on}"))
    return (
        view.debt.short_name,
        option.monthly.grouped(),
        str(option.n),
        end,
        option.total.grouped(),
        say(safe),
    )


def _kinds(option: Option, say: Say) -> str:
    return "＋".join(say(PLANS[k]) for k in option.kinds)


_ROLES = {
    "opening": Text("建议先提", "opening"),
    "aim": Text("目标", "aim"),
    "floor": Text("底线，只给自己看", "floor, for your eyes only"),
}


def _options(view: DebtView, say: Say) -> list[Block]:
    if not view.options:
        return []
    out: list[Block] = [Heading(view.debt.short_name, 3)]
    if Kind.HOLDING in view.options[0].kinds:
        return [*out, Paragraph(say(view.options[0].reasons[0]))]
    head = (
        Text("方案", "plan"),
        Text("每月", "a month"),
        Text("期数", "n"),
        Text("合计", "total"),
        Text("减免", "waived"),
        Text("比合同多付", "more than the contract"),
    )
    rows = tuple(_option_row(o, say) for o in view.options)
    caption = say(Text("金额单位：元", "amounts in yuan"))
    out.append(Paragraph(_ability(view, say)))
    out.append(Table(caption, tuple(say(h) for h in head), rows, (1, 2, 3, 4, 5)))
    doubts = {say(r) for o in view.options for r in o.reasons[1:]}
    out += [Paragraph(d, Tone.WARN) for d in sorted(doubts)]
    chosen = view.chosen
    if chosen is not None:
        credit = Text(
            f"对信用记录的影响：{chosen.credit.why.zh}。",
            f"Effect on the credit record: {chosen.credit.why.en}.",
        )
        out += [Paragraph(say(chosen.chance.text), Tone.SOFT)] if chosen.chance else []
        out.append(Paragraph(say(credit), Tone.SOFT))
    return out


def _option_row(option: Option, say: Say) -> tuple[str, ...]:
    role = say(_ROLES[option.role.value]) if option.role else say(Text("备选", "alternative"))
    name = "：".join(p for p in ("" if option.first else role, _kinds(option, say)) if p)
    if option.down:
        name += say(Text(f"（首付{option.down.grouped()}）", f" ({option.down.grouped()} down)"))
    if option.note:
        name += say(Text(f"（{option.note.zh}）", f" ({option.note.en})"))
    return (
        name,
        option.monthly.grouped(),
        str(option.n),
        option.total.grouped(),
        option.waived_total.grouped(),
        or_dash(option.more_in_total),
    )


def _ability(view: DebtView, say: Say) -> str:
    """The same in every option: what this creditor may get a month, and how the plan compares with the contract."""
    option = view.chosen or view.options[0]
    ability = option.ability or option.monthly
    zh, en = (
        f"每月最多给这一家{ability.grouped()}元",
        f"At most {ability.grouped()} yuan a month for this creditor",
    )
    if option.shape is Shape.STEPPED:
        steps = each_month(option)
        zh, en = f"{zh}，能还的数会变：{steps}", f"{en}, which changes: {steps}"
    less = option.less_per_month
    if less is not None and less > Money.ZERO:
        zh, en = (
            f"{zh}，比合同的下一期少付{less.grouped()}元",
            f"{en}, {less.grouped()} less than the contract's next payment",
        )
    return say(Text(zh + "。", en + "."))
