"""Level plans: every amount against the restructure engine, and against the schedule oracle that shares no code with either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from judge.schedule_oracle import rounded
from xiehuan.dates import add_months
from xiehuan.loan import Debt
from xiehuan.loan.terms import Component
from xiehuan.money import Money
from xiehuan.plan.ask import Ask, to_pay
from xiehuan.plan.balance import Balance
from xiehuan.plan.engine import carried_out
from xiehuan.plan.level import Track

ON = date(2026, 11, 23)
SHARES = [Fraction(k, 5) for k in range(6)]
PARTS = ("cost", "interest", "penalty", "compound", "fee", "late_fee")


def balance_of(principal: int, charges: dict[str, int], rate: Fraction) -> Balance:
    return Balance(
        debt=Debt(id="one", lender="甲"),
        principal=Money(principal),
        charges={k: Money(v) for k, v in charges.items() if v},
        rate=rate,
        claimed_extra=Money.ZERO,
        contract_monthly=None,
        contract_total=Money(principal),
        contract_rest=(),
        contract_ends=None,
        overdue=True,
    )


@st.composite
def balances(draw: st.DrawFn) -> Balance:
    names = draw(st.lists(st.sampled_from(PARTS), unique=True))
    charges = {name: draw(st.integers(1, 5000_00)) for name in names}
    rate = Fraction(draw(st.one_of(st.just(0), st.integers(1, 3600))), 10_000)
    principal = draw(st.one_of(st.integers(1, 500), st.integers(500_00, 90_000_00)))
    return balance_of(principal, charges, rate)


@st.composite
def asks(draw: st.DrawFn, principal: int) -> Ask:
    return Ask(
        late=draw(st.sampled_from(SHARES)),
        fee=draw(st.sampled_from(SHARES)),
        principal=draw(st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 10), Fraction(1, 2)])),
        rate=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])),
        down=draw(st.sampled_from([0, 0, principal // 10])),
    )


@st.composite
def days(draw: st.DrawFn) -> list[date]:
    first = ON + timedelta(days=draw(st.integers(1, 130)))
    day = draw(st.sampled_from([first.day, 28, 29, 30, 31]))
    first = add_months(first.replace(day=1), 0, day)
    first = first if first > ON else add_months(first.replace(day=1), 1, day)
    return [add_months(first, k, day) for k in range(60)]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), balance=balances(), pay_days=days(), n=st.integers(1, 60))
def test_every_amount_is_the_engines(
    data: st.DataObject, balance: Balance, pay_days: list[date], n: int
) -> None:
    ask = data.draw(asks(balance.principal.fen))
    claimed = data.draw(st.sampled_from([0, 77_77]))
    pay = to_pay(balance, ask, claimed)
    assume(pay.principal + sum(pay.charges) > 0)
    ours = Track(ON, pay_days, balance.rate * ask.rate).totals(pay.principal, pay.charges, n)
    done = carried_out(balance, ask, ON, pay_days, n, claimed=claimed)
    rows = done.after.instalments
    assert [o.due for o in rows] == pay_days[:n]
    if claimed and balance.charges.get(
        "cost"
    ):  # one component on the engine, two here: the split may differ by a fen
        assert sum(ours) == sum(o.total for o in rows)
    else:
        assert ours == [o.total for o in rows]
    assert done.waived == sum(m.fen for m in pay.waived.values())


@settings(max_examples=100, deadline=None)
@given(balance=balances(), pay_days=days(), n=st.integers(1, 60))
def test_a_level_plan_lived_through_by_hand_ends_at_zero(
    balance: Balance, pay_days: list[date], n: int
) -> None:
    """Twelfths of the yearly rate on the principal still open, the first period in months and odd days."""
    pay = to_pay(balance, Ask())
    totals = Track(ON, pay_days, balance.rate).totals(pay.principal, pay.charges, n)
    left = pay.principal
    for k in range(n):
        start = ON if k == 0 else pay_days[k - 1]
        part = judge_part(start, pay_days[k]) if k == 0 else Fraction(1, 12)
        interest = rounded(left * balance.rate * part)
        left -= totals[k] - interest - sum(split(c, n)[k] for c in pay.charges)
    assert left == 0
    if balance.rate == 0:
        assert sum(totals) == balance.total.fen


def judge_part(start: date, end: date) -> Fraction:
    """Months counted one by one, then days, by a rule of its own."""
    months = 0
    while add(start, months + 1, start.day) <= end:
        months += 1
    return Fraction(months, 12) + Fraction((end - add(start, months, start.day)).days, 360)


def add(day: date, months: int, anchor: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(anchor, last))


def split(total: int, n: int) -> list[int]:
    each, left, found = rounded(Fraction(total, n)), total, []
    for _ in range(n - 1):
        found.append(min(each, left))
        left -= found[-1]
    return [*found, left]


def _is_plan(track: Track, principal: int, charges: Sequence[int], n: int, room: int) -> bool:
    """Every instalment fits, and the principal lasts to the last one."""
    return max(track.totals(principal, charges, n)) <= room and track.totals(principal, (), n)[-1] > 0


@settings(max_examples=60, deadline=None)
@given(balance=balances(), pay_days=days(), room=st.integers(1_00, 9000_00))
def test_the_fewest_instalments_are_the_fewest(balance: Balance, pay_days: list[date], room: int) -> None:
    """Against walking all of them."""
    pay = to_pay(balance, Ask())
    track = Track(ON, pay_days, balance.rate)
    walked = next((n for n in range(1, 61) if _is_plan(track, pay.principal, pay.charges, n, room)), None)
    found = track.fewest(pay.principal, pay.charges, [room] * 60)
    assert (found.n if found else None) == walked
    if found:
        done = carried_out(balance, Ask(), ON, pay_days, found.n, payment=found.payment)
        assert list(found.totals) == [o.total for o in done.after.instalments]
        assert max(found.totals) <= room


def test_what_revives_is_what_was_given_up_and_the_rate() -> None:
    balance = balance_of(10_000_00, {"penalty": 300_00, "fee": 50_00}, Fraction(18, 100))
    ask = Ask(late=Fraction(1), rate=Fraction(1, 2))
    done = carried_out(balance, ask, ON, [add_months(date(2026, 12, 12), k) for k in range(12)], 12)
    revived = [(r.component, r.fen, r.rate and r.rate.value) for r in done.revives]
    assert revived == [(Component.PENALTY, 300_00, None), (None, 0, Fraction(18, 100))]


@pytest.mark.parametrize("n", [12, 24, 60])
def test_worked_example(n: int) -> None:
    """10 000.00 at 16 % from the 12th to the 12th: P·i·(1+i)ⁿ / ((1+i)ⁿ − 1) with i = 0.16/12, worked by hand below."""
    dues = [add_months(date(2026, 12, 23), k) for k in range(60)]
    i = Fraction(16, 1200)
    by_hand = rounded(1_000_000 * i * (1 + i) ** n / ((1 + i) ** n - 1))
    assert Track(ON, dues, Fraction(16, 100)).level(1_000_000, n) == by_hand
