"""What is owed and which charges do not match."""

from __future__ import annotations

from xiehuan.case.assessment import Assessment
from xiehuan.contact.blocks import (
    Block,
    Card,
    Figure,
    Figures,
    Heading,
    Paragraph,
    Table,
    Tone,
)
from xiehuan.contact.phrases import LENDERS, NO_ACKNOWLEDGEMENT
from xiehuan.contact.statement import Say
from xiehuan.errors import Text
from xiehuan.law import Certainty, ChargeFinding, Sum
from xiehuan.law.audit import percent
from xiehuan.law.card_plan import PlanTerms
from xiehuan.money import Money
from xiehuan.services.report import pictures

_TAGS = {
    Sum.BY_CONTRACT: (Text("按合同应更正", "to correct by contract"), Tone.BAD),
    Sum.REDUCIBLE: (Text("可请求调减", "reducible on request"), Tone.WARN),
    Sum.PAPER: (Text("需要材料", "needs a paper"), Tone.SOFT),
}
_DOUBT = {
    Certainty.CERTAIN: Text("依据：合同条款或已读全文的法条", "rests on a clause or a source read in full"),
    Certainty.ARGUABLE: Text(
        "有商量余地：依据是转述或各地不一", "arguable: second-hand source, or courts differ"
    ),
    Certainty.NEEDS_PAPER: Text("还缺材料，先问", "a paper is missing: ask first"),
}


def owed(state: Assessment, lang: str, say: Say) -> list[Block]:
    """The pictures and tables of what is owed, and the three yields."""
    rows = []
    for v in state.debts:
        o = v.owed
        name = v.debt.short_name + (say(Text("（粗略）", " (rough)")) if o.rough else "")
        late = str(o.days_past_due)
        rows.append((name, late, o.total.grouped(), or_dash(o.undue_principal), or_dash(v.claimed)))
    total = Money.total(v.owed.total for v in state.debts).grouped()
    undue = Money.total(v.owed.undue_principal or Money.ZERO for v in state.debts).grouped()
    head = (
        Text("债权人", "creditor"),
        Text("逾期天数", "days past due"),
        Text("已到期未还", "due and unpaid"),
        Text("未到期本金", "undue principal"),
        Text("对方主张", "claimed"),
    )
    table = Table(
        say(Text("金额单位：元", "amounts in yuan")),
        tuple(say(h) for h in head),
        tuple(rows),
        (1, 2, 3, 4),
        (say(Text("合计", "total")), "", total, undue, ""),
        say(NO_ACKNOWLEDGEMENT),
    )
    return [
        Heading(say(Text("欠了多少", "What is owed"))),
        *pictures.debts(state, lang, say),
        table,
        *_yields(state, say),
    ]


def _yields(state: Assessment, say: Say) -> list[Block]:
    known = [(v, v.yields) for v in state.debts if v.yields]
    if not known:
        return []
    head = (
        Text("债权人", "creditor"),
        Text("放款机构", "lender"),
        Text("12×月IRR", "12 × IRR"),
        Text("复利", "effective"),
        Text("单利", "simple"),
    )
    rows = tuple(
        (
            v.debt.short_name,
            say(LENDERS[v.debt.lender_kind]),
            *("—" if r is None else percent(r) for r in (y.irr12, y.ear, y.simple)),
        )
        for v, y in known
    )
    caption = say(
        Text(
            "按合同的综合年化成本，三种算法并列",
            "All-in yearly cost of the contracts, three measures side by side",
        )
    )
    return [Table(caption, tuple(say(h) for h in head), rows, (2, 3, 4))]


def or_dash(amount: Money | None) -> str:
    """An amount for people, a dash where it is unknown."""
    return "—" if amount is None else amount.grouped()


def audit(state: Assessment, say: Say) -> list[Block]:
    """The findings of every debt as cards under their three sums."""
    out: list[Block] = [
        Heading(say(Text("哪些费用对不上", "Which charges do not match"))),
        Paragraph(
            say(
                Text(
                    "三类金额性质不同，不相加。信里只写「请核对并答复」。",
                    "Three kinds of sums that are never added.",
                )
            ),
            Tone.SOFT,
        ),
    ]
    for view in state.debts:
        plan = view.audit.card_plan
        if not view.audit.findings:
            if plan and not view.silent and view.balance.total:
                out += [Heading(view.debt.short_name, 3), _card_plan(plan, say)]
            continue
        out.append(Heading(view.debt.short_name, 3))
        sums = [(say(_TAGS[s][0]), f"{view.audit.total(s).grouped()} {say(Text('元', 'yuan'))}") for s in Sum]
        out.append(
            Figures(tuple(Figure(label, value.split(" ")[0], value.split(" ")[1]) for label, value in sums))
        )
        out += [_card(f, say) for f in view.audit.findings]
        if plan and not view.silent and view.balance.total:
            out.append(_card_plan(plan, say))
    return out


def _card_plan(plan: PlanTerms, say: Say) -> Card:
    """What to look for in a card plan before signing it."""
    return Card(
        say(Text("信用卡可以谈个性化分期", "A card may be put on a personalised plan")),
        say(Text("银行可以同意，没有义务", "the bank may agree")),
        Tone.SOFT,
        (
            (
                say(Text("最长", "at most")),
                say(Text(f"{plan.most_months}期（月）", f"{plan.most_months} months")),
            ),
        ),
        say(Text("签之前核对这六项", "Six items to check before signing")),
        (
            *(say(i.name) for i in plan.items),
            say(
                Text(
                    f"依据：{plan.citation}（转引，没有逐字核对）",
                    f"source: {plan.citation} (read second-hand)",
                )
            ),
        ),
        say(plan.says),
    )


def _card(finding: ChargeFinding, say: Say) -> Card:
    tag, tone = _TAGS[finding.sum] if finding.sum else (Text("要先弄清", "to find out"), Tone.SOFT)
    rows = []
    if finding.sum:
        rows.append((say(Text("金额", "amount")), f"{finding.amount.grouped()} {say(Text('元', 'yuan'))}"))
    if finding.paid_part:
        rows.append(
            (
                say(Text("已付部分中超出", "above, of what was paid")),
                f"{finding.paid_part.grouped()} {say(Text('元，可以请求退还或抵扣', 'yuan: may be asked back'))}",
            )
        )
    details = [say(s) for s in finding.steps]
    details += [
        say(Text(f"依据：{finding.source}", f"source: {finding.source}")),
        say(_DOUBT[finding.certainty]),
    ]
    return Card(
        say(finding.title.opening()),
        say(tag),
        tone,
        tuple(rows),
        say(Text("怎么算的，依据是什么", "how, and on what ground")),
        tuple(details),
        say(finding.why),
    )
