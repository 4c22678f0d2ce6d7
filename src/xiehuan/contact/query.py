"""The account query: the fee audit as a letter of its own, rights reserved, the three sums never added."""

from __future__ import annotations

from datetime import date

from xiehuan.contact.application import REPLY_DAYS, Applicant
from xiehuan.contact.blocks import Block, Document, Facts, Heading, Items, Paragraph, Signature, Table, Tone
from xiehuan.contact.phrases import NO_ACKNOWLEDGEMENT, PARTS, SHOWN_ORDER
from xiehuan.dates import days_after, in_zh
from xiehuan.law import Audit, Certainty, ChargeFinding, Sum
from xiehuan.loan import Debt, Owed
from xiehuan.money import Money

_SECTIONS = (
    (Sum.BY_CONTRACT, "请按合同和法律更正", "以下各项与合同或法律规定不符，请核对更正。"),
    (Sum.REDUCIBLE, "请求调减", "以下部分请求贵方考虑调减。"),
    (Sum.PAPER, "请提供依据", "以下各项手头没有对应的合同条款或凭证，请出示依据；没有依据的请不再收取。"),
)


def account_query(who: Applicant, debt: Debt, owed: Owed, audit: Audit, foot: str) -> Document:
    """The query to one creditor; with nothing found it asks for the itemised statement alone."""
    claim = debt.latest_claim(who.on)
    blocks: list[Block] = [
        Facts(
            (
                ("致", debt.lender),
                ("申请人", who.name),
                ("合同编号", debt.contract_no or "（请按姓名查询）"),
                *((("贵方主张", f"{claim.total.grouped()}元（{claim.on}）"),) if claim else ()),
            )
        ),
        *_ours(debt, owed, who.on),
    ]
    for which, title, intro in _SECTIONS:
        found = [f for f in audit.findings if f.sum is which and f.amount]
        if found:
            blocks += _section(found, which, title, intro, audit)
    blocks += [*_requests(audit, who.on), Paragraph(NO_ACKNOWLEDGEMENT.zh)]
    blocks.append(Signature((f"申请人：{who.household.person.name or ''}", f"日期：{in_zh(who.on)}")))
    return Document("对账函", tuple(blocks), f"致：{debt.lender}", foot)


def _ours(debt: Debt, owed: Owed, on: date) -> list[Block]:
    if debt.rough:
        return [Paragraph("目前手头没有完整合同，请先提供合同和逐笔明细，以便核对。")]
    rows = tuple(
        (PARTS[c.value].zh, (owed.parts[c] or Money.ZERO).grouped()) for c in SHOWN_ORDER if owed.parts[c]
    )
    out: list[Block] = [Heading("按合同和还款记录重新计算")]
    if rows:
        out.append(
            Table(
                f"截至{on}已到期未还（元）",
                ("项目", "金额（元）"),
                rows,
                (1,),
                ("合计", owed.total.grouped()),
            )
        )
    else:
        out.append(Paragraph(f"截至{in_zh(on)}没有已到期未还的款项。"))
    if owed.undue_principal:
        running = f"，本期已产生利息{owed.undue_interest.grouped()}元" if owed.undue_interest else ""
        out.append(Paragraph(f"未到期本金{owed.undue_principal.grouped()}元{running}。"))
    return out


def _section(found: list[ChargeFinding], which: Sum, title: str, intro: str, audit: Audit) -> list[Block]:
    rows = tuple((f.title.zh, f.why.zh + _doubt(f), f.source, f.amount.grouped()) for f in found)
    out: list[Block] = [
        Heading(title),
        Paragraph(intro),
        Table(
            "",
            ("事项", "说明", "依据", "金额（元）"),
            rows,
            (3,),
            ("小计", "", "", audit.total(which).grouped()),
        ),
    ]
    if which is Sum.REDUCIBLE and audit.paid_above_ceiling:
        out.append(
            Paragraph(
                f"此前已付部分中超出的{audit.paid_above_ceiling.grouped()}元，可否退还或抵扣，请一并答复。",
                Tone.SOFT,
            )
        )
    return out


def _doubt(finding: ChargeFinding) -> str:
    return "" if finding.certainty is Certainty.CERTAIN else "（如有不同依据，请说明。）"


def _requests(audit: Audit, on: date) -> list[Block]:
    items = [
        "提供合同全文、放款凭证和自放款日起的逐笔明细（本金、利息、罚息、费用、还款入账日期和抵充顺序）；",
        "逐项书面答复上述事项；",
        "说明目前的债权人是谁，是否委托或转让给第三方，并提供通知；",
        "说明自动扣款的账户、日期和金额。",
    ]
    if audit.card_plan:
        names = "；".join(i.name.zh for i in audit.card_plan.items)
        items.append(
            f"说明能否协商个性化分期（{audit.card_plan.citation}，最长{audit.card_plan.most_months}期）；"
            f"如可以，请先给出协议文本，其中写明：{names}。"
        )
    reply = f"请在{in_zh(days_after(on, REPLY_DAYS))}前书面答复。各部分金额性质不同，不相加。"
    if not any(f.sum and f.amount for f in audit.findings):
        reply = f"请在{in_zh(days_after(on, REPLY_DAYS))}前书面答复。"
    return [Heading("请求"), Items(tuple(items), numbered=True), Paragraph(reply)]
