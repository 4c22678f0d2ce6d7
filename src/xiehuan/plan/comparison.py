"""Courses of action side by side: what is left month by month, what it costs, and how many months are at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.plan.joint import JointPlan
from xiehuan.plan.months import by_month
from xiehuan.plan.option import Kind, Option, Role


class Way(StrEnum):
    """Which course: all creditors at once."""

    CHOSEN = "chosen"
    OPENING = "opening"
    LEAST_COST = "least_cost"


NAMES = {
    Way.CHOSEN: Text("按方案", "the plan"),
    Way.OPENING: Text("都按先提的谈成", "all openings granted"),
    Way.LEAST_COST: Text("先还贵的", "dearest first"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """One course over all debts: its payments by creditor, what they come to, the dearest month, the months at risk.

    A month is at risk where the plans together take more than the weakest month known would carry.
    """

    way: Way
    plans: Mapping[str, Option]
    total: Money
    dearest: Money
    at_risk: int
    ends: date

    def left_after(self, day: date, only: Sequence[str]) -> Money:
        """What is still to pay after the day, to these creditors."""
        return Money.total(p.amount for i in only for p in self.plans[i].payments if p.on > day)


def courses(plan: JointPlan, weakest: Money) -> tuple[Course, ...]:
    """The plan chosen, the openings and the cheapest choice, where they differ; none where a debt is not cleared."""
    chosen = {i: plan.chosen(i) for i in plan.choices}
    if not chosen or any(Kind.HOLDING in o.kinds for o in chosen.values()):
        return ()
    openings = {
        i: next((o for o in plan.options[i] if o.role is Role.OPENING and not kept.first), kept)
        for i, kept in chosen.items()
    }
    found = [_course(Way.CHOSEN, chosen, weakest)]
    if openings != chosen:
        found.append(_course(Way.OPENING, openings, weakest))
    other = plan.alternative
    if other is not None and other.worth_showing and other.plans:
        found.append(_course(Way.LEAST_COST, other.plans, weakest))
    return tuple(found)


def _course(way: Way, plans: Mapping[str, Option], weakest: Money) -> Course:
    months = by_month(plans.values())
    return Course(
        way=way,
        plans=plans,
        total=Money.total(o.total for o in plans.values()),
        dearest=max(months.values()),
        at_risk=sum(m > weakest for m in months.values()),
        ends=max(o.payments[-1].on for o in plans.values()),
    )
