"""What is owed: the contract's schedule, the ledger of payments and charges, yields, and the debt as claimed."""

from xiehuan.loan.debt import AutoDebit, Creditor, Debt, LenderKind, with_assumed_payments
from xiehuan.loan.ledger.account import Account, Bucket, Posting
from xiehuan.loan.ledger.fold import account
from xiehuan.loan.owed import Owed, owed, to_clear
from xiehuan.loan.schedule import Instalment, Schedule, build_schedule
from xiehuan.loan.terms import (
    Agreed,
    Claim,
    Component,
    Fee,
    FeeEvery,
    LoanTerms,
    Method,
    Overdue,
    Payment,
    Per,
    Rate,
)
from xiehuan.loan.yields import (
    Flow,
    FlowYields,
    Yields,
    contract_flows,
    contract_yields,
    credit_yields,
    flow_yields,
)

__all__ = [
    "Account",
    "Agreed",
    "AutoDebit",
    "Bucket",
    "Claim",
    "Component",
    "Creditor",
    "Debt",
    "Fee",
    "FeeEvery",
    "Flow",
    "FlowYields",
    "Instalment",
    "LenderKind",
    "LoanTerms",
    "Method",
    "Overdue",
    "Owed",
    "Payment",
    "Per",
    "Posting",
    "Rate",
    "Schedule",
    "Yields",
    "account",
    "build_schedule",
    "contract_flows",
    "contract_yields",
    "credit_yields",
    "flow_yields",
    "owed",
    "to_clear",
    "with_assumed_payments",
]
