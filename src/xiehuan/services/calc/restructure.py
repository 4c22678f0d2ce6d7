"""`restructure`: what a change of the contract makes of a debt, step by step, with every fen accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiehuan.errors import Text
from xiehuan.loan import Component, account
from xiehuan.loan import restructure as loan_restructure
from xiehuan.loan.position import Open, Parts, Position, Revival
from xiehuan.loan.restructure import (
    Balloon,
    Capitalise,
    Extend,
    Forbear,
    Holiday,
    Interest,
    InterestOnly,
    ReAge,
    ReAmortise,
    Reschedule,
    SetRate,
    Settle,
    Step,
    Undo,
    Waive,
)
from xiehuan.loan.restructure.start import position_of
from xiehuan.money import Money
from xiehuan.readers.case_folder.contract import read_rate
from xiehuan.readers.case_folder.table import Table
from xiehuan.services.calc.events import read_events
from xiehuan.services.calc.request import Request

MOST_TERMS = 600


def restructure(request: Request) -> dict[str, Any]:
    """The plan after the steps, the entries they book, what is given up and what comes back on breach."""
    terms, overdue, fees = request.loan(), request.overdue(), request.fees()
    payments, events, on = request.payments(), read_events(request.table), request.day("on")
    steps = read_steps(request.table)
    request.finish()
    state = account(terms, on=on, payments=payments, overdue=overdue, fees=fees, events=events)
    done = loan_restructure.restructure(position_of(state), steps)
    return {
        "instalments": instalments(done.after),
        "entries": [
            {
                "on": e.on.isoformat(),
                "what": e.what.value,
                "component": e.component.value,
                "k": e.k,
                "amount": str(Money(e.fen)),
            }
            for e in done.entries
        ],
        "waived": str(Money(done.waived)),
        "before": totals(done.before.to_pay),
        "after": totals(done.after.to_pay),
        "overdue_after": totals(done.after.overdue),
        "days_past_due": done.after.days_past_due,
        "revives_on_breach": [revival(r) for r in done.revives],
    }


def instalments(plan: Position) -> list[dict[str, Any]]:
    """The instalments to come as the borrower pays them, with the principal left after each."""
    rows, left = [], sum(o.of(Component.PRINCIPAL) for o in plan.instalments)
    for row in plan.instalments:
        left -= row.of(Component.PRINCIPAL)
        rows.append(_instalment(row, left))
    return rows


def _instalment(row: Open, left: int) -> dict[str, Any]:
    other = sum(fen for c, fen in row.parts.items() if c not in {Component.PRINCIPAL, Component.INTEREST})
    return {
        "k": row.k,
        "due": row.due.isoformat(),
        "principal": str(Money(row.of(Component.PRINCIPAL))),
        "interest": str(Money(row.of(Component.INTEREST))),
        "fees": str(Money(other)),
        "total": str(Money(row.total)),
        "balance": str(Money(left)),
    }


def totals(parts: Parts) -> dict[str, str]:
    """Amounts by component and their sum."""
    by_name = {c.value: str(Money(parts.get(c, 0))) for c in Component}
    return {**by_name, "total": str(Money(sum(parts.values())))}


def revival(item: Revival) -> dict[str, Any]:
    """What comes back when the plan is broken: an amount, or the rate in force before."""
    return {
        "agreed_on": item.agreed_on.isoformat(),
        "component": item.component.value if item.component else None,
        "amount": str(Money(item.fen)) if item.component else None,
        "rate": None
        if item.rate is None
        else {"value": decimal(item.rate.value), "per": item.rate.per.value},
    }


def decimal(value: Fraction) -> str:
    """An exact fraction as a plain decimal: as many places as it has, eighteen at the most."""
    shown = f"{Decimal(value.numerator) / Decimal(value.denominator):.18f}"
    return shown.rstrip("0").rstrip(".")


# steps


def read_steps(request: Table) -> tuple[Step, ...]:
    """The steps in the order given."""
    found: list[Step] = []
    for row in request.tables("steps", required=True):
        word = row.text("do", required=True)
        if word is not None and word not in STEPS:
            words = " ".join(STEPS)
            row.refuse(
                "do", "unknown_word", Text(f"不认识 {word}", f"unknown {word}"), Text(words, f"use: {words}")
            )
        elif word is not None:
            step = STEPS[word](row)
            row.done()
            if step is not None:
                found.append(step)
    return tuple(found)


def _share(row: Table) -> Fraction | None:
    return row.decimal("share", "0", "1")


def _waive(row: Table) -> Step | None:
    component, amount, share = row.choice("component", Component), row.amount("amount"), _share(row)
    if (amount is None) == (share is None):
        _one_of(row, "amount", "share")
        return None
    return Waive(component, amount, share)


def _one_of(row: Table, first: str, second: str) -> None:
    text = Text(f"{first} 和 {second} 要写且只写一个", f"give exactly one of {first} and {second}")
    row.refuse(first, "exclusive", text, Text("对照方案改正", "correct it from the plan"))


def _capitalise(row: Table) -> Step | None:
    words = row.texts("components")
    if words is None:
        return Capitalise()
    known = {c.value for c in Component}
    if odd := [w for w in words if w not in known]:
        text = Text(f"不认识的组成部分 {odd[0]}", f"unknown component {odd[0]}")
        row.refuse("components", "unknown_word", text, Text(" ".join(sorted(known)), " ".join(sorted(known))))
        return None
    return Capitalise(tuple(Component(w) for w in words))


def _rate(row: Table) -> Step | None:
    inner = {"rate": {k: v for k, v in row.raw.items() if k in {"value", "per"}}}
    row.known |= {"value", "per"}
    rate = read_rate(Table(inner, row.file, row.path, row.findings), "rate", required=True)
    since = row.day("from")
    return SetRate(rate, since) if rate else None


def _count(row: Table, key: str, *, low: int = 1) -> int | None:
    return row.whole(key, low, MOST_TERMS, required=True)


def _extend(row: Table) -> Step | None:
    n = _count(row, "add_n")
    return Extend(add_n=n) if n else None


def _re_age(row: Table) -> Step | None:
    n, first, every = _count(row, "n"), row.day("first_due", required=True), row.whole("every", 1, 12)
    return ReAge(n, first, every or 1) if n and first else None


def _reschedule(row: Table) -> Step | None:
    k, first, rate = (
        _count(row, "from_k"),
        row.day("first_due", required=True),
        read_rate(row, "rate", required=False),
    )
    add, principal, interest = (row.whole(key, 0, MOST_TERMS) or 0 for key in ("add_n", "principal_grace_n", "interest_grace_n"))  # fmt: skip
    return Reschedule(k, first, add, principal, interest, rate) if k and first else None


def _holiday(row: Table) -> Step | None:
    n, interest = _count(row, "n"), row.choice("interest", Interest, required=True)
    return Holiday(n, interest) if n and interest else None


def _interest_only(row: Table) -> Step | None:
    n = _count(row, "n")
    return InterestOnly(n) if n else None


def _forbear(row: Table) -> Step | None:
    amount, share = row.amount("amount"), _share(row)
    if (amount is None) == (share is None):
        _one_of(row, "amount", "share")
        return None
    return Forbear(amount, share)


def _balloon(row: Table) -> Step | None:
    amount = row.amount("amount", required=True, above_zero=True)
    return Balloon(amount) if amount else None


def _settle(row: Table) -> Step | None:
    pay, by = row.amount("pay", required=True, above_zero=True), row.day("by", required=True)
    return Settle(pay, by) if pay and by else None


STEPS: Mapping[str, Callable[[Table], Step | None]] = {
    "waive": _waive,
    "capitalise": _capitalise,
    "rate": _rate,
    "extend": _extend,
    "re_age": _re_age,
    "re_amortise": lambda _: ReAmortise(),
    "reschedule": _reschedule,
    "holiday": _holiday,
    "interest_only": _interest_only,
    "forbear": _forbear,
    "balloon": _balloon,
    "settle": _settle,
    "undo": lambda _: Undo(),
}
