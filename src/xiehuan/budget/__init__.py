"""What can be paid: the household's statement, the surplus the bills show, and the affordable amount."""

from xiehuan.budget.affordable import Budget, budget, counted
from xiehuan.budget.amounts import Every, Stated
from xiehuan.budget.closing import Closing, Payments, Way, closing
from xiehuan.budget.debits import Account, Debits, Mandate
from xiehuan.budget.household import (
    Answer,
    Cause,
    Hardship,
    Household,
    Income,
    OwnMinimum,
    Person,
    Spending,
    SpendingKind,
)
from xiehuan.budget.sections import IncomeSection, SpendingSection
from xiehuan.budget.statement import Statement, income_statement
from xiehuan.budget.stress import Shock, Stress, stress
from xiehuan.budget.surplus import MonthSurplus, monthly_surpluses

__all__ = [
    "Account",
    "Answer",
    "Budget",
    "Cause",
    "Closing",
    "Debits",
    "Every",
    "Hardship",
    "Household",
    "Income",
    "IncomeSection",
    "Mandate",
    "MonthSurplus",
    "OwnMinimum",
    "Payments",
    "Person",
    "Shock",
    "Spending",
    "SpendingKind",
    "SpendingSection",
    "Stated",
    "Statement",
    "Stress",
    "Way",
    "budget",
    "closing",
    "counted",
    "income_statement",
    "monthly_surpluses",
    "stress",
]
