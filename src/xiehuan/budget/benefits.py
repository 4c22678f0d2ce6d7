"""Benefits asked for by name: what the person did not state, where to ask, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.budget.household import Answer, Cause, Household
from xiehuan.budget.sections import INCOME_NAMES, IncomeSection
from xiehuan.errors import Text

_LOST_WORK = frozenset({Cause.UNEMPLOYMENT, Cause.PAY_CUT, Cause.BUSINESS_FAILURE, Cause.OTHER})
_ASK: dict[IncomeSection, tuple[frozenset[Cause] | None, Text]] = {
    IncomeSection.UNEMPLOYMENT_BENEFIT: (
        _LOST_WORK,
        Text(
            "失业保险金领了吗？每月多少、领到哪一天？没领的，打12333或在“掌上12333”里问能不能领",
            "do you draw unemployment benefit, how much a month, until when? If not, ask 12333 whether you may",
        ),
    ),
    IncomeSection.SEVERANCE: (
        _LOST_WORK,
        Text(
            "单位给经济补偿金了吗？多少钱、哪天给的？该给没给的，可以问12333或劳动仲裁",
            "did the employer pay severance, how much, on which day? If it is owed, ask 12333 or labour arbitration",
        ),
    ),
    IncomeSection.HOUSING_FUND: (
        None,
        Text(
            "住房公积金账户里有多少、能不能提取（租房、失业、大病各地规定不同）？打12329问公积金中心",
            "how much is in the housing fund, and may it be withdrawn (rent, unemployment, illness; places differ)? Ask 12329",
        ),
    ),
    IncomeSection.TEMPORARY_RELIEF: (
        None,
        Text(
            "申请过临时救助吗？突然遇到困难的，可以向街道办或乡镇政府申请，不要求已经是低保户",
            "have you applied for temporary relief? The street office or township takes applications in sudden hardship",
        ),
    ),
    IncomeSection.MINIMUM_LIVING_ALLOWANCE: (
        None,
        Text(
            "家庭人均收入低于当地低保标准吗？低于的，可以向户籍地街道办或乡镇政府申请低保",
            "is income per head below the local minimum living standard? Then apply at the street office of registration",
        ),
    ),
}
_ANSWERS = {
    Answer.NOT_ENTITLED: Text("不符合条件", "not entitled"),
    Answer.APPLIED: Text("申请了，等结果", "applied for, no answer yet"),
    Answer.REFUSED: Text("申请过，没批", "applied for and refused"),
    Answer.USED_UP: Text("领完了", "used up"),
}
NAMED = tuple(_ASK)


@dataclass(frozen=True, slots=True)
class Benefit:
    """A named benefit that is no income of the statement: the question, or the answer that stands for it."""

    section: IncomeSection
    ask: Text
    answer: Answer | None

    @property
    def name(self) -> Text:
        """Its name."""
        return INCOME_NAMES[self.section]

    @property
    def answered(self) -> Text | None:
        """The answer in words."""
        return None if self.answer is None else _ANSWERS[self.answer]


def benefits(household: Household) -> tuple[Benefit, ...]:
    """The named benefits that are not among the incomes; without a hardship none is asked for.

    A benefit for lost work is asked for when the hardship took work or pay, the others whatever happened.
    """
    if household.hardship is None:
        return ()
    stated = {i.place for i in household.incomes}
    answers = dict(household.answers)
    return tuple(
        Benefit(section, ask, answers.get(section))
        for section, (causes, ask) in _ASK.items()
        if section not in stated and (causes is None or household.hardship.cause in causes)
    )
