"""The statement: sections, what is counted, what is asked, what is unusual, what contradicts; each by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from budget.household_of import HARDSHIP, household, income, made, pays, spending
from xiehuan.budget import Shock, Way
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.packs.loader import load_cn
from xiehuan.parameter import DatedValue

WAGE = income("配偶工资", "6000.00")
RENT = spending("房租", "1500.00")
HOME = {"people": 2, "children": 0}


# sections

SECTIONS = [
    ("工资", "wages"),
    ("医疗期补贴", "wages"),
    ("失业保险金", "unemployment_benefit"),
    ("解除合同经济补偿金", "severance"),
    ("提取住房公积金", "housing_fund"),
    ("临时救助", "temporary_relief"),
    ("低保", "minimum_living_allowance"),
    ("母亲退休金", "pension"),
    ("父母每月给的", "family_support"),
    ("手作寄卖", "side_work"),
    ("房屋出租", "other"),
]
SPENDINGS = [
    ("车贷", "secured_debts"),
    ("房贷月供", "secured_debts"),
    ("房租", "housing"),
    ("水电燃气", "utilities"),
    ("伙食", "food"),
    ("药费及复诊", "medical"),
    ("孩子学费及午托", "children_education"),
    ("母亲用药", "parent_care"),
    ("公交地铁", "transport"),
    ("话费", "communication"),
    ("社保（灵活就业）", "insurance"),
    ("日用", "other"),
]


@pytest.mark.parametrize(("name", "section"), SECTIONS)
def test_an_income_finds_its_section_by_name(name, section):
    (line,) = made(income=[income(name, "100.00")]).income
    assert line.section == section


@pytest.mark.parametrize(("name", "section"), SPENDINGS)
def test_a_spending_finds_its_section_by_name(name, section):
    (line,) = made(income=[WAGE], spending=[spending(name, "100.00")]).spending
    assert line.section == section


def test_the_user_decides_the_section_and_priority_debts_stand_first():
    lines = made(
        income=[WAGE],
        spending=[
            spending("日用", "1.00"),
            spending("房租", "2.00", section="parent_care"),
            spending("欠缴水费", "3.00", kind="priority_debt"),
            spending("车贷", "4.00", kind="priority_debt"),
        ],
    ).spending
    assert [(x.name, x.section.value) for x in lines] == [
        ("欠缴水费", "priority_debts"),
        ("车贷", "secured_debts"),
        ("房租", "parent_care"),
        ("日用", "other"),
    ]


# what is counted

COUNTED = [
    # income, counted, monthly
    (income("工资", "4000.00", continues=False), False, "4000.00"),
    ({"name": "工资", "amount": "4000.00"}, False, "4000.00"),  # from before, not said to go on
    ({"name": "低保", "amount": "700.00"}, True, "700.00"),
    ({"name": "某项补发", "amount": "700.00", "section": "temporary_relief"}, True, "700.00"),
    # once: four months from 20 August end on 19 December, four from 20 July on 19 November
    (
        {"name": "补偿", "amount": "9300.00", "every": "once", "months": 4, "on": date(2026, 8, 20)},
        True,
        "2325.00",
    ),
    (
        {"name": "补偿", "amount": "9300.00", "every": "once", "months": 4, "on": date(2026, 7, 20)},
        False,
        "2325.00",
    ),
    # one month from 24 October ends on 23 November, the day itself; from 23 October the day before
    (
        {"name": "补偿", "amount": "9.00", "every": "once", "months": 1, "on": date(2026, 10, 24)},
        True,
        "9.00",
    ),
    (
        {"name": "补偿", "amount": "9.00", "every": "once", "months": 1, "on": date(2026, 10, 23)},
        False,
        "9.00",
    ),
    (income("失业保险金", "1980.00", until=date(2026, 11, 22)), False, "1980.00"),
    (income("失业保险金", "1980.00", until=date(2026, 11, 23)), True, "1980.00"),
    (income("零工", "300.00", every="week", certain=False), True, "1300.00"),
]


@pytest.mark.parametrize(("one", "counted", "monthly"), COUNTED)
def test_what_counts(one, counted, monthly):
    found = made(income=[one, income("配偶工资", "100.00")])
    (line,) = [x for x in found.income if x.name == one["name"]]
    assert (line.counted, str(line.monthly)) == (counted, monthly)
    assert found.budget.income == (line.monthly if counted else Money.ZERO) + Money.parse("100.00")
    assert (line.left_out is None) == counted


def test_a_one_off_carries_the_months_it_spans():
    """2000 over three months from 1 November: 666.67 a month until 31 January; the day it ends February has none."""
    relief = {"name": "临时救助", "amount": "2000.00", "every": "once", "months": 3, "on": date(2026, 11, 1)}
    b = made(income=[WAGE, relief], spending=[RENT]).budget
    # 6666.67 − 1500 − 333.33 = 4833.34; without it 6000 − 1500 − 300 = 4200
    assert [str(b.capacity(*m)) for m in ((2026, 12), (2027, 1), (2027, 2))] == [
        "4830.00",
        "4830.00",
        "4200.00",
    ]


# bad input

REFUSED = [
    ("negative_amount", {"income": [income("工资", "-1.00")]}),
    ("negative_amount", {"spending": [spending("房租", "-0.01")]}),
    ("no_span", {"income": [income("补偿", "9300.00", every="once", on=date(2026, 7, 20))]}),
    ("no_span", {"spending": [spending("车险", "3600.00", every="once")]}),
    ("missing", {"income": [income("补偿", "9300.00", every="once", months=4)]}),  # the day it came
    ("span_of_regular", {"spending": [spending("房租", "1500.00", months=3)]}),
    ("span_of_regular", {"income": [income("工资", "1500.00", every="year", months=12)]}),
    ("unknown_word", {"income": [income("工资", "1500.00", every="daily")]}),
    ("unknown_account", {"auto_debit": [{"account": "工行", "payee": "甲"}]}),
    ("missing", {"minimum": {"amount": "3000.00"}}),  # a figure of one's own needs its reason
    ("out_of_range", {"minimum": {"amount": "0.00", "reason": "x"}}),
]


@pytest.mark.parametrize(("code", "tables"), REFUSED)
def test_refused_with_a_finding_of_its_own(code, tables):
    _, findings = household(**tables)
    assert [f.code for f in findings] == [code]
    assert all((f.message.zh, f.message.en, f.next.zh, f.next.en) for f in findings)


ACCOUNT = {"account": [{"name": "工行", "debits": "listed"}]}


@pytest.mark.parametrize(
    ("code", "debit"),
    [
        ("unknown_debt", {"debt": "b"}),
        ("unknown_spending", {"spending": "房租"}),
        ("exclusive", {"debt": "a", "spending": "伙食"}),
    ],
)
def test_a_debit_must_be_for_something_that_is_there(code, debit):
    tables = ACCOUNT | {"spending": [spending("伙食", "1.00")]}
    one = {"account": "工行", "payee": "甲"} | debit
    _, findings = household(frozenset({"a"}), auto_debit=[one], **tables)
    assert [f.code for f in findings] == [code]


FOUND = [
    # codes, incomes, spendings
    ([], [WAGE], [RENT]),
    (["income_twice"], [WAGE, WAGE], [RENT]),
    ([], [WAGE, income("配偶工资", "6000.01")], [RENT]),  # another amount is another income
    (["spending_twice"], [WAGE], [RENT, RENT]),
    (["income_ended"], [WAGE, income("失业保险金", "1980.00", until=date(2026, 10, 31))], [RENT]),
    (["spending_above_income"], [income("工资", "1499.99")], [RENT]),
    (["nothing_affordable"], [income("工资", "1500.00")], [RENT]),
    (["nothing_affordable"], [income("工资", "1589.46")], [RENT]),  # 89.46 − 79.47 = 9.99
    ([], [income("工资", "1589.48")], [RENT]),  # 89.48 − 79.47 = 10.01
    (["no_spending"], [WAGE], []),
    (["no_income", "spending_above_income"], [], [RENT]),
    (
        ["no_income", "no_spending", "nothing_affordable"],
        [income("工资", "0.00")],
        [spending("房租", "0.00")],
    ),
]


@pytest.mark.parametrize(("codes", "incomes", "spendings"), FOUND)
def test_each_thing_that_does_not_add_up_is_its_own_finding(codes, incomes, spendings):
    found = made(income=incomes, spending=spendings).findings
    assert [f.code for f in found] == codes
    assert all((f.message.zh, f.message.en, f.next.zh, f.next.en, f.where.table) for f in found)


def test_nothing_is_corrected_silently():
    """The same income twice stays twice in the sum, is said, and no plan is safe until it is answered."""
    found = made(income=[WAGE, WAGE], spending=[RENT])
    assert str(found.budget.income) == "12000.00"
    assert "2次" in found.findings[0].message.zh
    assert len(found.not_yet_safe) == 1


# benefits by name


@pytest.mark.parametrize(
    ("cause", "asked"),
    [
        ("unemployment", ["unemployment_benefit", "severance", "housing_fund", "temporary_relief", "minimum_living_allowance"]),
        ("illness", ["housing_fund", "temporary_relief", "minimum_living_allowance"]),
    ],
)  # fmt: skip
def test_benefits_that_were_not_stated_are_asked_for_by_name(cause, asked):
    found = made(income=[WAGE], spending=[RENT], hardship=HARDSHIP | {"cause": cause})
    assert [b.section.value for b in found.benefits if b.answer is None] == asked
    assert [b.ask for b in found.benefits] == [
        q for q in found.questions if q in {b.ask for b in found.benefits}
    ]


def test_a_stated_or_answered_benefit_is_not_asked_for_again():
    found = made(
        income=[WAGE, income("失业保险金", "1980.00", until=date(2027, 7, 31))],
        spending=[RENT],
        benefits={"severance": "refused", "housing_fund": "used_up"},
    )
    assert [(b.section.value, b.answer.value if b.answer else None) for b in found.benefits] == [
        ("severance", "refused"),
        ("housing_fund", "used_up"),
        ("temporary_relief", None),
        ("minimum_living_allowance", None),
    ]


def test_without_a_hardship_no_benefit_is_asked_for():
    found = made(income=[WAGE], spending=[RENT], hardship=None)
    assert found.benefits == ()


def test_an_unemployment_benefit_without_an_end_is_asked_about():
    endless = made(income=[WAGE, income("失业保险金", "1980.00")], spending=[RENT])
    assert endless.open_ended is not None
    assert "24个月" in endless.open_ended.zh
    assert "失业保险条例" in endless.open_ended.zh
    assert endless.open_ended in endless.questions
    ends = income("失业保险金", "1980.00", until=date(2027, 7, 31))
    assert made(income=[WAGE, ends], spending=[RENT]).open_ended is None


# unusual figures: 8411 a person a year for food is 1401.83 for two a month, 6263 for housing 1043.83


@pytest.mark.parametrize(
    ("food", "note", "unusual", "asked"),
    [
        ("1401.83", None, False, False),
        ("1401.84", None, True, True),
        ("1401.84", "糖尿病饮食", True, False),
    ],
)
def test_a_figure_above_the_average_needs_a_note(food, note, unusual, asked):
    line = spending("伙食", food) | ({"note": note} if note else {})
    found = made(income=[WAGE], spending=[line], household=HOME)
    assert bool(found.triggers) == unusual
    assert any("1,401.83" in q.zh for q in found.questions) == asked
    if unusual:
        assert str(found.triggers[0].figure) == "1401.83"
        assert "2024年居民收入和消费支出情况" in found.triggers[0].source.zh


def test_sections_of_one_statistic_are_added_up():
    found = made(
        income=[WAGE], spending=[spending("房租", "900.00"), spending("水电费", "143.84")], household=HOME
    )
    assert [(t.stated.fen, t.figure.fen) for t in found.triggers] == [(104384, 104383)]


def test_without_the_number_of_people_nothing_is_called_unusual():
    assert made(income=[WAGE], spending=[spending("伙食", "9000.00")]).triggers == ()


# protected living costs


def _with_place(name, value, since):
    law = dict(load_cn().parameters)
    average = law["living.minimum.urban_average"]
    cited = average.values[0].source
    law["living.minimum.somewhere"] = replace(
        average,
        id="living.minimum.somewhere",
        name=Text(name, name),
        use=type(average.use)("finding"),
        values=(DatedValue(Fraction(value), since, None, cited),),
    )
    return law


@pytest.mark.parametrize(
    ("city", "since", "amount"),
    [
        ("某市", date(2026, 7, 1), "2400.00"),
        ("某", date(2026, 7, 1), "2400.00"),
        ("某市", date(2026, 12, 1), None),  # not in force yet
        ("别处", date(2026, 7, 1), None),
        (None, date(2026, 7, 1), None),
    ],
)
def test_the_place_decides_and_an_unknown_place_stays_unknown(city, since, amount):
    person = {"city": city} if city else {}
    law = _with_place("某市", "1200", since)
    found = made(income=[WAGE], spending=[RENT], person=person, household=HOME, parameters=law).minimum
    assert (str(found.amount) if found.amount else None) == amount
    assert found.by == ("place" if amount else "unknown")
    assert bool(found.compare)


def test_the_own_figure_comes_first_and_shows_its_reason():
    law = _with_place("某市", "1200", date(2026, 7, 1))
    own = {"amount": "3300.00", "reason": "长期用药"}
    found = made(income=[WAGE], spending=[RENT], person={"city": "某市"}, minimum=own, parameters=law).minimum
    assert (str(found.amount), found.by) == ("3300.00", "user")
    assert "长期用药" in found.why.zh


@pytest.mark.parametrize(("least", "codes"), [("1800.00", []), ("1800.01", ["below_protected"])])
def test_a_payment_that_leaves_less_than_living_costs_is_found(least, codes):
    """6000 less 4200 leaves 1800."""
    found = made(income=[WAGE], spending=[RENT], minimum={"amount": least, "reason": "底线"})
    assert str(found.budget.affordable) == "4200.00"
    assert [f.code for f in found.findings] == codes


# stress: 6000 in, 1500 out, 4200 paid, 300 left a month


def _shock(found, shock):
    (one,) = [s for s in found.stress if s.shock is shock]
    return one


def test_a_fifth_less_income():
    """4800 − 1500 − 4200 = −900 a month; 2600 bridge two months; 4800 − 1500 − 240 = 3060 could be paid."""
    one = _shock(made(income=[WAGE], spending=[RENT], money={"cash": "2600.00"}), Shock.INCOME_DOWN)
    assert (str(one.short), one.lasts, str(one.affordable), one.holds) == ("900.00", 2, "3060.00", False)


@pytest.mark.parametrize(
    ("cash", "missing", "holds"),
    [("5700.00", "0.00", True), ("5699.99", "0.01", False), (None, "5700.00", False)],
)
def test_one_month_without_income(cash, missing, holds):
    """1500 + 4200 = 5700 are needed once; 300 a month make it good in 19 months."""
    money = {} if cash is None else {"money": {"cash": cash}}
    one = _shock(made(income=[WAGE], spending=[RENT], **money), Shock.MONTH_WITHOUT_INCOME)
    assert (str(one.missing), one.holds, one.refills) == (missing, holds, 19)


@pytest.mark.parametrize(
    ("own", "short", "months", "word"),
    [(None, "1000.00", 4, "假定的数"), ("1200.01", "1200.01", 5, "自己填的数")],
)
def test_a_bill_nobody_expected_says_whose_figure_it_is(own, short, months, word):
    money = {"cash": "0.00"} | ({"unexpected_bill": own} if own else {})
    one = _shock(made(income=[WAGE], spending=[RENT], money=money), Shock.UNEXPECTED_BILL)
    assert (str(one.short), one.refills) == (short, months)
    assert word in one.assumed.zh


def test_where_nothing_is_left_nothing_is_made_good():
    one = _shock(made(income=[income("工资", "1500.00")], spending=[RENT]), Shock.UNEXPECTED_BILL)
    assert one.refills is None


# closing lines: 4200 a month


def test_the_contract_fails_in_its_first_month_that_takes_too_much():
    found = made(
        income=[WAGE],
        spending=[RENT],
        contract=[
            pays("a", ("2026-11-23", "1000.00"), ("2026-11-30", "500.00"), ("2027-01-05", "4000.00")),
            pays("b", ("2026-12-05", "4200.00"), ("2027-01-06", "200.01"), first=True),
        ],
    )
    one = found.closings[0]
    assert (one.way, one.holds, one.month, str(one.need), str(one.left)) == (
        Way.CONTRACT,
        False,
        (2027, 1),
        "4200.01",
        "-0.01",
    )
    assert [(p.debt, str(p.amount)) for p in one.parts] == [("b", "200.01"), ("a", "4000.00")]
    assert not one.past_due


def test_what_is_past_due_belongs_to_the_month_of_the_day():
    found = made(
        income=[WAGE],
        spending=[RENT],
        contract=[pays("a", ("2026-11-23", "4000.00"), ("2026-11-24", "300.00"))],
    )
    one = found.closings[0]
    assert (str(one.need), str(one.past_due), one.holds) == ("4300.00", "4000.00", False)
    assert "其中已到期4,000.00元" in one.says.zh


def test_the_plan_holds_and_names_its_tightest_month():
    found = made(
        income=[WAGE],
        spending=[RENT],
        proposed=[
            pays("a", ("2026-12-10", "2000.00"), ("2027-01-10", "2100.00")),
            pays("b", ("2026-12-10", "2100.00"), ("2027-01-10", "2100.00")),
        ],
    )
    one = found.closings[1]
    assert (one.holds, one.month, str(one.left), one.months, one.until) == (
        True,
        (2027, 1),
        "0.00",
        2,
        (2027, 1),
    )


def test_a_month_with_less_income_decides_even_where_the_payment_is_the_same():
    ends = income("失业保险金", "2000.00", until=date(2026, 12, 31), day=5)
    found = made(
        income=[WAGE, ends],
        spending=[RENT],
        proposed=[pays("a", ("2026-12-10", "4201.00"), ("2027-01-10", "4201.00"))],
    )
    one = found.closings[1]
    assert (one.holds, one.month, str(one.can)) == (False, (2027, 1), "4200.00")


def test_what_is_not_known_is_never_said_to_hold():
    unknown = replace(pays("x"), days=None)
    found = made(income=[WAGE], spending=[RENT], contract=[pays("a", ("2026-12-10", "1.00")), unknown])
    assert (found.closings[0].holds, found.closings[0].unknown) == (None, ("x",))
    over = made(income=[WAGE], spending=[RENT], contract=[pays("a", ("2026-12-10", "4200.01")), unknown])
    assert over.closings[0].holds is False
    nothing = made(income=[WAGE], spending=[RENT], contract=[unknown]).closings[0]
    assert (nothing.holds, nothing.month) == (None, None)
    assert "不清楚" in nothing.says.zh
