"""Liquidated damages: far above the loss they can be reduced on request; above it by 30 % they are presumed excessive.

Civil Code art. 585 and arts. 64 and 65 of the contract interpretation. The borrower asks and bears the proof, a default in
bad faith normally gets nothing, and the loss is an estimate here: interest at the contract rate on what is late. So
the finding carries no amount of its own, and never more than "arguable".
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, ChargeFinding, Layer
from xiehuan.law.pack import Pack
from xiehuan.law.rule import rule
from xiehuan.law.trace import Figure, Trace
from xiehuan.loan.ledger.account import Account
from xiehuan.loan.terms import Component
from xiehuan.money import Money, round_fraction

PRESUMED = "damages.presumed_excessive_over_loss"


@rule(
    "cn.damages",
    articles=("civil_code:第五百八十五条", "contract_interpretation:第六十五条"),
    parameters=(PRESUMED,),
)
def damages(state: Account, pack: Pack, on: date) -> ChargeFinding | None:
    """Late fee and penalty interest together against the loss; None where the presumption is not reached."""
    known = pack.parameters[PRESUMED].known_at(on)
    late_fee, penalty = (state.bucket(c).due for c in (Component.LATE_FEE, Component.PENALTY))
    loss = loss_of(state)
    if known is None or not late_fee or not loss:
        return None
    line = Money(round_fraction(loss.fen * (1 + known.value)))
    together = late_fee + penalty
    if together <= line:
        return None
    share = f"{float(known.value):.0%}"
    return ChargeFinding(
        "damages.excessive",
        Layer.STATUTE,
        Certainty.ARGUABLE,
        None,
        Money.ZERO,
        Text("违约金明显高于损失", "late charges are far above the loss"),
        Text(
            f"违约金和罚息一共{together}元，按合同利率估算对方的损失是{loss}元，超过损失{share}的一般可以请求减少。"
            "要由借款人提出并举证，保留主动联系和部分还款的记录会有帮助。",
            f"Late fee and penalty interest come to {together}, the loss at the contract rate to about {loss}; above the "
            f"loss by {share} a reduction can normally be asked for. The borrower asks and brings the proof, and a record "
            "of early contact and part payments helps.",
        ),
        known.citation,
        (
            Text(
                f"违约金 {late_fee} + 罚息 {penalty} = {together} 元",
                f"late fee {late_fee} + penalty {penalty} = {together}",
            ),
            Text(f"损失 {loss} × (1 + {share}) = {line} 元", f"loss {loss} × (1 + {share}) = {line}"),
        ),
        adjustment=4,
        clauses=("late_fee",),
        trace=Trace(
            (
                (Text("违约金", "late fee"), str(late_fee)),
                (Text("罚息", "penalty interest"), str(penalty)),
                (Text("损失（估算）", "loss, estimated"), str(loss)),
            ),
            Text(
                f"{together} > {loss} × (1 + {share}) = {line}",
                f"{together} > {loss} × (1 + {share}) = {line}",
            ),
            str(together - line),
            (Figure.of(PRESUMED, known, on),),
        ),
    )


def loss_of(state: Account) -> Money:
    """The loss as estimated: interest at the contract rate, by days, on what fell due and was late, until it was paid."""
    terms = state.schedule.terms
    daily = terms.rate.per_day(terms.day_count)
    found = Fraction(0)
    for segments in state.segments.values():
        found += sum((s.penal * s.days * daily for s in segments), Fraction(0))
    return Money(round_fraction(found))
