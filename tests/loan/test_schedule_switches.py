"""Every switch of a schedule against a judge that writes it out in fractions, and what no switch may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from judge.schedule_oracle import stepped
from judge.switch_oracle import Plan, exact_level, rows
from xiehuan.dates import DayCount
from xiehuan.errors import LoanError
from xiehuan.loan import LoanTerms, Method, Per, Rate, build_schedule
from xiehuan.loan.schedule import MAX_TERMS, with_tenure
from xiehuan.loan.schedule.amortise import Period, amortise
from xiehuan.loan.schedule.amortise import periods as periods_of
from xiehuan.loan.schedule.replan import Drawn, NewRate, replan
from xiehuan.loan.switches import (
    Closing,
    Compounding,
    Every,
    InterestGrace,
    Last,
    Level,
    Remainder,
    Residue,
    Roll,
    Stub,
    Unit,
)
from xiehuan.money import Money, Rounding

SHORT = settings(max_examples=200, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
SPLIT = (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_ONLY, Method.FLAT)
ROUNDINGS = st.sampled_from(Rounding)
REFUSALS = {
    "negative_amortisation",
    "clears_early",
    "unit_too_coarse",
    "not_rounding",
    "bad_terms",
    "too_many_instalments",
}


def a_loan(**changes: Any) -> LoanTerms:
    """10 000 yuan at 12 % over twelve months, for tests that change one thing."""
    terms = LoanTerms(
        principal=Money(10_000_00),
        method=Method.EQUAL_INSTALMENT,
        n=12,
        first_due=date(2025, 2, 10),
        rate=Rate(Fraction(12, 100)),
        received=Money(10_000_00),
        received_on=date(2025, 1, 10),
    )
    return replace(terms, **changes)


def splits(terms: LoanTerms) -> list[tuple[int, int]]:
    return [(r.principal.fen, r.interest.fen) for r in build_schedule(terms).instalments]


def outcome(terms: LoanTerms) -> list[tuple[int, int]] | LoanError:
    """The plan, or the refusal as a value."""
    try:
        return splits(terms)
    except LoanError as refused:
        return refused


@st.composite
def switched(draw: st.DrawFn) -> LoanTerms:
    """A loan with any switches that the judge knows."""
    method, n = draw(st.sampled_from(SPLIT)), draw(st.integers(1, 24))
    start = date(2023, 1, 1) + timedelta(days=draw(st.integers(0, 800)))
    first = (
        stepped(start, 1, start.day)
        if draw(st.booleans())
        else start + timedelta(days=draw(st.integers(1, 70)))
    )
    principal = draw(st.one_of(st.integers(1, 999), st.integers(1000_00, 300_000_00)))
    level = method is Method.EQUAL_INSTALMENT
    return LoanTerms(
        principal=Money(principal),
        method=method,
        n=n,
        first_due=first,
        rate=Rate(
            Fraction(draw(st.integers(0, 480)), 1000), draw(st.sampled_from([Per.YEAR, Per.YEAR, Per.MONTH]))
        ),
        received=Money(principal),
        received_on=start,
        day_count=draw(st.sampled_from([DayCount.MONTHLY, DayCount.ACT_360, DayCount.ACT_365])),
        balloon=Money(draw(st.integers(0, principal - 1)))
        if draw(st.integers(0, 3)) == 0 and method is not Method.INTEREST_ONLY
        else Money.ZERO,
        interest_only_n=draw(st.integers(0, n - 1)) if draw(st.integers(0, 3)) == 0 else 0,
        interest_grace_n=draw(st.integers(0, n)) if draw(st.integers(0, 3)) == 0 else 0,
        interest_grace=draw(st.sampled_from(InterestGrace)),
        every=draw(st.sampled_from([Every(), Every(), Every(3), Every(2, Unit.WEEK), Every(10, Unit.DAY)])),
        instalment_unit=draw(st.sampled_from([1, 1, 1, 10, 100]))
        if level or method in {Method.EQUAL_PRINCIPAL, Method.FLAT}
        else 1,
        payment_rounding=draw(st.none() | ROUNDINGS),
        interest_rounding=draw(st.none() | ROUNDINGS),
        rounding=draw(ROUNDINGS),
        residue=draw(st.sampled_from(Residue)),
        last=draw(st.sampled_from([Last.BY_DIFFERENCE, Last.BY_DIFFERENCE, Last.KEEP_PAYMENT])),
        remainder=draw(st.sampled_from(Remainder)),
        level=draw(st.sampled_from(Level)),
        interest_cap=draw(st.none() | st.none() | st.integers(0, principal).map(Money)),
    )


def to_judge(terms: LoanTerms) -> Plan:
    """The same in the judge's words."""
    stretches = dues_by_hand(terms)
    yearly = terms.rate.value * (12 if terms.rate.per is Per.MONTH else 1)
    whole = _whole(terms)
    return Plan(
        principal=terms.principal.fen,
        factors=tuple(yearly * share for share in stretches),
        method=terms.method.value,
        level_factor=yearly * whole if terms.level is Level.WHOLE_PERIODS else None,
        flat=yearly * whole,
        balloon=terms.balloon.fen,
        quiet=terms.interest_only_n,
        grace=terms.interest_grace_n,
        free=terms.interest_grace is InterestGrace.FREE,
        unit=terms.instalment_unit,
        payment_mode=(terms.payment_rounding or terms.rounding).value,
        interest_mode=(terms.interest_rounding or terms.rounding).value,
        carried=terms.residue is Residue.CARRIED,
        keep=terms.last is Last.KEEP_PAYMENT,
        first=terms.remainder is Remainder.ON_FIRST,
        rounded=terms.remainder is Remainder.ROUNDED,
        cap=terms.interest_cap.fen if terms.interest_cap is not None else None,
    )


def _whole(terms: LoanTerms) -> Fraction:
    basis = 365 if terms.day_count is DayCount.ACT_365 else 360
    days = {Unit.WEEK: 7, Unit.DAY: 1}
    every = terms.every
    return (
        Fraction(every.count, 12)
        if every.unit is Unit.MONTH
        else Fraction(every.count * days[every.unit], basis)
    )


def dues_by_hand(terms: LoanTerms) -> list[Fraction]:
    """The share of a year of every period, by stepping through the calendar."""
    anchor = terms.first_due.day
    if stepped(terms.first_due, 0, terms.received_on.day) == terms.first_due:
        anchor = max(anchor, terms.received_on.day)
    step = terms.every
    dues = [
        stepped(terms.first_due, k * step.count, anchor)
        if step.unit is Unit.MONTH
        else terms.first_due + timedelta(days=k * step.count * (7 if step.unit is Unit.WEEK else 1))
        for k in range(terms.n or 0)
    ]
    return [_share(terms, a, b, anchor) for a, b in pairwise([terms.received_on, *dues])]


def _share(terms: LoanTerms, start: date, end: date, anchor: int) -> Fraction:
    if terms.day_count is not DayCount.MONTHLY:
        return Fraction((end - start).days, 365 if terms.day_count is DayCount.ACT_365 else 360)
    day = anchor if stepped(start, 0, anchor) == start else start.day
    months = 0
    while stepped(start, months + 1, day) <= end:
        months += 1
    return Fraction(months, 12) + Fraction((end - stepped(start, months, day)).days, 360)


@settings(SHORT, max_examples=600)
@given(terms=switched())
def test_every_switch_is_the_judges_to_the_fen(terms: LoanTerms) -> None:
    got = outcome(terms)
    if isinstance(got, LoanError):
        check_refusal(terms, got)
        return
    assert got == rows(to_judge(terms))
    assert sum(p for p, _ in got) == terms.principal.fen
    assert len(got) == terms.n
    assert all(p >= 0 and i >= 0 for p, i in got)


def check_refusal(terms: LoanTerms, refused: LoanError) -> None:
    """A refusal is right: the judge's plan shows what it says."""
    plan = to_judge(terms)
    found = rows(replace_plan(plan))
    if terms.method is Method.FLAT:
        assert refused.code == "unit_too_coarse"
        assert any(p < 0 for p, _ in found[:-1]) or found[-1][0] < plan.balloon
        return
    assert terms.method is Method.EQUAL_INSTALMENT
    if refused.code == "negative_amortisation":
        assert any(p < 0 for p, _ in found)
    elif refused.code == "clears_early":
        assert plan.unit > 1
        assert sum(p for p, _ in found[:-1]) == plan.principal
    elif refused.code == "unit_too_coarse":
        assert exact_level(plan) < plan.unit
    else:
        assert refused.code == "not_rounding"
        assert plan.keep
        kept = rows(plan)[-1][1]
        assert kept < 0 or abs(kept - found[-1][1]) > len(found) * plan.unit


def replace_plan(plan: Plan) -> Plan:
    """The plan closed by difference and with its interest where it arises, which is what refusals speak of."""
    return replace(plan, keep=False, grace=plan.grace if plan.free else 0)


@st.composite
def levels(draw: st.DrawFn) -> LoanTerms:
    """A plain loan with equal instalments by days."""
    n, principal = draw(st.integers(2, 18)), draw(st.integers(100_00, 50_000_00))
    return a_loan(
        n=n,
        principal=Money(principal),
        received=Money(principal),
        rate=Rate(Fraction(draw(st.integers(1, 900)), 1000)),
        day_count=DayCount.ACT_365,
        level=Level.REAL_PERIODS,
        payment_rounding=draw(ROUNDINGS),
        interest_rounding=draw(ROUNDINGS),
    )


def last_above(terms: LoanTerms, payment: int) -> int:
    """By how much the judge's last instalment is above this payment."""
    return sum(rows(to_judge(terms), payment)[-1]) - payment


@SHORT
@given(terms=levels(), closing=st.sampled_from([Closing.NOT_ABOVE, Closing.NOT_BELOW, Closing.NEAREST]))
def test_the_last_payment_falls_on_the_side_agreed(terms: LoanTerms, closing: Closing) -> None:
    payment = sum(splits(replace(terms, closing=closing))[0])
    above = last_above(terms, payment)
    if closing is Closing.NOT_ABOVE:
        assert above <= 0 < last_above(terms, payment - 1)
    elif closing is Closing.NOT_BELOW:
        assert above >= 0 > last_above(terms, payment + 1)
    else:
        assert abs(above) <= min(abs(last_above(terms, payment - 1)), abs(last_above(terms, payment + 1)))


@SHORT
@given(terms=levels())
def test_the_first_instalment_absorbs_what_rounding_leaves(terms: LoanTerms) -> None:
    found = splits(replace(terms, last=Last.FIRST_ABSORBS))
    first, level, off = sum(found[0]), sum(found[1]), abs(sum(found[-1]) - sum(found[1]))
    assert len({sum(row) for row in found[1:-1]}) <= 1
    assume(terms.n and terms.n > 2)
    judge = to_judge(terms)
    for other in (first - 1, first + 1):
        assert off <= abs(sum(rows(judge, level, other)[-1]) - level)


@SHORT
@given(terms=levels())
def test_spreading_never_leaves_the_last_further_off(terms: LoanTerms) -> None:
    plain, spread = splits(terms), splits(replace(terms, last=Last.SPREAD))
    assert abs(sum(spread[-1]) - sum(spread[0])) <= abs(sum(plain[-1]) - sum(plain[0]))
    assert spread == rows(to_judge(terms), sum(spread[0]))


@SHORT
@given(terms=levels(), payment=st.integers(1, 60_000_00))
def test_a_fixed_payment_finds_its_own_tenure(terms: LoanTerms, payment: int) -> None:
    """All payments but the last are the agreed one, the last is not above it; else a named refusal."""
    open_terms = replace(terms, n=None, payment=Money(payment))
    found = outcome(open_terms)
    if isinstance(found, LoanError):
        first_interest = rows(to_judge(replace(terms, n=2)), payment)[0][1]
        wanted = (
            {"negative_amortisation"}
            if payment <= first_interest
            else {"negative_amortisation", "too_many_instalments"}
        )
        assert found.code in wanted
        return
    assert {sum(row) for row in found[:-1]} <= {payment}
    assert 0 < sum(found[-1]) <= payment
    assert sum(p for p, _ in found) == terms.principal.fen
    assert with_tenure(open_terms).n == len(found)
    assert splits(replace(open_terms, n=len(found))) == found


@SHORT
@given(terms=levels(), more=st.integers(1, 5))
def test_a_payment_that_clears_too_soon_is_refused(terms: LoanTerms, more: int) -> None:
    assert terms.n
    payment = sum(splits(terms)[0])
    found = with_tenure(replace(terms, n=None, payment=Money(payment + 1))).n
    assert found
    with pytest.raises(LoanError, match="clears_early"):
        build_schedule(replace(terms, n=found + more, payment=Money(payment + 1)))


def test_twelve_asked_with_a_coarse_unit_are_not_silently_eleven() -> None:
    """118 yuan in whole units of ten yuan, rounded up: the tenth instalment pays it off."""
    with pytest.raises(LoanError, match="clears_early") as refused:
        build_schedule(
            a_loan(
                principal=Money(100_00),
                instalment_unit=10_00,
                payment_rounding=Rounding.UP,
                rate=Rate(Fraction(0)),
            )
        )
    assert "10" in refused.value.message.en


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rate": Rate(Fraction(-1, 100))}, "negative_rate"),
        ({"n": 0}, "bad_terms"),
        ({"n": MAX_TERMS + 1}, "bad_terms"),
        ({"n": None}, "bad_terms"),
        ({"n": None, "payment": Money(100), "method": Method.EQUAL_PRINCIPAL}, "bad_terms"),
        ({"first_due": date(2025, 1, 9)}, "bad_terms"),
        ({"first_due": date(2025, 1, 10)}, "bad_terms"),
        ({"balloon": Money(10_000_00)}, "bad_terms"),
        ({"balloon": Money(-1)}, "bad_terms"),
        ({"balloon": Money(1), "method": Method.INTEREST_ONLY}, "bad_terms"),
        ({"interest_only_n": 12}, "bad_terms"),
        ({"interest_only_n": -1}, "bad_terms"),
        ({"interest_grace_n": -1}, "bad_terms"),
        ({"instalment_unit": 0}, "bad_terms"),
        ({"instalment_unit": 5_000_00}, "unit_too_coarse"),
        ({"payment": Money.ZERO}, "bad_terms"),
        ({"payment": Money(100_00)}, "negative_amortisation"),
        ({"n": None, "payment": Money(100_00)}, "negative_amortisation"),
        ({"n": None, "payment": Money(100_01)}, "too_many_instalments"),
        ({"every": Every(0)}, "bad_terms"),
        ({"every": Every(12), "first_due": date(9990, 1, 1)}, "bad_terms"),
        ({"due_on": (date(2025, 2, 10),)}, "bad_terms"),
        ({"due_on": (date(2025, 2, 10), date(2025, 2, 10)), "n": 2}, "bad_terms"),
        ({"due_on": (date(2025, 2, 11), date(2025, 3, 10)), "n": 2}, "bad_terms"),
        ({"stub": Stub.FIRST_LONG, "first_due": date(2025, 2, 1)}, "bad_terms"),
        ({"stub": Stub.FIRST_SHORT, "first_due": date(2025, 3, 1)}, "bad_terms"),
        ({"roll": Roll.NEXT_BUSINESS_DAY}, "no_business_day"),
        ({"roll": Roll.NEXT_BUSINESS_DAY, "business_days": frozenset[date]()}, "no_business_day"),
        ({"last": Last.KEEP_PAYMENT, "first_due": date(2025, 3, 25)}, "not_rounding"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(LoanError) as refused:
        build_schedule(a_loan(**changes))
    assert refused.value.code == code
    assert refused.value.next.zh
    assert refused.value.next.en


@pytest.mark.parametrize("method", [m for m in Method if m is not Method.BULLET])
@pytest.mark.parametrize("principal", [1, 2, 999, 10**17])
@pytest.mark.parametrize("n", [1, 2, MAX_TERMS])
def test_extreme_sizes_have_an_answer(method: Method, principal: int, n: int) -> None:
    """One fen, more than any bank lends, one instalment and six hundred: fifty years to 2075."""
    terms = a_loan(method=method, principal=Money(principal), received=Money(principal), n=n)
    found = splits(terms)
    assert (len(found), sum(p for p, _ in found)) == (n, principal)
    assert all(p >= 0 and i >= 0 for p, i in found)


@pytest.mark.parametrize("rate", [Fraction(0), Fraction(1, 10**18), Fraction(99)])
@pytest.mark.parametrize("compounding", Compounding)
def test_extreme_rates_have_an_answer(rate: Fraction, compounding: Compounding) -> None:
    found = splits(a_loan(rate=Rate(rate), compounding=compounding, level=Level.REAL_PERIODS))
    assert sum(p for p, _ in found) == 10_000_00
    assert (sum(i for _, i in found) == 0) is (rate < Fraction(1, 10**9))


def test_daily_compounding_of_a_yearly_rate_is_that_rate_after_a_year() -> None:
    """Effective by definition: 12 % on 10 000 for 365 days is 1 200.00; as ten payments of 36.5 days it is less a day."""
    terms = a_loan(
        method=Method.BULLET,
        n=1,
        first_due=date(2026, 1, 10),
        day_count=DayCount.ACT_365,
        compounding=Compounding.DAILY,
    )
    assert splits(terms) == [(10_000_00, 1_200_00)]
    daily = replace(terms, rate=Rate(Fraction(1, 1000), Per.DAY), first_due=date(2025, 1, 12))
    assert splits(daily) == [(10_000_00, 20_01)]  # 10 000 × (1.001² − 1) = 20.01


BUSINESS = frozenset(
    date(2025, 1, 1) + timedelta(days=n) for n in range(900) if n % 7 not in {3, 4}
)  # no weekends


@pytest.mark.parametrize("known", [BUSINESS, BUSINESS.__contains__])
def test_a_due_date_on_a_weekend_moves_and_interest_does_not(known: Any) -> None:
    """10 May and 10 August 2025 are a Saturday and a Sunday."""
    plain = build_schedule(a_loan(day_count=DayCount.ACT_365)).instalments
    moved = build_schedule(
        a_loan(day_count=DayCount.ACT_365, roll=Roll.NEXT_BUSINESS_DAY, business_days=known)
    ).instalments
    assert [(r.principal, r.interest) for r in moved] == [(r.principal, r.interest) for r in plain]
    assert (moved[3].due, moved[6].due) == (date(2025, 5, 12), date(2025, 8, 11))
    assert all(r.due in BUSINESS for r in moved)
    bearing = build_schedule(
        a_loan(day_count=DayCount.ACT_365, roll=Roll.NEXT_BUSINESS_DAY_WITH_INTEREST, business_days=known)
    ).instalments
    assert [r.due for r in bearing] == [r.due for r in moved]
    assert bearing[3].interest.fen == round(Fraction((bearing[2].balance.fen) * 32 * 12, 36500))


def test_a_stub_is_checked_and_charged_by_days() -> None:
    """10 January to 25 January: 15/360 of a year; to 25 February: one month and 15 days."""
    short = build_schedule(a_loan(stub=Stub.FIRST_SHORT, first_due=date(2025, 1, 25))).instalments[0]
    long = build_schedule(a_loan(stub=Stub.FIRST_LONG, first_due=date(2025, 2, 25))).instalments[0]
    assert (short.interest, long.interest) == (Money(50_00), Money(150_00))
    assert build_schedule(a_loan(stub=Stub.FIRST_LONG)) == replace(
        build_schedule(a_loan()), terms=a_loan(stub=Stub.FIRST_LONG)
    )


@SHORT
@given(terms=switched(), cut=st.integers(1, 23))
def test_a_plan_can_go_on_from_its_middle(terms: LoanTerms, cut: int) -> None:
    """amortise takes any rest of the periods: what is left, split over them, ends at zero."""
    n = terms.n or 0
    assume(cut < n)
    terms = replace(terms, interest_only_n=0, balloon=Money.ZERO, interest_grace_n=0, last=Last.BY_DIFFERENCE)
    assume(not isinstance(outcome(terms), LoanError))
    whole = build_schedule(terms).instalments
    rest = periods_of(terms, whole[cut - 1].due, [r.due for r in whole[cut:]])
    left = whole[cut - 1].balance.fen
    assume(left > 0)
    try:
        found = amortise(left, rest, terms)
    except LoanError as refused:
        assume(refused.code not in REFUSALS)
        raise
    assert sum(s.principal for s in found) == left
    assert len(found) == len(rest) == n - cut


@SHORT
@given(terms=levels(), data=st.data())
def test_changes_on_the_way_close_the_loan(terms: LoanTerms, data: st.DataObject) -> None:
    """Whatever is drawn is repaid, the last balance is zero, and without changes the plan is the plain one."""
    stretches = periods_of(terms, terms.received_on, [r.due for r in build_schedule(terms).instalments])
    first = Drawn(terms.received_on, terms.principal)
    plain = [(s.principal, s.interest) for s in replan(stretches, terms, [first])]
    assert plain == splits(terms)
    span = (stretches[-1].due - terms.received_on).days
    events: list[Drawn | NewRate] = [first]
    for _ in range(data.draw(st.integers(1, 4))):
        on = terms.received_on + timedelta(days=data.draw(st.integers(0, span - 1)))
        change = data.draw(st.one_of(st.integers(1, 90_000_00).map(Money), st.integers(0, 900)))
        events.append(
            Drawn(on, change) if isinstance(change, Money) else NewRate(on, Rate(Fraction(change, 1000)))
        )
    stages = replan(stretches, terms, events)
    drawn = sum(e.amount.fen for e in events if isinstance(e, Drawn))
    assert sum(s.principal for s in stages) == drawn
    assert stages[-1].balance == 0
    assert all(min(s.principal, s.interest, s.balance) >= 0 for s in stages)


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Drawn(date(2025, 1, 11), Money(100))],
        [Drawn(date(2025, 1, 10), Money.ZERO)],
        [Drawn(date(2025, 1, 10), Money(100)), NewRate(date(2026, 1, 10), Rate(Fraction(1, 10)))],
        [Drawn(date(2025, 1, 10), Money(100)), NewRate(date(2025, 5, 10), Rate(Fraction(-1, 10)))],
    ],
)
def test_changes_that_have_no_answer_are_refused(events: list[Drawn | NewRate]) -> None:
    terms = a_loan()
    stretches = periods_of(terms, terms.received_on, [r.due for r in build_schedule(terms).instalments])
    with pytest.raises(LoanError, match="bad_terms"):
        replan(stretches, terms, events)


def test_no_period_and_no_principal_are_refused() -> None:
    period = Period(date(2025, 1, 10), date(2025, 2, 10), Fraction(1, 12))
    for principal, stretches in ((100, []), (0, [period])):
        with pytest.raises(LoanError, match="bad_terms"):
            amortise(principal, stretches, a_loan())
