"""Drawn positions and steps for the tests of restructuring."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from strategies import debt_from, ledgers
from xiehuan.errors import LoanError
from xiehuan.loan.position import Position, RateFrom
from xiehuan.loan.restructure import (
    Balloon,
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
    Restructured,
    SetRate,
    Settle,
    Step,
    Treatment,
    Undo,
    Waive,
    restructure,
)
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.terms import Component, Per, Rate
from xiehuan.money import Money

CONDITIONS = st.sampled_from(list(Condition))
COMPONENTS = st.sampled_from(list(Component))
SHARES = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(3, 10), Fraction(0)])


@st.composite
def positions(draw: st.DrawFn, **wanted: Any) -> Position:
    """What is open of a drawn loan with drawn payments on a drawn day."""
    row, paid, on = draw(ledgers(**wanted))
    return position_of(debt_from(row, paid).account(on))


def counts(most: int = 30) -> st.SearchStrategy[int]:
    return st.integers(1, most)


@st.composite
def later(draw: st.DrawFn, on: date, least: int = 1) -> date:
    return on + timedelta(days=draw(st.integers(least, 80)))


@st.composite
def yearly(draw: st.DrawFn) -> Rate:
    return Rate(
        Fraction(draw(st.integers(0, 36)), 100),
        Per.YEAR,
    )


@st.composite
def waivers(draw: st.DrawFn) -> Waive:
    component = draw(st.one_of(st.none(), COMPONENTS))
    reach = draw(st.sampled_from(list(Reach)))
    if draw(st.booleans()):
        return Waive(component, share=draw(SHARES), condition=draw(CONDITIONS), reach=reach)
    amount = Money(draw(st.integers(0, 300_00)))
    return Waive(component, amount=amount, condition=draw(CONDITIONS), reach=reach)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    chosen = draw(st.lists(COMPONENTS, unique=True, min_size=1, max_size=5))
    rest = st.sampled_from(list(Rest))
    return Document({c: Treatment(draw(SHARES), draw(rest)) for c in chosen}, draw(CONDITIONS))


@st.composite
def rate_steps(draw: st.DrawFn, on: date) -> SetRate:
    since = draw(st.one_of(st.none(), later(on, 0)))
    step_up = (RateFrom((since or on) + timedelta(days=draw(st.integers(1, 200))), draw(yearly())),)
    return SetRate(draw(yearly()), since, step_up if draw(st.booleans()) else (), draw(CONDITIONS))


def timing_steps(on: date) -> st.SearchStrategy[Step]:
    """Steps that change when and at what rate is paid, and give nothing up."""
    grace = st.integers(0, 3)
    put_off = st.sampled_from([Interest.CAPITALISED, Interest.DEFERRED])
    moved = st.sampled_from([OverdueInterest.TO_FIRST, OverdueInterest.SPLIT])
    no_principal = st.lists(COMPONENTS, unique=True, max_size=4).map(
        lambda cs: tuple(c for c in cs if c is not Component.PRINCIPAL)
    )
    return st.one_of(
        rate_steps(on),
        st.builds(Carry, no_principal),
        st.builds(Extend, add_n=st.integers(0, 24)),
        st.builds(Forbear, share=SHARES),
        st.builds(ReAge, counts(), later(on), st.integers(1, 3)),
        st.builds(ReAmortise, moved),
        st.builds(Reschedule, counts(14), later(on), grace, grace, grace, st.one_of(st.none(), yearly())),
        st.builds(Holiday, counts(3), put_off, st.sampled_from(list(End))),
        st.builds(InterestOnly, counts(3)),
        st.builds(Balloon, st.integers(0, 2_000_00).map(Money)),
    )


def any_step(on: date) -> st.SearchStrategy[Step]:
    """Any step, possible or not on the position."""
    few = st.lists(COMPONENTS, unique=True, max_size=4).map(tuple)
    capitalise = st.builds(Capitalise, few, st.sampled_from(list(Reach)))
    return st.one_of(
        timing_steps(on),
        waivers(),
        documents(),
        capitalise,
        capitalise,
        st.builds(Holiday, counts(3), st.just(Interest.WAIVED), st.sampled_from(list(End))),
        st.builds(ReAmortise, st.just(OverdueInterest.WAIVED)),
        st.builds(Settle, st.integers(0, 5_000_00).map(Money), later(on, 0), CONDITIONS),
        st.just(PayOff()),
        st.just(Undo()),
    )


def done(position: Position, *steps: Step) -> Restructured | None:
    """The restructuring, or None where it was refused."""
    try:
        return restructure(position, steps)
    except LoanError:
        return None


def possible(position: Position, steps: list[Step]) -> list[Step]:
    """The steps without those that are refused where they stand."""
    kept: list[Step] = []
    for step in steps:
        if done(position, *kept, step) is not None:
            kept.append(step)
    return kept
