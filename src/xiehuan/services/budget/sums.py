"""Whether the figures of a statement add up: recomputed from its lines alone, each difference named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xiehuan.budget.affordable import MONTHS_NEEDED, RESERVE, STEP_FEN, UNCERTAIN_CUT, percentile
from xiehuan.budget.amounts import Every, Stated
from xiehuan.money import Money

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the document and what its own lines make of it."""

    place: str
    stated: str
    computed: str


def differences(doc: Json) -> list[Difference]:
    """Every figure that does not follow from the lines; the document must have the shape of the schema."""
    checked = [*_lines(doc), *_totals(doc), *_bills(doc), *_closings(doc)]
    return [
        Difference(place, stated, str(computed))
        for place, stated, computed in checked
        if stated != str(computed)
    ]


Checked = Iterator[tuple[str, str, Money]]


def _lines(doc: Json) -> Checked:
    for side in ("income", "spending"):
        for i, line in enumerate(doc[side]):
            said = line["stated"]
            stated = Stated(Money.parse(said["amount"]), Every(said["every"]), said["months"])
            yield f"{side}[{i}].monthly", line["monthly"], stated.monthly


def _totals(doc: Json) -> Checked:
    totals, inside = doc["totals"], [i for i in doc["income"] if i["counted"]]
    income, spending = _sum(inside, "monthly"), _sum(doc["spending"], "monthly")
    cut = Money.total(
        m if i["certain"] else m.times(1 - UNCERTAIN_CUT)
        for i in inside
        for m in (Money.parse(i["monthly"]),)
    )
    surplus, stressed, reserve = income - spending, cut - spending, income.times(RESERVE)
    known = [Money.parse(m["surplus"]) for m in (doc["by_bills"] or {"months": ()})["months"]]
    first = percentile(known) if len(known) >= MONTHS_NEEDED else surplus
    affordable = _figure(min(first, stressed) - reserve)
    computed = {
        "income": income,
        "spending": spending,
        "essential": _sum([s for s in doc["spending"] if s["kind"] == "essential"], "monthly"),
        "surplus": surplus,
        "surplus_under_stress": stressed,
        "reserve": reserve,
        "affordable": affordable,
        "low": _figure(min([*known, stressed]) - reserve),
        "high": max(_figure(surplus - reserve), affordable),
        "to_live_on": income - affordable,
    }
    for name, amount in computed.items():
        yield f"totals.{name}", totals[name], amount


def _figure(left: Money) -> Money:
    return Money(max(0, left.fen) // STEP_FEN * STEP_FEN)


def _bills(doc: Json) -> Checked:
    bills = doc["by_bills"]
    if bills is None:
        return
    months, sides = bills["months"], ("income", "spending")
    for i, m in enumerate(months):
        left = Money.parse(m["income"]) - Money.parse(m["spending"])
        yield f"by_bills.months[{i}].surplus", m["surplus"], left
    for side in sides:
        total = _sum(months, side)
        yield f"by_bills.{side}", bills[side], Stated(total, Every.ONCE, len(months)).monthly
    left = Money.parse(bills["income"]) - Money.parse(bills["spending"])
    yield "by_bills.surplus", bills["surplus"], left
    for side in (*sides, "surplus"):
        apart = Money.parse(doc["totals"][side]) - Money.parse(bills[side])
        yield f"by_bills.difference.{side}", bills["difference"][side], apart


def _closings(doc: Json) -> Checked:
    for i, one in enumerate(doc["closing"]):
        need = _sum(one["parts"], "amount")
        yield f"closing[{i}].need", one["need"], need
        yield f"closing[{i}].left", one["left"], Money.parse(one["can"]) - Money.parse(one["need"])


def _sum(rows: Sequence[Json], key: str) -> Money:
    return Money.total(Money.parse(row[key]) for row in rows)
