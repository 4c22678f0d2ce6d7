"""Charges asked for twice, and interest on a card's late charges."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty, Layer
from xiehuan.law.reckoning import Extra, Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.loan.debt import LenderKind
from xiehuan.loan.terms import Component

CARD_LATE_FEE = "card.interest_on_late_fee_allowed"
_ONCE = Text("合同约定每期只收一次", "the contract has it once for each instalment")


@rule("cn.duplicate.late_fee", articles=("civil_code:第五百八十五条",))
def late_fee_again(reckoning: Reckoning) -> Iterator[Variant]:
    """A late fee was charged twice for the same instalment."""
    if reckoning.overdue.late_fee is None:
        return
    yield Variant(
        reckoning.adding(Extra.LATE_FEE_AGAIN),
        Text("最近一期的违约金收了两次", "the late fee of the last instalment was charged twice"),
        _ONCE,
    )
    yield Variant(
        reckoning.adding(Extra.LATE_FEES_TWICE),
        Text("每期的违约金都收了两次", "every late fee was charged twice"),
        _ONCE,
    )


@rule("cn.duplicate.fee", articles=("civil_code:第五百六十一条",))
def fee_again(reckoning: Reckoning) -> Iterator[Variant]:
    """The fee of an instalment was charged twice."""
    if reckoning.debt.fees:
        yield Variant(
            reckoning.adding(Extra.FEE_AGAIN),
            Text("最近一期的费用收了两次", "the fee of the last instalment was charged twice"),
            _ONCE,
        )


@rule("cn.card.interest_on_late_fee", parameters=(CARD_LATE_FEE,))
def interest_on_late_fee(reckoning: Reckoning) -> Iterator[Variant]:
    """A card bears no interest on its late charges (银发〔2016〕111号, read second-hand)."""
    if reckoning.debt.lender_kind is LenderKind.BANK_CARD and reckoning.overdue.late_fee is not None:
        yield Variant(
            reckoning.adding(Extra.LATE_FEE_INTEREST),
            Text("对违约金又收了利息", "interest was charged on the late fee"),
            Text("信用卡的违约金不计利息", "a card's late fee bears no interest"),
        )


DUPLICATES = (
    Departure(
        "duplicate.late_fee",
        8,
        late_fee_again,
        frozenset({Component.LATE_FEE}),
        Text("违约金重复收取", "a late fee charged twice"),
        ("late_fee",),
    ),
    Departure(
        "duplicate.fee",
        8,
        fee_again,
        frozenset({Component.FEE}),
        Text("费用重复收取", "a fee charged twice"),
    ),
    Departure(
        "card.interest_on_late_fee",
        5,
        interest_on_late_fee,
        frozenset({Component.COMPOUND, Component.INTEREST}),
        Text("对违约金收了利息", "interest on a late fee"),
        layer=Layer.STATUTE,
        best=Certainty.ARGUABLE,
        source="card_pricing_2016",
        parameter=CARD_LATE_FEE,
    ),
)
