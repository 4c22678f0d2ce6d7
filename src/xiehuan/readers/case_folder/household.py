"""case.toml: the person, the hardship, income and spending."""

from __future__ import annotations

from xiehuan.budget.amounts import MOST_MONTHS, Every, Stated
from xiehuan.budget.benefits import NAMED
from xiehuan.budget.household import (
    Answer,
    Cause,
    Hardship,
    Household,
    Income,
    OwnMinimum,
    Person,
    Spending,
    SpendingKind,
)
from xiehuan.budget.sections import IncomeSection, SpendingSection
from xiehuan.dates import add_months, days_after
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.readers.case_folder.debits import read_accounts, read_mandates
from xiehuan.readers.case_folder.table import Table

MAX_PEOPLE, LAST_DAY = 30, 31
_NO_INCOME = Text(
    "收入不能是负数：退款记在支出里，还给别人的写成支出",
    "income is never negative: a refund lowers spending, what is paid back to others is spending",
)
_NO_SPENDING = Text(
    "支出写成正数；退回来的钱从那一项里减掉",
    "write spending as a positive amount; take a refund off its item",
)


def read_household(top: Table, debts: frozenset[str] | None = None) -> Household:
    """The household of the file; what is wrong is in the table's findings.

    `debts` are the ids of debts.toml that a debit may name, None when they are not all known.
    """
    person = _person(top.table("person"))
    hardship = _hardship(top.table("hardship"))
    home = top.table("household")
    people = home.whole("people", 1, MAX_PEOPLE) if home else None
    children = home.whole("children", 0, MAX_PEOPLE) if home else None
    if home:
        home.done()
    cash, pay_day, bill = _money(top.table("money"))
    incomes = tuple(i for t in top.tables("income") if (i := _income(t)))
    spendings = tuple(s for t in top.tables("spending") if (s := _spending(t)))
    least, answers = _minimum(top.table("minimum")), _answers(top.table("benefits"))
    accounts, mandates = read_accounts(top), read_mandates(top, debts)
    top.done()
    return Household(
        person,
        hardship,
        people,
        children,
        incomes,
        spendings,
        cash,
        pay_day,
        least,
        answers,
        accounts,
        mandates,
        bill,
    )


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


def _money(table: Table | None) -> tuple[Money | None, int | None, Money | None]:
    if table is None:
        return None, None, None
    found = table.amount("cash"), table.whole("pay_day", 1, LAST_DAY), table.amount("unexpected_bill")
    table.done()
    return found


def _minimum(table: Table | None) -> OwnMinimum | None:
    if table is None:
        return None
    amount, reason = (
        table.amount("amount", required=True, above_zero=True),
        table.text("reason", required=True),
    )
    table.done()
    return OwnMinimum(amount, reason) if amount is not None and reason else None


def _answers(table: Table | None) -> tuple[tuple[IncomeSection, Answer], ...]:
    if table is None:
        return ()
    answers = [(section, table.choice(section.value, Answer)) for section in NAMED]
    table.done()
    return tuple((section, answer) for section, answer in answers if answer)


def _stated(table: Table, negative: Text) -> Stated | None:
    """The amount with its rhythm; a one-off needs the months it spans, anything else has none."""
    amount = table.amount("amount", required=True, negative=negative)
    every = table.choice("every", Every)
    months = table.whole("months", 1, MOST_MONTHS)
    if every is None and "every" in table.raw:
        return None
    if every is Every.ONCE and "months" not in table.raw:
        table.refuse(
            "months",
            "no_span",
            Text("一次性的钱没有写要用几个月", "a one-off amount without the months it has to last"),
            Text("补上 months：这笔钱要管几个月，例如 6", "add months: how many it has to last, such as 6"),
        )
        return None
    if every is not Every.ONCE and months is not None:
        table.refuse(
            "months",
            "span_of_regular",
            Text("months 只用于一次性的钱", "months is for a one-off only"),
            Text('删去 months，或写 every = "once"', 'remove months, or write every = "once"'),
        )
        return None
    if amount is None or (every is Every.ONCE and months is None):
        return None
    return Stated(amount, every or Every.MONTH, months)


def _income(table: Table) -> Income | None:
    name, stated = table.text("name", required=True), _stated(table, _NO_INCOME)
    day, until = table.whole("day", 1, LAST_DAY), table.day("until")
    continues, certain = table.flag("continues"), table.flag("certain")
    section, note = table.choice("section", IncomeSection), table.text("note")
    came = table.day("on", required=until is None) if table.raw.get("every") == Every.ONCE else None
    table.done()
    if not name or stated is None:
        return None
    if until is None and came is not None and stated.months is not None:
        until = days_after(add_months(came, stated.months), -1)  # the last day that a one-off stands for
    regular = None if stated.every is Every.MONTH else stated
    return Income(name, stated.monthly, day, continues, until, certain, regular, section, note)


def _spending(table: Table) -> Spending | None:
    name, stated = table.text("name", required=True), _stated(table, _NO_SPENDING)
    kind = table.choice("kind", SpendingKind) or SpendingKind.ESSENTIAL
    section, note = table.choice("section", SpendingSection), table.text("note")
    table.done()
    if not name or stated is None:
        return None
    regular = None if stated.every is Every.MONTH else stated
    return Spending(name, stated.monthly, kind, regular, section, note)
