"""One page to hold during a call: what to say in order, what to answer, where to write down what was said."""

from __future__ import annotations

from collections.abc import Sequence

from xiehuan.contact.application import Applicant, packages
from xiehuan.contact.blocks import Block, Document, Facts, Paragraph, Say, Space, Table, Tone
from xiehuan.contact.directory import About
from xiehuan.contact.parties import Party, said
from xiehuan.contact.phrases import CAUSES
from xiehuan.dates import in_zh
from xiehuan.law.creditor import CreditorToday
from xiehuan.loan import Creditor, Debt, Owed
from xiehuan.money import Money
from xiehuan.parameter import Confidence
from xiehuan.plan import Kind, Option

_ASKED_BY_PHONE = frozenset({About.COMPLAINT_ADDRESS, About.GRACE, About.PAPERS})
_READ_BACK = (
    "我复述一遍：期数、每期金额、还款日、首期日期、减免多少、利率、征信怎么报、停止第三方催收。请发书面给我。"
)
_NEVER = "不念验证码和密码；不替别人答应还款；不答应去别处借；不答应“先还再谈”。"


def call_sheet(
    who: Applicant,
    debt: Debt,
    owed: Owed,
    options: Sequence[Option],
    foot: str,
    creditor: CreditorToday | None = None,
    known: Sequence[Party] = (),
) -> Document:
    """The call sheet for one creditor, one page, private to the user.

    `known` are lender and platform with what was seen of them, each value with its doubt; `creditor` says whom to pay.
    """
    offered = packages(options)
    blocks: list[Block] = [
        Facts((*_known(debt, owed), *_numbers(known))),
        *_payee(creditor),
        Say(
            "您好，我是" + (who.household.person.name or "本人") + "，这通电话我会录音留存，您是否同意？",
            "1 开场（不同意就改用书面渠道）",
        ),
        Say("请告诉我贵公司全称、您的工号，这次的工单号是多少？", "2 对方是谁"),
        Say(_which(debt), "3 哪一笔"),
        Say(_happened(who), "4 发生了什么"),
        Say(_able(offered), "5 我能还多少"),
        Say(_ask(offered), "6 请求"),
        Table("7 对方常说的话", ("对方说", "您可以说"), _answers(), ()),
        Say(_READ_BACK, "8 复述"),
        *_questions(known),
        Paragraph(_NEVER, Tone.WARN),
        Space("9 时间、工号、工单号；答应了什么、什么时候书面答复", 3),
    ]
    return Document(f"通话提纲：{debt.short_name}", tuple(blocks), "只给自己看", foot, compact=True)


def _known(debt: Debt, owed: Owed) -> tuple[tuple[str, str], ...]:
    rows = [
        ("合同放款人", debt.lender),
        ("合同编号", f"尾号{debt.contract_no[-4:]}" if debt.contract_no else "不清楚，请对方查"),
    ]
    if owed.days_past_due:
        rows.append(("已过还款日", f"{owed.days_past_due}天"))
    if owed.next_due:
        amount = f"，{owed.next_amount.grouped()}元" if owed.next_amount else ""
        rows.append(("下一个还款日", f"{owed.next_due}{amount}"))
    rows.append(
        (
            "按合同已到期未还",
            f"{owed.total.grouped()}元" if not debt.rough else f"对方说{owed.total.grouped()}元",
        )
    )
    return tuple(rows)


def _numbers(known: Sequence[Party]) -> tuple[tuple[str, str], ...]:
    """Hotline and hours of each party, with their doubt; a party that nothing is known of has no row."""
    rows = []
    for party in known:
        told = [r for about in (About.HOTLINE, About.HOURS) for r in party.entry.reported(about)[:1]]
        told = [r for r in told if r.confidence is not Confidence.RECALLED]
        if told:
            rows.append(
                (f"{party.entry.name.zh}客服", "；".join(said(r).zh for r in told) + "，拨打前在官方App核对")
            )
    return tuple(rows)


def _payee(creditor: CreditorToday | None) -> list[Block]:
    """One line on whom to pay, in plain words; where there is somebody new, what to ask before anything else."""
    if creditor is None:
        return []
    if creditor.who is Creditor.ORIGINAL:
        return [Paragraph(f"{creditor.says.zh}。{creditor.needs.zh}。")]
    asked = f"先问：{'；'.join(t.zh for t in creditor.ask)}。" if creditor.ask_first else ""
    return [Paragraph(f"{creditor.says.zh}。{creditor.needs.zh}。{asked}", Tone.WARN)]


def _questions(known: Sequence[Party]) -> list[Block]:
    """What to ask in passing, of lender and platform apart; only what a call can settle."""
    lines = []
    for party in known:
        asked = [q.text.zh for q in party.questions() if q.about in _ASKED_BY_PHONE]
        if asked:
            lines.append(f"顺便问{party.entry.name.zh}（{party.role.zh}）：" + "".join(asked))
    return [Paragraph(line, Tone.SOFT) for line in lines]


def _which(debt: Debt) -> str:
    tail = f"合同尾号{debt.contract_no[-4:]}" if debt.contract_no else "我名下这笔借款"
    return f"我问的是{tail}。请分开告诉我本金、利息、罚息、费用各多少，并把明细发给我核对。"


def _happened(who: Applicant) -> str:
    hardship = who.household.hardship
    if hardship is None:
        return "（用一句话说清：哪天、发生了什么、有什么材料。）"
    fact = hardship.facts[0].rstrip("。") if hardship.facts else CAUSES[hardship.cause].zh
    return f"{in_zh(hardship.since)}起我遇到困难：{fact}。有材料可以提供。"


def _able(offered: Sequence[Option]) -> str:
    if not offered or not offered[0].monthly:
        return "目前按收支核算，暂时没有能力按月还固定金额，需要先缓一段时间。"
    return f"按目前收入，我能按时做到的是{_monthly(offered[0])}，从{in_zh(offered[0].payments[0].on)}开始。"


def _monthly(option: Option) -> str:
    """The amount a month; where it steps down, both steps, as in the application."""
    steps = option.steps[:-1] or option.steps
    if len(steps) == 1:
        return f"每月{steps[0][1].grouped()}元"
    return "，".join(
        f"{'前' if i == 0 else '之后'}{n}期每月{amount.grouped()}元" for i, (n, amount) in enumerate(steps)
    )


def _ask(offered: Sequence[Option]) -> str:
    if not offered:
        return "请先停止计收罚息和违约金，收支说明补齐后我会提交书面申请。"
    first = offered[0]
    if Kind.HOLDING in first.kinds:
        until = in_zh(first.review_on) if first.review_on else "三个月后"
        return f"请给我{first.n}个月缓冲，期间停计罚息和违约金，{until}按当时情况再商定。"
    text = f"请分{first.n}期，{_monthly(first)}"
    if first.waived_total:
        text += f"，减免罚息、违约金等{first.waived_total.grouped()}元"
    if first.rate == 0 and first.balance > Money.ZERO:
        text += "，方案期间停止计息"
    if len(offered) > 1:
        second = offered[1]
        text += f"；或者分{second.n}期、合计{second.total.grouped()}元"
    return text + "。书面申请已经准备好，发到哪里？"


def _answers() -> tuple[tuple[str, str], ...]:
    return (
        ("没有权限、系统不支持", "请转给有权限的同事，或登记后告诉我什么时候书面答复。"),
        ("太少了", "这是收支表核算的结果，材料可以提供；做不到的数我不能答应。"),
        ("先还一笔再谈", "请先把方案写下来，看到书面约定我按约定还。"),
        ("今天必须还、要上门、找家人", "请把依据书面发我。我愿意还款，沟通请只联系我本人。"),
        ("找亲友借一借", "我不会用新债还旧债，请按我的收支协商。"),
    )
