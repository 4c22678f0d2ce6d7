"""Unearned interest: once everything is declared due, or the debt is paid off, interest stops with the days really used."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.errors import Text
from xiehuan.law.finding import Certainty
from xiehuan.law.reckoning import Extra, Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.loan.terms import Component

_DAYS_USED = Text("利息只算到实际用钱的那天", "interest runs only for the days really used")


def _ends_now(reckoning: Reckoning) -> bool:
    return reckoning.payoff or reckoning.overdue.accelerated_on is not None


@rule("cn.acceleration.interest", articles=("civil_code:第六百七十七条",))
def unearned_interest(reckoning: Reckoning) -> Iterator[Variant]:
    """Interest of instalments that will no longer run is claimed as well."""
    if _ends_now(reckoning):
        yield Variant(
            reckoning.adding(Extra.UNEARNED_INTEREST),
            Text(
                "把以后各期还没产生的利息也要了",
                "interest of later instalments, not yet earned, was asked for",
            ),
            _DAYS_USED,
        )


@rule("cn.acceleration.fees", articles=("civil_code:第六百七十七条",))
def unearned_fees(reckoning: Reckoning) -> Iterator[Variant]:
    """Fees of instalments that will no longer run are claimed as well."""
    if _ends_now(reckoning) and reckoning.debt.fees:
        yield Variant(
            reckoning.adding(Extra.UNEARNED_FEES),
            Text("把以后各期的费用也要了", "fees of later instalments were asked for"),
            Text("以后各期不再发生", "those instalments no longer run"),
        )


ACCELERATION = (
    Departure(
        "acceleration.unearned_interest",
        7,
        unearned_interest,
        frozenset({Component.INTEREST}),
        Text("要了还没产生的利息", "interest that has not been earned"),
        source="civil_code",
        article="第六百七十七条",
        best=Certainty.ARGUABLE,
    ),
    Departure(
        "acceleration.unearned_fees",
        7,
        unearned_fees,
        frozenset({Component.FEE}),
        Text("要了以后各期的费用", "fees of later instalments"),
        best=Certainty.ARGUABLE,
    ),
)
