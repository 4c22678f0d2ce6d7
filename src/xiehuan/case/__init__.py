"""The case: one household, its debts, and everything computed from them on a day."""

from xiehuan.case.assessment import Assessment, DebtView, assess
from xiehuan.case.case import Case

__all__ = ["Assessment", "Case", "DebtView", "assess"]
