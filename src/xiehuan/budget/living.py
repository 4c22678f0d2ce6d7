"""What living costs at least, and which figures need a word of explanation.

The least is a dated figure of the place with its source, or the user's own with the reason; a place that is not known
stays unknown. A section above the average of all households is not wrong: it needs a note (the practice of the
Standard Financial Statement, whose trigger figures ask for an explanation and refuse nothing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xiehuan.budget.household import Household, Spending
from xiehuan.budget.sections import SPENDING_NAMES, IncomeSection, SpendingSection
from xiehuan.errors import Text
from xiehuan.money import Money
from xiehuan.parameter import Confidence, DatedValue, Parameter

MINIMUM = "living.minimum."  # then the place: yuan a month for each person
COMPARE = "living.minimum.urban_average"
LONGEST_BENEFIT = "living.unemployment_benefit_months"
AVERAGE = "living.average."  # then the kind: yuan a year for each person
GROUPS: tuple[tuple[str, tuple[SpendingSection, ...]], ...] = (
    ("food", (SpendingSection.FOOD,)),
    ("housing", (SpendingSection.HOUSING, SpendingSection.UTILITIES)),
    ("medical", (SpendingSection.MEDICAL,)),
    ("education", (SpendingSection.CHILDREN_EDUCATION,)),
    ("transport_communication", (SpendingSection.TRANSPORT, SpendingSection.COMMUNICATION)),
)
Parameters = Mapping[str, Parameter]


@dataclass(frozen=True, slots=True)
class Minimum:
    """Protected living costs of the household a month; `amount` None is unknown, and `why` says so."""

    amount: Money | None
    per_head: Money | None
    by: str  # user, place or unknown
    why: Text
    compare: Text | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """Sections that together are above the average household's: `notes` are the reasons given, none where one is asked for."""

    sections: tuple[SpendingSection, ...]
    stated: Money
    figure: Money
    source: Text
    notes: tuple[str, ...]

    @property
    def name(self) -> Text:
        """The sections in words."""
        names = [SPENDING_NAMES[s] for s in self.sections]
        return Text("和".join(n.zh for n in names), " and ".join(n.en for n in names))


def minimum(household: Household, parameters: Parameters, on: date) -> Minimum:
    """The protected living costs on the day: the user's figure, else the place's for every person, else unknown."""
    own = household.own_minimum
    if own is not None:
        return Minimum(
            own.amount,
            None,
            "user",
            Text(f"本人估算，理由：{own.reason}", f"the person's own figure, because: {own.reason}"),
        )
    compare = _compared(parameters, on)
    value = _of_place(household.person.city, parameters, on)
    if value is None:
        place = household.person.city or "所在地"
        return Minimum(
            None,
            None,
            "unknown",
            Text(
                f"{place}的最低生活保障标准不清楚，没有替你填；可以打12345或问街道办，在case.toml写[minimum]",
                f"the minimum living standard of {household.person.city or 'the place'} is not known and was not filled in; "
                "ask 12345 or the street office and write [minimum] in case.toml",
            ),
            compare,
        )
    head = _yuan(value.value)
    if household.people is None:
        why = Text("家里几口人没有写", "how many people there are is not stated")
        return Minimum(None, head, "unknown", why, compare)
    return Minimum(
        head.times(household.people),
        head,
        "place",
        Text(
            f"每人每月{head.grouped()}元 × {household.people}人，依据{_cited(value).zh}",
            f"{head.grouped()} a person × {household.people}, {_cited(value).en}",
        ),
        compare,
    )


def triggers(household: Household, parameters: Parameters, on: date) -> tuple[Trigger, ...]:
    """The groups of sections above the average; none without the number of people, which the figure needs."""
    if household.people is None:
        return ()
    found = []
    for key, sections in GROUPS:
        parameter = parameters.get(AVERAGE + key)
        value = _shown(parameter, on) if parameter else None
        lines = [s for s in household.spendings if s.place in sections]
        if value is None:
            continue
        figure = _yuan(value.value / 12 * household.people)
        stated = Money.total(s.amount for s in lines)
        if stated > figure:
            found.append(
                Trigger(sections, stated, figure, _explained(value, household.people), _notes(lines))
            )
    return tuple(found)


def open_ended(household: Household, parameters: Parameters, on: date) -> Text | None:
    """What to ask about an unemployment benefit without an end, which every one has; None where there is none."""
    names = [
        i.name
        for i in household.incomes
        if i.place is IncomeSection.UNEMPLOYMENT_BENEFIT and i.until is None and i.continues is not False
    ]
    if not names:
        return None
    parameter = parameters.get(LONGEST_BENEFIT)
    value = parameter.known_at(on) if parameter else None
    most = Text("", "")
    if value is not None:
        months = value.value.numerator
        most = Text(
            f"最长{months}个月（{_cited(value).zh}）",
            f"{months} months at most ({_cited(value).en})",
        )
    return Text(
        f"「{names[0]}」领到哪一天？{most.zh}，写在 until，不写就会一直算下去",
        f"until when does “{names[0]}” run? {most.en}; write until, or it is counted without an end",
    )


def _notes(lines: Sequence[Spending]) -> tuple[str, ...]:
    return tuple(s.note for s in lines if s.note)


def _explained(value: DatedValue, people: int) -> Text:
    year = _yuan(value.value).grouped()
    return Text(
        f"每人每年{year}元 ÷ 12 × {people}人，{_cited(value, dated=False).zh}",
        f"{year} a person a year / 12 × {people}, {_cited(value, dated=False).en}",
    )


def _of_place(city: str | None, parameters: Parameters, on: date) -> DatedValue | None:
    if city is None:
        return None
    name = city.removesuffix("市")
    for id_, parameter in parameters.items():
        if id_.startswith(MINIMUM) and parameter.name.zh.removesuffix("市") == name:
            return parameter.known_at(on)
    return None


def _compared(parameters: Parameters, on: date) -> Text | None:
    parameter = parameters.get(COMPARE)
    value = _shown(parameter, on) if parameter else None
    if parameter is None or value is None:
        return None
    much = _yuan(value.value).grouped()
    return Text(
        f"比一比：{parameter.name.zh}每人每月{much}元（{_cited(value).zh}），不是当地的标准",
        f"for comparison: {parameter.name.en}, {much} a person a month ({_cited(value).en}); not the standard of the place",
    )


def _shown(parameter: Parameter, on: date) -> DatedValue | None:
    """A figure to compare with: whatever its use, but never one from memory."""
    value = parameter.value_on(on)
    return value if value and value.confidence is not Confidence.RECALLED else None


def _cited(value: DatedValue, *, dated: bool = True) -> Text:
    """Document and first day, and in words that it was read second-hand where it was."""
    since = f"，{value.since}起" if dated and value.since else ""
    since_en = f" from {value.since}" if dated and value.since else ""
    read = Text("", "") if value.confidence.read_in_full else Text("，转述", ", read second-hand")
    return Text(f"{value.citation}{since}{read.zh}", f"{value.citation}{since_en}{read.en}")


def _yuan(value: Fraction) -> Money:
    return Money(100).times(value)
