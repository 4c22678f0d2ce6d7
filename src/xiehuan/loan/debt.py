"""A debt: who lent under which contract, what was paid, what the other side claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from xiehuan.loan.ledger.account import Account
from xiehuan.loan.ledger.fold import account
from xiehuan.loan.restart import StatedRestart, TimeBarredChoice
from xiehuan.loan.schedule import Schedule, build_schedule
from xiehuan.loan.terms import Agreed, Claim, Fee, LoanTerms, Overdue, Payment


class LenderKind(StrEnum):
    """What the lender on the contract is licensed as; it decides which law applies."""

    BANK_CARD = "bank_card"
    BANK_LOAN = "bank_loan"
    CONSUMER_FINANCE = "consumer_finance"
    MICRO_LOAN = "micro_loan"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Creditor(StrEnum):
    """Who may ask for the money today."""

    ORIGINAL = "original"
    GUARANTOR = "guarantor"
    ASSIGNEE = "assignee"
    COLLECTOR = "collector"


class AutoDebit(StrEnum):
    """Whether money is taken from an account automatically; ACCOUNT when the account is known."""

    NONE = "none"
    UNKNOWN = "unknown"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt as the user knows it. Without `terms` it is rough: a claim and a due date, nothing more."""

    id: str
    lender: str
    lender_kind: LenderKind = LenderKind.UNKNOWN
    platform: str | None = None
    guarantor: str | None = None
    creditor_now: Creditor = Creditor.ORIGINAL
    creditor_since: date | None = None
    notice_received: date | None = None
    contract_no: str | None = None
    contract_date: date | None = None
    missed_since: date | None = None
    next_due: date | None = None
    secured: bool = False
    essential: bool = False
    auto_debit: AutoDebit = AutoDebit.UNKNOWN
    debit_account: str | None = None
    cost_statement: tuple[str, ...] | None = None
    cost_statement_missing: bool = False
    terms: LoanTerms | None = None
    overdue: Overdue | None = None
    fees: tuple[Fee, ...] = ()
    claims: tuple[Claim, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    payments: tuple[Payment, ...] = ()
    numbers: tuple[str, ...] = ()  # telephone numbers that call or write about this debt, as the user knows
    restarts: tuple[StatedRestart, ...] = ()
    time_barred_choice: TimeBarredChoice | None = None
    refused_on: date | None = None  # the creditor refused every plan on that day
    assumed: tuple[str, ...] = ()  # names of what had to be assumed, such as received_on

    @property
    def rough(self) -> bool:
        """True when only what the other side claims is known."""
        return self.terms is None

    @property
    def short_name(self) -> str:
        """The platform if there is one, else the lender without the form of company."""
        name = self.platform or self.lender
        for tail in ("股份有限公司", "有限责任公司", "有限公司"):
            name = name.removesuffix(tail)
        return name

    def schedule(self) -> Schedule:
        """The contract's schedule; only for debts with terms."""
        return build_schedule(_known(self.terms), self.fees)

    def latest_claim(self, on: date) -> Claim | None:
        """The last claim made on or before the day."""
        return max((c for c in self.claims if c.on <= on), key=lambda c: c.on, default=None)

    def latest_agreed(self, on: date) -> Agreed | None:
        """The last plan agreed in writing on or before the day."""
        return max((a for a in self.agreed if a.on <= on), key=lambda a: a.on, default=None)

    def account(self, on: date, payments: Sequence[Payment] | None = None) -> Account:
        """The ledger on the day with the payments known (or those given instead)."""
        paid = self.payments if payments is None else payments
        return account(_known(self.terms), on=on, payments=paid, overdue=self.overdue, fees=self.fees)


def _known(terms: LoanTerms | None) -> LoanTerms:
    if terms is None:
        msg = "a rough debt has no schedule and no ledger"
        raise TypeError(msg)
    return terms


def with_assumed_payments(debt: Debt, on: date) -> Debt:
    """The debt with the payments that its first missed (or next) due date implies.

    A user who says "missed since 3 September" says that earlier instalments were paid. Where no payment
    before that day is on record, each earlier instalment is taken as paid in full on its due day, and the
    debt says so in `assumed`.
    """
    if debt.terms is None:
        return debt
    kept_until = debt.missed_since or debt.next_due
    if kept_until is None:
        if debt.payments:
            return debt
        kept_until = on
    if any(p.on < kept_until for p in debt.payments):
        return debt
    implied = tuple(
        Payment(r.due, r.total, "assumed") for r in debt.schedule().instalments if r.due < kept_until
    )
    if not implied:
        return debt
    paid = tuple(sorted((*implied, *debt.payments), key=lambda p: p.on))
    return replace(debt, payments=paid, assumed=(*debt.assumed, "payments"))
