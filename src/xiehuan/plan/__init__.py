"""What to agree: options for each debt within what can be paid, and one joint plan over all creditors."""

from xiehuan.plan.balance import Balance, balance
from xiehuan.plan.chance import Chance, Known
from xiehuan.plan.joint import JointPlan, joint_plan
from xiehuan.plan.least_cost import LeastCost
from xiehuan.plan.option import Kind, Option, PlanPayment, Role, Shape

__all__ = [
    "Balance",
    "Chance",
    "JointPlan",
    "Kind",
    "Known",
    "LeastCost",
    "Option",
    "PlanPayment",
    "Role",
    "Shape",
    "balance",
    "joint_plan",
]
