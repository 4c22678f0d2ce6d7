"""`joint_plan`: one plan per creditor at the least cost, every month within the budget, or the smallest change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.plan.choice import Candidate, Choice, Shortfall, cheapest_choice
from xiehuan.readers.case_folder.shown import shown
from xiehuan.readers.case_folder.table import MOST, Table
from xiehuan.services.calc.request import Request

MOST_MONTHS, MOST_CREDITORS, MOST_PLANS = 600, 100, 1000

Offers = tuple[str, list[Candidate]]


def joint_plan(request: Request) -> dict[str, Any]:
    """The plan of each creditor, their cost and whether it is proven optimal; else what would make a choice fit.

    `feasible` is null where the search was broken off before it found a choice or proved that there is none.
    """
    budget = _amounts(request.table, "budget", None)
    rows = _some(request.table, "creditors", MOST_CREDITORS)
    said = request.table.raw.get("budget")
    creditors = [_creditor(row, len(said) if isinstance(said, list) else 0) for row in rows]
    _distinct(rows, [c for c, _ in creditors])
    request.finish()
    offers = [plans for _, plans in creditors]
    choice = cheapest_choice(budget, offers)
    return _chosen(choice, creditors) if choice.plans is not None else _nothing_fits(choice, creditors)


def _chosen(choice: Choice, creditors: Sequence[Offers]) -> dict[str, Any]:
    return {
        "feasible": True,
        "choices": _ids(creditors, choice.plans or ()),
        "cost": str(choice.cost),
        "optimal": choice.optimal,
    }


def _ids(creditors: Sequence[Offers], plans: Sequence[int]) -> dict[str, str]:
    return {c: plans_of[i].id for (c, plans_of), i in zip(creditors, plans, strict=True)}


def _nothing_fits(choice: Choice, creditors: Sequence[Offers]) -> dict[str, Any]:
    if choice.shortfall is None:
        return {"feasible": None, "smallest_changes": []}
    return {"feasible": False, "smallest_changes": _changes(choice.shortfall, creditors)}


def _changes(short: Shortfall, creditors: Sequence[Offers]) -> list[dict[str, Any]]:
    """Each is enough by itself: a raise of the months, or a cut of one plan's payments in these months."""
    common = {
        "by": str(short.by),
        "months": {str(t + 1): str(m) for t, m in short.months.items()},
        "choices": _ids(creditors, short.plans),
        "smallest": short.proven,
    }
    cuts = [{"what": "payments", "creditor": creditors[g][0]} for g in short.absorbs]
    return [c | common for c in ({"what": "budget"}, *cuts)]


# reading


def _creditor(row: Table, months: int) -> Offers:
    name = row.text("id", required=True) or ""
    rows = _some(row, "plans", MOST_PLANS)
    row.done()
    plans = [_plan(r, months) for r in rows]
    _distinct(rows, [p.id for p in plans])
    return name, plans


def _plan(row: Table, months: int) -> Candidate:
    name, cost = row.text("id", required=True) or "", row.amount("cost", required=True)
    payments = _amounts(row, "payments", months)
    row.done()
    return Candidate(name, cost or Money.ZERO, tuple(payments))


def _some(table: Table, key: str, most: int) -> list[Table]:
    """At least one table, at most so many."""
    rows = table.tables(key, required=True)
    if isinstance(table.raw.get(key), list) and not 1 <= len(table.raw[key]) <= most:
        said = len(table.raw[key])
        message = Text(f"{key} 有 {said} 项，应有 1 到 {most} 项", f"{key} has {said} items, not 1 to {most}")
        table.refuse(key, "out_of_range", message, Text("增减后重发", "send between one and that many"))
    return rows


def _amounts(table: Table, key: str, months: int | None) -> list[Money]:
    """Amounts not below zero, one for each month of the budget."""
    table.known.add(key)
    raw = table.raw.get(key)
    say = Text('金额列表，例如 ["500.00", "500.00"]', 'a list of amounts such as ["500.00", "500.00"]')
    if not isinstance(raw, list):
        code = "missing" if raw is None else "wrong_type"
        table.refuse(key, code, Text(f"{key} 要写成列表", f"{key} must be a list"), say)
        return []
    if months is None and not 1 <= len(raw) <= MOST_MONTHS:
        message = Text(
            f"{key} 有 {len(raw)} 个月，应有 1 到 {MOST_MONTHS} 个",
            f"{key} has {len(raw)} months, not 1 to {MOST_MONTHS}",
        )
        table.refuse(key, "out_of_range", message, say)
    elif months and len(raw) != months:
        message = Text(
            f"{key} 有 {len(raw)} 个月，budget 有 {months} 个月",
            f"{key} has {len(raw)} months, the budget has {months}",
        )
        table.refuse(
            key, "wrong_length", message, Text("没有付款的月份写 0", "write 0 where nothing is paid")
        )
    return [a for i, value in enumerate(raw, 1) if (a := _amount(table, key, value, i, say)) is not None]


def _amount(table: Table, key: str, value: object, place: int, say: Text) -> Money | None:
    try:
        amount = Money.parse(value) if isinstance(value, str) else None
    except ValueError:
        amount = None
    if amount is None or not Money.ZERO <= amount <= MOST:
        message = Text(
            f"{key} 第 {place} 个月的 {shown(value)} 不对",
            f"{key}, month {place}: {shown(value)} is not right",
        )
        table.refuse(key, "bad_amount", message, say, row=place)
        return None
    return amount


def _distinct(rows: Sequence[Table], names: Sequence[str]) -> None:
    seen: set[str] = set()
    for row, name in zip(rows, names, strict=True):
        if name and name in seen:
            message = Text(f"id {shown(name)} 重复", f"id {shown(name)} is used twice")
            row.refuse("id", "duplicate_id", message, Text("每项用不同的 id", "give each its own id"))
        seen.add(name)
