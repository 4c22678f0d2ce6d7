"""Papers, the account of what was put in, and what the report cannot say."""

from __future__ import annotations

from xiehuan.case.assessment import Assessment
from xiehuan.contact.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Table,
)
from xiehuan.contact.papers import Item, Need, Progress
from xiehuan.contact.phrases import CAUSES
from xiehuan.contact.statement import Say
from xiehuan.errors import Text
from xiehuan.readers.case_folder import CaseFolder, FileStatus


def papers(made: Progress, folder: CaseFolder, say: Say) -> list[Block]:
    """Which papers the case usually needs, how each stands, and which files are at hand."""
    have = [f.name.partition("/")[2] for f in folder.files if f.name.startswith("papers/") and f.kept]
    out: list[Block] = [Heading(say(Text("材料", "Papers")))]
    if made.cause:
        done, count, cause = made.done, len(made.needed), CAUSES[made.cause]
        told = Text(
            f"因{cause.zh}申请，通常要{count}项，已备好{done}项（各家常见的做法，以对方说的为准）：",
            f"For {cause.en} lenders usually ask for {count}, {done} are at hand (reported practice; the lender's word goes):",
        )
        out += [Paragraph(say(told)), Items(tuple(say(_line(i)) for i in made.needed))]
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


def _line(item: Item) -> Text:
    names = [s.paper.name for s in item.standings]
    state = Text("有了", "there") if item.done else Text("还缺", "missing")
    if not item.done:
        names = [s.paper.name for s in item.open]
    zh, en = ("或", " or ") if item.asked.need is Need.ONE_OF else ("、", ", ")
    return Text(f"{state.zh}：{zh.join(n.zh for n in names)}", f"{state.en}: {en.join(n.en for n in names)}")


def account(folder: CaseFolder, say: Say) -> list[Block]:
    """How many files and records were taken, and what was refused and why."""
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


def limits(state: Assessment, say: Say) -> list[Block]:
    """What the report rests on and what it is not."""
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
