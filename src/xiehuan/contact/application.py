"""The application for a repayment plan: one file a clerk can process without asking back.

Who, contract, cause, statement of income and spending, two packages, signature. The floor is never in it, and the
stated ability is the statement's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiehuan.budget import Hardship, Household, Statement
from xiehuan.contact.blocks import Block, Document, Facts, Heading, Items, Paragraph, Signature, Table, Tone
from xiehuan.contact.phrases import CAUSES, METHODS, NO_ACKNOWLEDGEMENT, PARTS, SHOWN_ORDER
from xiehuan.contact.statement import statement
from xiehuan.dates import days_after, in_zh
from xiehuan.loan import Debt, LenderKind, Owed
from xiehuan.money import Money
from xiehuan.plan import Kind, Option, Role

REPLY_DAYS = 15
_INSTITUTION_TERMS = (
    "方案履行期间不再计收罚息、复利和违约金，不再委托第三方催收；",
    "方案履行期间暂停自动扣款，或将扣款金额改为方案金额；",
    "如实报送信用信息，并书面告知方案对信用记录的影响；",
)
_PRIVATE_TERMS = (
    "方案履行期间不再计收逾期利息和违约金；",
    "还款一律转账，每次收到后书面确认；结清后交还借条或出具结清证明；",
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who writes, on which day, with which papers at hand (names only)."""

    household: Household
    statement: Statement | None
    on: date
    papers: tuple[str, ...] = ()
    creditors: int = 1

    @property
    def name(self) -> str:
        """The name, or a line to write it on."""
        return self.household.person.name or "（姓名）____________"


def packages(options: Sequence[Option]) -> list[Option]:
    """The two packages offered side by side: opening and aim; never the floor, unless it is all there is."""
    offered = [o for o in options if o.role in {Role.OPENING, Role.AIM} and o.fits]
    if len(offered) < 2:  # noqa: PLR2004
        others = [o for o in options if o.role is None and o.fits and not o.kept and not o.beside]
        offered += [o for o in others if o not in offered]
    return offered[:2]


def application(who: Applicant, debt: Debt, owed: Owed, options: Sequence[Option], foot: str) -> Document:
    """The application to one creditor."""
    offered = packages(options)
    blocks: list[Block] = [
        *_parties(who, debt),
        *_debt(debt, owed, who.on),
        *_cause(who),
        *_means(who, debt),
        *_ask(offered),
        *_terms(debt, who.on),
        Paragraph(
            "以上情况和所附材料均属实。我愿意还款，会保持电话畅通，情况有变化会及时告知；"
            "方案以双方书面约定为准。"
        ),
        Signature((f"申请人：{who.household.person.name or ''}", "联系电话：", f"日期：{in_zh(who.on)}")),
    ]
    title = "暂缓还款申请书" if offered and Kind.HOLDING in offered[0].kinds else "个性化还款安排申请书"
    return Document(title, tuple(blocks), f"致：{debt.lender}", foot)


def _parties(who: Applicant, debt: Debt) -> list[Block]:
    rows = [
        ("申请人", who.name),
        ("出借人" if debt.lender_kind is LenderKind.PRIVATE else "收件机构", debt.lender),
    ]
    if debt.platform:
        rows.append(("借款平台", debt.platform))
    rows += [
        ("合同编号", debt.contract_no or "（请贵方按申请人姓名查询）"),
        ("合同日期", in_zh(debt.contract_date) if debt.contract_date else "（见合同）"),
    ]
    return [Facts(tuple(rows))]


def _debt(debt: Debt, owed: Owed, on: date) -> list[Block]:
    terms = debt.terms
    rows: list[tuple[str, ...]] = []
    if terms is not None:
        arrived = f"（实际到账{terms.received.grouped()}元）" if terms.received < terms.principal else ""
        intro = f"借款本金{terms.principal.grouped()}元{arrived}，{METHODS[terms.method].zh}，共{terms.n}期。"
        rows = [
            (PARTS[c.value].zh, (owed.parts[c] or Money.ZERO).grouped()) for c in SHOWN_ORDER if owed.parts[c]
        ]
    else:
        intro = "目前手头没有完整合同，以下为贵方告知的金额。"
        rows = [("贵方告知的欠款", owed.total.grouped())]
    state = (
        f"截至{in_zh(on)}，最早没还上的一期已过还款日{owed.days_past_due}天。"
        if owed.days_past_due
        else f"截至{in_zh(on)}没有逾期。"
    )
    out: list[Block] = [Heading("一、借款情况"), Paragraph(intro + state)]
    if rows and owed.total:
        out.append(
            Table(
                "已到期未还（元）", ("项目", "金额（元）"), tuple(rows), (1,), ("合计", owed.total.grouped())
            )
        )
    if owed.undue_principal:
        out.append(Paragraph(f"另有未到期本金{owed.undue_principal.grouped()}元。"))
    out.append(Paragraph(NO_ACKNOWLEDGEMENT.zh, Tone.SOFT))
    return out


def _cause(who: Applicant) -> list[Block]:
    hardship: Hardship | None = who.household.hardship
    if hardship is None:
        return [Heading("二、困难原因"), Paragraph("（请在这里写明发生了什么、从哪天开始。）")]
    out: list[Block] = [
        Heading("二、困难原因"),
        Paragraph(f"自{in_zh(hardship.since)}起，因{CAUSES[hardship.cause].zh}，收入不足以按原约定还款。"),
    ]
    if hardship.facts:
        out.append(Items(hardship.facts))
    if who.papers:
        out.append(Paragraph("随附材料：" + "、".join(who.papers) + "。"))
    else:
        out.append(Paragraph("证明材料另行补交。", Tone.SOFT))
    return out


def _means(who: Applicant, debt: Debt) -> list[Block]:
    if who.statement is None:
        return [
            Heading("三、收入和支出"),
            Paragraph("收支说明正在整理，补齐后提交；在此之前不承诺具体金额。"),
        ]
    house = who.household
    people = (
        f"家庭{house.people}人" + (f"，其中未成年子女{house.children}人" if house.children else "")
        if house.people
        else ""
    )
    intro = f"{people}。" if people else ""
    share = f"全部债权人共{who.creditors}家，可还金额按各家余额比例分配，对每一家使用同一份收支说明。"
    return [Heading("三、收入和支出"), Paragraph(intro + share), *statement(who.statement, to=debt.id)]


def _ask(offered: Sequence[Option]) -> list[Block]:
    out: list[Block] = [Heading("四、请求")]
    if not offered:
        return [*out, Paragraph("请求先停止计收罚息和违约金，待收支说明补齐后再商定还款安排。")]
    if Kind.HOLDING in offered[0].kinds:
        return [*out, *_holding(offered[0])]
    if len(offered) > 1:
        out.append(Paragraph("以下两个方案都在能力之内，请贵方选择其一，或提出同等条件的方案。"))
    labels = [f"方案{letter}" for letter in "甲乙"[: len(offered)]]
    rows = [
        ("每期还款（元）", *(each_month(o) for o in offered)),
        ("期数", *(f"{o.n}期" for o in offered)),
        ("首期还款日", *(o.payments[0].on.isoformat() for o in offered)),
        ("末期还款日", *(o.payments[-1].on.isoformat() for o in offered)),
        ("末期金额（元）", *(o.payments[-1].amount.grouped() for o in offered)),
        ("还款合计（元）", *(o.total.grouped() for o in offered)),
        ("请求减免", *(_waived(o) for o in offered)),
        ("方案期间年利率", *(_rate(o) for o in offered)),
    ]
    out.append(Table("还款方案", ("", *labels), tuple(rows), tuple(range(1, len(offered) + 1))))
    claimed = [o.on_claimed for o in offered if o.on_claimed and o.on_claimed.n]
    if claimed and claimed[0].balance != offered[0].balance:
        out.append(Paragraph("如对账后余额有变化，每期金额不变，期数相应增减。", Tone.SOFT))
    return out


def each_month(option: Option) -> str:
    """The regular payment; where it changes during the plan, each step with its number of months."""
    steps = option.steps if option.n == 1 else option.steps[:-1] or option.steps
    if len(steps) == 1:
        return steps[0][1].grouped()
    return "；".join(f"{n}期各{amount.grouped()}" for n, amount in steps)


def _waived(option: Option) -> str:
    if not option.waived:
        return "无"
    return "；".join(f"{PARTS[k].zh}{v.grouped()}元" for k, v in option.waived.items())


def _rate(option: Option) -> str:
    if option.rate == 0:
        return "0（停止计息）"
    return f"{float(option.rate) * 100:.2f}%（按剩余本金，单利按月）"


def _holding(option: Option) -> list[Block]:
    amount = option.monthly
    ask = f"每月{amount.grouped()}元" if amount else "暂不还款"
    review = in_zh(option.review_on) if option.review_on else "届时"
    return [
        Paragraph(
            f"目前的能力不足以在合理期限内还清。请求给予{option.n}个月的缓冲：{in_zh(option.payments[0].on)}起{ask}，"
            f"期间停止计收罚息、复利和违约金；{review}按当时的收支重新商定。"
        )
    ]


def _terms(debt: Debt, on: date) -> list[Block]:
    reply = f"请在{in_zh(days_after(on, REPLY_DAYS))}前书面答复；不同意的，请说明原因和可以接受的条件。"
    items = [*(_PRIVATE_TERMS if debt.lender_kind is LenderKind.PRIVATE else _INSTITUTION_TERMS), reply]
    out: list[Block] = [Heading("五、其他请求"), Items(tuple(items), numbered=True)]
    if debt.lender_kind is LenderKind.BANK_CARD:
        out.append(
            Paragraph(
                "本申请参照《商业银行信用卡业务监督管理办法》第七十条提出。达成一致的，请在协议中写明："
                "欠款余额和结构、偿还周期和每期金额、还款期间是否计收利息和费用、不再申领信用卡的承诺、"
                "双方权利义务和违约责任。",
                Tone.SOFT,
            )
        )
    return out
