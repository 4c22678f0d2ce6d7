"""What must hold of every account, whatever has happened to the loan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from loan.histories import History, histories
from xiehuan.errors import LoanError
from xiehuan.loan import Account, Component, LoanTerms, Method, Overdue, Payment, Rate, account
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.event import (
    Accelerated,
    Charged,
    ChargedBack,
    Disbursed,
    RateChanged,
    Refunded,
    Restructuring,
    Reversed,
    Waived,
    in_force,
)
from xiehuan.loan.ledger.trace import account_steps, unexplained
from xiehuan.loan.restructure import ReAge
from xiehuan.loan.terms import Ahead, LateFee, Scope
from xiehuan.money import Money

SHORT = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=4000)
EVERYTHING = (
    "pay",
    "charge",
    "charge_later",
    "waive",
    "disburse",
    "refund",
    "charge_back",
    "rate",
    "accelerate",
    "charge_off",
    "restructure",
    "reverse",
)


def folded(history: History) -> Account:
    """The account; a history that the ledger refuses by name is no case of these tests."""
    try:
        return history.account()
    except LoanError:
        reject()


def check_invariants(history: History) -> None:
    state = folded(history)
    conserves_payments(history, state)
    postings_are_the_whole_truth(state)
    principal_is_accounted_for(history, state)
    assert unexplained(state, account_steps(state, history.overdue)) == {}


def conserves_payments(history: History, state: Account) -> None:
    """What came in is on the lines, waits, or went back."""
    counted = [e for _, e in in_force(history.events) if e.on <= history.on]
    came = sum(e.amount.fen for e in counted if isinstance(e, Payment))
    spread = sum(p.fen for p in state.postings if p.what is What.PAID)
    assert all(p.fen > 0 for p in state.postings if p.what in {What.PAID, What.WAIVED})
    back = sum(e.amount.fen for e in counted if isinstance(e, Refunded | ChargedBack))
    again = sum(p.fen for p in state.postings if p.what is What.LENT)
    lent = sum(e.amount.fen for e in counted if isinstance(e, Disbursed))
    assert came == spread + state.unapplied.fen + back - (again - lent)


def postings_are_the_whole_truth(state: Account) -> None:
    """The sums of the postings are the lines, and nothing is paid or waived that was not asked for."""
    for standing in state.standings:
        for component in Component:
            bucket = state.bucket(component, standing.k)
            assert (bucket.paid.fen, bucket.waived.fen) == (
                standing.paid[component],
                standing.waived[component],
            )
            assert bucket.outstanding.fen >= 0
            if standing.called:
                assert bucket.due.fen == standing.asked[component]
            assert standing.left(component) >= 0


def principal_is_accounted_for(history: History, state: Account) -> None:
    """Principal lent, owed again or capitalised is paid, waived, due or still to come."""
    sums: Counter[What] = Counter()
    for p in state.postings:
        if p.component is Component.PRINCIPAL:
            sums[p.what] += p.fen
    left = sum(s.left(Component.PRINCIPAL) for s in state.standings)
    lent = history.terms.principal.fen + sums[What.LENT]
    put_by = sum(o.capitalises for o in state.plan.future) if state.plan else 0
    assert lent + sums[What.CAPITALISED] == sums[What.PAID] + sums[What.WAIVED] + left
    assert put_by == 0


@SHORT
@given(history=histories(kinds=EVERYTHING))
def test_invariants_of_every_history(history: History) -> None:
    check_invariants(history)


@pytest.mark.long
@LONG
@given(history=histories(kinds=EVERYTHING, most=12))
def test_invariants_at_length(history: History) -> None:
    check_invariants(history)


@SHORT
@given(history=histories(kinds=EVERYTHING), data=st.data())
def test_the_order_of_the_list_does_not_matter_but_on_one_day(history: History, data: st.DataObject) -> None:
    """Replay: an event added late with an early day gives the account that a list in time would have given."""
    events = [e for e in history.events if not isinstance(e, Reversed)]
    mixed = data.draw(st.permutations(events))
    in_time = sorted(events, key=lambda e: e.on)
    late = sorted(mixed, key=lambda e: (e.on, events.index(e)))
    assume(len({e.on for e in events}) == len(events))
    one, other = replace(history, events=tuple(in_time)), replace(history, events=tuple(mixed))
    assert late == in_time
    assert same(folded(one), folded(other))


def same(one: Account, other: Account) -> bool:
    """Equal but for the positions that postings name."""
    strip = [[replace(p, payment=None) for p in x.postings] for x in (one, other)]
    return strip[0] == strip[1] and one.standings == other.standings and one.unapplied == other.unapplied


@SHORT
@given(history=histories(kinds=tuple(k for k in EVERYTHING if k != "reverse")), data=st.data())
def test_a_reversal_leaves_no_trace_in_what_is_owed(history: History, data: st.DataObject) -> None:
    assume(history.events)
    of = data.draw(st.integers(0, len(history.events) - 1))
    day = history.events[of].on + timedelta(days=data.draw(st.integers(0, 30)))
    taken_back = replace(history, events=(*history.events, Reversed(min(day, history.on), of)))
    never = replace(history, events=(*history.events[:of], *history.events[of + 1 :]))
    assert same(folded(taken_back), folded(never))
    again = replace(taken_back, events=(*taken_back.events, Reversed(history.on, len(history.events))))
    assert same(folded(again), folded(history))


@SHORT
@given(
    history=histories(kinds=("pay", "charge")), component=st.sampled_from(tuple(Component)), data=st.data()
)
def test_a_waiver_never_raises_what_is_owed(
    history: History, component: Component, data: st.DataObject
) -> None:
    day = data.draw(st.dates(history.terms.received_on, max(history.on, history.terms.received_on)))
    waived = replace(history, events=(*history.events, Waived(day, component)))
    before, after = folded(history), folded(waived)
    total = sum(s.left() for s in before.standings) - before.unapplied.fen
    now = sum(s.left() for s in after.standings) - after.unapplied.fen
    assert now <= total
    assert after.days_past_due <= before.days_past_due


@SHORT
@given(history=histories(kinds=("pay", "charge")), data=st.data())
def test_the_order_of_independent_waivers_does_not_matter(history: History, data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(tuple(Component)), min_size=2, max_size=4, unique=True))
    waivers = [Waived(history.on, c) for c in parts]
    one = folded(replace(history, events=(*history.events, *waivers)))
    other = folded(replace(history, events=(*history.events, *reversed(waivers))))
    assert one.standings == other.standings


# by hand

TERMS = LoanTerms(
    principal=Money(1200_00),
    method=Method.EQUAL_PRINCIPAL,
    n=12,
    first_due=date(2026, 2, 10),
    rate=Rate(Fraction("0.12")),
    received=Money(1200_00),
    received_on=date(2026, 1, 10),
)


def owed(state: Account, component: Component) -> str:
    return str(state.bucket(component).outstanding)


def test_a_change_of_rate_splits_the_running_period() -> None:
    """1200 at 12 % until 20 February, at 6 % from then on; the second interest is ten days of one, the rest the other.

    10 Feb-20 Feb: 1100 × 12 % × 10/360 = 3.67; 20 Feb-10 Mar: 1100 × 6 % × 20/360 (18 days by the calendar, the
    month counts as a twelfth from contract day to contract day: 0 months and 18 days) = 3.30.
    """
    changed = account(
        TERMS, on=date(2026, 3, 10), events=[RateChanged(date(2026, 2, 20), Rate(Fraction("0.06")))]
    )
    second = next(s for s in changed.standings if s.k == 2)
    assert second.asked[Component.INTEREST] == 367 + 330
    third = next(s for s in changed.standings if s.k == 3)
    assert third.asked[Component.INTEREST] == 500  # 1000 × 6 % ÷ 12


def test_a_payment_on_the_day_of_the_payout_and_after_closure() -> None:
    whole = [Payment(date(2026, 1, 10), Money(2000_00))]
    state = account(TERMS, on=date(2027, 6, 1), payments=whole, overdue=Overdue(ahead=Ahead.NEXT_INSTALMENT))
    assert sum(s.left() for s in state.standings) == 0
    assert state.unapplied == Money(2000_00) - Money(
        1278_00
    )  # interest of 78.00 was asked for and paid ahead
    later = account(TERMS, on=date(2027, 6, 1), payments=[*whole, Payment(date(2027, 5, 1), Money(5))])
    assert later.unapplied == Money(722_05)


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Payment(date(2026, 1, 9), Money(1)), "payment_before_disbursement"),
        (Payment(date(2026, 2, 1), Money(0)), "payment_not_positive"),
        (Payment(date(2026, 2, 1), Money(-5)), "payment_not_positive"),
        (Charged(date(2025, 12, 1), date(2026, 3, 1), Component.FEE, Money(1)), "event_before_disbursement"),
        (Charged(date(2026, 2, 1), date(2026, 3, 1), Component.FEE, Money(0)), "amount_not_positive"),
        (Reversed(date(2026, 2, 1), 5), "bad_reversal"),
        (Reversed(date(2026, 2, 1), 0), "bad_reversal"),
        (Waived(date(2026, 2, 1), Component.PENALTY, Money(1)), "waiver_too_large"),
    ],
)
def test_what_cannot_have_happened_is_refused_by_name(event: Payment, code: str) -> None:
    with pytest.raises(LoanError) as refused:
        account(TERMS, on=date(2026, 6, 1), events=[event])
    assert refused.value.code == code
    assert refused.value.next.zh
    assert refused.value.next.en


def test_two_events_of_one_day_count_in_the_order_of_the_list() -> None:
    on = date(2026, 2, 10)
    fee = Charged(on, on, Component.FEE, Money(10_00))
    paid = Payment(on, Money(112_00))
    first = account(TERMS, on=on, events=[fee, paid])
    then = account(TERMS, on=on, events=[paid, fee])
    assert owed(first, Component.FEE) == "0.00"
    assert owed(first, Component.PRINCIPAL) == "10.00"
    assert owed(then, Component.FEE) == "10.00"
    assert owed(then, Component.PRINCIPAL) == "0.00"


def test_amounts_beyond_any_machine_word_stay_exact() -> None:
    fen = 10**30
    huge = replace(TERMS, principal=Money(fen), received=Money(fen))
    state = account(huge, on=date(2027, 1, 10), payments=[Payment(date(2026, 2, 10), Money(1))])
    assert sum(s.asked[Component.PRINCIPAL] for s in state.standings) == fen
    assert state.bucket(Component.INTEREST).paid == Money(1)


def test_acceleration_leaves_out_interest_that_is_not_earned() -> None:
    """Nothing paid, declared due on 25 February: interest of the first month, fifteen days of the second, no more."""
    state = account(TERMS, on=date(2026, 2, 25), events=[Accelerated(date(2026, 2, 25))])
    assert owed(state, Component.PRINCIPAL) == "1200.00"
    assert owed(state, Component.INTEREST) == "17.50"  # 12.00 + 1100 × 12 % × 15/360
    assert state.not_yet_due_principal == Money.ZERO


def test_a_late_fee_stays_what_it_was_when_a_back_dated_payment_arrives() -> None:
    """The missed amount is measured at the end of grace by what was paid until then, known late or not."""
    late = Overdue(late_fee=LateFee(share=Fraction("0.05")), grace_days=3)
    without = account(TERMS, on=date(2026, 2, 20), overdue=late)
    replayed = account(
        TERMS, on=date(2026, 2, 20), overdue=late, events=[Payment(date(2026, 2, 10), Money(112_00))]
    )
    assert owed(without, Component.LATE_FEE) == "5.60"
    assert owed(replayed, Component.LATE_FEE) == "0.00"


def test_principal_paid_within_grace_bears_its_days_where_the_rest_was_missed() -> None:
    """Grace forgives what is paid in full: with interest left, two days on 100.00 at 1.5 × 12 %/360 stay due."""
    late = Overdue(
        penalty_factor=Fraction(3, 2), grace_days=3, allocation=(Component.PRINCIPAL, Component.INTEREST)
    )
    paid = [Payment(date(2026, 2, 12), Money(100_00))]
    missed = account(TERMS, on=date(2026, 2, 20), overdue=late, payments=paid)
    kept = account(
        TERMS,
        on=date(2026, 2, 20),
        overdue=late,
        payments=[*paid, Payment(date(2026, 2, 13), Money(12_00))],
    )
    assert owed(missed, Component.INTEREST) == "12.00"
    assert owed(missed, Component.PENALTY) == "0.10"
    assert owed(kept, Component.PENALTY) == "0.00"


def test_what_was_paid_ahead_is_not_asked_for_again_after_re_ageing() -> None:
    """100.00 in two; 51.00 are paid by the first due day, one of them ahead: 49.00 are left, whatever they become."""
    halves = replace(TERMS, principal=Money(100_00), received=Money(100_00), n=2, rate=Rate(Fraction(0)))
    early = Overdue(ahead=Ahead.NEXT_INSTALMENT)
    on = date(2026, 2, 10)
    agreed = Restructuring(on, (ReAge(7, date(2026, 3, 10)),))
    state = account(halves, on=on, overdue=early, events=[Payment(on, Money(51_00)), agreed])
    assert [s.left() for s in state.standings if s.left()] == [7_00] * 7
    assert state.bucket(Component.PRINCIPAL).paid == Money(51_00)


def test_past_due_before_what_falls_due_today() -> None:
    """Part by part over what is past due first: today's interest waits until yesterday's principal is paid."""
    on = date(2026, 3, 10)
    paid = [Payment(on, Money(115_00))]
    order = (Component.INTEREST, Component.PRINCIPAL)
    plain = account(TERMS, on=on, payments=paid, overdue=Overdue(allocation=order, scope=Scope.VERTICAL))
    apart = account(
        TERMS, on=on, payments=paid, overdue=Overdue(allocation=order, scope=Scope.VERTICAL_PAST_DUE_FIRST)
    )
    assert str(plain.bucket(Component.INTEREST, 2).outstanding) == "0.00"
    assert str(apart.bucket(Component.INTEREST, 2).outstanding) == "8.00"
    assert str(apart.bucket(Component.PRINCIPAL, 1).outstanding) == "0.00"


def test_a_lower_rate_never_asks_for_less_than_was_paid_ahead() -> None:
    """The first interest (12.00) was paid before its day, then the rate fell to zero: what was paid stays asked for."""
    events = [Payment(date(2026, 1, 11), Money(112_00)), RateChanged(date(2026, 1, 11), Rate(Fraction(0)))]
    state = account(TERMS, on=date(2026, 2, 10), overdue=Overdue(ahead=Ahead.NEXT_INSTALMENT), events=events)
    assert owed(state, Component.INTEREST) == "0.00"
    assert state.bucket(Component.INTEREST).due == state.bucket(Component.INTEREST).paid == Money(12_00)


def test_a_revolving_loan_repaid_after_a_refund_is_repaid() -> None:
    """100.00 lent, 1.00 paid early and given back, then 100.00 paid: nothing is left, on any instalment."""
    revolving = replace(TERMS, method=Method.DAILY_REVOLVING, rate=Rate(Fraction(0)), n=2)
    day = date(2026, 1, 12)
    events = [Payment(date(2026, 1, 11), Money(1_00)), Refunded(date(2026, 1, 11), Money(1_00))]
    state = account(revolving, on=day, events=[*events, Payment(day, revolving.principal)])
    assert state.not_yet_due_principal == Money.ZERO
    assert sum(s.left() for s in state.standings) == 0
