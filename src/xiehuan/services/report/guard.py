"""Who may ask, how they asked, whether the time to sue is over, which periods run, and what is known of each party."""

from __future__ import annotations

from collections.abc import Iterable

from xiehuan.case.assessment import Assessment, DebtView
from xiehuan.contact.blocks import Block, Card, Heading, Items, Paragraph, Table, Tone
from xiehuan.contact.directory import Lender
from xiehuan.contact.parties import Party, parties
from xiehuan.contact.statement import Say
from xiehuan.errors import Text
from xiehuan.law import Certainty, Limitation
from xiehuan.law.conduct_finding import Conduct, ConductFinding
from xiehuan.law.creditor import CreditorToday
from xiehuan.law.limitation import WHAT_ACTS_DO, told
from xiehuan.loan import Creditor

_WHO = {
    Creditor.ORIGINAL: Text("没有变", "unchanged"),
    Creditor.GUARANTOR: Text("担保方", "guarantor"),
    Creditor.ASSIGNEE: Text("受让方", "assignee"),
    Creditor.COLLECTOR: Text("受托催收", "collector"),
}
_CONDUCT = {
    Certainty.ARGUABLE: (Text("可以提出", "to be raised"), Tone.WARN),
    Certainty.NEEDS_PAPER: (Text("要先看原文", "read first"), Tone.SOFT),
    Certainty.CERTAIN: (Text("有依据", "on full ground"), Tone.BAD),
}


def clocks(state: Assessment, say: Say) -> list[Block]:
    """The debts whose time to sue may be over: what each act would do, the facts, and the choice."""
    cards = [_clock(v, v.limitation, say) for v in state.debts if v.limitation and v.limitation.passed]
    if not cards:
        return []
    return [
        Heading(say(Text("可能过了诉讼时效", "The time to sue may be over"))),
        Items(tuple(say(t) for t in WHAT_ACTS_DO)),
        *cards,
    ]


def _clock(view: DebtView, clock: Limitation, say: Say) -> Card:
    choice = view.debt.time_barred_choice
    if view.silent:
        tag, tone = Text("先停下", "stop"), Tone.BAD
        answer = Text(
            "还没有记录选择；这笔没有生成信、通话提纲和方案",
            "no choice recorded; no letter, call sheet or plan was made",
        )
        if choice is not None:
            answer = Text(
                f"{choice.on}记录的选择是{'继续联系，但写在时效届满之前或之后的日子，不生效' if choice.go_on else '不联系'}；"
                "这笔没有生成信、通话提纲和方案",
                f"recorded on {choice.on}: {'to go on, but on a day that does not count' if choice.go_on else 'not to contact'}; "
                "no letter, call sheet or plan was made",
            )
    else:
        tag, tone = Text("按你的选择继续", "going on by your choice"), Tone.WARN
        answer = Text(
            f"你在{choice.on if choice else ''}选择继续联系，已记录",
            f"on {choice.on if choice else ''} you chose to go on; recorded",
        )
    facts = [told(f) for f in (*clock.used, *clock.after, *clock.not_counted)]
    rows = (
        (say(Text("起算", "began")), str(clock.began)),
        (say(Text("最后一次重新起算", "last restarted")), str(clock.restarted)),
        (say(Text("届满", "ended")), str(clock.ends)),
        (say(Text("你的选择", "your choice")), say(answer)),
    )
    return Card(
        say(Text(view.debt.short_name, view.debt.short_name)),
        say(tag),
        tone,
        rows,
        say(Text("看到的事实和依据", "facts seen and source")),
        (
            *(say(f) for f in facts),
            say(Text(f"依据：{clock.citation}", f"source: {clock.citation}")),
        ),
        " ".join(say(t) for t in clock.doubts()),
    )


def creditors(state: Assessment, say: Say) -> list[Block]:
    """Who the creditor is today, what each may charge, and what to ask before paying."""
    views = [v for v in state.debts if v.balance.total.fen > 0 and not v.silent]
    if not views:
        return []
    out: list[Block] = [Heading(say(Text("钱该付给谁", "Whom to pay")))]
    same = [v for v in views if v.creditor.who is Creditor.ORIGINAL]
    if same:
        names = "、".join(v.debt.short_name for v in same)
        line = Text(
            f"{names}：按你写的，债权人还是合同上的放款人，钱付给它自己的账户；有新的人来要钱，先要书面通知。",
            f"{names.replace('、', ', ')}: as you wrote, still the lender on the contract; pay its own account. "
            "If somebody new asks, ask for the written notice first.",
        )
        out.append(Paragraph(say(line)))
    return out + [_creditor(v, v.creditor, say) for v in views if v.creditor.who is not Creditor.ORIGINAL]


def _creditor(view: DebtView, now: CreditorToday, say: Say) -> Card:
    told_on = str(now.notice) if now.notice else say(Text("没有记录，先要", "none on record: ask for it"))
    rows = (
        (say(Text("从哪天起", "since")), str(now.since) if now.since else say(Text("不清楚", "unknown"))),
        (say(Text("收到通知", "notice received")), told_on),
        (say(Text("能收什么", "may charge")), say(now.may_charge)),
        (say(Text("付款之前", "before paying")), say(now.needs)),
    )
    details = [say(Text("先问：", "Ask first: ")) + say(t) for t in now.ask]
    details += [
        say(
            Text(
                f"依据：{p.citation}（{p.confidence.value}）", f"source: {p.citation} ({p.confidence.value})"
            )
        )
        for p in now.rests_on
    ]
    return Card(
        view.debt.short_name,
        say(_WHO[now.who]),
        Tone.WARN if now.ask_first else Tone.SOFT,
        rows,
        say(Text("要问的和依据", "what to ask, and the source")),
        tuple(details),
        say(now.says.opening()) + say(Text("。", ".")),
    )


def contacts(state: Assessment, say: Say) -> list[Block]:
    """How the other side collected, as far as records show."""
    shown = [c for c in state.conduct if c.findings]
    if not state.case.records:
        return []
    out: list[Block] = [Heading(say(Text("对方怎么催的", "How they collected")))]
    if not shown:
        line = Text(
            "放进来的记录里没有看到超出限制的联系。没有记录不等于没有发生。",
            "The records put in show no contact beyond the limits. No record does not mean that nothing happened.",
        )
        return [*out, Paragraph(say(line), Tone.SOFT)]
    line = Text(
        "只列记录能证明的，不替你下结论。依据都是转述的行业标准，最多算可以提出。",
        "Only what records show; no conclusion is drawn for you. All grounds were read second-hand: arguable at most.",
    )
    out.append(Paragraph(say(line), Tone.SOFT))
    names = {v.debt.id: v.debt.short_name for v in state.debts}
    for one in shown:
        out.append(Heading(names.get(one.debt or "", say(Text("认不出是哪一笔", "not known which debt"))), 3))
        out += [_finding(f, say) for f in one.findings]
        out += _notes(one, say)
    return out


def _notes(one: Conduct, say: Say) -> list[Block]:
    return [Paragraph(say(n), Tone.SOFT) for n in one.notes]


def _finding(finding: ConductFinding, say: Say) -> Card:
    tag, tone = _CONDUCT[finding.certainty]
    details = [
        *(say(Text(f"记录：{t.zh}", f"record: {t.en}")) for t in finding.sure),
        *(say(Text(f"不能确定：{t.zh}", f"not certain: {t.en}")) for t in finding.unsure),
        say(
            Text(
                f"依据：{finding.source}（{finding.confidence}）",
                f"source: {finding.source} ({finding.confidence})",
            )
        ),
    ]
    return Card(
        say(finding.title.opening()),
        say(tag),
        tone,
        (),
        say(Text("记录、依据和不确定的地方", "records, source and doubts")),
        tuple(details),
        say(finding.why.opening()) + say(Text("。", ".")),
    )


def periods(state: Assessment, say: Say) -> list[Block]:
    """The periods that run, each with its last day and its source."""
    rows = []
    for item in state.running:
        for end in item.ends:
            day = str(end.last if item.ours else end.latest)
            doubt = say(Text("，那年放假未公布，暂定", ", provisional")) if end.provisional else ""
            done = item.start.done_on
            status = (
                say(Text(f"{done}已完成", f"done on {done}"))
                if done
                else say(Text("已过", "over"))
                if item.over(end, state.on)
                else say(Text("在走", "running"))
            )
            rows.append(
                (
                    say(item.name.opening()),
                    say(Text(f"{end.days}天，从{item.start.on}", f"{end.days} days from {item.start.on}")),
                    day + doubt,
                    status,
                    f"{end.citation}（{end.value.confidence.value}）",
                )
            )
    if not rows:
        return []
    head = (
        Text("事项", "what"),
        Text("怎么算", "counted"),
        Text("最后一天", "last day"),
        Text("现在", "now"),
        Text("依据", "source"),
    )
    caption = Text(
        "自己要做的按早的一天，等对方的按晚的一天",
        "For your own acts the earlier day, for theirs the later one",
    )
    return [
        Heading(say(Text("正在走的期限", "Periods that run"))),
        Table(say(caption), tuple(say(h) for h in head), tuple(rows)),
    ]


def directory_of(state: Assessment, directory: Iterable[Lender], say: Say) -> list[Block]:
    """What is known of each lender and platform, and the questions that follow from what is not."""
    known = tuple(directory)
    found: dict[str, Party] = {}
    for view in state.debts:
        if view.balance.total.fen > 0 and not view.silent:
            found |= {p.entry.name.zh + p.role.zh: p for p in parties(view.debt, known)}
    if not found:
        return []
    line = Text(
        "平台和合同上的放款人是两家。下面没有一条来自官方页面：打电话前在官方App、合同或卡背面核对；确认后用 "
        "xiehuan law lender 记下。",
        "Platform and lender are two parties. None of this is from an official page: check it in the official app, on "
        "the contract or the card before calling, and note what you confirmed with xiehuan law lender.",
    )
    out: list[Block] = [
        Heading(say(Text("放款方和平台", "Lenders and platforms"))),
        Paragraph(say(line), Tone.SOFT),
    ]
    unknown = [p for p in found.values() if not p.listed]
    out += [_party(p, say) for p in found.values() if p.listed]
    if unknown:
        names = "、".join(f"{p.entry.name.zh}（{p.role.zh}）" for p in unknown)
        names_en = ", ".join(f"{p.entry.name.en} ({p.role.en})" for p in unknown)
        out.append(
            Paragraph(
                say(Text(f"名录里没有：{names}。要问的：", f"Not in the directory: {names_en}. To ask:"))
            )
        )
        asked = dict.fromkeys(q.text for p in unknown for q in p.questions())
        out.append(Items(tuple(say(t) for t in asked)))
    return out


def _party(party: Party, say: Say) -> Card:
    rows = tuple((say(a), say(b)) for a, b in party.rows())
    return Card(
        say(party.entry.name),
        say(party.role),
        Tone.SOFT,
        rows,
        say(Text("要问的", "what to ask")),
        tuple(say(q.text) for q in party.questions()),
    )
