"""The income and spending statement as a document: a page for the person, and a copy to attach for any creditor."""

from __future__ import annotations

from xiehuan.budget import Debits, Statement
from xiehuan.budget.debits import Mandate
from xiehuan.contact.blocks import (
    Block,
    Card,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    Paragraph,
    Signature,
    Table,
    Tone,
)
from xiehuan.contact.blocks import Say as Aloud
from xiehuan.contact.statement import Say, in_chinese, statement
from xiehuan.dates import in_zh
from xiehuan.errors import Text

TITLE = Text("家庭收支说明", "Income and spending statement")
_ASK_FOR_PAUSE = Text("请求暂停扣款", "to ask for a pause")
_DEBITS = {
    Debits.NONE: Text("没有自动扣款", "no automatic debits"),
    Debits.LISTED: Text("全部列在下面", "all listed below"),
    Debits.UNKNOWN: Text("不清楚，先问", "unknown: ask first"),
}


def to_attach(made: Statement, foot: str = "") -> Document:
    """The copy to attach, in Chinese: no other creditor's name, no question, no test."""
    home = made.budget.household
    rows = [("填表人", home.person.name or "（姓名）____________")]
    if home.people:
        children = f"，其中未成年子女{home.children}人" if home.children else ""
        rows.append(("家庭人口", f"{home.people}人{children}"))
    if home.hardship:
        rows.append(("困难开始", in_zh(home.hardship.since)))
    blocks: list[Block] = [
        Facts(tuple(rows)),
        *statement(made, in_chinese, to=""),
        Paragraph("以上各项属实。对每一家债权人使用同一份说明；情况有变化会及时更新。"),
        Signature((f"填表人：{home.person.name or ''}", f"日期：{in_zh(made.on)}")),
    ]
    return Document(TITLE.zh, tuple(blocks), f"截至{in_zh(made.on)}，金额按每月计", foot)


def page(made: Statement, lang: str, foot: str = "") -> Document:
    """The page for the person alone: the statement, what to ask, the tests, the automatic debits."""

    def say(text: Text) -> str:
        return text.zh if lang == "zh-CN" else text.en

    blocks: list[Block] = [
        _figures(made, say),
        *findings(made, say),
        *questions(made, say),
        Heading(say(Text("收入和支出", "Income and spending"))),
        *statement(made, say),
        *tests(made, say),
        *debits(made, say),
        *_living(made, say),
    ]
    subtitle = Text(
        f"按{made.on}计算，只给自己看", f"As of {made.on}, for your eyes only; figures in yuan a month"
    )
    return Document(say(TITLE), tuple(blocks), say(subtitle), foot, lang)


def _figures(made: Statement, say: Say) -> Figures:
    b, yuan = made.budget, say(Text("元", "yuan"))
    spread = Text(
        f"范围{b.low.grouped()}—{b.high.grouped()}", f"range {b.low.grouped()} to {b.high.grouped()}"
    )
    rows = (
        (Text("每月收入", "income a month"), b.income, Text("", "")),
        (Text("每月支出", "spending a month"), b.spending, Text("", "")),
        (Text("每月结余", "left over"), b.surplus, Text("", "")),
        (Text("每月还得起", "can be paid a month"), b.affordable, spread),
    )
    return Figures(tuple(Figure(say(label), m.grouped(), yuan, say(note)) for label, m, note in rows))


def questions(made: Statement, say: Say, level: int = 2) -> list[Block]:
    """What to find out before the statement is complete, and what was answered about benefits."""
    out: list[Block] = []
    if made.questions:
        out = [
            Heading(say(Text("还要问清楚的", "To find out")), level),
            Items(tuple(say(q.opening()) for q in made.questions), numbered=True),
        ]
    told = [(say(b.name), say(b.answered)) for b in made.benefits if b.answered is not None]
    return [*out, Facts(tuple(told))] if told else out


def tests(made: Statement, say: Say) -> list[Block]:
    """What happens to the payment when something goes wrong."""
    head = (
        Text("如果", "if"),
        Text("结果", "result"),
        Text("还付得起吗", "still paid"),
    )
    rows = tuple(
        (
            say(s.assumed.opening()),
            say(s.says.opening()),
            say(Text("能", "yes") if s.holds else Text("不能", "no")),
        )
        for s in made.stress
    )
    caption = Text("按每月还得起的数付，出了事会怎样", "What happens to the payment if something goes wrong")
    line = Text(
        "这是假设，不是预测。付不起的，谈的时候就说好：出了这样的事可以暂停或重谈。",
        "Assumptions, not forecasts. Where it does not hold, agree beforehand that the plan may then pause or be looked at again.",
    )
    return [
        Heading(say(Text("压力测试", "Stress tests"))),
        Table(say(caption), tuple(say(h) for h in head), rows),
        Paragraph(say(line), Tone.SOFT),
    ]


def debits(made: Statement, say: Say) -> list[Block]:
    """The automatic debits of every account, and for each doubt the sentence that asks for a pause."""
    home = made.budget.household
    head = Heading(say(Text("自动扣款", "Automatic debits")))
    if not home.accounts and not home.mandates:
        line = Text(
            "还没有登记账户。把工资卡、微信、支付宝和每张银行卡写进 case.toml 的 [[account]]，说明有没有自动扣款。",
            "No accounts are listed. Write every card and wallet as [[account]] in case.toml and say whether it is debited.",
        )
        return [head, Paragraph(say(line), Tone.WARN), *_doubts(made, say)]
    out: list[Block] = [head, Facts(tuple((a.name, say(_DEBITS[a.debits])) for a in home.accounts))]
    if home.mandates:
        columns = (
            Text("账户", "account"),
            Text("收款方", "payee"),
            Text("金额（元）", "yuan"),
            Text("用途", "for"),
        )
        rows = tuple(_mandate(m, made, say) for m in home.mandates)
        caption = Text("登记的自动扣款", "Automatic debits on record")
        out.append(Table(say(caption), tuple(say(c) for c in columns), rows, (2,)))
    return [*out, *_doubts(made, say)]


def _doubts(made: Statement, say: Say) -> list[Block]:
    out: list[Block] = []
    for doubt in made.debits:
        why = Text(f"还不能算稳妥：{doubt.why.zh}。", f"Not yet safe: {doubt.why.en}.")
        out += [Paragraph(say(why), Tone.WARN), Aloud(say(doubt.say), say(_ASK_FOR_PAUSE))]
    return out


def _mandate(m: Mandate, made: Statement, say: Say) -> tuple[str, ...]:
    unknown = say(Text("不清楚", "unknown"))
    day = say(Text(f"，每月{m.day}日", f", day {m.day}")) if m.day else ""
    use = m.spending or m.debt or unknown
    if not m.runs(made.on):
        use += say(Text(f"（{m.paused_on}起已停）", f" (paused on {m.paused_on})"))
    return m.account, m.payee + day, m.amount.grouped() if m.amount else unknown, use


def findings(made: Statement, say: Say, level: int = 2) -> list[Block]:
    """What does not add up, each with the way out."""
    if not made.findings:
        return []
    cards = [
        Card(
            say(f.message.opening()),
            say(Text("先核对", "check first")),
            Tone.WARN,
            ((say(Text("怎么办", "what to do")), say(f.next)),),
        )
        for f in made.findings
    ]
    return [Heading(say(Text("对不上的地方", "What does not add up")), level), *cards]


def _living(made: Statement, say: Say) -> list[Block]:
    least = made.minimum
    out: list[Block] = [
        Heading(say(Text("要保留的生活费", "Living costs that must stay"))),
        Paragraph(say(Text(f"{least.why.zh}。", f"{least.why.opening().en}."))),
    ]
    if least.compare is not None:
        out.append(Paragraph(say(Text(f"{least.compare.zh}。", f"{least.compare.en}.").opening()), Tone.SOFT))
    law = Text(
        "法院执行收入时，要保留本人和所扶养家属的生活必需费用（民事诉讼法第二百五十四条）；协商时没有法定的数，以实际需要为准。",
        "When a court takes income, necessary living costs of the debtor and dependants stay (Civil Procedure Law art. 254); in "
        "negotiation no statutory figure exists, actual need decides.",
    )
    return [*out, Paragraph(say(law), Tone.SOFT)]
