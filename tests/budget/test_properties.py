"""What must be true of every statement: drawn households, judged from the tables alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.household_of import ON, made, pays
from judge import plan_simulator as judge
from judge.schedule_oracle import fen
from xiehuan.budget import MonthSurplus, Statement, Way
from xiehuan.budget.document import as_json
from xiehuan.money import Money
from xiehuan.services.budget.structure import problems
from xiehuan.services.budget.sums import differences

DRAWN = settings(max_examples=150, deadline=None)
NAMES = ("工资", "配偶工资", "失业保险金", "零工", "退休金", "临时救助", "房屋出租")
EVERY = ("week", "fortnight", "month", "quarter", "half_year", "year")


def yuan(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(lambda n: f"{n // 100}.{n % 100:02d}")


@st.composite
def amounts(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """An amount in any rhythm; a one-off with its span and day."""
    found: dict[str, Any] = {"amount": draw(yuan(most))}
    every = draw(st.sampled_from([*EVERY, "once", None]))
    if every:
        found["every"] = every
    if every == "once":
        found["months"] = draw(st.integers(1, 120))
    return found


@st.composite
def incomes(draw: st.DrawFn) -> dict[str, Any]:
    found = {"name": draw(st.sampled_from(NAMES)), **draw(amounts(900_000))}
    if found.get("every") == "once":
        found["on"] = ON - timedelta(days=draw(st.integers(0, 400)))
    for key in ("continues", "certain"):
        if (word := draw(st.sampled_from([None, True, False]))) is not None:
            found[key] = word
    if draw(st.booleans()):
        found["until"] = ON + timedelta(days=draw(st.integers(-60, 500)))
    return found


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """The tables of a case.toml."""
    kinds = st.sampled_from(["essential", "priority_debt", "other"])
    spent = draw(st.lists(amounts(300_000), max_size=5))
    home: dict[str, Any] = {
        "income": draw(st.lists(incomes(), min_size=1, max_size=4)),
        "spending": [{"name": f"支出{i}", "kind": draw(kinds), **a} for i, a in enumerate(spent)],
    }
    if draw(st.booleans()):
        home["household"] = {"people": draw(st.integers(1, 5))}
    if draw(st.booleans()):
        home["money"] = {"cash": draw(yuan(2_000_000))}
    return home


@st.composite
def histories(draw: st.DrawFn) -> list[MonthSurplus]:
    rows = draw(st.lists(st.tuples(st.integers(0, 900_000), st.integers(0, 900_000)), max_size=8))
    return [MonthSurplus(2026, 1 + i, Money(a), Money(b)) for i, (a, b) in enumerate(rows)]


def by_the_judge(home: dict[str, Any], found: Statement) -> dict[str, Any]:
    """The tables as the judge reads them: a month's amounts, and the end of each one-off."""
    incomes = [
        {
            **{k: v for k, v in raw.items() if k in {"name", "continues", "certain"}},
            "amount": str(i.amount),
            **({"until": i.until} if i.until else {}),
            **({"continues": raw.get("continues", True)} if raw.get("every") == "once" else {}),
        }
        for raw, i in zip(home["income"], found.budget.household.incomes, strict=True)
    ]
    # the judge's own words for benefits are fewer; what begins with the hardship is marked for it
    for raw, one, i in zip(home["income"], incomes, found.budget.household.incomes, strict=True):
        if i.is_benefit:
            one.setdefault("continues", True)
            one.setdefault("certain", raw.get("certain", True))
        if raw.get("every") == "once" and "certain" not in raw and "continues" not in raw:
            one["certain"] = i.is_benefit
    spent = [{"amount": str(s.amount)} for s in found.budget.household.spendings]
    return {"hardship": {}, "income": incomes, "spending": spent}


@DRAWN
@given(tables(), histories())
def test_the_affordable_amount_is_the_judges_and_never_above_the_surplus(home, months):
    found = made(months=months, **home)
    b = found.budget
    expected = judge.affordable(by_the_judge(home, found), ON, [m.surplus.fen for m in months])
    assert b.affordable.fen == expected
    assert Money.ZERO <= b.low <= b.affordable <= b.high
    assert b.affordable <= max(b.surplus, Money.ZERO)
    assert b.affordable.fen % 1000 == 0


@DRAWN
@given(tables(), histories(), st.integers(1, 500_000))
def test_more_spending_never_makes_more_affordable(home, months, more):
    before = made(months=months, **home).budget
    spent = [*home["spending"], {"name": "再加一项", "amount": str(Money(more))}]
    after = made(months=months, **(home | {"spending": spent})).budget
    assert after.affordable <= before.affordable
    assert all(after.capacity(2027, m) <= before.capacity(2027, m) for m in range(1, 13))


@DRAWN
@given(tables(), st.integers(1, 500_000))
def test_more_certain_income_never_makes_less_affordable(home, more):
    before = made(**home).budget
    wage = {"name": "另一份工资", "amount": str(Money(more)), "continues": True}
    after = made(**(home | {"income": [*home["income"], wage]})).budget
    assert after.affordable >= before.affordable


@DRAWN
@given(tables(), histories())
def test_the_document_has_the_shape_and_adds_up(home, months):
    doc = as_json(made(months=months, contract=[pays("a", ("2026-12-01", "500.00"))], **home))
    assert problems(doc) == []
    assert differences(doc) == []


@DRAWN
@given(tables())
def test_stress_is_arithmetic(home):
    """Less income never leaves more to pay; what is missing once is the cost less the cash, never below zero."""
    found = made(**home)
    b, cash = found.budget, fen(home.get("money", {}).get("cash", "0.00"))
    down, without, bill = found.stress
    assert down.affordable <= b.affordable
    after = b.income.fen - (b.income.fen + 2) // 5 - b.spending.fen - b.affordable.fen
    assert abs(down.short.fen - max(0, -after)) <= 1  # half a fen of the cut
    assert without.missing.fen == max(0, b.spending.fen + b.affordable.fen - cash)
    assert bill.missing.fen == max(0, 100_000 - cash)
    spare = b.surplus.fen - b.affordable.fen
    for one in (without, bill):
        if one.refills is None:
            assert spare <= 0
        else:
            assert (one.refills - 1) * spare < one.short.fen <= one.refills * spare


DAYS = st.integers(0, 400).map(lambda n: ON + timedelta(days=n))
PAID = st.lists(st.lists(st.tuples(DAYS, st.integers(1, 400_000)), max_size=6), max_size=4)


@DRAWN
@given(tables(), PAID)
def test_a_closing_line_lives_through_every_month(home, paid):
    debts = [pays(f"d{i}", *((d.isoformat(), str(Money(m))) for d, m in days)) for i, days in enumerate(paid)]
    found = made(contract=debts, proposed=debts, **home)
    taken: dict[tuple[int, int], int] = {}
    for days in paid:
        for day, amount in days:
            taken[day.year, day.month] = taken.get((day.year, day.month), 0) + amount
    capacity = {m: found.budget.capacity(*m).fen for m in taken}
    over = sorted(m for m in taken if taken[m] > capacity[m])
    for one in found.closings:
        assert one.holds == (not over)
        assert one.months == len(taken)
        if not taken:
            assert one.month is None
            continue
        assert one.need.fen == taken[one.month] == sum(p.amount.fen for p in one.parts)
        assert one.left.fen == capacity[one.month] - taken[one.month]
        assert one.month == (over[0] if over else min(taken, key=lambda m: (capacity[m] - taken[m], m)))
    assert replace(found.closings[1], way=Way.CONTRACT) == found.closings[0]
