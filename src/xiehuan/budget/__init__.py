"""What can be paid: the household's statement, the surplus the bills show, and the affordable amount."""

from xiehuan.budget.affordable import Budget, budget, counted
from xiehuan.budget.household import (
    Cause,
    Hardship,
    Household,
    Income,
    Person,
    Spending,
    SpendingKind,
)
from xiehuan.budget.surplus import MonthSurplus, monthly_surpluses

__all__ = [
    "Budget",
    "Cause",
    "Hardship",
    "Household",
    "Income",
    "MonthSurplus",
    "Person",
    "Spending",
    "SpendingKind",
    "budget",
    "counted",
    "monthly_surpluses",
]
