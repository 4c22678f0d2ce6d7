"""The statement adds up to the account, every line is explained, and a printed formula gives its amount by hand."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, reject

from loan.histories import History, histories
from loan.test_events import EVERYTHING, LONG, SHORT, folded
from strategies import debt_from, ledgers
from xiehuan.loan import Account, Component
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.statement import Kind, Statement, statement
from xiehuan.loan.ledger.trace import Step
from xiehuan.money import Money


def by_hand(formula: str) -> int:
    """The amount in fen that a person with a calculator gets from the formula as it is printed.

    Knows only what a reader knows: the four operations, percentages, the names of the roundings, the lesser of two.
    """
    text = formula.replace("×", "*").replace("÷", "/").replace("−", "-")
    text = re.sub(r"\d+(?:\.\d+)?%?", lambda m: _number(m[0]), text)
    value = eval(text, {"__builtins__": {}}, {**_ROUNDINGS, "min": min, "F": Fraction})  # noqa: S307
    assert (value * 100).denominator == 1, formula
    return int(value * 100)


def _number(text: str) -> str:
    return f"(F('{text[:-1]}')/100)" if text.endswith("%") else f"F('{text}')"


_ROUNDINGS = {
    "half_up": lambda x: Fraction(floor(x * 100 + Fraction(1, 2)), 100),
    "half_even": lambda x: Fraction(round(x * 100), 100),
    "up": lambda x: -Fraction(floor(-x * 100), 100),
    "down": lambda x: Fraction(floor(x * 100), 100),
}


def known(history: History) -> Account:
    """The account. Where the ledger cannot carry out a restructuring there is none to state; its own tests say so."""
    try:
        return folded(history)
    except ArithmeticError:
        reject()


def check(history: History) -> None:
    state = known(history)
    made = statement(state, history.overdue, history.events)
    closes_as_the_account(made, state)
    lines_add_up(made)
    formulas_give_their_amounts(made)
    assert without_events_the_sums_are_the_same(history, state, made)


def closes_as_the_account(made: Statement, state: Account) -> None:
    for component in Component:
        assert made.total(component) == state.bucket(component), component
        last = made.lines[-1].outstanding[component]
        assert last == state.outstanding(component).fen
    assert made.owed == state.outstanding() == made.lines[-1].left
    assert made.lines[-1].undue_principal == state.not_yet_due_principal
    assert made.lines[-1].waiting == state.unapplied


def lines_add_up(made: Statement) -> None:
    before = made.lines[0]
    assert before.total == Money.ZERO
    for line in made.lines[1:]:
        assert line.on >= before.on
        for c in Component:
            assert line.change[c] == sum(s.fen for s in line.steps if s.component is c)
            assert line.outstanding[c] == before.outstanding[c] + line.change[c] >= 0
        assert line.waiting.fen >= 0
        assert line.what.zh
        assert line.what.en
        before = line


def formulas_give_their_amounts(made: Statement) -> None:
    for line in made.lines:
        for step in line.steps:
            explained(step)


def explained(step: Step) -> None:
    if step.how is None:
        assert step.note.zh, step
        assert step.note.en, step
        return
    amount = by_hand(step.formula)
    assert amount == step.how.value
    sign = {What.PAID: -1, What.WAIVED: -1, What.LENT: 0, What.CAPITALISED: 0}.get(step.kind, 1)
    assert step.fen == sign * amount, step


def without_events_the_sums_are_the_same(history: History, state: Account, made: Statement) -> bool:
    bare = statement(state, history.overdue)
    return all(bare.total(c) == made.total(c) for c in Component)


@SHORT
@given(history=histories(kinds=EVERYTHING))
def test_the_statement_of_every_history(history: History) -> None:
    check(history)


@pytest.mark.long
@LONG
@given(history=histories(kinds=EVERYTHING, most=12))
def test_the_statement_at_length(history: History) -> None:
    check(history)


@SHORT
@given(history=histories())
def test_without_later_changes_every_amount_has_a_formula(history: History) -> None:
    """A contract, payments and lateness: nothing is left to "the program says so"."""
    made = statement(folded(history), history.overdue, history.events)
    bare = [s for line in made.lines for s in line.steps if s.how is None]
    assert bare == []
    assert {line.kind for line in made.lines} <= {Kind.LENT, Kind.DUE, Kind.CHARGED, Kind.PAID, Kind.NOTED}


@SHORT
@given(drawn=ledgers(compound=("on_interest_and_penalty",)))
def test_interest_on_interest_and_penalty_can_be_computed_by_hand(drawn) -> None:
    row, paid, on = drawn
    debt = debt_from(row, paid)
    made = statement(debt.account(on), debt.overdue, sorted(debt.payments, key=lambda p: p.on))
    closes_as_the_account(made, debt.account(on))
    formulas_give_their_amounts(made)
    assert [s for line in made.lines for s in line.steps if s.how is None] == []
