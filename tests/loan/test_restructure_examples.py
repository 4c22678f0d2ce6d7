"""Worked restructurings from named sources, and the figures of complaints about other systems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from xiehuan.errors import LoanError
from xiehuan.loan import Fee, FeeEvery, Overdue, account
from xiehuan.loan.position import Open, PastDueKept, Position, RateFrom, parts_of
from xiehuan.loan.restructure import (
    Balloon,
    Breach,
    Capitalise,
    Carry,
    Condition,
    Document,
    End,
    Extend,
    Forbear,
    Holiday,
    Interest,
    InterestOnly,
    OverdueInterest,
    PayOff,
    Reach,
    ReAge,
    ReAmortise,
    Reschedule,
    Rest,
    SetRate,
    Settle,
    Treatment,
    Undo,
    Waive,
    What,
    restructure,
)
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.switches import InterestGrace
from xiehuan.loan.terms import Component, LateFee, LoanTerms, Method, Per, Rate
from xiehuan.money import Money, Rounding

C = Component
START = date(2025, 1, 1)


def terms_of(principal: str, rate: str, n: int, **changes: Any) -> LoanTerms:
    """A monthly level loan from 1 January 2025."""
    amount = Money.parse(principal)
    return LoanTerms(
        **{
            "principal": amount,
            "method": Method.EQUAL_INSTALMENT,
            "n": n,
            "first_due": date(2025, 2, 1),
            "rate": Rate(Fraction(rate)),
            "received": amount,
            "received_on": START,
            **changes,
        }
    )


def fresh(principal: str, rate: str, n: int, **changes: Any) -> Position:
    """The position on the day of the loan."""
    return position_of(account(terms_of(principal, rate, n, **changes), on=START))


def late(on: date, overdue: Overdue | None = None, **changes: Any) -> Position:
    """12,000.00 at 12 % over 12 months of which nothing was paid, on a day."""
    return position_of(account(terms_of("12000.00", "0.12", 12, **changes), on=on, overdue=overdue))


def totals(position: Position) -> list[str]:
    return [str(Money(o.total)) for o in position.instalments]


def free_of_interest(arrears: list[int], future: list[int], **changes: Any) -> Position:
    """Interest-free principal in whole yuan, a fortnight apart, as in the published scenarios."""
    terms = terms_of("1000.00", "0", 12, **changes)
    dues = [date(2024, 1, 1 + 14 * i) for i in range(2)] + [date(2024, 1, 31), date(2024, 2, 15)]
    rows = [
        Open(
            i + 1, date(2024, 1, 1), dues[i + (4 - len(arrears) - len(future))], parts_of({C.PRINCIPAL: fen})
        )
        for i, fen in enumerate([*arrears, *future])
    ]
    return Position(
        date(2024, 1, 25), terms, tuple(rows[: len(arrears)]), tuple(rows[len(arrears) :]), lent=1000_00
    )


# published figures

RE_AGED = [
    ("own test value of field notes D1", 100_00, 3, 1, ["33.33", "33.33", "33.34"]),
    ("Fineract re-age, 750 unpaid", 750_00, 6, 1, ["125.00"] * 6),
    ("Fineract LoanReAging.feature L483, whole units", 325_00, 6, 100, [*["54.00"] * 5, "55.00"]),
]


@pytest.mark.parametrize(("source", "unpaid", "n", "unit", "expected"), RE_AGED)
def test_re_age(source: str, unpaid: int, n: int, unit: int, expected: list[str]) -> None:
    assert source
    position = free_of_interest([unpaid], [], instalment_unit=unit)
    after = restructure(position, [ReAge(n, date(2024, 3, 1))]).after
    assert totals(after) == expected
    assert [o.due for o in after.future] == [date(2024, 3 + i, 1) for i in range(n)]
    assert after.arrears == ()


RE_AMORTISED = [
    ("Fineract LoanReAmortization.feature L89, whole units", 100, ["187.00", "188.00"]),
    ("the same to the fen", 1, ["187.50", "187.50"]),
]


@pytest.mark.parametrize(("source", "unit", "expected"), RE_AMORTISED)
def test_re_amortise(source: str, unit: int, expected: list[str]) -> None:
    assert source
    position = free_of_interest([125_00], [125_00, 125_00], instalment_unit=unit, rounding=Rounding.HALF_EVEN)
    done = restructure(position, [ReAmortise()])
    assert totals(done.after) == expected
    assert [o.due for o in done.after.future] == [o.due for o in position.future]
    assert restructure(position, [ReAmortise(), Undo()]).after == position


def test_a_holiday_capitalises_month_by_month() -> None:
    """100,000 at 1 % a month: 101,000, then 102,010, then ten instalments of 10,770.43 (a public test file)."""
    done = restructure(fresh("100000.00", "0.12", 12), [Holiday(2, Interest.CAPITALISED)])
    assert totals(done.after)[:2] == ["0.00", "0.00"]
    assert totals(done.after)[2:11] == ["10770.43"] * 9
    assert sum(o.of(C.PRINCIPAL) for o in done.after.future) == 102_010_00
    assert done.total(What.CAPITALISED, C.PRINCIPAL) == 2_010_00
    assert done.after.principal == 100_000_00  # nothing is capitalised before its day


@pytest.mark.parametrize(
    ("interest", "what", "fen"),
    [(Interest.DEFERRED, What.DEFERRED, 0), (Interest.WAIVED, What.WAIVED, -2_000_00)],
)
def test_a_holiday_may_defer_or_waive_instead(interest: Interest, what: What, fen: int) -> None:
    done = restructure(fresh("100000.00", "0.12", 12), [Holiday(2, interest)])
    assert done.total(what, C.INTEREST) == fen
    assert sum(o.of(C.PRINCIPAL) for o in done.after.future) == 100_000_00
    assert totals(done.after)[2:11] == ["10558.21"] * 9
    put_off = done.after.instalments[-1].total - done.after.future[-1].total
    assert put_off == (2_000_00 if interest is Interest.DEFERRED else 0)


def test_a_holiday_may_move_the_end_instead() -> None:
    after = restructure(fresh("100000.00", "0.12", 10), [Holiday(2, Interest.CAPITALISED, End.LATER)]).after
    assert len(after.future) == 12
    assert totals(after)[2:11] == ["10770.43"] * 9


# complaints about other systems


def test_the_first_interest_after_a_restructuring_is_that_of_its_days() -> None:
    """A core system charged a whole month for three days (Frappe Lending PR 1081)."""
    position = late(date(2025, 3, 29))
    after = restructure(position, [Capitalise((C.INTEREST,), Reach.TO_COME)]).after
    first = after.future[0]
    assert first.due == date(2025, 4, 1)
    whole = Fraction(position.principal + sum(position.payoff.values()) - position.principal)
    assert after.bearing == whole
    assert first.of(C.INTEREST) == round(whole * Fraction("0.12") * 2 / 360)  # 28 of the month's 30 have run
    re_aged = restructure(position, [ReAge(6, date(2025, 4, 1))]).after.future[0]
    earned = re_aged.of(C.INTEREST) - re_aged.carried[C.INTEREST]
    assert earned == round(Fraction(position.principal) * Fraction("0.12") * 3 / 360)


def test_a_plan_made_inside_a_period_is_level_to_its_end() -> None:
    after = restructure(late(date(2025, 3, 20)), [Capitalise(), Extend(add_n=6)]).after
    *level, last = [o.total for o in after.future]
    assert len(set(level)) == 1
    assert abs(last - level[0]) <= len(level)  # fen of rounding, not days of interest


def test_twelve_months_asked_are_twelve_months_given() -> None:
    """A core system gave eleven because the instalment was rounded up (Frappe Lending issue 1449)."""
    after = restructure(fresh("1200.00", "0", 5), [Extend(n_left=12)]).after
    assert totals(after) == ["100.00"] * 12
    rounded = replace(fresh("1201.00", "0", 5), terms=terms_of("1201.00", "0", 5, instalment_unit=100_00))
    assert totals(restructure(rounded, [Extend(n_left=12)]).after) == [*["100.00"] * 11, "101.00"]
    coarse = replace(rounded, terms=replace(rounded.terms, payment_rounding=Rounding.UP))
    with pytest.raises(LoanError, match="clears_early"):
        restructure(coarse, [Extend(n_left=12)])


def test_additional_and_remaining_are_two_names() -> None:
    """Users of a microfinance desk could not tell additional from total instalments (opencbs issue 752)."""
    position = fresh("12000.00", "0.12", 12)
    assert restructure(position, [Extend(add_n=6)]).after == restructure(position, [Extend(n_left=18)]).after
    with pytest.raises(LoanError, match="one_measure"):
        restructure(position, [Extend(add_n=6, n_left=18)])
    with pytest.raises(LoanError, match="restructure_count"):
        restructure(position, [Extend(n_left=11)])


PENAL = Overdue(penalty_factor=Fraction("1.5"), late_fee=LateFee(share=Fraction("0.05")))


def test_overdue_penalties_do_not_stop_a_rescheduling() -> None:
    """Fineract refuses exactly the loans that need it (PR 5791)."""
    position = late(date(2025, 3, 20), PENAL)
    charges = {c: position.overdue[c] for c in (C.PENALTY, C.LATE_FEE)}
    done = restructure(position, [Reschedule(1, date(2025, 5, 1), add_n=3)])
    assert done.after.overdue == charges
    assert len(done.after.future) == 15
    waived = restructure(position, [Waive(C.PENALTY, share=Fraction(1)), Reschedule(1, date(2025, 5, 1))])
    assert dict(waived.after.overdue) == {C.LATE_FEE: charges[C.LATE_FEE]}


def test_a_document_waives_before_it_capitalises() -> None:
    """In a core system the wrong order made the waiver fail, or capitalised what was waived (Frappe PR 1078, 1182)."""
    position = late(date(2025, 3, 20), PENAL)
    owed = position.overdue
    document = Document(
        {
            C.INTEREST: Treatment(Money(50_00), Rest.CAPITALISE),
            C.PENALTY: Treatment(Fraction(1, 2), Rest.CARRY),
            C.LATE_FEE: Treatment(Fraction(1)),
        }
    )
    done = restructure(position, [document])
    assert done.total(What.WAIVED, C.INTEREST) == -50_00
    assert done.after.capitalised == owed[C.INTEREST] - 50_00
    half = -done.total(What.WAIVED, C.PENALTY)
    assert abs(2 * half - owed[C.PENALTY]) <= 1
    assert done.after.future[0].of(C.PENALTY) == owed[C.PENALTY] - half
    assert not done.after.arrears
    assert sum(done.after.payoff.values()) == sum(position.payoff.values()) - done.waived


# one thing at a time


def test_late_fees_are_capitalised_only_when_named() -> None:
    position = late(date(2025, 3, 20), PENAL)
    usual = restructure(position, [Capitalise()]).after
    assert set(usual.overdue) == {C.PENALTY, C.LATE_FEE}
    everything = restructure(position, [Capitalise((C.INTEREST, C.PENALTY, C.LATE_FEE))]).after
    assert not everything.overdue
    assert everything.principal - everything.capitalised == position.principal


def test_a_total_is_waived_in_the_order_of_waiving() -> None:
    position = late(date(2025, 3, 20), PENAL)
    owed = position.overdue
    amount = Money(owed[C.LATE_FEE] + 1_00)
    done = restructure(position, [Waive(amount=amount)])
    assert done.total(What.WAIVED, C.LATE_FEE) == -owed[C.LATE_FEE]
    assert done.total(What.WAIVED, C.PENALTY) == -1_00
    assert done.waived == amount.fen


def test_waiving_principal_keeps_the_shape_of_the_plan() -> None:
    position = fresh("12000.00", "0.12", 12)
    after = restructure(position, [Waive(C.PRINCIPAL, share=Fraction(1, 4))]).after
    assert after.principal == 9_000_00
    level = [o.total for o in after.future[:-1]]
    assert max(level) - min(level) <= 2  # fen
    assert abs(after.future[0].total - position.future[0].total * 3 // 4) <= 1


def test_a_rate_cut_from_a_day_and_its_steps_up() -> None:
    path = (RateFrom(date(2025, 8, 1), Rate(Fraction("0.06"))),)
    done = restructure(
        fresh("12000.00", "0.12", 12), [SetRate(Rate(Fraction("0.03")), date(2025, 3, 1), path)]
    )
    future = done.after.future
    assert [o.total for o in future[:2]] == [o.total for o in done.before.future[:2]]
    left = 12_000_00 - sum(o.of(C.PRINCIPAL) for o in future[:2])
    assert future[2].of(C.INTEREST) == round(Fraction(left) * Fraction("0.03") / 12)
    left = 12_000_00 - sum(o.of(C.PRINCIPAL) for o in future[:7])
    assert future[7].of(C.INTEREST) == round(Fraction(left) * Fraction("0.06") / 12)
    assert len({o.total for o in future[7:11]}) == 1
    assert done.total(What.INTEREST_BOOKED) < 0


def test_a_rate_that_changes_inside_a_period_counts_by_its_days() -> None:
    done = restructure(fresh("12000.00", "0.12", 12), [SetRate(Rate(Fraction(0)), date(2025, 1, 16))])
    assert done.after.future[0].of(C.INTEREST) == 60_00  # fifteen of thirty days of 120.00


def test_a_flat_loan_keeps_its_charge_until_a_rate_on_the_balance_is_agreed() -> None:
    flat = replace(
        terms_of("12000.00", "0", 12, method=Method.FLAT), rate=Rate(Fraction("0.01"), Per.FLAT_MONTH)
    )
    position = position_of(account(flat, on=START))
    assert {o.of(C.INTEREST) for o in restructure(position, [Extend(add_n=12)]).after.future} == {120_00}
    cut = restructure(position, [SetRate(Rate(Fraction("0.12")))]).after
    assert cut.future[0].of(C.INTEREST) == 120_00
    assert cut.future[-1].of(C.INTEREST) < 20_00


def test_interest_only_then_level() -> None:
    after = restructure(fresh("12000.00", "0.12", 12), [InterestOnly(3)]).after
    assert totals(after)[:3] == ["120.00"] * 3
    assert after.future[2].of(C.PRINCIPAL) == 0
    assert len(set(totals(after)[3:11])) == 1
    with pytest.raises(LoanError, match="restructure_count"):
        restructure(after, [InterestOnly(12)])


def test_a_balloon_bears_interest_until_the_last_day() -> None:
    after = restructure(fresh("12000.00", "0.12", 12), [Balloon(Money.parse("3000.00"))]).after
    # A on 12,000 less the value of 3,000 at the end: (12000·1.01¹² − 3000)·1 % / (1.01¹² − 1)
    assert totals(after)[0] == "829.64"
    assert after.future[-1].total - after.future[0].total == pytest.approx(3000_00, abs=12)


def test_forborne_principal_bears_no_interest_and_comes_last() -> None:
    done = restructure(fresh("12000.00", "0.12", 12), [Forbear(share=Fraction(3, 10))])
    plain = fresh("8400.00", "0.12", 12)
    assert [o.parts for o in done.after.future] == [o.parts for o in plain.future]
    assert done.after.instalments[-1].total == plain.future[-1].total + 3_600_00
    with pytest.raises(LoanError, match="forbear_too_large"):
        restructure(done.after, [Forbear(amount=Money.parse("8400.01"))])


def test_grace_on_principal_and_on_interest() -> None:
    position = fresh("12000.00", "0.12", 12)
    moved = restructure(
        position, [Reschedule(3, date(2025, 5, 1), 2, principal_grace_n=2, interest_grace_n=1)]
    ).after
    assert moved.future[:2] == position.future[:2]
    assert [o.due for o in moved.future[2:4]] == [date(2025, 5, 1), date(2025, 6, 1)]
    assert len(moved.future) == 14
    left = moved.bearing - sum(o.of(C.PRINCIPAL) for o in moved.future[:2])
    assert moved.future[2].total == 0
    two_months, one = (round(Fraction(left) * Fraction("0.01") * n) for n in (2, 1))
    assert moved.future[3].parts == {C.INTEREST: two_months + one}
    with pytest.raises(LoanError, match="no_such_instalment"):
        restructure(position, [Reschedule(13, date(2026, 5, 1))])


def test_re_ageing_gives_an_accelerated_loan_instalments_again() -> None:
    position = late(
        date(2025, 4, 20), Overdue(accelerated_on=date(2025, 4, 10), penalty_factor=Fraction("1.5"))
    )
    assert position.future == ()
    with pytest.raises(LoanError, match="no_future"):
        restructure(position, [Extend(add_n=12)])
    done = restructure(position, [ReAge(24, date(2025, 5, 20))], PastDueKept.STARTS_AGAIN)
    assert not done.after.arrears
    assert sum(o.of(C.PENALTY) for o in done.after.future) == position.overdue[C.PENALTY]
    assert done.after.days_past_due == 0
    assert [(p.days, p.kept) for p in done.after.past_due] == [(78, PastDueKept.STARTS_AGAIN)]
    assert restructure(position, [ReAge(24, date(2025, 5, 20))]).after.days_past_due == 78


def test_overdue_interest_of_re_amortising_goes_first_or_everywhere_or_away() -> None:
    position = late(date(2025, 3, 20))
    owed = position.overdue[C.INTEREST]
    first, split, gone = (
        restructure(position, [ReAmortise(how)])
        for how in (OverdueInterest.TO_FIRST, OverdueInterest.SPLIT, OverdueInterest.WAIVED)
    )
    assert first.after.future[0].carried == {C.INTEREST: owed}
    assert sum(o.carried[C.INTEREST] for o in split.after.future) == owed
    assert {o.carried[C.INTEREST] for o in split.after.future[:-1]} == {round(owed / 10)}
    assert gone.waived == owed
    assert first.after.to_pay == split.after.to_pay


def test_fees_of_skipped_instalments_wait_and_those_of_extra_ones_are_not_invented() -> None:
    fee = Fee("担保费", Money.parse("28.00"), FeeEvery.INSTALMENT)
    position = position_of(account(terms_of("12000.00", "0.12", 12), on=START, fees=[fee]))
    rested = restructure(position, [Holiday(2, Interest.DEFERRED)]).after
    assert [o.of(C.FEE) for o in rested.future[:4]] == [0, 0, 84_00, 28_00]
    longer = restructure(position, [Extend(add_n=6)]).after
    assert sum(o.of(C.FEE) for o in longer.future) == 12 * 28_00
    gone = restructure(position, [Waive(C.FEE, share=Fraction(1), reach=Reach.TO_COME)])
    assert gone.waived == 12 * 28_00
    settled = restructure(position, [Settle(Money.parse("6000.00"), date(2025, 2, 1))])
    assert settled.total(What.NOT_CHARGED, C.FEE) == -12 * 28_00


def test_breach_brings_back_what_hung_on_the_plan_and_the_earlier_rate() -> None:
    position = late(date(2025, 3, 20), PENAL)
    plan = restructure(
        position,
        [
            Waive(C.PENALTY, share=Fraction(1), condition=Condition.WHILE_KEPT),
            Waive(C.LATE_FEE, share=Fraction(1)),
            SetRate(Rate(Fraction("0.04")), condition=Condition.WHILE_KEPT),
            Capitalise(),
        ],
    )
    later = replace(plan.after, on=date(2025, 3, 30))
    broken = restructure(later, [Breach()]).after
    assert dict(broken.overdue) == {C.PENALTY: position.overdue[C.PENALTY]}
    assert broken.arrears[-1].due == later.on
    assert broken.rate_on(date(2025, 4, 1)) == Rate(Fraction("0.12"))
    assert broken.rate_on(date(2025, 3, 25)) == Rate(Fraction("0.04"))


def test_settlement_and_refinancing() -> None:
    position = late(date(2025, 3, 20), PENAL)
    owed = sum(position.payoff.values())
    done = restructure(position, [Settle(Money.parse("9000.00"), date(2025, 4, 30))])
    assert totals(done.after) == ["9000.00"]
    assert dict(done.after.to_pay) == {C.PRINCIPAL: 9_000_00}
    assert done.waived == owed - 9_000_00
    assert {r.component for r in done.revives} == {None, C.LATE_FEE, C.PENALTY, C.INTEREST, C.PRINCIPAL}
    paid = restructure(position, [PayOff()])
    new = fresh(str(Money(-paid.total(What.PAID_OFF))), "0.06", 24)
    assert new.bearing == owed


def test_a_contracts_own_grace_and_interest_only_months_and_balloon_are_kept() -> None:
    free = fresh("12000.00", "0.12", 12, interest_grace_n=2, interest_grace=InterestGrace.FREE)
    assert restructure(free, [Extend(add_n=0)]).after.to_pay == free.to_pay
    quiet = fresh("12000.00", "0.12", 12, interest_only_n=3, balloon=Money.parse("2000.00"))
    assert restructure(quiet, [Extend(add_n=0)]).after.future == quiet.future
    with pytest.raises(LoanError, match="grace_running"):
        fresh("12000.00", "0.12", 12, interest_grace_n=2)


REFUSED = [
    ("waiver_too_large", Waive(C.PENALTY, amount=Money(10**9))),
    ("one_measure", Waive(C.PENALTY)),
    ("one_measure", Waive(C.PENALTY, amount=Money(-1))),
    ("nothing_to_capitalise", Capitalise((C.INTEREST,))),
    ("nothing_overdue", ReAmortise()),
    ("restructure_date", SetRate(Rate(Fraction("0.1")), date(2024, 12, 31))),
    ("restructure_date", ReAge(3, START)),
    ("restructure_date", Settle(Money(1), date(2024, 12, 31))),
    ("bad_rate", SetRate(Rate(Fraction("-0.1")))),
    ("balloon_too_large", Balloon(Money(12_000_01))),
    ("restructure_count", Holiday(12, Interest.WAIVED)),
    ("restructure_count", ReAge(0, date(2025, 3, 1))),
    ("nothing_to_undo", Undo()),
    ("nothing_revives", Breach()),
]


@pytest.mark.parametrize(("code", "step"), REFUSED)
def test_what_cannot_be_done_is_refused_with_a_way_out(code: str, step: Any) -> None:
    with pytest.raises(LoanError) as refused:
        restructure(fresh("12000.00", "0.12", 12), [step])
    assert refused.value.code == code
    assert refused.value.next.zh
    assert refused.value.next.en


def test_interest_fixed_at_the_start_is_not_recomputed_on_a_balance() -> None:
    position = fresh("12000.00", "0.12", 12)
    fixed = replace(position, terms=replace(position.terms, method=Method.ADD_ON))
    with pytest.raises(LoanError, match="interest_not_by_balance"):
        restructure(fixed, [Extend(add_n=3)])
    assert restructure(fixed, [Settle(Money.parse("100.00"), date(2025, 2, 1))]).waived == 11_900_00


def test_carrying_asks_for_charges_with_the_next_instalment() -> None:
    position = late(date(2025, 3, 20), PENAL)
    after = restructure(position, [Carry((C.PENALTY, C.LATE_FEE))]).after
    first = after.future[0]
    assert {c: first.of(c) for c in (C.PENALTY, C.LATE_FEE)} == {
        c: position.overdue[c] for c in (C.PENALTY, C.LATE_FEE)
    }
    assert set(after.overdue) == {C.PRINCIPAL, C.INTEREST}
