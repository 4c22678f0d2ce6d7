"""What is answered to what was heard: the base on the plans of a case, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.negotiation.advice import Answer, Step, advise, free_beside
from xiehuan.negotiation.counter_offer import CounterOffer, Pressure
from xiehuan.plan import Kind, Option, PlanPayment, Role

ON, FIRST = date(2026, 11, 24), date(2026, 12, 10)
ROOM = Money.parse("500.00")


def plan(n: int, role: Role | None, kinds: tuple[Kind, ...] = (Kind.INSTALMENT,)) -> Option:
    payments = tuple(PlanPayment(add_months(FIRST, k), ROOM) for k in range(n))
    rate = Fraction(0)
    return Option(
        kinds, payments, Money.parse("6000.00"), {}, rate, rate, fits=True, safe=True, reasons=(Text("因", "why"),),
        less_per_month=None, more_in_total=None, role=role,
    )  # fmt: skip


LADDER = [plan(12, Role.OPENING), plan(13, None), plan(14, Role.AIM), plan(15, Role.FLOOR)]
GOOD = CounterOffer(n=14, monthly=ROOM, first=FIRST)  # 7,000
OTHER = CounterOffer(n=20, monthly=Money.parse("400.00"), first=FIRST)  # 8,000
TOO_MUCH = CounterOffer(n=6, monthly=Money.parse("1000.00"), first=FIRST)


def free(_year: int, _month: int) -> Money:
    return ROOM


def after(*heard: CounterOffer, options: Sequence[Option] = LADDER, doubts: Sequence[Text] = ()) -> Step:
    return advise(options, free, ON, heard, doubts=doubts).step


def test_opening_aim_and_floor_state_one_ability() -> None:
    found = advise(LADDER, free, ON)
    assert set(found.roles) == set(Role)
    assert {o.payments[0].amount for o in found.roles.values()} == {found.ability} == {ROOM}
    assert (found.step.answer, found.step.option) == (Answer.ASK, LADDER[0])
    assert len(found.card) <= 7


def test_each_new_counter_offer_moves_one_step_and_a_repeated_one_none() -> None:
    assert after(TOO_MUCH).option == LADDER[1]
    assert after(TOO_MUCH, TOO_MUCH).option == LADDER[1]
    assert after(TOO_MUCH, OTHER).option == LADDER[2]
    assert after(TOO_MUCH).heard_safe is False


def test_what_is_safe_and_no_dearer_than_the_next_ask_is_taken() -> None:
    assert after(GOOD).answer is Answer.COUNTER  # 7,000 against the next ask of 6,500
    assert after(GOOD).heard_safe is True
    assert after(TOO_MUCH, GOOD).answer is Answer.TAKE  # the next ask is 7,000 too
    assert after(TOO_MUCH, GOOD, doubts=[Text("扣款", "a debit")]).answer is Answer.ASK_BACK


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"n": None}, "how many instalments"),
        ({"monthly": None}, "how much each month"),
        ({"first": None}, "day of the first payment"),
        ({"total": Money.parse("6999.99")}, "the total said is 6999.99"),
        ({"first": ON}, "not after today"),
        ({"n": 6, "waived": Money.parse("100.00")}, "the rest is not explained"),
    ],
)
def test_missing_or_contradictory_terms_are_asked_back(change: dict[str, object], said: str) -> None:
    step = after(replace(GOOD, **change))  # type: ignore[arg-type]
    assert step.answer is Answer.ASK_BACK
    assert said in " ".join(r.en for r in step.reasons)


def test_a_yes_to_our_ask_and_a_yes_with_another_amount() -> None:
    plain = after(CounterOffer(yes=True))
    assert (plain.answer, plain.option) == (Answer.TAKE, LADDER[0])
    assert after(replace(TOO_MUCH, yes=True)).answer is Answer.COUNTER
    assert after(CounterOffer(yes=True, monthly=Money.parse("600.00"))).answer is Answer.ASK_BACK


@pytest.mark.parametrize("pressure", Pressure)
def test_under_pressure_nothing_is_agreed(pressure: Pressure) -> None:
    step = after(TOO_MUCH, replace(GOOD, pressure=(pressure,)))
    assert (step.answer, step.option) == (Answer.NOT_NOW, None)


def test_a_down_payment_needs_cash() -> None:
    offer = replace(GOOD, down=Money.parse("100.00"))
    assert after(TOO_MUCH, offer).heard_safe is False
    assert advise(LADDER, free, ON, [TOO_MUCH, offer], cash=Money.parse("100.00")).step.heard_safe is True


def test_where_nothing_clears_the_debt_there_is_no_safe_deal() -> None:
    holding = plan(3, None, (Kind.HOLDING,))
    assert after(options=[holding]).answer is Answer.NO_SAFE_DEAL
    assert after(TOO_MUCH, options=[holding]).answer is Answer.NO_SAFE_DEAL
    assert after(GOOD, options=[holding]).answer is Answer.TAKE
    assert after(options=[]).answer is Answer.NO_SAFE_DEAL


def test_what_holds_already_is_kept() -> None:
    kept = plan(12, None, (Kind.AGREED,))
    assert (after(options=[kept]).answer, after(options=[kept]).option) == (Answer.KEEP, kept)


def test_a_plan_of_another_creditor_takes_its_months() -> None:
    left = free_beside(free, [plan(2, None)])
    assert [left(2026, 12), left(2027, 1), left(2027, 2)] == [Money.ZERO, Money.ZERO, ROOM]
