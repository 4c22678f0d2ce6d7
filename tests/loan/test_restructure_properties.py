"""What must hold of every restructuring of every loan, and its schedules against the engine of contracts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from restructurings import any_step, documents, done, positions, possible, timing_steps, waivers
from strategies import debt_from, ledgers
from xiehuan.dates import DayCount, add_months
from xiehuan.errors import LoanError
from xiehuan.loan.position import PastDueKept, Pays, Position, added
from xiehuan.loan.restructure import (
    Breach,
    Capitalise,
    Condition,
    End,
    Extend,
    Holiday,
    Interest,
    PayOff,
    Reach,
    ReAge,
    Reschedule,
    Settle,
    Undo,
    Waive,
    What,
    breach,
    reconcile,
    restructure,
    undo,
    waivable,
)
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.schedule.amortise import amortise, periods
from xiehuan.loan.switches import Level
from xiehuan.loan.terms import SCHEDULED, Component
from xiehuan.money import Money

SHORT = settings(max_examples=250, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
ON_BALANCE = ("equal_instalment", "equal_principal", "interest_only", "bullet", "daily_revolving")
LONG = settings(SHORT, max_examples=5000)


def check_everything(position: Position, steps: list) -> Counter[str]:
    """The rules that hold whatever the steps are; the names of the steps that were carried out."""
    steps = possible(position, steps)
    if not steps:
        return Counter()
    found = restructure(position, steps)
    after = found.after
    assert reconcile(found) == ()
    assert undo(found).after == position
    assert reconcile(undo(found)) == ()
    if len(steps) == 1:
        assert restructure(position, [*steps, Undo()]).after == position
    assert all(fen >= 0 for o in (*after.arrears, *after.future) for fen in o.parts.values())
    assert min(after.set_aside, after.deferred, after.running, after.balloon) >= 0
    assert all(fen <= o.of(c) for o in after.future for c, fen in o.carried.items())
    assert after.principal <= after.lent + after.capitalised
    assert all(a.due < b.due for a, b in zip(after.future, after.future[1:], strict=False))
    assert all(o.due > after.on for o in after.future)
    assert all(o.due <= after.on for o in after.arrears)
    ended = found.total(What.PAID_OFF, Component.PRINCIPAL)
    given_up = found.total(What.WAIVED, Component.PRINCIPAL)
    now = after.capitalised - position.capitalised
    assert after.principal == position.principal + now + given_up + ended
    return Counter(type(s).__name__ for s in steps)


@SHORT
@given(st.data())
def test_every_fen_is_accounted_for(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    check_everything(position, data.draw(st.lists(any_step(position.on), min_size=3, max_size=6)))


@SHORT
@given(st.data())
def test_every_fen_of_arrears_is_accounted_for(data: st.DataObject) -> None:
    position = data.draw(positions(compound=("none", "on_interest")))
    assume(position.overdue and position.future)
    check_everything(position, data.draw(st.lists(any_step(position.on), min_size=2, max_size=5)))


@pytest.mark.long
@LONG
@given(st.data())
def test_every_fen_is_accounted_for_at_length(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans()), compound=("none", "on_interest")))
    check_everything(position, data.draw(st.lists(any_step(position.on), min_size=1, max_size=5)))


@SHORT
@given(st.data())
def test_time_and_price_give_nothing_up_and_add_nothing_to_what_is_owed_today(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    found = done(position, *data.draw(st.lists(timing_steps(position.on), min_size=1, max_size=2)))
    if found is not None:
        assert found.after.payoff == position.payoff
        assert found.waived == 0


@SHORT
@given(st.data())
def test_a_waiver_takes_its_amount_and_raises_nothing(data: st.DataObject) -> None:
    position, step = data.draw(positions()), data.draw(waivers())
    found = done(position, step)
    if found is None:
        return
    for component in Component:
        assert found.after.to_pay.get(component, 0) <= position.to_pay.get(component, 0)
        assert found.after.payoff.get(component, 0) <= position.payoff.get(component, 0)
    taken = Counter(position.payoff)
    taken.subtract(found.after.payoff)
    future_fees = step.reach is Reach.TO_COME
    for component, fen in taken.items():
        booked = -found.total(What.WAIVED, component)
        assert fen == booked or (component is Component.FEE and future_fees and fen <= booked)
    assert found.total(What.PAID_OFF) == 0


@SHORT
@given(st.data())
def test_the_order_of_independent_waivers_does_not_matter(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    components = data.draw(st.lists(st.sampled_from(list(Component)), unique=True, min_size=2, max_size=4))
    steps = []
    for component in components:
        reach = data.draw(st.sampled_from(list(Reach)))
        most = waivable(position, component, reach)
        steps.append(Waive(component, amount=Money(data.draw(st.integers(0, most))), reach=reach))
    shuffled = data.draw(st.permutations(steps))
    assert restructure(position, steps).after == restructure(position, shuffled).after


@SHORT
@given(st.data())
def test_a_document_accounts_for_every_component(data: st.DataObject) -> None:
    position, step = data.draw(positions(compound=("none", "on_interest"))), data.draw(documents())
    assume(position.overdue and position.future)
    found = done(position, step)
    if found is None:
        return
    before, after = position.payoff, found.after.payoff
    to_principal = found.total(What.CAPITALISED, Component.PRINCIPAL)
    for component in Component:
        change = found.total(What.WAIVED, component) + found.total(What.CAPITALISED, component)
        assert after.get(component, 0) == before.get(component, 0) + change
    assert sum(before.values()) - found.waived == sum(after.values())
    assert to_principal == found.after.capitalised - position.capitalised


@SHORT
@given(st.data())
def test_capitalising_clears_what_it_names_and_nothing_else(data: st.DataObject) -> None:
    position = data.draw(positions())
    assume(position.overdue and position.future)
    chosen = data.draw(st.lists(st.sampled_from(list(Component)), unique=True).map(tuple))
    found = done(position, Capitalise(chosen))
    if found is None:
        return
    gone = {*chosen, Component.PRINCIPAL}
    assert found.after.overdue == {c: fen for c, fen in position.overdue.items() if c not in gone}
    assert sum(found.after.payoff.values()) == sum(position.payoff.values())
    late = Component.LATE_FEE
    assert late in chosen or found.after.overdue.get(late, 0) == position.overdue.get(late, 0)


@SHORT
@given(st.data())
def test_the_tenure_asked_is_the_tenure_given(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    n, more = data.draw(st.integers(1, 24)), data.draw(st.integers(0, 24))
    first = position.on + timedelta(days=data.draw(st.integers(1, 60)))
    if re_aged := done(position, ReAge(n, first)):
        dues = [o.due for o in re_aged.after.future]
        assert dues == [add_months(first, i, first.day) for i in range(n)]
        assert re_aged.after.arrears == ()
        assert re_aged.after.bearing < 100 * n or all(o.total for o in re_aged.after.future)
    have = len(position.future)
    for end, grown in ((End.KEPT, have), (End.LATER, have + 1)):
        if rested := done(position, Holiday(1, Interest.DEFERRED, end)):
            assert len(rested.after.future) == grown
            assert rested.after.future[0].total == 0
    if extended := done(position, Extend(add_n=more)):
        assert len(extended.after.future) == have + more
        assert extended.after.future[:have] != () or have == 0
        assert done(position, Extend(n_left=have + more)).after == extended.after
    if moved := done(position, Reschedule(1, first, add_n=more)):
        unpaid = sum(any(o.of(c) for c in SCHEDULED) for o in position.arrears)
        assert len(moved.after.future) == unpaid + have + more
        assert moved.after.future[0].due == first


@SHORT
@given(st.data())
def test_the_principal_of_later_instalments_is_what_is_lent(data: st.DataObject) -> None:
    position = data.draw(positions())
    found = done(position, *data.draw(st.lists(any_step(position.on), min_size=1, max_size=3)))
    if found is not None and found.after.future:
        after, balance = found.after, found.after.bearing
        for o in after.future:
            balance += o.capitalises - o.of(Component.PRINCIPAL)
            assert balance >= 0
        assert balance == 0


@SHORT
@given(st.data())
def test_conditional_relief_comes_back_exactly_and_final_relief_never(data: st.DataObject) -> None:
    position = data.draw(positions())
    step = data.draw(waivers())
    found = done(position, step)
    if found is None:
        return
    if step.condition is Condition.FINAL or found.waived == 0:
        with pytest.raises(LoanError, match="nothing_revives"):
            breach(found.after)
        return
    broken = restructure(found.after, [Breach()])
    assert broken.total(What.REVIVED) == found.waived
    assert sum(broken.after.payoff.values()) == sum(found.after.payoff.values()) + found.waived
    assert broken.after.revives == ()


@SHORT
@given(st.data())
def test_settling_asks_for_the_sum_and_no_more(data: st.DataObject) -> None:
    position = data.draw(positions(accelerates=data.draw(st.booleans())))
    owed = sum(position.payoff.values())
    assume(owed > 0)
    pay = Money(data.draw(st.integers(0, owed)))
    by = position.on + timedelta(days=data.draw(st.integers(0, 60)))
    found = restructure(position, [Settle(pay, by)])
    assert sum(found.after.to_pay.values()) == pay.fen
    assert found.waived == owed - pay.fen
    assert sum(r.fen for r in found.revives) == found.waived
    if pay.fen <= position.principal:
        assert set(found.after.to_pay) <= {Component.PRINCIPAL}
    paid = restructure(position, [PayOff()])
    assert -paid.total(What.PAID_OFF) == owed
    assert not paid.after.to_pay
    with pytest.raises(LoanError, match="settle_too_large"):
        restructure(position, [Settle(Money(owed + 1), by)])


@SHORT
@given(st.data())
def test_days_past_due_are_never_reset_without_a_trace(data: st.DataObject) -> None:
    position = data.draw(positions())
    steps = data.draw(st.lists(any_step(position.on), min_size=1, max_size=2))
    kept = data.draw(st.sampled_from(list(PastDueKept)))
    try:
        after = restructure(position, steps, kept).after
    except LoanError:
        return
    if after.days_past_due < position.days_past_due:
        assert kept is PastDueKept.STARTS_AGAIN
    if not after.arrears and position.days_past_due and not any(isinstance(s, Undo) for s in steps):
        assert after.past_due[-1].days == position.days_past_due
        assert after.past_due[-1].kept is kept


# against the engine of contracts


@SHORT
@given(ledgers(methods=ON_BALANCE))
def test_levelling_anew_on_the_day_of_the_loan_is_the_contract_over_real_periods(drawn: tuple) -> None:
    row, _, _ = drawn
    debt = debt_from({**row, "fee": []})
    terms = debt.terms
    position = position_of(debt.account(terms.received_on))
    assume(position.future and position.arrears == ())
    dues = [o.due for o in position.future]
    try:
        real = replace(terms, level=Level.REAL_PERIODS)
        wanted = amortise(terms.principal.fen, periods(terms, terms.received_on, dues), real)
    except LoanError:
        return
    found = restructure(position, [Extend(add_n=0)]).after.future
    assert [(o.of(Component.PRINCIPAL), o.of(Component.INTEREST)) for o in found] == [
        (s.principal, s.interest) for s in wanted
    ]


@SHORT
@given(st.data())
def test_a_level_loan_of_whole_months_is_not_changed_by_extending_by_nothing(data: st.DataObject) -> None:
    row, _, _ = data.draw(ledgers(methods=("equal_instalment", "flat")))
    debt = debt_from({**row, "fee": []})
    terms = replace(debt.terms, day_count=DayCount.MONTHLY)
    first = add_months(terms.received_on, 1, terms.received_on.day)
    debt = replace(debt, terms=replace(terms, first_due=first), overdue=None)
    try:
        position = position_of(debt.account(terms.received_on))
    except LoanError:
        return
    assume(all(o.pays is Pays.BOTH for o in position.future))
    assert restructure(position, [Extend(add_n=0)]).after.future == position.future
    assert position.bearing == terms.principal.fen
    assert added(*(o.parts for o in position.future)) == position.to_pay
