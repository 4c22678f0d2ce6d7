"""Counting days: the year of the contract, the first day in and the last out, and the days of grace."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.dates import DayCount
from xiehuan.errors import Text
from xiehuan.law.finding import Certainty
from xiehuan.law.reckoning import Extra, Reckoning
from xiehuan.law.rule import rule
from xiehuan.law.rules.departure import Departure, Variant
from xiehuan.loan.terms import Component, Grace, Per

_LATE = frozenset({Component.PENALTY, Component.COMPOUND, Component.LATE_FEE})
_ALL = frozenset(Component)
_LENT = frozenset({Component.PRINCIPAL, Component.INTEREST})


@rule("cn.days.grace", articles=("civil_code:第六百七十六条",))
def grace_ignored(reckoning: Reckoning) -> Iterator[Variant]:
    """Late charges were counted as if the contract had no days of grace."""
    days = reckoning.overdue.grace_days
    if days and reckoning.overdue.grace is Grace.SHIFTS:
        contract = Text(
            f"合同约定宽限{days}天后才开始算",
            f"by the contract they start after {days} days of grace",
        )
    else:
        contract = Text(
            f"合同约定{days}天宽限期内不收", f"the contract charges nothing within {days} days of grace"
        )
    if days:
        yield Variant(
            reckoning.late(grace_days=0),
            Text("宽限期内就开始收逾期费用", "late charges were counted within the days of grace"),
            contract,
        )


def within_grace(reckoning: Reckoning) -> bool:
    """Whether an instalment is within its days of grace on the day of the claim."""
    days = reckoning.overdue.grace_days
    rows = reckoning.debt.schedule().instalments if days else ()
    return any(0 <= (reckoning.on - row.due).days <= days for row in rows)


@rule("cn.days.both_ends", articles=("civil_code:第六百七十六条",))
def both_ends_counted(reckoning: Reckoning) -> Iterator[Variant]:
    """The first and the last day were both counted; practice counts the first and not the last."""
    yield Variant(
        reckoning.adding(Extra.BOTH_ENDS),
        Text("头尾两天都算了，多了一天", "both the first and the last day were counted, one too many"),
        Text("通行的算法是算头不算尾", "the usual count takes the first day and not the last"),
    )


@rule("cn.days.year", articles=("civil_code:第六百七十六条",))
def another_year(reckoning: Reckoning) -> Iterator[Variant]:
    """Actual days were divided by 360 where the contract counts otherwise."""
    terms = reckoning.terms
    if terms.day_count is DayCount.ACT_360:
        return
    penalty = reckoning.overdue.penalty_rate
    if terms.rate.per is Per.DAY and (penalty is None or penalty.per is Per.DAY):
        return
    yield Variant(
        reckoning.lending(day_count=DayCount.ACT_360),
        Text("按实际天数除以360算", "actual days were divided by 360"),
        Text(f"合同的计息天数是 {terms.day_count.value}", f"the contract counts {terms.day_count.value}"),
    )


@rule("cn.days.start", articles=("civil_code:第六百七十条",))
def before_the_money_came(reckoning: Reckoning) -> Iterator[Variant]:
    """Interest was counted from the day of signing though the money arrived later."""
    signed = reckoning.debt.contract_date
    if signed is not None and signed < reckoning.terms.received_on:
        yield Variant(
            reckoning.lending(received_on=signed),
            Text(f"从签合同的{signed}就开始计息", f"interest was counted from the signing on {signed}"),
            Text(
                f"钱在{reckoning.terms.received_on}才到账",
                f"the money arrived on {reckoning.terms.received_on}",
            ),
        )


DAYS = (
    Departure(
        "days.grace",
        6,
        grace_ignored,
        _LATE,
        Text("宽限期内收了费用", "charged within the days of grace"),
        ("grace_days",),
        likely=within_grace,
    ),
    Departure(
        "days.both_ends",
        6,
        both_ends_counted,
        frozenset({Component.PENALTY, Component.COMPOUND}),
        Text("多算了一天", "one day too many"),
        ("penalty",),
        best=Certainty.ARGUABLE,
    ),
    Departure(
        "days.year",
        6,
        another_year,
        _ALL,
        Text("一年按360天算，和合同不同", "a year of 360 days that the contract does not have"),
        needs=_LENT,
        best=Certainty.ARGUABLE,  # a count that debts.toml leaves out is filled in, and not told apart here
    ),
    Departure(
        "days.start",
        6,
        before_the_money_came,
        _ALL,
        Text("钱到账之前就开始计息", "interest from before the money arrived"),
        needs=_LENT,
        best=Certainty.ARGUABLE,
    ),
)
