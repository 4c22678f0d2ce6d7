"""The statement of account of one debt for a person: what happened, what is left, and how each amount was computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xiehuan.contact.blocks import (
    Block,
    Document,
    Facts,
    Figure,
    Figures,
    Heading,
    Items,
    Paragraph,
    Table,
    Tone,
)
from xiehuan.contact.phrases import DAY_COUNTS, METHODS, NO_ACKNOWLEDGEMENT, PARTS
from xiehuan.dates import in_zh
from xiehuan.errors import Text
from xiehuan.loan import Component, Debt, LoanTerms, Method, Overdue
from xiehuan.loan.ledger.allocation import complete_order
from xiehuan.loan.ledger.narrative import rate_said
from xiehuan.loan.ledger.statement import ORDER, Line, Statement
from xiehuan.loan.ledger.trace import NAMES, Step, percent
from xiehuan.loan.ledger.trace.formula import ROUNDINGS
from xiehuan.loan.ledger.trace.scheduled import level_note
from xiehuan.loan.terms import Scope
from xiehuan.money import Money

Say = Callable[[Text], str]

NO_CONTRACT = Text(
    "手头没有合同，不能逐笔重算。请先向对方要合同全文和逐笔明细；下面只是对方报的数，没有核对过。",
    "There is no contract to recount from. Ask for the contract and an itemised statement first; below are only the other "
    "side's figures, unchecked.",
)
_SCOPES = {
    Scope.HORIZONTAL: Text("先还最早的一期，一期之内依次：", "the oldest instalment first; inside one: "),
    Scope.VERTICAL: Text("一项一项还，依次：", "part by part over all instalments: "),
    Scope.VERTICAL_PAST_DUE_FIRST: Text(
        "先还已逾期的，一项一项还，依次：", "past due first, part by part over all instalments: "
    ),
}


def account_statement(debt: Debt, made: Statement, lang: str, foot: str = "") -> Document:
    """The statement as a document in one language (zh-CN or en); only for a debt with a contract."""
    say = speaker(lang)
    blocks: list[Block] = [
        _figures(made, say),
        _sums(made, say),
        *_apart(made, say),
        Heading(say(Text("逐笔明细", "Line by line"))),
        _table(made, say),
        Heading(say(Text("按什么算的", "What it rests on"))),
        _terms(debt, say),
        _reading(debt, say),
        Paragraph(say(NO_ACKNOWLEDGEMENT), Tone.SOFT),
    ]
    title = say(Text("借款对账单", "Statement of account"))
    number = f" · {debt.contract_no}" if debt.contract_no else ""
    day = say(Text(f"算到{in_zh(made.on)}（含当天）", f"up to and including {made.on}"))
    return Document(title, tuple(blocks), f"{debt.lender}{number}\n{day}", foot, lang)


def rough_statement(debt: Debt, on: date, lang: str, foot: str = "") -> Document:
    """What can be said without a contract: the other side's figures and what to ask for."""
    say = speaker(lang)
    blocks: list[Block] = [Paragraph(say(NO_CONTRACT), Tone.WARN)]
    known = (c for c in debt.claims if c.on <= on)
    for claim in sorted(known, key=lambda c: c.on, reverse=True):
        rows = tuple((say(PARTS.get(n, Text(n, n))), m.grouped()) for n, m in claim.items.items())
        total = (say(Text("总额", "total")), claim.total.grouped())
        head = (say(Text("项目", "item")), say(Text("金额（元）", "yuan")))
        caption = say(Text(f"对方在{claim.on}报的数", f"claimed on {claim.on}"))
        blocks.append(Table(caption, head, rows, (1,), total))
    title = say(Text("借款对账单（没有合同）", "Statement of account (no contract)"))
    return Document(title, tuple(blocks), f"{debt.lender}\n{on.isoformat()}", foot, lang)


def speaker(lang: str) -> Say:
    """Picks the language: Chinese unless English is asked for."""
    return (lambda text: text.en) if lang.lower().startswith("en") else (lambda text: text.zh)


def part_name(component: Component) -> Text:
    """The component as the statement names it."""
    return NAMES[component]


def _figures(made: Statement, say: Say) -> Block:
    yuan = say(Text("元", "yuan"))
    late = made.days_past_due
    figures = [
        Figure(
            say(Text("到期未还", "due and unpaid")),
            made.owed.grouped(),
            yuan,
            tone=Tone.BAD if late else Tone.PLAIN,
        ),
        Figure(say(Text("未到期本金", "principal not yet due")), made.undue_principal.grouped(), yuan),
        Figure(say(Text("逾期", "past due")), str(late), say(Text("天", "days"))),
    ]
    if made.waiting:
        figures.append(
            Figure(
                say(Text("已付待冲抵", "paid, not used yet")), made.waiting.grouped(), yuan, tone=Tone.SOFT
            )
        )
    return Figures(tuple(figures))


def _sums(made: Statement, say: Say) -> Block:
    head = (
        Text("项目", "item"),
        Text("应还", "due"),
        Text("已还", "paid"),
        Text("减免", "waived"),
        Text("未还（元）", "left (yuan)"),
    )
    buckets = [(c, made.total(c)) for c in ORDER]
    rows = tuple(
        (say(part_name(c)), *(m.grouped() for m in (b.due, b.paid, b.waived, b.outstanding)))
        for c, b in buckets
        if b.due or b.paid or b.waived
    )
    sums = (Money.total(getattr(b, n) for _, b in buckets) for n in ("due", "paid", "waived", "outstanding"))
    total = (say(Text("合计", "total")), *(m.grouped() for m in sums))
    caption = say(Text("按项目合计", "By item"))
    return Table(caption, tuple(map(say, head)), rows, (1, 2, 3, 4), total)


def _apart(made: Statement, say: Say) -> list[Block]:
    if not made.undue_principal:
        return []
    text = Text(
        f"未到期本金 {made.undue_principal.grouped()} 元和本期已产生的利息 {made.undue_interest.grouped()} 元单列，不在到期未还里。",
        f"Principal not yet due ({made.undue_principal.grouped()} yuan) and the interest earned since the last due day "
        f"({made.undue_interest.grouped()} yuan) stand apart and are not in what is due.",
    )
    return [Paragraph(say(text), Tone.SOFT)]


def _table(made: Statement, say: Say) -> Block:
    head = (
        Text("日期", "day"),
        Text("事项", "what"),
        Text("增减（元）", "change (yuan)"),
        Text("到期未还", "due and unpaid"),
        Text("未到期本金", "not yet due"),
    )
    rows = tuple(
        (
            line.on.isoformat(),
            what_happened(line, say),
            signed(line.total) if line.steps else "",
            line.left.grouped(),
            line.undue_principal.grouped(),
        )
        for line in made.lines
    )
    opens = tuple(tuple(opened(step, say) for step in line.steps) for line in made.lines)
    caption = say(Text("从放款到计算日", "From the payout to the day"))
    return Table(caption, tuple(map(say, head)), rows, (2, 3, 4), opens=opens)


def what_happened(line: Line, say: Say) -> str:
    """The words of a line, its parts in brief and its note, one below the other."""
    parts = [
        f"{say(part_name(c))} {Money(abs(line.change[c])).grouped()}" for c in ORDER if line.change.get(c)
    ]
    lines = [
        say(line.what.opening()),
        say(Text("，", ", ")).join(parts) if len(parts) > 1 else "",
        say(line.note),
    ]
    return "\n".join(text for text in lines if text)


def signed(amount: Money) -> str:
    """With its sign: +945.60, −500.00, 0.00."""
    return f"+{amount.grouped()}" if amount.fen > 0 else amount.grouped()


def opened(step: Step, say: Say) -> str:
    """One step as a sentence: what, the formula with its numbers, the amount, and what it rests on."""
    colon, amount = say(Text("：", ": ")), Money(step.how.value if step.how else abs(step.fen))
    note = say(step.note)
    told = say(step.how.told()) if step.how else ""
    if told and not _plain(step):
        told = f"{told} = {amount.grouped()}"
    elif not told:
        told = amount.grouped()
    bracket = say(Text(f"（{step.note.zh}）", f" ({step.note.en})")) if note else ""
    return f"{say(step.what.opening())}{colon}{told}{bracket}"


def _plain(step: Step) -> bool:
    """Is the formula the amount itself, so that "= amount" would only repeat it?"""
    how = step.how
    return how is not None and not how.parts and len(how.added) == 1 and how.at_most is None


def _terms(debt: Debt, say: Say) -> Block:
    terms, overdue = debt.terms, debt.overdue or Overdue()
    assert terms is not None  # noqa: S101 - a statement is made of a contract
    rows = [
        (Text("合同本金", "principal"), f"{terms.principal.grouped()} {say(Text('元', 'yuan'))}"),
        (Text("还款方式", "method"), f"{say(METHODS[terms.method])}{_count(terms, say)}"),
        (Text("合同利率", "contract rate"), say(rate_said(terms.rate))),
        (Text("计息天数", "day count"), say(DAY_COUNTS[terms.day_count])),
        (Text("取整", "rounding"), say(ROUNDINGS[terms.rounding])),
        (Text("罚息", "penalty interest"), _penalty(terms, overdue, say)),
        (Text("冲抵顺序", "allocation"), _order(overdue, say)),
    ]
    return Facts(tuple((say(label), value) for label, value in rows))


def _count(terms: LoanTerms, say: Say) -> str:
    return say(Text(f"，{terms.n}期", f", {terms.n} instalments"))


def _penalty(terms: LoanTerms, overdue: Overdue, say: Say) -> str:
    if overdue.penalty_rate is not None:
        return say(rate_said(overdue.penalty_rate))
    if not overdue.penalty_factor:
        return say(Text("合同没有约定", "none agreed"))
    factor, daily = overdue.penalty_factor, overdue.penalty_per_day(terms)
    shown = percent(daily, terms.day_count.basis)
    return say(
        Text(
            f"合同利率的{float(factor):g}倍，每天{shown}",
            f"{float(factor):g} × the contract rate, {shown} a day",
        )
    )


def _order(overdue: Overdue, say: Say) -> str:
    names = [say(part_name(c)) for c in complete_order(overdue.allocation)]
    return say(_SCOPES[overdue.scope]) + say(Text("、", ", ")).join(names)


def _reading(debt: Debt, say: Say) -> Block:
    items = [
        Text(
            "每一行可以展开，看到算式和数字；按括号里写明的方式取整，用计算器就能得到同样的分。",
            "Each line opens into its formulas; with the rounding named there a calculator gives the same fen.",
        ),
        Text(
            "到期日的次日算逾期第1天。还款或减免使基数改变时，罚息在那一天取整；同一段分几次记的，后一次减去前面已计的。",
            "The day after the due date is day 1. Penalty interest is rounded on the day a payment or waiver changes its base; "
            "a stretch that is booked in pieces is computed as one, less what was charged before.",
        ),
    ]
    if debt.terms is not None and debt.terms.method is Method.EQUAL_INSTALMENT:
        items.insert(1, level_note(debt.schedule()))
    if "payments" in debt.assumed:
        items.append(
            Text(
                "第一次逾期之前的各期没有还款记录，按已按时还清推定。",
                "Earlier instalments have no record of payment and are assumed paid when due.",
            )
        )
    return Items(tuple(say(i.opening()) for i in items))
