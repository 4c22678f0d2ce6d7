"""Compound interest: only where agreed, on unpaid interest only; never on penalty interest, never beside a base with interest."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty
from xiehuan.law.reckoning import Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.law.rules.penalty import agreed
from xiehuan.loan.terms import Component, Compound, PenaltyBase


@rule("cn.compound.not_agreed", articles=("civil_code:第六百七十六条",))
def without_agreement(reckoning: Reckoning) -> Iterator[Variant]:
    """Compound interest was charged though the contract has none."""
    if reckoning.overdue.compound is Compound.NONE:
        yield Variant(
            reckoning.late(compound=Compound.ON_INTEREST),
            Text("对没还的利息又收了复利", "compound interest was charged on unpaid interest"),
            Text("合同没有约定复利", "the contract has none"),
        )


@rule("cn.compound.on_penalty", articles=("civil_code:第六百七十六条",))
def on_penalty_interest(reckoning: Reckoning) -> Iterator[Variant]:
    """Compound interest was charged on penalty interest too."""
    if reckoning.overdue.compound is Compound.ON_INTEREST and agreed(reckoning):
        yield Variant(
            reckoning.late(compound=Compound.ON_INTEREST_AND_PENALTY),
            Text("对罚息又收了复利", "compound interest was charged on penalty interest"),
            Text("合同只约定对利息收复利", "the contract has it on interest only"),
        )


@rule("cn.compound.double_counting", articles=("civil_code:第六百七十六条",))
def counted_twice(reckoning: Reckoning) -> Iterator[Variant]:
    """Penalty interest on principal and interest, and compound interest on the same interest."""
    base = reckoning.overdue.penalty_base
    if not agreed(reckoning):
        return
    if base is PenaltyBase.OVERDUE_PRINCIPAL and reckoning.overdue.compound is not Compound.NONE:
        changed = reckoning.late(penalty_base=PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST)
    elif base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST and reckoning.overdue.compound is Compound.NONE:
        changed = reckoning.late(compound=Compound.ON_INTEREST)
    else:
        return
    yield Variant(
        changed,
        Text("同一笔利息既算进罚息基数、又收了复利", "the same interest bore penalty and compound interest"),
        Text("合同只约定其中一种", "the contract has only one of the two"),
    )


COMPOUNDING = (
    Departure(
        "compound.double_counting",
        5,
        counted_twice,
        frozenset({Component.PENALTY, Component.COMPOUND}),
        Text("同一笔利息算了两次", "the same interest is counted twice"),
        ("penalty", "penalty_base", "compound"),
    ),
    Departure(
        "compound.not_agreed",
        5,
        without_agreement,
        frozenset({Component.COMPOUND}),
        Text("合同没有约定的复利", "compound interest that was not agreed"),
        ("compound",),
        unstated=Certainty.NEEDS_PAPER,
    ),
    Departure(
        "compound.on_penalty",
        5,
        on_penalty_interest,
        frozenset({Component.COMPOUND}),
        Text("对罚息又收了复利", "compound interest on penalty interest"),
        ("compound",),
    ),
)
