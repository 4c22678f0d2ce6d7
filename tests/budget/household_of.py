"""A statement from the plain tables of case.toml, read by the product's own reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xiehuan.budget import MonthSurplus, Payments, Statement, budget, income_statement
from xiehuan.errors import Finding
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn
from xiehuan.readers.case_folder.household import read_household
from xiehuan.readers.case_folder.table import Table

ON = date(2026, 11, 23)
HARDSHIP = {"cause": "unemployment", "since": date(2026, 7, 10)}


def household(debts: frozenset[str] | None = None, **tables: Any) -> Any:
    """The household and what the reader found wrong."""
    findings: list[Finding] = []
    read = read_household(Table({"hardship": HARDSHIP} | tables, "case.toml", "", findings), debts)
    return read, findings


def income(name: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "amount": amount, "continues": True} | more


def spending(name: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "amount": amount} | more


def made(
    months: Sequence[MonthSurplus] = (),
    contract: Sequence[Payments] = (),
    proposed: Sequence[Payments] = (),
    parameters: Any = None,
    sources: Sequence[str] = (),
    **tables: Any,
) -> Statement:
    """The statement of tables that the reader takes without a finding."""
    home, findings = household(**tables)
    assert not findings, [str(f) for f in findings]
    means = budget(home, months, ON)
    assert means is not None
    law = load_cn().parameters if parameters is None else parameters
    return income_statement(means, ON, law, contract, proposed, sources)


def pays(debt: str, *days: tuple[str, str], first: bool = False) -> Payments:
    return Payments(debt, debt, tuple((date.fromisoformat(d), Money.parse(m)) for d, m in days), first=first)
