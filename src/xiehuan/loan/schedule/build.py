"""The schedule a contract promises: which amount is due on which day, to the fen.

The dates come from `periods`, the split of each instalment from `amortise`; this module puts both and the fees together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from xiehuan.loan.schedule.amortise import split
from xiehuan.loan.schedule.checks import check
from xiehuan.loan.schedule.equal_payment import tenure
from xiehuan.loan.schedule.interest import factors
from xiehuan.loan.schedule.periods import due_dates, rolled, shares
from xiehuan.loan.switches import Roll
from xiehuan.loan.terms import Fee, FeeEvery, LoanTerms
from xiehuan.money import Money


@dataclass(frozen=True, slots=True)
class Instalment:
    """One due date. `balance` is the principal left after it, `days` the days since the date before."""

    k: int
    due: date
    days: int
    principal: Money
    interest: Money
    fees: Money
    balance: Money

    @property
    def total(self) -> Money:
        """Everything due on this day."""
        return self.principal + self.interest + self.fees


@dataclass(frozen=True, slots=True)
class Schedule:
    """All instalments of a contract. Σ principal is the principal lent and the last balance is zero."""

    terms: LoanTerms
    instalments: tuple[Instalment, ...]
    upfront_fees: Money = Money.ZERO  # one-time fees charged on or before the day the money arrived

    @property
    def maturity(self) -> date:
        """The last due date."""
        return self.instalments[-1].due

    @property
    def total(self) -> Money:
        """All that the contract asks for, fees included."""
        return Money.total(i.total for i in self.instalments) + self.upfront_fees


def build_schedule(terms: LoanTerms, fees: Sequence[Fee] = ()) -> Schedule:
    """The schedule of a loan with its fees; where the terms leave `n` open, the schedule's own terms have it.

    One-time fees fall into the first instalment due on or after their day; those on or before the day
    the money arrived stand apart as `upfront_fees`.
    Raises LoanError `negative_rate`; `bad_terms` when the terms contradict themselves; `negative_amortisation` when a
    level payment does not cover the interest; `clears_early`, `too_many_instalments`, `unit_too_coarse` and `not_rounding`
    as in `equal_payment`; `no_business_day`.
    """
    terms = with_tenure(terms)
    counted = due_dates(terms)
    dates = rolled(terms, counted)
    bearing = counted if terms.roll is Roll.NEXT_BUSINESS_DAY else dates
    parts = split(terms.principal.fen, shares(terms, terms.received_on, bearing), terms)
    upfront, per_k = _place_fees(fees, terms.received_on, dates)
    return Schedule(terms, tuple(_rows(terms, dates, parts, per_k)), upfront)


def _rows(
    terms: LoanTerms, dates: Sequence[date], parts: Sequence[tuple[int, int]], fees: Sequence[Money]
) -> Iterator[Instalment]:
    balance, before = terms.principal.fen, terms.received_on
    for k, (due, (principal, interest), fee) in enumerate(zip(dates, parts, fees, strict=True), 1):
        balance -= principal
        row, part, earned, left = _NEW(Instalment), _NEW(Money), _NEW(Money), _NEW(Money)
        _FEN(part, principal)
        _FEN(earned, interest)
        _FEN(left, balance)
        _K(row, k)
        _DUE(row, due)
        _DAYS(row, (due - before).days)
        _PRINCIPAL(row, part)
        _INTEREST(row, earned)
        _FEES(row, fee)
        _BALANCE(row, left)
        yield row
        before = due


# Rows are filled through their slots: a frozen dataclass's own constructor takes most of the time of a schedule.
_NEW = object.__new__
_FEN = vars(Money)["fen"].__set__
_K, _DUE, _DAYS, _PRINCIPAL, _INTEREST, _FEES, _BALANCE = (
    vars(Instalment)[field.name].__set__ for field in fields(Instalment)
)


def with_tenure(terms: LoanTerms) -> LoanTerms:
    """The checked terms with the number of instalments that the agreed payment takes, where they leave it open.

    Raises LoanError as `build_schedule` does.
    """
    check(terms)
    if terms.n is not None:
        return terms
    over = factors(terms, shares(terms, terms.received_on, due_dates(terms)))
    return replace(terms, n=tenure(terms.principal.fen, over, terms))


def _place_fees(fees: Sequence[Fee], received_on: date, dates: Sequence[date]) -> tuple[Money, list[Money]]:
    every = Money.total(f.amount for f in fees if f.every is FeeEvery.INSTALMENT)
    per_k, upfront = [every] * len(dates), Money.ZERO
    for fee in fees:
        if fee.every is FeeEvery.ONCE:
            if fee.on is None or fee.on <= received_on:
                upfront += fee.amount
            else:
                k = next((i for i, due in enumerate(dates) if due >= fee.on), len(dates) - 1)
                per_k[k] += fee.amount
    return upfront, per_k
