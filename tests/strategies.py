"""Drawn loans, payments, debts and households, as the plain tables of debts.toml and case.toml.

A drawn table goes to the product through its own reader and to the judge as it stands, so that both see the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from judge.schedule_oracle import amortises, due_dates, fen, loan_of, month_end, schedule, stepped
from xiehuan.case import Case
from xiehuan.errors import Finding
from xiehuan.loan import Debt, Payment
from xiehuan.money import Money
from xiehuan.readers.case_folder.debts import read_debts
from xiehuan.readers.case_folder.household import read_household
from xiehuan.readers.case_folder.table import Table

Raw = dict[str, Any]
Paid = list[tuple[date, int]]

METHODS = ("equal_instalment", "equal_principal", "interest_only", "flat", "bullet", "daily_revolving")
COUNTS = ("monthly", "act/360", "act/365", "30/360", "act/act", "30E/360", "30/365")
ROUNDINGS = ("half_up", "half_even", "up", "down")
PARTS = ("cost", "interest", "penalty", "compound", "fee", "late_fee", "principal")
TODAY = date(2026, 11, 23)


# to the product


def debts_from(rows: Sequence[Raw]) -> list[Debt]:
    """The debts as the product reads them; a table the reader refuses is a mistake of the generator."""
    findings: list[Finding] = []
    debts = read_debts(Table({"debt": list(rows)}, "debts.toml", "", findings))
    assert not findings, [str(f) for f in findings]
    return debts


def paid_by(debt: Debt, payments: Iterable[tuple[date, int]]) -> Debt:
    """The debt with its payments."""
    return replace(debt, payments=tuple(Payment(on, Money(amount)) for on, amount in payments))


def debt_from(row: Raw, payments: Iterable[tuple[date, int]] = ()) -> Debt:
    """One debt with its payments."""
    return paid_by(debts_from([row])[0], payments)


def case_from(home: Raw, rows: Sequence[Raw], payments: Mapping[str, Paid]) -> Case:
    """A whole case."""
    findings: list[Finding] = []
    household = read_household(Table(home, "case.toml", "", findings))
    assert not findings, [str(f) for f in findings]
    return Case(household, tuple(paid_by(d, payments.get(d.id, [])) for d in debts_from(rows)))


# plain values


def yuan(amount: int) -> str:
    """Fen as the decimal string of the interface."""
    return f"{Decimal(amount) / 100:.2f}"


def amounts(low: int, high: int) -> st.SearchStrategy[str]:
    """Amounts between two bounds in fen."""
    return st.integers(low, high).map(yuan)


def _round_yuan(low: int, high: int, step: int) -> st.SearchStrategy[str]:
    return st.integers(low // step, high // step).map(lambda n: f"{n * step}.00")


@st.composite
def days(draw: st.DrawFn, first: date, last: date) -> date:
    """Any day, with a bent for the end of the month, where months differ."""
    day = first + timedelta(days=draw(st.integers(0, (last - first).days)))
    if draw(st.integers(0, 3)) == 0:
        return date(day.year, day.month, min(draw(st.integers(28, 31)), month_end(day.year, day.month)))
    return day


@st.composite
def rates(draw: st.DrawFn, method: str) -> Raw:
    """A rate in the unit the method can carry, zero now and then."""
    units = ["flat_month", "month", "year"] if method == "flat" else ["year", "year", "month", "day"]
    per = draw(st.sampled_from(units))
    whole = draw(st.one_of(st.integers(0, 400), st.sampled_from([0, 72, 120, 180, 240, 360])))
    value = Decimal(whole) / 1000
    scaled = {"year": value, "month": value / 12, "flat_month": value / 12, "day": value / 360}[per]
    return {"value": f"{scaled.quantize(Decimal('0.0000001')):f}", "per": per}


@st.composite
def loans(
    draw: st.DrawFn,
    methods: Sequence[str] = METHODS,
    start: tuple[date, date] = (date(2019, 1, 1), date(2026, 6, 30)),
    terms: int = 36,
    smallest: int = 1,
) -> Raw:
    """A `[debt.loan]` table of one of the methods."""
    method = draw(st.sampled_from(methods))
    received_on = draw(days(*start))
    if draw(st.integers(0, 2)) == 0:
        first_due = received_on + timedelta(days=draw(st.integers(1, 70)))
    else:
        first_due = stepped(received_on, draw(st.integers(1, 2)), received_on.day)
    if method == "bullet":
        first_due = stepped(received_on, draw(st.integers(1, 18)), first_due.day)
    small, usual = st.integers(smallest, max(smallest, 999)), st.integers(1000_00, 80_000_00)
    principal = draw(st.one_of(small, usual, usual))
    table = {
        "principal": yuan(principal),
        "received": yuan(principal),
        "received_on": received_on,
        "method": method,
        "n": 1 if method == "bullet" else draw(st.integers(1, terms)),
        "first_due": first_due,
        "rate": draw(rates(method)),
        "day_count": draw(st.sampled_from(COUNTS)),
        "rounding": draw(st.sampled_from(ROUNDINGS)),
    }
    assume(first_due > received_on and amortises(table))
    return table


@st.composite
def fee_tables(draw: st.DrawFn, loan: Raw) -> list[Raw]:
    """Up to two fees, each instalment or once."""
    found = []
    for name in draw(st.lists(st.sampled_from(["担保费", "服务费"]), unique=True, max_size=2)):
        fee: Raw = {"name": name, "amount": draw(amounts(0, 99_00)), "every": "instalment"}
        if draw(st.booleans()):
            span = timedelta(days=draw(st.integers(-5, 500)))
            fee |= {"every": "once", "on": loan["received_on"] + span}
        found.append(fee)
    return found


@st.composite
def overdue_tables(draw: st.DrawFn, compound: Sequence[str] = ("none",)) -> Raw:
    """An `[debt.overdue]` table that counts nothing twice."""
    chosen = draw(st.sampled_from(compound))
    bases = ["overdue_principal", "all_principal"]
    if chosen == "none":
        bases.append("overdue_principal_and_interest")
    penalty = draw(
        st.sampled_from(
            [
                {"factor": "1.5"},
                {"factor": "1.3"},
                {"value": "0.0005", "per": "day"},
                {"value": "0.18", "per": "year"},
            ]
        )
    )
    table: Raw = {
        "penalty": penalty,
        "penalty_base": draw(st.sampled_from(bases)),
        "compound": chosen,
        "grace_days": draw(st.sampled_from([0, 0, 1, 3, 10])),
        "grace": draw(st.sampled_from(["forgives_if_paid", "shifts"])),
        "allocation": draw(st.permutations(PARTS))[: draw(st.integers(0, 7))],
        "allocation_scope": draw(st.sampled_from(["horizontal", "vertical", "vertical_past_due_first"])),
    }
    late_fee = draw(st.sampled_from([None, {"share": "0.05", "of": "missed_amount"}, {"flat": "30.00"}]))
    if late_fee:
        table["late_fee"] = late_fee
    if not table["allocation"]:
        del table["allocation"]
    return table


@st.composite
def payment_lists(draw: st.DrawFn, row: Raw, until: date) -> Paid:
    """Payments around the due dates: on time, early, late, short, too much, two on a day, and stray ones."""
    loan, found = row["loan"], []
    for due in schedule(loan, row.get("fee", ())):
        if due.due > until + timedelta(days=20):
            break
        manner = draw(st.sampled_from(["time", "time", "late", "early", "part", "split", "none"]))
        found += draw(_one_instalment(due.due, max(due.total, 1), manner))
    found += draw(st.lists(st.tuples(days(loan["received_on"], until), st.integers(1, 2_000_00)), max_size=2))
    return [(max(on, loan["received_on"]), amount) for on, amount in found]


@st.composite
def _one_instalment(draw: st.DrawFn, due: date, total: int, manner: str) -> Paid:
    late = due + timedelta(days=draw(st.integers(1, 45)))
    if manner == "none":
        return []
    if manner == "late":
        return [(late, total)]
    if manner == "early":
        return [(due - timedelta(days=draw(st.integers(1, 25))), draw(st.integers(1, 2 * total)))]
    if manner == "part":
        return [(due + timedelta(days=draw(st.integers(-3, 20))), draw(st.integers(1, total)))]
    if manner == "split":
        some = draw(st.integers(1, total))
        return [(late, some), (late, max(total - some, 1))]
    return [(due, total)]


@st.composite
def ledgers(
    draw: st.DrawFn,
    *,
    methods: Sequence[str] = METHODS,
    compound: Sequence[str] = ("none",),
    accelerates: bool = False,
) -> tuple[Raw, Paid, date]:
    """A full debt, its payments and the day that is asked about."""
    loan = draw(loans(methods, (date(2024, 1, 1), date(2025, 12, 31)), terms=14, smallest=1_00))
    row: Raw = {"id": "one", "lender": "甲", "loan": loan, "fee": draw(fee_tables(loan))}
    row["overdue"] = draw(overdue_tables(compound))
    last = due_dates(loan_of(loan))[-1]
    end = min(last + timedelta(days=90), loan["received_on"] + timedelta(days=500))
    on = draw(days(loan["received_on"], end))
    on = max(on, loan["received_on"])
    if accelerates:
        declared = draw(days(loan["received_on"] + timedelta(days=1), last))
        row["overdue"]["accelerated_on"] = max(declared, loan["received_on"] + timedelta(days=1))
    return row, draw(payment_lists(row, on)), on


# households and whole cases


@st.composite
def incomes(draw: st.DrawFn) -> Raw:
    """One income: some end, some are uncertain, some were before the hardship."""
    name = draw(st.sampled_from(["配偶工资", "失业保险金", "零工", "房屋出租", "养老金", "工资"]))
    found: Raw = {"name": name, "amount": draw(_round_yuan(300, 9000, 10))}
    if draw(st.booleans()):
        found["day"] = draw(st.integers(1, 31))
    if draw(st.integers(0, 2)):
        found["continues"] = draw(st.integers(0, 3)) > 0
    if draw(st.integers(0, 2)) == 0:
        found["until"] = draw(days(TODAY - timedelta(days=40), TODAY + timedelta(days=900)))
    if draw(st.booleans()):
        found["certain"] = draw(st.booleans())
    return found


@st.composite
def homes(draw: st.DrawFn) -> Raw:
    """A case.toml: most can pay something, some can pay nothing."""
    spendings = draw(st.lists(_round_yuan(50, 2500, 5), max_size=5))
    kinds = st.sampled_from(["essential", "essential", "other", "priority_debt"])
    home: Raw = {
        "income": draw(st.lists(incomes(), min_size=1, max_size=4)),
        "spending": [{"name": f"支出{i}", "amount": a, "kind": draw(kinds)} for i, a in enumerate(spendings)],
        "money": {},
    }
    if draw(st.integers(0, 3)):
        home["hardship"] = {"cause": "unemployment", "since": draw(days(date(2026, 1, 1), TODAY))}
    if draw(st.integers(0, 3)):
        home["money"]["pay_day"] = draw(st.integers(1, 31))
    return home


@st.composite
def case_debts(draw: st.DrawFn, identity: str, *, on: date = TODAY) -> tuple[Raw, Paid]:
    """A debt of a household: rough or full, overdue or not, with claims or none, with its payments."""
    kinds = ["bank_card", "bank_loan", "consumer_finance", "micro_loan", "private", "unknown"]
    row: Raw = {
        "id": identity,
        "lender": "某某有限公司",
        "lender_kind": draw(st.sampled_from(kinds)),
        "auto_debit": draw(st.sampled_from(["none", "none", "none", "unknown", "江南银行储蓄卡"])),
        "secured": draw(st.integers(0, 5)) == 0,
        "essential": draw(st.integers(0, 5)) == 0,
    }
    if draw(st.integers(0, 2)) == 0:
        row["claim"] = draw(rough_claims(on))
        key = draw(st.sampled_from(["next_due", "missed_since"]))
        row[key] = draw(days(on - timedelta(days=200), on + timedelta(days=40)))
        return row, []
    loan = draw(loans(METHODS, (date(2025, 1, 1), date(2026, 9, 30)), terms=30, smallest=1000_00))
    row |= {"contract_date": loan["received_on"], "loan": loan, "fee": draw(fee_tables(loan))}
    if draw(st.integers(0, 6)) == 0:
        loan["received"] = yuan(max(1, fen(loan["principal"]) * 9 // 10))
        assume(amortises(loan | {"principal": loan["received"]}))
    row["overdue"] = draw(overdue_tables())
    until = on - timedelta(days=draw(st.sampled_from([0, 0, 0, 25, 60, 150])))
    late = timedelta(days=draw(st.sampled_from([0, 0, 0, 12])))  # paid late: penalty or late fee may be left
    payments = [
        (min(due.due + late, on), due.total)
        for due in schedule(loan, row["fee"])
        if due.due <= until and due.total
    ]
    row["missed_since"] = loan["received_on"]  # every payment is on record: none is to be assumed
    if draw(st.booleans()):
        row["claim"] = draw(rough_claims(on))
    return row, payments


@st.composite
def rough_claims(draw: st.DrawFn, on: date) -> list[Raw]:
    """One or two claims with or without items."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        total = draw(st.integers(10_00, 60_000_00))
        claim: Raw = {"on": draw(days(on - timedelta(days=60), on)), "total": yuan(total)}
        if draw(st.booleans()):
            late = total // draw(st.integers(5, 30))
            claim["items"] = {"principal": yuan(total - 2 * late), "penalty": yuan(late)}
        found.append(claim)
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Raw, list[Raw], dict[str, Paid]]:
    """A household with one to six debts."""
    home, rows, paid = draw(homes()), [], {}
    for i in range(draw(st.integers(1, 6))):
        row, payments = draw(case_debts(f"debt-{i}"))
        rows.append(row)
        paid[row["id"]] = payments
    return home, rows, paid
