"""What can be paid, worked by hand: surplus, percentile, stress, reserve, whole 10 yuan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from xiehuan.budget import Budget, MonthSurplus, budget, monthly_surpluses
from xiehuan.errors import Finding
from xiehuan.evidence import Direction, Kind, Place, Record
from xiehuan.money import Money
from xiehuan.readers.case_folder.household import read_household
from xiehuan.readers.case_folder.table import Table

ON = date(2026, 11, 23)
HARDSHIP = {"cause": "unemployment", "since": date(2026, 7, 10)}


def income(amount: str, **more: Any) -> dict[str, Any]:
    return {"name": "配偶工资", "amount": amount, "continues": True} | more


def made(
    incomes: Sequence[dict[str, Any]], spent: str, months: Sequence[str] = (), **more: Any
) -> Budget | None:
    """The budget of these incomes and one spending, with the surpluses the bills show."""
    findings: list[Finding] = []
    home = {"income": list(incomes), "spending": [{"name": "支出", "amount": spent}]}
    household = read_household(Table(home | {"hardship": HARDSHIP} | more, "case.toml", "", findings))
    assert not findings
    known = [MonthSurplus(2025, 1 + i, Money.parse(m), Money.ZERO) for i, m in enumerate(months)]
    return budget(household, known, ON)


def figure(incomes: Sequence[dict[str, Any]], spent: str, months: Sequence[str] = (), **more: Any) -> str:
    found = made(incomes, spent, months, **more)
    assert found is not None
    return str(found.affordable)


@pytest.mark.parametrize(
    ("earned", "spent", "expected"),
    [
        ("6000.00", "3000.00", "2700.00"),  # 3000 − 300
        ("6000.00", "3000.01", "2690.00"),  # 2699.99 down to 10 yuan
        ("6000.00", "2999.99", "2700.00"),
        ("6000.00", "2990.00", "2710.00"),
        ("3333.33", "1111.11", "2050.00"),  # 2222.22 − 166.67 = 2055.55
        ("6000.00", "5700.00", "0.00"),  # just the reserve
        ("6000.00", "5690.01", "0.00"),  # 9.99
        ("6000.00", "5690.00", "10.00"),
        ("6000.00", "6000.00", "0.00"),
        ("6000.00", "9000.00", "0.00"),  # never negative
    ],
)
def test_stated_surplus_less_reserve_in_whole_ten_yuan(earned: str, spent: str, expected: str) -> None:
    assert figure([income(earned)], spent) == expected


@pytest.mark.parametrize(
    ("certain", "expected"),
    [
        (True, "2700.00"),
        (False, "1500.00"),  # 6000 × 0.8 − 3000 − 5 % of 6000: the reserve is on income before the cut
        (None, "2700.00"),  # continuing wages are certain unless it is said otherwise
    ],
)
def test_uncertain_income_is_cut_by_a_fifth(expected: str, *, certain: bool | None) -> None:
    said = {} if certain is None else {"certain": certain}
    assert figure([income("6000.00", **said)], "3000.00") == expected


def test_only_what_is_uncertain_is_cut() -> None:
    """5000 + 0.8 × 1000 − 3000 − 5 % of 6000 = 2500."""
    assert figure([income("5000.00"), income("1000.00", certain=False)], "3000.00") == "2500.00"


NAMES = [
    # name, continues, counted after the hardship
    ("工资", None, False),  # from before, not said to go on
    ("工资", False, False),
    ("工资", True, True),
    ("失业保险金", None, True),  # a benefit begins because of the hardship
    ("失业保险金", False, False),
]


@pytest.mark.parametrize(("name", "continues", "counts"), NAMES)
def test_income_from_before_counts_only_when_it_goes_on(
    name: str, *, continues: bool | None, counts: bool
) -> None:
    one = {"name": name, "amount": "4000.00"} | ({} if continues is None else {"continues": continues})
    found = made([one, income("1000.00")], "500.00")
    assert found is not None
    assert str(found.income) == ("5000.00" if counts else "1000.00")


@pytest.mark.parametrize(
    ("until", "counts"), [(date(2026, 11, 22), False), (date(2026, 11, 23), True), (date(2027, 1, 31), True)]
)
def test_income_that_has_ended_is_gone(until: date, *, counts: bool) -> None:
    """500 alone: 500 − 100 − 25 = 375; with 2000 more: 2500 − 100 − 125 = 2275."""
    expected = "2270.00" if counts else "370.00"
    assert figure([income("500.00"), income("2000.00", until=until)], "100.00") == expected


@pytest.mark.parametrize(
    ("day", "month", "expected"),
    [
        # 1000 that end on 15 January 2027, beside 5000; 3000 spent: 2700 with it, 1750 without
        (15, (2026, 12), "2700.00"),
        (15, (2027, 1), "2700.00"),  # arrives on the 15th, the last day
        (16, (2027, 1), "1750.00"),
        (None, (2027, 1), "1750.00"),  # no day: the month's last
        (None, (2026, 12), "2700.00"),
        (31, (2026, 12), "2700.00"),
        (15, (2027, 2), "1750.00"),
    ],
)
def test_a_month_carries_less_once_an_income_has_ended(
    day: int | None, month: tuple[int, int], expected: str
) -> None:
    ends = income("1000.00", until=date(2027, 1, 15), **({"day": day} if day else {}))
    found = made([income("5000.00"), ends], "3000.00")
    assert found is not None
    assert str(found.capacity(*month)) == expected


def test_a_month_never_carries_more_than_the_one_figure() -> None:
    """The bills show less than the statement: the figure of the bills holds in every month."""
    found = made([income("6000.00")], "3000.00", ["1000.00", "1000.00", "1000.00"])
    assert found is not None
    assert (str(found.affordable), str(found.capacity(2030, 1))) == ("700.00", "700.00")


# Nearest rank: the value at rank ⌈0.2 × n⌉ from the lowest, of 100, 200, … n × 100
@pytest.mark.parametrize(
    ("n", "rank"),
    [(3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (8, 2), (9, 2), (10, 2), (11, 3), (12, 3)],
)
def test_percentile_by_nearest_rank(n: int, rank: int) -> None:
    months = [f"{100 * k}.00" for k in range(n, 0, -1)]  # the order of the months does not matter
    found = made([income("10000.00")], "0.00", months)
    assert found is not None
    assert str(found.by_bills) == f"{100 * rank}.00"
    assert str(found.affordable) == f"{max(0, 100 * rank - 500)}.00"  # 5 % of 10000


@pytest.mark.parametrize("months", [[], ["10.00"], ["10.00", "20.00"]])
def test_fewer_than_three_months_leave_the_stated_surplus(months: list[str]) -> None:
    assert figure([income("6000.00")], "3000.00", months) == "2700.00"


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (["5000.00"] * 3, "2700.00"),  # the bills show more: the stress figure is lower
        (["2000.00", "2500.00", "2600.00"], "1700.00"),
        (["-400.00", "2500.00", "2600.00"], "0.00"),
    ],
)
def test_the_lower_of_bills_and_stress(months: list[str], expected: str) -> None:
    assert figure([income("6000.00")], "3000.00", months) == expected


def test_all_listed_spending_counts() -> None:
    spending = [
        {"name": "房租", "amount": "1000.00", "kind": "essential"},
        {"name": "水电", "amount": "500.00", "kind": "priority_debt"},
        {"name": "日用", "amount": "300.00", "kind": "other"},
    ]
    found = made([income("5000.00")], "0.00", spending=spending)
    assert found is not None
    assert [str(m) for m in (found.essential, found.spending, found.surplus)] == [
        "1000.00",
        "1800.00",
        "3200.00",
    ]
    assert str(found.affordable) == "2950.00"


def test_without_a_statement_there_is_no_figure() -> None:
    findings: list[Finding] = []
    assert budget(read_household(Table({}, "case.toml", "", findings)), (), ON) is None


def test_the_range_holds_the_figure_and_reasons_are_given() -> None:
    found = made([income("6000.00", certain=False)], "3000.00", ["900.00", "2000.00", "4000.00"])
    assert found is not None
    assert found.low <= found.affordable <= found.high
    assert len(found.reasons) >= 3
    assert all(reason.zh and reason.en for reason in found.reasons)


# Whole months since the hardship began, from the rows of bills


def bill(day: str, amount: str, *flags: str, source: str = "alipay") -> Record:
    money = Money.parse(amount)
    return Record(
        id=f"{source}{day}{amount}",
        source=source,
        kind=Kind.BILL,
        at=f"{day}T12:00:00+08:00",
        at_raw=day,
        direction=Direction.IN if money.fen > 0 else Direction.OUT,
        sha256="0" * 64,
        where=Place("bills.csv"),
        amount=money,
        flags=flags,
    )


def edges(first: str, last: str, source: str = "alipay") -> list[Record]:
    return [bill(first, "-1.00", source=source), bill(last, "-1.00", source=source)]


@pytest.mark.parametrize(
    ("since", "months"),
    [
        (date(2026, 7, 10), [8, 9, 10]),  # July is not whole, November is not over
        (date(2026, 8, 1), [8, 9, 10]),
        (date(2026, 8, 2), [9, 10]),
        (date(2026, 11, 1), []),
    ],
)
def test_whole_months_since_the_hardship(since: date, months: list[int]) -> None:
    found = monthly_surpluses(edges("2026-06-01", "2026-11-20"), since=since, on=ON)
    assert [m.month for m in found] == months


def test_a_month_counts_only_where_every_source_covers_it() -> None:
    records = edges("2026-06-01", "2026-11-20") + edges("2026-09-01", "2026-11-20", source="wechat")
    assert [m.month for m in monthly_surpluses(records, since=date(2026, 7, 10), on=ON)] == [9, 10]


def test_what_is_neither_income_nor_spending() -> None:
    records = [
        *edges("2026-09-01", "2026-10-31"),
        bill("2026-10-08", "5000.00"),
        bill("2026-10-09", "-1200.00"),
        bill("2026-10-10", "200.00", "refund"),  # lowers spending
        bill("2026-10-11", "-900.00", "debt_payment"),
        bill("2026-10-12", "-800.00", "own_transfer"),
        bill("2026-10-13", "-700.00", "card_repayment"),
        bill("2026-10-14", "-600.00", "closed"),
    ]
    (october,) = monthly_surpluses(records, since=date(2026, 10, 1), on=date(2026, 11, 1))
    assert (str(october.income), str(october.spending)) == ("5000.00", "1001.00")
    assert str(october.surplus) == "3999.00"
