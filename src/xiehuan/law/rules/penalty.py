"""Penalty interest: at which rate, and on what.

It follows the contract (Civil Code art. 676). The uplift of 30 to 50 % over the contract rate is known from memory only
and carries no finding; what is tested is the claim against the rate and the base that the contract names.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty
from xiehuan.law.reckoning import Extra, Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.loan.terms import Component, PenaltyBase

_FACTORS = tuple(Fraction(n, 10) for n in (13, 14, 15, 18, 20))


def agreed(reckoning: Reckoning) -> bool:
    """Whether the contract carries penalty interest at all."""
    overdue = reckoning.overdue
    return overdue.penalty_rate is not None or bool(overdue.penalty_factor)


@rule("cn.penalty.base", articles=("civil_code:第六百七十六条",))
def interest_in_the_base(reckoning: Reckoning) -> Iterator[Variant]:
    """Penalty interest was charged on unpaid interest too; the contract says overdue principal."""
    if agreed(reckoning) and reckoning.overdue.penalty_base is PenaltyBase.OVERDUE_PRINCIPAL:
        yield Variant(
            reckoning.late(penalty_base=PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST),
            Text("罚息把没还的利息也算进了基数", "penalty interest was counted on unpaid interest as well"),
            Text("合同约定只按逾期本金算", "the contract counts it on overdue principal"),
        )


@rule("cn.penalty.undue_principal", articles=("civil_code:第六百七十六条",))
def undue_principal_in_the_base(reckoning: Reckoning) -> Iterator[Variant]:
    """Penalty interest was charged on principal that has not fallen due."""
    if agreed(reckoning) and reckoning.overdue.accelerated_on is None:
        yield Variant(
            reckoning.adding(Extra.ALL_PRINCIPAL),
            Text("罚息把还没到期的本金也算进了基数", "penalty interest was counted on principal not yet due"),
            Text("没到期的本金不收罚息", "principal that is not due bears none"),
        )


@rule("cn.penalty.rate", articles=("civil_code:第六百七十六条",))
def another_rate(reckoning: Reckoning) -> Iterator[Variant]:
    """Penalty interest was charged at another multiple of the contract rate than the one agreed."""
    overdue = reckoning.overdue
    if not agreed(reckoning):
        return
    own = overdue.penalty_per_day(reckoning.terms)
    contract = reckoning.terms.rate.per_day(reckoning.terms.day_count)
    for factor in _FACTORS:
        if contract * factor > own:
            yield Variant(
                reckoning.late(penalty_factor=factor, penalty_rate=None),
                Text(
                    f"罚息按合同利率的{float(factor):g}倍算",
                    f"penalty interest was counted at {float(factor):g} times the contract rate",
                ),
                Text("合同约定的罚息利率更低", "the contract's penalty rate is lower"),
            )


PENALTY = (
    Departure(
        "penalty.base",
        5,
        interest_in_the_base,
        frozenset({Component.PENALTY}),
        Text("罚息的基数算大了", "the base of penalty interest is too large"),
        ("penalty", "penalty_base"),
    ),
    Departure(
        "penalty.rate",
        5,
        another_rate,
        frozenset({Component.PENALTY}),
        Text("罚息利率比合同高", "the penalty rate is above the contract's"),
        ("penalty",),
    ),
    Departure(
        "penalty.undue_principal",
        5,
        undue_principal_in_the_base,
        frozenset({Component.PENALTY}),
        Text("没到期的本金也收了罚息", "penalty interest on principal not yet due"),
        ("penalty", "penalty_base"),
        best=Certainty.CERTAIN,
    ),
)
