"""Drawn positions and steps for the tests of restructuring."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from strategies import debt_from, ledgers
from xiehuan.errors import LoanError
from xiehuan.loan.position import Position, RateFrom, position_of
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
        draw(st.sampled_from([Per.YEAR, Per.YEAR, Per.DAY])) and Per.YEAR,
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
def any_step(draw: st.DrawFn, on: date) -> Step:
    """Any step, possible or not on the position."""
    kind = draw(st.integers(0, 15))
    few = st.lists(COMPONENTS, unique=True, max_size=4).map(tuple)
    if kind == 0:
        return draw(waivers())
    if kind == 1:
        return Capitalise(draw(few), draw(st.sampled_from(list(Reach))))
    if kind == 2:
        return Carry(tuple(c for c in draw(few) if c is not Component.PRINCIPAL))
    if kind == 3:
        return draw(documents())
    if kind == 4:
        since = draw(st.one_of(st.none(), later(on, 0)))
        step_up = (RateFrom((since or on) + timedelta(days=draw(st.integers(1, 200))), draw(yearly())),)
        return SetRate(draw(yearly()), since, step_up if draw(st.booleans()) else (), draw(CONDITIONS))
    if kind == 5:
        return Extend(add_n=draw(st.integers(0, 24)))
    if kind == 6:
        return Forbear(share=draw(SHARES))
    if kind == 7:
        return ReAge(draw(counts()), draw(later(on)), draw(st.integers(1, 3)))
    if kind == 8:
        return ReAmortise(draw(st.sampled_from(list(OverdueInterest))))
    if kind == 9:
        grace = st.integers(0, 3)
        rate = draw(st.one_of(st.none(), yearly()))
        return Reschedule(draw(counts(14)), draw(later(on)), draw(grace), draw(grace), draw(grace), rate)
    if kind == 10:
        return Holiday(
            draw(counts(3)), draw(st.sampled_from(list(Interest))), draw(st.sampled_from(list(End)))
        )
    if kind == 11:
        return InterestOnly(draw(counts(3)))
    if kind == 12:
        return Balloon(Money(draw(st.integers(0, 2_000_00))))
    if kind == 13:
        return Settle(Money(draw(st.integers(0, 5_000_00))), draw(later(on, 0)), draw(CONDITIONS))
    if kind == 14:
        return PayOff()
    return Undo()


def done(position: Position, *steps: Step) -> Restructured | None:
    """The restructuring, or None where it was refused with its reason."""
    try:
        return restructure(position, steps)
    except LoanError as refusal:
        assert refusal.code
        assert refusal.next.zh
        return None
