"""case.toml: the person, the hardship, income and spending."""

from __future__ import annotations

from xiehuan.budget.household import (
    Cause,
    Hardship,
    Household,
    Income,
    Person,
    Spending,
    SpendingKind,
)
from xiehuan.readers.case_folder.table import Table

MAX_PEOPLE, LAST_DAY = 30, 31


def read_household(top: Table) -> Household:
    """The household of the file; what is wrong is in the table's findings."""
    person = _person(top.table("person"))
    hardship = _hardship(top.table("hardship"))
    home = top.table("household")
    people = home.whole("people", 1, MAX_PEOPLE) if home else None
    children = home.whole("children", 0, MAX_PEOPLE) if home else None
    if home:
        home.done()
    money = top.table("money")
    cash = money.amount("cash") if money else None
    pay_day = money.whole("pay_day", 1, LAST_DAY) if money else None
    if money:
        money.done()
    incomes = tuple(i for t in top.tables("income") if (i := _income(t)))
    spendings = tuple(s for t in top.tables("spending") if (s := _spending(t)))
    top.done()
    return Household(person, hardship, people, children, incomes, spendings, cash, pay_day)


def _person(table: Table | None) -> Person:
    if table is None:
        return Person()
    person = Person(table.text("name"), table.text("city"))
    table.done()
    return person


def _hardship(table: Table | None) -> Hardship | None:
    if table is None:
        return None
    cause, since = table.choice("cause", Cause, required=True), table.day("since", required=True)
    facts = table.texts("facts") or ()
    table.done()
    return Hardship(cause, since, facts) if cause and since else None


def _income(table: Table) -> Income | None:
    name, amount = table.text("name", required=True), table.amount("amount", required=True)
    day, until = table.whole("day", 1, LAST_DAY), table.day("until")
    continues, certain = table.flag("continues"), table.flag("certain")
    table.done()
    return Income(name, amount, day, continues, until, certain) if name and amount is not None else None


def _spending(table: Table) -> Spending | None:
    name, amount = table.text("name", required=True), table.amount("amount", required=True)
    kind = table.choice("kind", SpendingKind) or SpendingKind.ESSENTIAL
    table.done()
    return Spending(name, amount, kind) if name and amount is not None else None
