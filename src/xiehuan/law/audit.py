"""The fee audit of one debt: claim against contract, contract against statute, charges against the ceiling.

Each layer is computed on the result of the one before, so that nothing is counted twice, and the three sums
are kept apart.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.law.cap_ledger import Replay, replay
from xiehuan.law.ceiling import Ceiling, Force, Verdict, ceilings, filed_on, lower_figure, verdict
from xiehuan.law.doubts import countable, doubts
from xiehuan.law.excess import Excess, excess, on_received_principal, received_rule
from xiehuan.law.finding import Audit, Certainty, ChargeFinding, Layer, Sum
from xiehuan.law.pack import Pack
from xiehuan.law.recount import NAMES, Recount, contract_differences, recount
from xiehuan.law.rule import rule as tagged
from xiehuan.law.rules.damages import damages
from xiehuan.law.rules.flat import restated
from xiehuan.law.rules.stacking import taken_off
from xiehuan.law.rules.statement import cost_statement, platform_charge
from xiehuan.law.trace import Figure, Trace
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.terms import Component
from xiehuan.loan.yields import Yields, contract_yields
from xiehuan.money import Money


def audit(debt: Debt, pack: Pack, on: date) -> Audit:
    """All findings on a debt, the latest claim taken as at its own day."""
    asked = doubts(debt)
    debt = countable(debt)
    claim = debt.latest_claim(on)
    if debt.terms is None:
        return Audit((_no_contract(),))
    ours = recount(debt, claim, on)
    difference = contract_differences(debt, claim, ours, pack) if claim else None
    found = [*asked, *(difference.findings if difference else ())]
    found += _withheld(debt, pack, ours)
    banned = [*cost_statement(debt, ours.state, pack), *platform_charge(debt, ours.state, pack)]
    found += banned
    priced = _without(debt, banned)
    yields = contract_yields(ours.state.schedule if priced is debt else priced.schedule())
    found += _ceiling(priced, pack, ours.state if priced is debt else None, yields, ours.state.on)
    found += _others(priced, pack, ours, yields)
    at_ceiling = _replayed(debt, pack, ours.state.on)
    return Audit(tuple(found), difference.reconciliation if difference else None, at_ceiling)


def _without(debt: Debt, banned: list[ChargeFinding]) -> Debt:
    """The debt without the fees that another rule bans already, so that nothing is counted twice."""
    names = {i[1] for f in banned if f.trace for i in f.trace.inputs if i[0].en == "fee"}
    return replace(debt, fees=tuple(f for f in debt.fees if f.name not in names)) if names else debt


def _others(debt: Debt, pack: Pack, ours: Recount, yields: Yields) -> list[ChargeFinding]:
    """What is worth knowing beside the sums: the cost of a flat fee, damages far above the loss."""
    found = [restated(debt, yields, pack), damages(ours.state, pack, ours.state.on)]
    return [f for f in found if f is not None]


def _replayed(debt: Debt, pack: Pack, on: date) -> Replay | None:
    """The real payments at the binding ceiling; None where none is known.

    A private loan from before the rule of 2020-08-20 that was sued on after it has two parts (art. 31): interest up to
    that day as agreed, since the older rules are known from memory only, and from that day on at the ceiling of the day
    of filing, where it is not lower as agreed.
    """
    known = ceilings(debt, pack, filed_on(debt))
    terms = debt.terms
    if not known or known[0].beyond_known or terms is None:
        return None
    rates = [(terms.received_on, known[0].rate)]
    switch = known[0].applies_from
    if switch is not None and terms.received_on < switch:
        agreed = terms.rate.per_year(terms.day_count)
        rates = [(terms.received_on, agreed), (switch, min(agreed, known[0].rate))]
    return replay(terms.received, terms.received_on, debt.payments, rates, on)


def _no_contract() -> ChargeFinding:
    return ChargeFinding(
        "no_contract",
        Layer.CONTRACT,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("还没有合同，无法核对", "no contract on record: nothing can be checked yet"),
        Text(
            "现在只知道对方说的数。请向对方要合同和逐笔明细，或在App里下载后填进来。",
            "Only the other side's figure is known so far. Please ask for the contract and an itemised statement.",
        ),
        "对方的欠款明细",
    )


def _withheld(debt: Debt, pack: Pack, ours: Recount) -> list[ChargeFinding]:
    """Interest or fees taken off before the money arrived: the principal is what arrived."""
    terms = debt.terms
    if terms is None or terms.received >= terms.principal:
        return []
    rule = received_rule(debt, terms, pack)
    if rule is None:
        return []
    lowered = Recount(on_received_principal(debt, pack).account(ours.state.on), ours.payoff)
    certain = rule.confidence.read_in_full and debt.contract_date is not None and not debt.assumed
    return [
        ChargeFinding(
            "withheld_in_advance",
            Layer.STATUTE,
            Certainty.CERTAIN if certain else Certainty.ARGUABLE,
            Sum.BY_CONTRACT,
            max(ours.total - lowered.total, Money.ZERO),
            Text("放款时先扣了一笔", "money was taken off in advance"),
            Text(
                f"合同本金{terms.principal}元，实际到账{terms.received}元。利息不得预先扣除，扣了的按到账金额算本金和利息。",
                f"The contract says {terms.principal}, and {terms.received} arrived. Interest may not be taken off in "
                "advance; principal and interest are counted on what arrived.",
            ),
            rule.citation,
            (
                Text(
                    f"按合同本金算，{ours.state.on}欠 {ours.total} 元",
                    f"on the contract's principal: {ours.total}",
                ),
                Text(f"按到账金额算 {lowered.total} 元", f"on what arrived: {lowered.total}"),
            ),
            adjustment=1,
            clauses=("principal", "received"),
            trace=Trace(
                (
                    (Text("合同本金", "contract principal"), str(terms.principal)),
                    (Text("实际到账", "received"), str(terms.received)),
                ),
                Text(f"{ours.total} − {lowered.total}", f"{ours.total} − {lowered.total}"),
                str(max(ours.total - lowered.total, Money.ZERO)),
                (Figure.of("withheld.principal_is_received", rule, debt.contract_date or terms.received_on),),
            ),
        )
    ]


def _ceiling(debt: Debt, pack: Pack, state: Account | None, yields: Yields, on: date) -> list[ChargeFinding]:
    """`state` is the debt's account on the day, where it is known already."""
    known = ceilings(debt, pack, filed_on(debt))
    if not known:
        return [_unknown_lender(debt)]
    binding = known[0]
    if binding.applies_from is not None and debt.contract_date is not None:
        return [_two_parts(debt.contract_date, binding)]
    outcome = verdict(yields, binding)
    if outcome is Verdict.UNKNOWN:
        return [_out_of_date(binding)]
    lent = on_received_principal(debt, pack)
    if lent is not debt or state is None:
        state = lent.account(on)
    over = excess(state, binding.rate, contract_over=outcome is Verdict.OVER)
    if outcome is not Verdict.OVER and over.unpaid.fen <= max(1, len(state.unpaid_instalments)):
        return [_only_effective(yields, binding)] if outcome is Verdict.ARGUABLE else []
    return [_over(debt, pack, yields, binding, over, known, state)]


def _unknown_lender(debt: Debt) -> ChargeFinding:
    if debt.lender_kind is LenderKind.PRIVATE and debt.contract_date is not None:
        return _before_the_lpr_rule(debt.contract_date)
    missing = Text("放款人是哪类机构", "what kind of lender it is")
    if debt.contract_date is None:
        missing = Text(
            "放款人是哪类机构、合同是哪天签的", "what kind of lender it is and when the contract was signed"
        )
    return ChargeFinding(
        "ceiling.unknown",
        Layer.STATUTE,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("适用哪条利率上限还不清楚", "which price ceiling applies is not known yet"),
        Text(
            f"利率上限取决于{missing.zh}。请看合同上的放款人全称和日期，填进 lender_kind 和 contract_date。",
            f"It depends on {missing.en}. Please look at the lender's legal name and the date on the contract.",
        ),
        _contract_source(),
    )


@tagged("cn.ceiling.transition", articles=("private_lending:第三十一条",))
def _before_the_lpr_rule(signed: date) -> ChargeFinding:
    """Art. 31 of the private lending interpretation: for older contracts the day of filing suit decides."""
    return ChargeFinding(
        "ceiling.transition",
        Layer.STATUTE,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text(
            "老合同的利率上限要看起诉日",
            "for an older contract the ceiling depends on the day of filing suit",
        ),
        Text(
            f"合同签于{signed}，早于2020-08-20，之后的利息按起诉那天一年期LPR的四倍算，之前的按旧规定。没有起诉，上限就定不下来。",
            f"Signed on {signed}, before 2020-08-20: later interest is held to four times the LPR of the day of filing, "
            "earlier interest to the old rules. Without a suit the ceiling is open.",
        ),
        "《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》（2020年第二次修正）第三十一条",
    )


def _two_parts(signed: date, ceiling: Ceiling) -> ChargeFinding:
    """The same with a suit on record: the ceiling from 2020-08-20 on is known, what came before is not."""
    since = ceiling.applies_from
    return ChargeFinding(
        "ceiling.transition",
        Layer.STATUTE,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("老合同分两段算", "an older contract is counted in two parts"),
        Text(
            f"合同签于{signed}，已有起诉记录：{since}起的利息上限是{percent(ceiling.rate)}，之前的按当时的规定，那部分规定还没有核对原文。"
            "下面的重放之前按约定利率，之后按上限。",
            f"Signed on {signed} and sued on: from {since} interest is held to {percent(ceiling.rate)}, before it the older "
            "rules apply, whose text was not read. The replay takes the agreed rate before and the ceiling after.",
        ),
        ceiling.citation,
    )


def _contract_source() -> str:
    return "借款合同首页"


def _out_of_date(ceiling: Ceiling) -> ChargeFinding:
    return ChargeFinding(
        "ceiling.lpr_out_of_date",
        Layer.STATUTE,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("LPR数据不够新，上限暂不能判断", "the LPR data is too old to judge the ceiling"),
        Text(
            f"合同日在已知的LPR之后，按最近的{ceiling.as_of}算上限是{percent(ceiling.rate)}。请查合同当天的一年期LPR再判断。",
            f"The contract is later than the known LPR; by the last one, of {ceiling.as_of}, the ceiling is "
            f"{percent(ceiling.rate)}. Please look up the one-year LPR of the contract's day.",
        ),
        ceiling.citation,
    )


def _only_effective(yields: Yields, ceiling: Ceiling) -> ChargeFinding:
    return ChargeFinding(
        "ceiling.effective_only",
        Layer.STATUTE,
        Certainty.ARGUABLE,
        None,
        Money.ZERO,
        Text("只有按复利口径才超过上限", "over the ceiling only as an effective rate"),
        Text(
            f"三种年化是{three(yields)}，上限是{percent(ceiling.rate)}。对放款人最有利的算法没有超，所以不主张金额。",
            f"The three yields are {three(yields)}, the ceiling is {percent(ceiling.rate)}. The measure kindest to the "
            "lender is within it, so no sum is asked for.",
        ),
        ceiling.citation,
    )


def _over(
    debt: Debt,
    pack: Pack,
    yields: Yields,
    binding: Ceiling,
    over: Excess,
    known: list[Ceiling],
    state: Account,
) -> ChargeFinding:
    certain = binding.confidence.read_in_full and binding.force is Force.HARD and not debt.assumed
    lower = lower_figure(debt, pack)
    asks = Text(
        "借款人提出请求时法院可以调减，不是自动减，各地也不完全一致。",
        "A court may reduce it when the borrower asks; it is not automatic, and courts differ.",
    )
    if binding.force is Force.HARD:
        asks = Text("超过上限的部分法院不支持。", "Courts do not support what is above the ceiling.")
    steps = [
        Text(f"三种年化：{three(yields)}", f"three yields: {three(yields)}"),
        Text(
            f"{over.since}至{over.on}：息费合计 {over.charges} 元；实际占用本金×{percent(binding.rate)}×天数/365 = {over.allowed} 元",
            f"{over.since} to {over.on}: charges {over.charges}; principal × {percent(binding.rate)} × days/365 = {over.allowed}",
        ),
        Text(f"还没付的部分超出 {over.unpaid} 元", f"of what is still unpaid, {over.unpaid} is above"),
    ]
    cut = taken_off(over.unpaid, {c: state.bucket(c).outstanding for c in Component})
    if cut:
        zh = "、".join(f"{NAMES[c.value].zh} {amount}" for c, amount in cut.items())
        en = ", ".join(f"{NAMES[c.value].en} {amount}" for c, amount in cut.items())
        steps.append(Text(f"超出部分依次从这些费用里减：{zh} 元", f"taken off in this order: {en}"))
    if over.paid:
        steps.append(
            Text(
                f"已经付掉的部分超出 {over.paid} 元：可以请求退还或抵扣，不能当作对方已经欠你",
                f"of what was paid, {over.paid} was above: it may be asked back or set off, it is not owed to you",
            )
        )
    if lower and not lower.beyond_known:
        steps.append(
            Text(
                f"另有少数判决按四倍LPR（{percent(lower.rate)}）调减，可以提，但不要当作定论",
                f"a few courts went down to 4 × LPR ({percent(lower.rate)}): it can be raised, not relied on",
            )
        )
    return ChargeFinding(
        "ceiling.over",
        Layer.STATUTE,
        Certainty.CERTAIN if certain else Certainty.ARGUABLE,
        Sum.REDUCIBLE,
        over.unpaid,
        Text(
            f"息费合计超过年{percent(binding.rate)}",
            f"the total cost is above {percent(binding.rate)} a year",
        ),
        Text(
            f"从{over.since}起还没付的息费比上限多{over.unpaid}元。{asks.zh}",
            f"Unpaid charges since {over.since} exceed the ceiling by {over.unpaid}. {asks.en}",
        ),
        "；".join(dict.fromkeys(c.citation for c in known)),
        tuple(steps),
        over.paid,
        adjustment=4,
        trace=Trace(
            (
                (Text("息费合计", "charges"), str(over.charges)),
                (Text("从", "from"), over.since.isoformat()),
                (Text("到", "to"), over.on.isoformat()),
            ),
            Text(
                f"{over.charges} − 实际占用本金 × {percent(binding.rate)} × 天数 ÷ 365（{over.allowed}）",
                f"{over.charges} − principal × {percent(binding.rate)} × days / 365 ({over.allowed})",
            ),
            str(over.unpaid),
            (
                Figure(
                    "ceiling",
                    percent(binding.rate),
                    binding.as_of or debt.contract_date or over.on,
                    binding.citation,
                    binding.confidence.value,
                ),
            ),
        ),
    )


def percent(rate: float | Fraction) -> str:
    """A rate as people read it: 24.00%."""
    return f"{float(rate) * 100:.2f}%"


def three(yields: Yields) -> str:
    """The three yields, each with its name."""
    named = (("12×月IRR", yields.irr12), ("复利", yields.ear), ("单利", yields.simple))
    return "、".join(
        f"{name} {percent(value)}" if value is not None else f"{name} 无" for name, value in named
    )
