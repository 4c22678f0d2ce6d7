"""The statement of income and spending as blocks: the same in every letter, in the report and on its own page.

What goes to a creditor names no other creditor: the others stand in one sum.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

from xiehuan.budget import Budget, IncomeSection, SpendingKind, SpendingSection, Statement, Way, counted
from xiehuan.budget.closing import Closing, Part
from xiehuan.budget.sections import INCOME_NAMES, SPENDING_NAMES
from xiehuan.budget.statement import Line
from xiehuan.contact.blocks import Block, Facts, Items, Paragraph, Table, Tone
from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.money import Money

Say = Callable[[Text], str]

_KINDS = {
    SpendingKind.PRIORITY_DEBT: Text("须优先偿还", "priority debt"),
    SpendingKind.OTHER: Text("非必要", "other"),
}
_WAYS = {
    Way.CONTRACT: Text("按合同要付的", "What the contract takes"),
    Way.PROPOSED: Text("按方案要付的", "What the plan takes"),
}
_NOT_ADMITTED = Text(
    "这里的债务金额以各方对账结果为准，不构成对有争议费用的确认。",
    "What is owed here is subject to reconciliation with each creditor; nothing acknowledges disputed charges.",
)
SOURCES = {
    "alipay": Text("支付宝", "Alipay"),
    "wechat_pay": Text("微信支付", "WeChat Pay"),
}


def in_chinese(text: Text) -> str:
    """Letters to Chinese lenders are in Chinese."""
    return text.zh


def statement(made: Statement, say: Say = in_chinese, *, to: str | None = None) -> list[Block]:
    """The statement; `to` is the debt of the creditor it goes to, "" for any creditor, None for the person's own eyes."""
    return [
        *lines(made, say),
        *_sums(made, say),
        *later(made, say),
        *_beside_bills(made, say, private=to is None),
        *_closings(made, say, to),
        Paragraph(_computed(made.budget, say), Tone.SOFT),
    ]


def lines(made: Statement, say: Say) -> list[Block]:
    """Income and spending line by line, what is not counted, and the reasons for unusual figures."""
    head = (say(Text("项目", "item")), say(Text("每月（元）", "a month (yuan)")))
    inside = [line for line in made.income if line.counted]
    told = {note for t in made.triggers for note in t.notes}
    received = (say(Text("收入合计", "income")), made.budget.income.grouped())
    spent = (say(Text("支出合计", "spending")), made.budget.spending.grouped())
    return [
        Table(say(Text("收入", "Income")), head, _rows(inside, told, say), (1,), received),
        *_not_counted(made, say),
        Table(say(Text("支出", "Spending")), head, _rows(made.spending, told, say), (1,), spent),
        *_reasons_given(made, say),
    ]


def _rows(shown: Iterable[Line], told: Container[str], say: Say) -> tuple[tuple[str, ...], ...]:
    """Name and amount of each line; a note that stands below with its figure is not said twice."""
    return tuple((_label(line, say) + _note(line, told, say), line.monthly.grouped()) for line in shown)


def _label(line: Line, say: Say) -> str:
    """Section and name; the name alone where it says the section already."""
    section = say(section_name(line.section))
    return line.name if section in line.name else f"{section} · {line.name}"


def section_name(section: IncomeSection | SpendingSection) -> Text:
    """The section in words."""
    return INCOME_NAMES[section] if isinstance(section, IncomeSection) else SPENDING_NAMES[section]


def _not_counted(made: Statement, say: Say) -> list[Block]:
    left = [(line, line.left_out) for line in made.income if line.left_out is not None]
    if not left:
        return []
    much = [line.stated.said if line.stated.said.zh else _a_month(line) for line, _ in left]
    zh = "；".join(f"{line.name}（{m.zh}；{why.zh}）" for (line, why), m in zip(left, much, strict=True))
    en = "; ".join(f"{line.name} ({m.en}; {why.en})" for (line, why), m in zip(left, much, strict=True))
    return [
        Paragraph(say(Text(f"没有算进去的收入：{zh}。", f"Income that is not counted: {en}.")), Tone.SOFT)
    ]


def _a_month(line: Line) -> Text:
    return Text(f"每月{line.monthly.grouped()}元", f"{line.monthly.grouped()} a month")


def _reasons_given(made: Statement, say: Say) -> list[Block]:
    """The figures above the average that the person explained."""
    told = [
        Text(
            f"{t.name.zh}每月{t.stated.grouped()}元，高于参考数{t.figure.grouped()}元（{t.source.zh}），原因：{'；'.join(t.notes)}",
            f"{t.name.en}: {t.stated.grouped()} a month, above {t.figure.grouped()} ({t.source.en}), because: {'; '.join(t.notes)}",
        )
        for t in made.triggers
        if t.notes
    ]
    return [Items(tuple(say(t) for t in told))] if told else []


def _sums(made: Statement, say: Say) -> list[Block]:
    b, yuan = made.budget, say(Text("元", "yuan"))
    rows = [
        (Text("每月结余", "left over a month"), b.surplus),
        (Text("留出的备用", "kept as a reserve"), b.reserve),
        (Text("每月可用于偿还全部债务", "can be paid to all creditors a month"), b.affordable),
        (Text("留下生活的钱", "left to live on"), made.to_live_on),
    ]
    why: list[Block] = []
    if made.minimum.amount is not None:
        label = Text("至少要保留的生活费", "living costs that must stay")
        rows.append((label, made.minimum.amount))
        reason = Text(f"{label.zh}：{made.minimum.why.zh}。", f"{label.en}: {made.minimum.why.en}.").opening()
        why = [Paragraph(say(reason), Tone.SOFT)]
    return [Facts(tuple((say(label), f"{amount.grouped()} {yuan}") for label, amount in rows)), *why]


def later(made: Statement, say: Say) -> list[Block]:
    """What changes when an income ends: said with the figure, so that a plan that steps down explains itself."""
    budget, out = made.budget, list[Block]()
    before, incomes = budget.affordable, counted(budget.household, made.on)
    for end in sorted({i.until for i in incomes if i.until}):
        after = add_months(end.replace(day=1), 1)
        amount = budget.capacity(after.year, after.month)
        if amount != before:
            names = "、".join(i.name for i in incomes if i.until == end)
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


def _beside_bills(made: Statement, say: Say, *, private: bool) -> list[Block]:
    """Stated figures beside those of the bills; to a creditor only where the bills are enough to rest on."""
    bills, b = made.bills, made.budget
    if bills is None or not (bills.used or private):
        return []
    names = say(Text("、", ", ")).join(say(SOURCES.get(s, Text(s, s))) for s in bills.sources)
    head = (
        say(Text("每月（元）", "a month (yuan)")),
        say(Text("自己填的", "stated")),
        say(Text("账单平均", "by bills")),
        say(Text("相差", "difference")),
    )
    sides = (
        (Text("收入", "income"), b.income, bills.income),
        (Text("支出", "spending"), b.spending, bills.spending),
        (Text("结余", "left over"), b.surplus, bills.surplus),
    )
    rows = tuple(
        (say(name), stated.grouped(), shown.grouped(), (stated - shown).grouped())
        for name, stated, shown in sides
    )
    first, last = bills.months[0], bills.months[-1]
    span = f"{first.year}-{first.month:02d}—{last.year}-{last.month:02d}"
    caption = Text(
        f"自己填的和账单对照（{names}，{len(bills.months)}个整月 {span}，还款和自己转账不算）",
        f"Stated and by bills ({names}, whole months {span}: {len(bills.months)}, debts and own transfers aside)",
    )
    note = Text(
        "账单只有这些账户的，别的账户和现金不在里面；整月不够，没有用来算可还的数。",
        "The bills are of these accounts only, other accounts and cash are not in them; too few whole months to rest on.",
    )
    return [Table(say(caption), head, rows, (1, 2, 3), note="" if bills.used else say(note))]


def _closings(made: Statement, say: Say, to: str | None) -> list[Block]:
    out: list[Block] = []
    for one in made.closings:
        if one.month is not None:
            out.append(_table(one, say, to))
        out.append(Paragraph(say(_said(one, to)), Tone.WARN if one.holds is False else Tone.PLAIN))
    return out if to is None else [*out, Paragraph(say(_NOT_ADMITTED), Tone.SOFT)]


def _said(one: Closing, to: str | None) -> Text:
    """The line; names of other creditors with unknown payments stay at home."""
    if one.holds is None and to is not None:
        return Text(
            "另有债务的合同金额还在核对。", "The contract payments of another debt are being checked."
        )
    return one.says


def _table(one: Closing, say: Say, to: str | None) -> Table:
    month = "" if one.month is None else f"{one.month[0]}-{one.month[1]:02d}"
    caption = Text(f"{_WAYS[one.way].zh}（{month}，元）", f"{_WAYS[one.way].en} ({month}, yuan)")
    rows = [(p.name, p.amount.grouped()) for p in _for(one.parts, say, to)]
    rows.append((say(Text("当月能付的", "can be paid that month")), one.can.grouped()))
    total = (say(Text("能付的减去要付的", "can be paid less what is taken")), one.left.grouped())
    need = (say(Text("要付的合计", "taken in all")), one.need.grouped())
    rows.insert(len(rows) - 1, need)
    head = (say(Text("债务", "debt")), say(Text("金额（元）", "yuan")))
    return Table(say(caption), head, tuple(rows), (1,), total)


def _for(parts: Sequence[Part], say: Say, to: str | None) -> list[Part]:
    """The parts by name for the person; for a creditor its own and the sum of the others."""
    if to is None:
        return list(parts)
    mine = [Part(p.debt, say(Text("贵方这笔", "this debt")), p.amount) for p in parts if to and p.debt == to]
    others = [p for p in parts if p.debt != to]
    if not others:
        return mine
    label = Text(f"其他{len(others)}笔合计", f"other debts: {len(others)}")
    if not to:
        label = Text(f"全部{len(others)}笔合计", f"all debts: {len(others)}")
    return [*mine, Part("", say(label), Money.total(p.amount for p in others))]


def _computed(budget: Budget, say: Say) -> str:
    return say(
        Text(
            "可还金额的算法：" + "；".join(r.zh for r in budget.reasons[:3]) + "。",
            "How it is computed: " + "; ".join(r.en for r in budget.reasons[:3]) + ".",
        )
    )


def _note(line: Line, told: Container[str], say: Say) -> str:
    notes = []
    if line.stated.said.zh:
        notes.append(say(line.stated.said))
    if line.until:
        notes.append(say(Text(f"到{line.until}为止", f"until {line.until}")))
    if not line.certain:
        notes.append(say(Text("不固定，计算时打八折", "not certain, counted at 80 %")))
    if line.kind in _KINDS:
        notes.append(say(_KINDS[line.kind]))
    if line.note and line.note not in told:
        notes.append(line.note)
    note = say(Text("，", ", ")).join(notes)
    return say(Text(f"（{note}）", f" ({note})")) if note else ""
