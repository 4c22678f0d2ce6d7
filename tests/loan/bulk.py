"""Loans and histories in bulk, drawn with the standard generator from a number: the same number, the same history.

Hypothesis finds small counter-examples; this draws many and odd ones cheaply, for the invariants of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from xiehuan.dates import DayCount, add_months
from xiehuan.errors import LoanError
from xiehuan.loan import (
    Account,
    Component,
    LoanTerms,
    Method,
    Overdue,
    Payment,
    Per,
    Rate,
    account,
    build_schedule,
)
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.event import (
    Charged,
    ChargedBack,
    Disbursed,
    Event,
    RateChanged,
    Refunded,
    Restructuring,
    Reversed,
    Waived,
    in_force,
)
from xiehuan.loan.restructure import (
    Capitalise,
    Extend,
    Forbear,
    Holiday,
    Interest,
    ReAge,
    ReAmortise,
    Step,
    Undo,
    Waive,
    reconcile,
    restructure,
)
from xiehuan.loan.restructure.start import position_of
from xiehuan.loan.terms import Ahead, Compound, Fee, FeeEvery, Grace, LateFee, PenaltyBase, Scope
from xiehuan.money import Money, Rounding

PARTS = tuple(Component)
COUNTS = (DayCount.MONTHLY, DayCount.ACT_360, DayCount.ACT_365, DayCount.THIRTY_360)


@dataclass(frozen=True)
class Case:
    """One drawn loan and what happened to it."""

    terms: LoanTerms
    overdue: Overdue
    fees: tuple[Fee, ...]
    events: tuple[Event, ...]
    on: date

    def account(self, events: Sequence[Event] | None = None) -> Account:
        return account(
            self.terms,
            on=self.on,
            overdue=self.overdue,
            fees=self.fees,
            events=self.events if events is None else events,
        )


def drawn(number: int) -> Case:
    dice = Random(number)  # noqa: S311 - a reproducible draw, not a secret
    terms = _terms(dice)
    maturity = add_months(terms.first_due, terms.n or 1)
    on = terms.received_on + timedelta(days=dice.randint(0, (maturity - terms.received_on).days + 200))
    overdue = _overdue(dice, terms.method)
    fees = (Fee("担保费", Money(dice.randint(1, 5000)), FeeEvery.INSTALMENT),) if dice.random() < 0.2 else ()
    span = (on - terms.received_on).days
    events = [_event(dice, terms, span) for _ in range(dice.choice((0, 1, 2, 3, 5, 8)))]
    return Case(terms, overdue, fees, tuple(events), on)


def _terms(dice: Random) -> LoanTerms:
    method = dice.choice(
        (
            Method.EQUAL_INSTALMENT,
            Method.EQUAL_INSTALMENT,
            Method.EQUAL_PRINCIPAL,
            Method.INTEREST_ONLY,
            Method.FLAT,
            Method.BULLET,
            Method.DAILY_REVOLVING,
        )
    )
    principal = dice.choice((1, 2, dice.randint(1, 1000), dice.randint(1, 10_000_00), dice.randint(1, 10**9)))
    start = date(2018, 1, 1) + timedelta(days=dice.randint(0, 2900))
    months = 1 if dice.random() < 0.8 else dice.randint(1, 3)
    first = add_months(start, months) + timedelta(days=dice.choice((0, 0, 0, dice.randint(0, 20))))
    n = 1 if method is Method.BULLET else dice.choice((1, 2, 3, 6, 12, 12, 24, 36, dice.randint(1, 60)))
    rate = Fraction(dice.choice((0, 1, dice.randint(0, 3600), dice.randint(0, 10_000))), 10_000)
    per = Per.FLAT_MONTH if method is Method.FLAT and dice.random() < 0.5 else Per.YEAR
    return LoanTerms(
        principal=Money(principal),
        method=method,
        n=n,
        first_due=first,
        rate=Rate(rate / 12 if per is Per.FLAT_MONTH else rate, per),
        received=Money(principal),
        received_on=start,
        day_count=dice.choice(COUNTS),
        rounding=dice.choice(tuple(Rounding)),
    )


def _overdue(dice: Random, method: Method) -> Overdue:
    revolving = method is Method.DAILY_REVOLVING
    return Overdue(
        penalty_factor=dice.choice((None, Fraction("1.3"), Fraction("1.5"))),
        penalty_base=dice.choice((PenaltyBase.OVERDUE_PRINCIPAL, PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST)),
        compound=dice.choice((Compound.NONE, Compound.NONE, Compound.ON_INTEREST)),
        late_fee=dice.choice((None, LateFee(share=Fraction("0.05")), LateFee(flat=Money(30_00)))),
        grace_days=dice.choice((0, 0, 3)),
        grace=dice.choice(tuple(Grace)),
        allocation=tuple(dice.sample(PARTS, dice.randint(0, len(PARTS)))),
        scope=dice.choice(tuple(Scope)),
        ahead=Ahead.WAIT if revolving else dice.choice(tuple(Ahead)),
    )


def _event(dice: Random, terms: LoanTerms, span: int) -> Event:
    day = terms.received_on + timedelta(days=dice.randint(0, span))
    amount = Money(dice.randint(1, max(2 * terms.principal.fen // 3, 2)))
    makers: tuple[Callable[[], Event], ...] = (
        lambda: Payment(day, amount),
        lambda: Payment(day, Money(dice.randint(1, 100))),
        lambda: Payment(day, Money(2 * terms.principal.fen + 1)),
        lambda: Charged(
            day, day + timedelta(days=dice.randint(0, 60)), dice.choice(PARTS[:1] + PARTS[2:6]), amount
        ),
        lambda: Waived(day, dice.choice(PARTS)),
        lambda: Disbursed(day, amount),
        lambda: Refunded(day, amount),
        lambda: ChargedBack(day, amount),
        lambda: RateChanged(day, Rate(Fraction(dice.randint(0, 36), 100))),
        lambda: Restructuring(day, (_step(dice, day),)),
    )
    return dice.choice(makers)()


def _step(dice: Random, day: date) -> Step:
    makers: tuple[Callable[[], Step], ...] = (
        lambda: ReAge(dice.randint(1, 12), day + timedelta(days=dice.randint(1, 60))),
        ReAmortise,
        lambda: Extend(add_n=dice.randint(1, 24)),
        lambda: Capitalise((Component.INTEREST, Component.FEE, Component.PENALTY)),
        lambda: Waive(dice.choice(PARTS[:6]), share=Fraction(dice.randint(1, 10), 10)),
        lambda: Holiday(dice.randint(1, 3), dice.choice((Interest.DEFERRED, Interest.WAIVED))),
        lambda: Forbear(share=Fraction(dice.randint(1, 30), 100)),
    )
    return dice.choice(makers)()


# the invariants


def check(number: int) -> bool:
    """True where the invariants hold for the history, False where the ledger refuses it by name; else AssertionError."""
    case = drawn(number)
    try:
        _schedule(case)
        state = case.account()
    except LoanError:
        return False
    _conserves(case, state)
    INVARIANTS[number % len(INVARIANTS)](case, state, Random(number))  # noqa: S311
    return True


def _schedule(case: Case) -> None:
    """Σ principal = lent, the balance ends at nought, as many instalments as were asked for."""
    plan = build_schedule(case.terms, case.fees)
    assert sum(r.principal.fen for r in plan.instalments) == case.terms.principal.fen
    assert plan.instalments[-1].balance.fen == 0
    assert len(plan.instalments) == case.terms.n
    assert all(r.principal.fen >= 0 and r.interest.fen >= 0 for r in plan.instalments)


def _conserves(case: Case, state: Account) -> None:
    """Money in is on the lines, waits or went back; the lines are the sums of their postings."""
    counted = [e for _, e in in_force(case.events) if e.on <= case.on]
    came = sum(e.amount.fen for e in counted if isinstance(e, Payment))
    went = sum(e.amount.fen for e in counted if isinstance(e, Refunded | ChargedBack | Disbursed))
    spread = sum(p.fen for p in state.postings if p.what is What.PAID)
    again = sum(p.fen for p in state.postings if p.what is What.LENT)
    assert came + again == spread + state.unapplied.fen + went
    sums: dict[tuple[int, Component, What], int] = {}
    for p in state.postings:
        key = p.k, p.component, p.what
        sums[key] = sums.get(key, 0) + p.fen
    for s in state.standings:
        for c in PARTS:
            assert sums.get((s.k, c, What.PAID), 0) == s.paid[c]
            assert sums.get((s.k, c, What.WAIVED), 0) == s.waived[c]
            assert s.asked[c] >= s.paid[c] + s.waived[c] >= 0


def _figures(state: Account) -> object:
    return [(s.k, s.due, s.asked, s.paid, s.waived) for s in state.standings], state.unapplied


def replay(case: Case, state: Account, dice: Random) -> None:
    """A shuffled list gives the same account, as long as no two events share a day."""
    if len({e.on for e in case.events}) == len(case.events):
        mixed = list(case.events)
        dice.shuffle(mixed)
        assert _figures(case.account(mixed)) == _figures(state)


def undo(case: Case, state: Account, dice: Random) -> None:
    """A restructuring undone restores the position to the last field."""
    now = position_of(state)
    try:
        done = restructure(now, [_step(dice, case.on)])
    except LoanError:
        return
    assert reconcile(done) == ()
    assert restructure(now, [*_as_steps(done.step), Undo()]).after == now


def _as_steps(step: Step | tuple[Step, ...]) -> tuple[Step, ...]:
    return step if isinstance(step, tuple) else (step,)


def reversal(case: Case, state: Account, dice: Random) -> None:
    """An event reversed is as if it had never been; reversing the reversal brings it back."""
    if not case.events:
        return
    of = dice.randrange(len(case.events))
    without = [e for i, e in enumerate(case.events) if i != of]
    back = Reversed(case.on, of)
    try:
        expected = _figures(case.account(without))
    except LoanError:
        return
    assert _figures(case.account([*case.events, back])) == expected
    again = [*case.events, back, Reversed(case.on, len(case.events))]
    assert _figures(case.account(again)) == _figures(state)


def waiver(case: Case, state: Account, dice: Random) -> None:
    """A waiver never raises what is owed; the order of two independent ones does not matter."""
    one, other = dice.sample(PARTS, 2)
    there = [*case.events, Waived(case.on, one), Waived(case.on, other)]
    back = [*case.events, Waived(case.on, other), Waived(case.on, one)]
    after = case.account(there)
    assert _figures(after) == _figures(case.account(back))
    assert sum(s.left() for s in after.standings) <= sum(s.left() for s in state.standings)


def prefix(case: Case, state: Account, dice: Random) -> None:
    """The account of an earlier day is not changed by what happened after it."""
    day = case.terms.received_on + timedelta(days=dice.randint(0, (case.on - case.terms.received_on).days))
    known = [e for e in case.events if e.on <= day]
    earlier = replace(case, on=day)
    assert _figures(earlier.account()) == _figures(earlier.account(known))
    assert state.on == case.on


INVARIANTS = (replay, undo, reversal, waiver, prefix)
