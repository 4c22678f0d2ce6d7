"""Drawn loans with a history of events: the generator behind the invariants of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from strategies import Paid, Raw, debt_from, ledgers
from xiehuan.loan import Account, Component, Debt, LoanTerms, Method, Overdue, Payment, Per, Rate, account
from xiehuan.loan.ledger.event import (
    Accelerated,
    Charged,
    ChargedBack,
    ChargedOff,
    Disbursed,
    Event,
    RateChanged,
    Refunded,
    Restructuring,
    Reversed,
    Waived,
)
from xiehuan.loan.position import PastDueKept
from xiehuan.loan.restructure import Capitalise, Document, Extend, ReAge, ReAmortise, Rest, Treatment
from xiehuan.loan.terms import Ahead, Fee
from xiehuan.money import Money

CHARGEABLE = (Component.FEE, Component.LATE_FEE, Component.COST, Component.PENALTY)
AHEAD = tuple(Ahead)


@dataclass(frozen=True)
class History:
    """A loan, its late terms and what happened to it up to a day."""

    terms: LoanTerms
    overdue: Overdue
    fees: tuple[Fee, ...]
    events: tuple[Event, ...]
    on: date

    def account(self, events: tuple[Event, ...] | None = None, on: date | None = None) -> Account:
        return account(
            self.terms,
            on=on or self.on,
            overdue=self.overdue,
            fees=self.fees,
            events=self.events if events is None else events,
        )


@st.composite
def histories(draw: st.DrawFn, *, kinds: tuple[str, ...] = (), most: int = 6) -> History:
    """Loans of every method with payments and, of the kinds named, other events on any day from the payout on."""
    row, paid, on = draw(ledgers(compound=("none", "on_interest")))
    debt: Debt = debt_from(row, paid)
    assert debt.terms is not None
    revolving = debt.terms.method is Method.DAILY_REVOLVING
    overdue = debt.overdue or Overdue()
    if not revolving:
        overdue = replace(overdue, ahead=draw(st.sampled_from(AHEAD)))
    events: list[Event] = list(debt.payments)
    span = max((on - debt.terms.received_on).days, 0)
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=most)) if kinds else ():
        day = debt.terms.received_on + timedelta(days=draw(st.integers(0, span)))
        if kind == "reverse" and events:
            events.append(Reversed(day, draw(st.integers(0, len(events) - 1))))
        elif kind != "reverse":
            events.append(draw(one_event(kind, day, debt.terms.principal.fen)))
    return History(debt.terms, overdue, debt.fees, tuple(events), on)


@st.composite
def one_event(draw: st.DrawFn, kind: str, day: date, principal: int) -> Event:
    amount = Money(draw(st.integers(1, max(principal, 1))))
    made = {
        "pay": Payment(day, amount),
        "charge": Charged(day, day, draw(st.sampled_from(CHARGEABLE)), amount),
        "charge_later": Charged(day, day + timedelta(days=draw(st.integers(0, 90))), Component.FEE, amount),
        "waive": Waived(day, draw(st.sampled_from(tuple(Component)))),
        "disburse": Disbursed(day, amount, Money(draw(st.integers(0, amount.fen)))),
        "refund": Refunded(day, amount),
        "charge_back": ChargedBack(day, amount),
        "rate": RateChanged(day, Rate(Fraction(draw(st.integers(0, 36)), 100), Per.YEAR)),
        "accelerate": Accelerated(day),
        "charge_off": ChargedOff(day),
        "restructure": Restructuring(day, draw(st.sampled_from(AGREED))(day), PastDueKept.CONTINUES),
    }
    return made[kind]


AGREED = (
    lambda day: (ReAge(6, day + timedelta(days=30)),),
    lambda _: (ReAmortise(),),
    lambda _: (Extend(add_n=3),),
    lambda _: (Capitalise((Component.INTEREST, Component.PENALTY)),),
    lambda _: (
        Document(
            {
                Component.PENALTY: Treatment(Fraction(1), Rest.STAY),
                Component.INTEREST: Treatment(Fraction(1, 2), Rest.CAPITALISE),
            }
        ),
    ),
)
__all__ = ["History", "Paid", "Raw", "histories"]
