"""The sections of the statement, in the order of the form, and the words by which a line without one finds its own.

Words decide only where a line stands; what counts, and whether it is certain, never depends on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from xiehuan.errors import Text

S = TypeVar("S", bound=StrEnum)


class IncomeSection(StrEnum):
    """Where income comes from."""

    WAGES = "wages"
    UNEMPLOYMENT_BENEFIT = "unemployment_benefit"
    SEVERANCE = "severance"
    HOUSING_FUND = "housing_fund"
    TEMPORARY_RELIEF = "temporary_relief"
    MINIMUM_LIVING_ALLOWANCE = "minimum_living_allowance"
    PENSION = "pension"
    FAMILY_SUPPORT = "family_support"
    SIDE_WORK = "side_work"
    OTHER = "other"


class SpendingSection(StrEnum):
    """What money goes to: priority and secured debts first, then what living costs."""

    PRIORITY_DEBTS = "priority_debts"
    SECURED_DEBTS = "secured_debts"
    HOUSING = "housing"
    UTILITIES = "utilities"
    FOOD = "food"
    MEDICAL = "medical"
    CHILDREN_EDUCATION = "children_education"
    PARENT_CARE = "parent_care"
    TRANSPORT = "transport"
    COMMUNICATION = "communication"
    INSURANCE = "insurance"
    OTHER = "other"


INCOME_NAMES: Mapping[IncomeSection, Text] = {
    IncomeSection.WAGES: Text("工资薪金", "wages"),
    IncomeSection.UNEMPLOYMENT_BENEFIT: Text("失业保险金", "unemployment benefit"),
    IncomeSection.SEVERANCE: Text("经济补偿金", "severance pay"),
    IncomeSection.HOUSING_FUND: Text("公积金提取", "housing-fund withdrawal"),
    IncomeSection.TEMPORARY_RELIEF: Text("临时救助", "temporary relief"),
    IncomeSection.MINIMUM_LIVING_ALLOWANCE: Text("最低生活保障金", "minimum living allowance"),
    IncomeSection.PENSION: Text("养老金、抚恤金", "pension"),
    IncomeSection.FAMILY_SUPPORT: Text("家人资助", "family support"),
    IncomeSection.SIDE_WORK: Text("零工、副业", "side work"),
    IncomeSection.OTHER: Text("其他收入", "other income"),
}
SPENDING_NAMES: Mapping[SpendingSection, Text] = {
    SpendingSection.PRIORITY_DEBTS: Text("须优先偿还的债务", "priority debts"),
    SpendingSection.SECURED_DEBTS: Text("有抵押的债务", "secured debts"),
    SpendingSection.HOUSING: Text("住房", "housing"),
    SpendingSection.UTILITIES: Text("水电燃气", "utilities"),
    SpendingSection.FOOD: Text("伙食", "food"),
    SpendingSection.MEDICAL: Text("医疗", "medical"),
    SpendingSection.CHILDREN_EDUCATION: Text("子女教育", "children and education"),
    SpendingSection.PARENT_CARE: Text("赡养老人", "care of parents"),
    SpendingSection.TRANSPORT: Text("交通", "transport"),
    SpendingSection.COMMUNICATION: Text("通讯", "communication"),
    SpendingSection.INSURANCE: Text("社保和保险", "insurance"),
    SpendingSection.OTHER: Text("其他支出", "other spending"),
}

_INCOME_WORDS: Sequence[tuple[IncomeSection, tuple[str, ...]]] = (
    (IncomeSection.UNEMPLOYMENT_BENEFIT, ("失业", "unemployment")),
    (IncomeSection.SEVERANCE, ("经济补偿", "离职补偿", "赔偿金", "severance")),
    (IncomeSection.HOUSING_FUND, ("公积金", "housing fund")),
    (IncomeSection.TEMPORARY_RELIEF, ("救助", "救济", "relief")),
    (IncomeSection.MINIMUM_LIVING_ALLOWANCE, ("低保", "最低生活保障")),
    (IncomeSection.PENSION, ("退休", "养老", "抚恤", "pension")),
    (
        IncomeSection.SIDE_WORK,
        ("兼职", "零工", "副业", "寄卖", "网约", "外卖", "摆摊", "代驾", "稿费", "side"),
    ),
    (IncomeSection.WAGES, ("工资", "薪", "奖金", "病假", "医疗期", "wage", "salary")),
    (IncomeSection.FAMILY_SUPPORT, ("父母", "亲友", "家人", "子女给", "抚养费", "赡养费", "family")),
)
_SPENDING_WORDS: Sequence[tuple[SpendingSection, tuple[str, ...]]] = (
    (SpendingSection.SECURED_DEBTS, ("房贷", "按揭", "车贷", "mortgage", "car loan")),
    (SpendingSection.INSURANCE, ("社保", "医保", "保险", "insurance")),
    (SpendingSection.PARENT_CARE, ("母亲", "父亲", "父母", "老人", "赡养", "parent")),
    (
        SpendingSection.CHILDREN_EDUCATION,
        ("孩子", "子女", "学费", "午托", "幼儿", "补习", "教育", "child", "school"),
    ),
    (SpendingSection.UTILITIES, ("水电", "水费", "电费", "燃气", "煤气", "取暖", "暖气", "utilities")),
    (SpendingSection.HOUSING, ("房租", "租金", "物业", "住房", "rent", "housing")),
    (SpendingSection.MEDICAL, ("医", "药", "复诊", "治疗", "medical", "medicine")),
    (SpendingSection.TRANSPORT, ("交通", "公交", "地铁", "加油", "油费", "停车", "车费", "transport")),
    (
        SpendingSection.COMMUNICATION,
        ("通讯", "通信", "话费", "手机", "宽带", "网费", "电话", "phone", "internet"),
    ),
    (SpendingSection.FOOD, ("伙食", "吃饭", "买菜", "食品", "餐", "奶粉", "food")),
)


def income_section(name: str) -> IncomeSection:
    """The section of an income by its name; `other` where no word is known."""
    return _first(name, _INCOME_WORDS, IncomeSection.OTHER)


def spending_section(name: str) -> SpendingSection:
    """The section of a spending by its name; `other` where no word is known."""
    return _first(name, _SPENDING_WORDS, SpendingSection.OTHER)


def _first(name: str, table: Sequence[tuple[S, tuple[str, ...]]], otherwise: S) -> S:
    low = name.lower()
    return next((section for section, words in table if any(w in low for w in words)), otherwise)
