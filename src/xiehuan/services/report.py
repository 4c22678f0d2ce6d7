"""The report for the person: the one next thing, then the figures, then everything that opens.

Each section is one function of the assessment; words come in both languages and `say` picks one.
"""

from __future__ import annotations

from collections.abc import Callable

from xiehuan.case.actions import Action
from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.application import each_month
from xiehuan.contact.blocks import (
    Block,
    Card,
    Document,
    Figure,
    Figures,
    Heading,
    Items,
    NextThing,
    Paragraph,
    Table,
    Tone,
)
from xiehuan.contact.phrases import CAUSES, LENDERS, NO_ACKNOWLEDGEMENT, PAPERS, PLANS
from xiehuan.contact.statement import statement
from xiehuan.errors import Text
from xiehuan.law import Certainty, ChargeFinding, Sum
from xiehuan.law.audit import percent
from xiehuan.money import Money
from xiehuan.plan import Kind, Option
from xiehuan.readers.case_folder import CaseFolder, FileStatus
from xiehuan.services.pictures import balances, days, debts

Say = Callable[[Text], str]

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


def report(state: Assessment, actions: list[Action], folder: CaseFolder, lang: str, foot: str) -> Document:
    """The report in one language (zh-CN or en)."""

    def say(text: Text) -> str:
        return text.zh if lang == "zh-CN" else text.en

    blocks: list[Block] = [
        *_first(actions, say),
        _headline(state, say),
        *_warnings(state, say),
        *days(state, lang, say),
        *_todo(actions, say),
        *_owed(state, lang, say),
        *_audit(state, say),
        *_means(state, say),
        *_plans(state, lang, say),
        *_papers(state, folder, say),
        *_account(folder, say),
        *_limits(state, say),
    ]
    return Document(
        say(Text("我的还款协商报告", "My repayment report")),
        tuple(blocks),
        say(Text(f"按{state.on}计算，只给自己看", f"As of {state.on}, for your eyes only")),
        foot,
        lang,
    )


def _first(actions: list[Action], say: Say) -> list[Block]:
    if not actions:
        return []
    first = actions[0]
    reason = Text(f"{first.why.zh}。最晚{first.by}。", f"{first.why.en}. By {first.by}.")
    return [NextThing(say(first.what), say(reason))]


def _headline(state: Assessment, say: Say) -> Figures:
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


def _warnings(state: Assessment, say: Say) -> list[Block]:
    return [
        Paragraph(say(v.limitation.warning(v.debt)), Tone.BAD)
        for v in state.debts
        if v.silent and v.limitation
    ]


def _todo(actions: list[Action], say: Say) -> list[Block]:
    lines = tuple(
        say(Text(f"{a.by}　{a.what.zh}。{a.why.zh}。", f"{a.by}  {a.what.en}. {a.why.en}.")) for a in actions
    )
    return (
        [Heading(say(Text("接下来做什么", "What to do next"))), Items(lines, numbered=True)] if lines else []
    )


def _owed(state: Assessment, lang: str, say: Say) -> list[Block]:
    rows = []
    for v in state.debts:
        o = v.owed
        name = v.debt.short_name + (say(Text("（粗略）", " (rough)")) if o.rough else "")
        late = str(o.days_past_due)
        rows.append((name, late, o.total.grouped(), _or_dash(o.undue_principal), _or_dash(v.claimed)))
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
        *debts(state, lang, say),
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


def _or_dash(amount: Money | None) -> str:
    return "—" if amount is None else amount.grouped()


def _audit(state: Assessment, say: Say) -> list[Block]:
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
        if not view.audit.findings:
            continue
        out.append(Heading(view.debt.short_name, 3))
        sums = [(say(_TAGS[s][0]), f"{view.audit.total(s).grouped()} {say(Text('元', 'yuan'))}") for s in Sum]
        out.append(
            Figures(tuple(Figure(label, value.split(" ")[0], value.split(" ")[1]) for label, value in sums))
        )
        out += [_card(f, say) for f in view.audit.findings]
    return out


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
        say(finding.title),
        say(tag),
        tone,
        tuple(rows),
        say(Text("怎么算的，依据是什么", "how, and on what ground")),
        tuple(details),
        say(finding.why),
    )


def _means(state: Assessment, say: Say) -> list[Block]:
    head = Heading(say(Text("每月能还多少", "What can be paid")))
    if state.budget is None:
        text = Text(
            "还没有收入和支出，算不出来。填好 case.toml 再运行一次。",
            "No income and spending yet. Fill case.toml and run again.",
        )
        return [head, Paragraph(say(text), Tone.WARN)]
    out: list[Block] = [head, *statement(state.budget, state.on, say)]
    notes = [say(r) for r in state.budget.reasons[3:]]
    if notes:
        out.append(Items(tuple(notes)))
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


def _plans(state: Assessment, lang: str, say: Say) -> list[Block]:
    intro = Text(
        "各家方案用的是同一个每月可还的数，不同的是免多少、还多久。先停罚息，再免费用，再降利率，最后才延长。",
        "All plans use the same monthly ability; they differ in what is waived and how long it takes.",
    )
    out: list[Block] = [Heading(say(Text("怎么还", "The plans"))), Paragraph(say(intro), Tone.SOFT)]
    out += balances(state, lang, say)
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
    for view in state.debts:
        out += _options(view, say)
    out.append(
        Paragraph(
            say(
                Text(
                    "漏还一期，方案通常作废，减免会恢复。先看到书面约定（App页面、短信或录音复述都算），再还第一期。",
                    "One missed payment usually ends a plan and revives what was waived. See it in writing before the first payment.",
                )
            ),
            Tone.WARN,
        )
    )
    return out


def _chosen_row(view: DebtView, option: Option, say: Say) -> tuple[str, ...]:
    safe = Text("稳妥", "safe") if option.safe else Text("还不稳妥", "not yet safe")
    end = option.payments[-1].on.isoformat()
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
    rows = []
    for option in view.options:
        role = say(_ROLES[option.role.value]) if option.role else say(Text("备选", "alternative"))
        if Kind.CONTRACT in option.kinds:
            role = ""
        name = "：".join(p for p in (role, _kinds(option, say)) if p)
        rows.append(
            (
                name,
                str(option.n),
                option.total.grouped(),
                option.waived_total.grouped(),
                _or_dash(option.more_in_total),
            )
        )
    head = (
        Text("方案", "plan"),
        Text("期数", "n"),
        Text("合计", "total"),
        Text("减免", "waived"),
        Text("比合同多付", "more than the contract"),
    )
    out.append(Paragraph(_ability(view.options[-1], say)))
    out.append(
        Table(
            say(Text("金额单位：元", "amounts in yuan")),
            tuple(say(h) for h in head),
            tuple(rows),
            (1, 2, 3, 4),
        )
    )
    doubts = {say(r) for o in view.options for r in o.reasons[1:]}
    out += [Paragraph(d, Tone.WARN) for d in sorted(doubts)]
    out.append(
        Paragraph(
            say(Text("对信用记录的影响：未知，谈的时候要问。", "Effect on the credit record: unknown, ask.")),
            Tone.SOFT,
        )
    )
    return out


def _ability(option: Option, say: Say) -> str:
    """The same in every option: what this creditor gets a month, and how that compares with the contract."""
    zh, en = f"每月{each_month(option)}元", f"A month: {each_month(option)} yuan"
    less = option.less_per_month
    if less is not None and less > Money.ZERO:
        zh, en = (
            f"{zh}，比合同的下一期少付{less.grouped()}元",
            f"{en}, {less.grouped()} less than the contract's next payment",
        )
    return say(Text(zh + "。", en + "."))


def _papers(state: Assessment, folder: CaseFolder, say: Say) -> list[Block]:
    hardship = state.case.household.hardship
    have = [f.name.partition("/")[2] for f in folder.files if f.name.startswith("papers/") and f.kept]
    out: list[Block] = [Heading(say(Text("材料", "Papers")))]
    if hardship:
        out.append(
            Paragraph(
                say(
                    Text(
                        f"因{CAUSES[hardship.cause].zh}申请，通常要：",
                        f"For {CAUSES[hardship.cause].en} lenders usually ask for:",
                    )
                )
            )
        )
        out.append(Items(tuple(say(p) for p in PAPERS[hardship.cause])))
    listed = "、".join(have) if have else say(Text("还没有", "none yet"))
    out.append(
        Paragraph(
            say(
                Text(
                    f"已经放进来的：{listed}。是否清晰、完整、在有效期内，请自己再看一遍；没有的如实说明，不补造。",
                    f"At hand: {listed}. Look yourself whether each is clear, complete and in date; never make one up.",
                )
            )
        )
    )
    return out


def _account(folder: CaseFolder, say: Say) -> list[Block]:
    if not folder.files:
        return []
    counts = {s: sum(f.status is s for f in folder.files) for s in FileStatus}
    records = sum(len(f.reading.records) for f in folder.files)
    repeated = sum(f.duplicates + f.reading.duplicates for f in folder.files)
    unread = sum(len(f.reading.unread) for f in folder.files)
    text = Text(
        f"文件{len(folder.files)}个：收入{counts[FileStatus.TAKEN]}，重复{counts[FileStatus.DUPLICATE]}，没收{counts[FileStatus.REFUSED]}。"
        f"记录：收入{records}，重复{repeated}，没读懂{unread}。",
        f"{len(folder.files)} files: {counts[FileStatus.TAKEN]} taken, {counts[FileStatus.DUPLICATE]} duplicate, "
        f"{counts[FileStatus.REFUSED]} refused. Records: {records} taken, {repeated} duplicate, {unread} unread.",
    )
    out: list[Block] = [Heading(say(Text("放进来的东西", "What was put in"))), Paragraph(say(text))]
    refused = tuple((f.name, say(f.why)) for f in folder.files if f.why)
    if refused:
        out.append(
            Table(
                say(Text("没收或重复的文件", "refused or duplicate files")),
                (say(Text("文件", "file")), say(Text("原因", "why"))),
                refused,
            )
        )
    return out


def _limits(state: Assessment, say: Say) -> list[Block]:
    assumed = [v.debt.short_name for v in state.debts if v.debt.assumed]
    lines = [
        Text(
            "法规数据以2026年3月前看到的材料为准，标注为转述的不作定论。",
            "Law data as read by March 2026; second-hand sources are never called certain.",
        ),
        Text(
            "这不是法律意见。遇到起诉、支付令、上门，请找法律援助（12348）。",
            "This is no legal advice. For a lawsuit, a payment order or a visit ask legal aid.",
        ),
        Text(
            "有人收费包办“停息挂账”“债务优化”，或要你的手机卡、银行卡、假材料，都不要答应。",
            "Refuse anyone who sells debt optimisation or asks for your SIM, bank card or false papers.",
        ),
    ]
    if assumed:
        lines.insert(
            0,
            Text(
                f"{'、'.join(assumed)}：有的条件是按常情补的（例如没有还款记录的几期按已付算），请核对。",
                f"{', '.join(assumed)}: some facts were assumed (such as earlier instalments paid); check them.",
            ),
        )
    return [
        Heading(say(Text("这份报告的边界", "What this report cannot say"))),
        Items(tuple(say(t) for t in lines)),
    ]
