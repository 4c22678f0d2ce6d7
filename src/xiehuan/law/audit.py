"""The fee audit of one debt: claim against contract, contract against statute, charges against the ceiling.

Each layer is computed on the result of the one before, so that nothing is counted twice, and the three sums
are kept apart.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.law.ceiling import Ceiling, Force, Verdict, ceilings, lower_figure, verdict
from xiehuan.law.excess import Excess, excess, on_received_principal, received_rule
from xiehuan.law.finding import Audit, Certainty, ChargeFinding, Layer, Sum
from xiehuan.law.pack import Pack
from xiehuan.law.recount import Recount, contract_findings, recount
from xiehuan.law.rule import rule as tagged
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.loan.yields import Yields, contract_yields
from xiehuan.money import Money


def audit(debt: Debt, pack: Pack, on: date) -> Audit:
    """All findings on a debt, the latest claim taken as at its own day."""
    claim = debt.latest_claim(on)
    if debt.terms is None:
        return Audit((_no_contract(),))
    ours = recount(debt, claim, on)
    found = contract_findings(debt, claim, ours) if claim else []
    found += _withheld(debt, pack, ours)
    found += _ceiling(debt, pack, ours.state.on)
    return Audit(tuple(found))


def _no_contract() -> ChargeFinding:
    return ChargeFinding(
        "no_contract",
        Layer.CONTRACT,
        Certainty.NEEDS_PAPER,
        None,
        Money.ZERO,
        Text("还没有合同，无法核对", "no contract on record: nothing can be checked yet"),
        Text(
            "只知道对方说的数。向对方要合同和逐笔明细，或在App里下载后填进来。",
            "Only the other side's figure is known. Ask for the contract and an itemised statement.",
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
                f"The contract says {terms.principal}, {terms.received} arrived. Interest may not be taken off in "
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
        )
    ]


def _ceiling(debt: Debt, pack: Pack, on: date) -> list[ChargeFinding]:
    yields = contract_yields(debt.schedule())
    known = ceilings(debt, pack)
    if not known:
        return [_unknown_lender(debt)]
    binding = known[0]
    outcome = verdict(yields, binding)
    if outcome is Verdict.UNKNOWN:
        return [_out_of_date(binding)]
    over = excess(on_received_principal(debt, pack), binding.rate, on, contract_over=outcome is Verdict.OVER)
    if outcome is not Verdict.OVER and over.unpaid.fen <= max(1, len(debt.account(on).unpaid_instalments)):
        return [_only_effective(yields, binding)] if outcome is Verdict.ARGUABLE else []
    return [_over(debt, pack, yields, binding, over, known)]


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
            f"利率上限取决于{missing.zh}。看合同上的放款人全称，填进 lender_kind 和 contract_date。",
            f"It depends on {missing.en}. Look at the lender's legal name on the contract.",
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
            f"合同签于{signed}，早于2020-08-20：之后的利息按起诉时一年期LPR的四倍算，之前的按旧规定。没有起诉就定不下来。",
            f"Signed on {signed}, before 2020-08-20: later interest is held to four times the LPR at the day of filing, "
            "earlier interest to the old rules. Without a suit it is open.",
        ),
        "《最高人民法院关于审理民间借贷案件适用法律若干问题的规定》（2020年第二次修正）第三十一条",
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
            f"按{ceiling.as_of}公布的LPR，四倍是{percent(ceiling.rate)}；合同日在已知数据之后，请查当时的LPR。",
            f"By the LPR of {ceiling.as_of} four times is {percent(ceiling.rate)}; the contract is later than the "
            "known data.",
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
            f"三种年化：{three(yields)}；上限{percent(ceiling.rate)}。对放款人最有利的算法没有超，不主张金额。",
            f"Three yields: {three(yields)}; ceiling {percent(ceiling.rate)}. The measure kindest to the lender is "
            "within, so no sum is asked for.",
        ),
        ceiling.citation,
    )


def _over(
    debt: Debt, pack: Pack, yields: Yields, binding: Ceiling, over: Excess, known: list[Ceiling]
) -> ChargeFinding:
    certain = binding.confidence.read_in_full and binding.force is Force.HARD and not debt.assumed
    lower = lower_figure(debt, pack)
    asks = Text(
        "借款人提出请求时，法院可以调减；不是自动减，各地也不完全一致。",
        "A court may reduce it when the borrower asks; it is not automatic and courts differ.",
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
