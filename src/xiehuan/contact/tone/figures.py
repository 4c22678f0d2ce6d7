"""What the case says in figures, and where a message says otherwise: amounts by their role, days, the stated ability."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from xiehuan.contact.said.amounts import Amount, amounts_in
from xiehuan.contact.said.days import Day, days_in
from xiehuan.contact.said.terms import terms_in
from xiehuan.errors import Text
from xiehuan.money import Money

# The words before a figure that say which one it is; the longest match nearest to the figure counts.
ROLES: Mapping[str, tuple[str, ...]] = {
    "monthly": (
        "每月", "每个月", "月还", "每期", "月供", "一个月", "一期", "每月最多", "每月能", "每月可以", "可用于还款", "还款能力",
    ),
    "down": ("首付", "首期", "首期付", "先付"),
    "owed": ("欠款", "欠", "总欠款", "总额", "应还总额", "合计"),
    "principal": ("本金", "剩余本金"),
    "interest": ("利息",),
    "penalty": ("罚息",),
    "late_fee": ("违约金", "滞纳金"),
    "fee": ("担保费", "服务费", "手续费"),
    "waived": ("减免", "免除", "免掉", "免"),
    "income": ("月收入", "家庭收入", "收入", "工资"),
}  # fmt: skip
DAYS: Mapping[str, tuple[str, ...]] = {
    "missed_since": ("逾期", "起逾期", "开始逾期"),
    "hardship_since": ("失业", "被裁", "裁员", "离职", "降薪"),
    "first": ("首期", "第一期", "首次还款", "起还"),
}
_ROLE = re.compile(
    "|".join(f"(?P<{k}>{'|'.join(sorted(w, key=len, reverse=True))})" for k, w in ROLES.items())
)
_REACH = 12  # characters between the word and its figure
_BREAK = re.compile(r"[。！？!?；;\n]")
_OTHERS_WORD = re.compile(
    r"(?:你们?|您|贵方|贵司|贵行|贵公司|账单|系统|客服|对方)[^。；;\n]{0,6}(?:说|称|要求|显示|写|按|计|是)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one debt that a message may name; what is unknown is absent.

    `amounts` by role (ROLES; several where several are right, such as a balance claimed and a balance recounted),
    `days` by role (DAYS), `pay_day` of the month, `n` instalments of the plans on the table, `others` names of third
    persons that have no place in a message.
    """

    on: date
    amounts: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    pay_day: int | None = None
    n: tuple[int, ...] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A figure of the message beside that of the case."""

    name: str
    start: int
    end: int
    why: Text
    suggestion: Text


def contradictions(text: str, figures: Figures) -> Iterator[Contradiction]:
    """Every figure of a normalised message that the case has otherwise; what the other side says is not the user's."""
    days = tuple(days_in(text, figures.on))
    terms = tuple(terms_in(text))
    taken = [False] * len(text)
    spans = [(d.start, d.end) for d in days] + [(t.start, t.end) for t in terms]
    for start, end in spans:
        taken[start:end] = [True] * (end - start)
    for amount in amounts_in(text, taken):
        yield from _amount(text, amount, figures)
    for day in days:
        yield from _day(text, day, figures)
    for term in terms:
        if (
            figures.n
            and term.months not in figures.n
            and text[max(0, term.start - 3) : term.start].endswith("分")
        ):
            known = "、".join(map(str, figures.n))
            yield _other("n", term.start, term.end, f"{term.months} 期", f"{known} 期")


def _before(text: str, start: int) -> str:
    return _BREAK.split(text[max(0, start - 40) : start])[-1]


def _amount(text: str, one: Amount, figures: Figures) -> Iterator[Contradiction]:
    before = _before(text, one.start)
    words = list(_ROLE.finditer(before[-_REACH:]))
    if not words or one.low is None or one.high is None or _OTHERS_WORD.search(before):
        return
    role = str(words[-1].lastgroup)
    known = figures.amounts.get(role, ())
    if known and not any(one.low <= k <= one.high for k in known):
        shown = "、".join(k.grouped() for k in known)
        yield _other(role, one.start, one.end, one.high.grouped(), shown)


def _day(text: str, one: Day, figures: Figures) -> Iterator[Contradiction]:
    if one.monthly is not None:
        if figures.pay_day is not None and one.monthly != figures.pay_day:
            said, has = (f"每月 {d or '最后一天'}" for d in (one.monthly, figures.pay_day))
            yield _other("pay_day", one.start, one.end, said, has)
        return
    around = _before(text, one.start)[-_REACH:] + _BREAK.split(text[one.end : one.end + _REACH])[0]
    for role, words in DAYS.items():
        known = figures.days.get(role)
        if known is None or one.first is None or one.last is None or not any(w in around for w in words):
            continue
        if not one.first <= known <= one.last:
            yield _other(role, one.start, one.end, str(one.first), str(known))
        return


def _other(name: str, start: int, end: int, said: str, known: str) -> Contradiction:
    return Contradiction(
        name,
        start,
        end,
        Text(f"这里写的是 {said}，案件里记的是 {known}。", f"It says {said} here, the case has {known}."),
        Text(
            f"核对后改成 {known}，或先更正案件里的记录。",
            f"Check and write {known}, or correct the case first.",
        ),
    )
