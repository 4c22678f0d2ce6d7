"""The law's rules as functions, one module a family, each tagged with the articles and parameters it rests on.

Two kinds. A *departure* says how a claim can differ from the contract: the same ledger with one term changed
(`DEPARTURES`, the likeliest first). A *check* looks at the contract or the claim by itself.
"""

from xiehuan.law.rules.cards import PlanCheck, check_plan, plan_terms
from xiehuan.law.rules.departure import Departure
from xiehuan.law.rules.order import DEPARTURES

__all__ = ["DEPARTURES", "Departure", "PlanCheck", "check_plan", "plan_terms"]
