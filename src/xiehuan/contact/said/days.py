"""Days as they are said, relative to the day they are said on: 下月底, 十五号之前, 48小时内, 下周三, 每月10号."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from xiehuan.contact.said.numerals import read_number
from xiehuan.contact.said.terms import SMALL

_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2, "": None}
_MONTHS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_NEAR = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今晚": 0, "今儿": 0, "明天": 1,
    "明日": 1, "明早": 1, "明晚": 1, "明儿": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_FIXED = {"元旦": (1, 1), "五一": (5, 1), "国庆": (10, 1), "劳动节": (5, 1)}
_PAST = re.compile(r"了|已经?|被|过(?!年)|曾|当时|之前(?:借|还|付)|借的|说好的|以来")
_DAY = r"(?:\d{1,2}|[廿卅][一二三四五六七八九]?|[二两三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SIDE = r"(?:之前|以前|前|之后|以后)?"


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a span of days with its place. `monthly` is a day of every month, 0 its last.

    `first` and `last` are the same for one day, differ for a span that does not say which, and are both None where
    the time cannot be placed (过年) or does not exist (2月30号).
    """

    start: int
    end: int
    first: date | None = None
    last: date | None = None
    monthly: int | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether it has to be asked which day is meant."""
        return self.monthly is None and (self.first is None or self.first != self.last)


Found = tuple[date | None, date | None] | int  # an int is a day of every month
Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date, bool], Found | None]]


def days_in(text: str, on: date) -> Iterator[Day]:
    """Every day named in a normalised sentence said on a day, in order; of overlapping readings the earlier rule's."""
    taken = [False] * len(text)
    found: list[Day] = []
    for expression, meaning in _RULES:
        for match in expression.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            meant = meaning(match, on, bool(_PAST.search(text)))
            if meant is None:
                continue
            taken[start:end] = [True] * (end - start)
            found.append(
                Day(start, end, monthly=meant) if isinstance(meant, int) else Day(start, end, *meant)
            )
    yield from sorted(found, key=lambda d: d.start)


def _number(text: str) -> int:
    return int(read_number(text) or 0)


def _exact(year: int, month: int, day: int) -> tuple[date | None, date | None]:
    """That day, or nothing where the calendar has none (day 0: the last of the month)."""
    if not (1900 <= year <= 2200 and 1 <= month <= 12):  # noqa: PLR2004
        return None, None
    last = monthrange(year, month)[1]
    if day > last:
        return None, None
    one = date(year, month, day or last)
    return one, one


def _month(on: date, by: int) -> tuple[int, int]:
    index = on.year * 12 + on.month - 1 + by
    return index // 12, index % 12 + 1


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _full(m: re.Match[str], _on: date, _past: bool) -> Found:  # noqa: FBT001
    return _exact(int(m["y"]), int(m["m"]), int(m["d"]))


def _of_year(m: re.Match[str], on: date, past: bool) -> Found | None:  # noqa: FBT001
    """A month and perhaps a day, the year said or the next (the last, of what is past)."""
    by, month = _YEARS[m["year"] or ""], _number(m["m"])
    if not 1 <= month <= 12:  # noqa: PLR2004
        return None, None
    year = on.year if by is None else on.year + by
    day = 0 if m["edge"] in {"底", "末"} else _number(m["d"]) if m["d"] else None
    if m["edge"] in {"初", "中"}:
        return None, None
    if day is None:
        first, last = _whole_month(year, month)
        if by is None and (last < on) is not past:
            first, last = _whole_month(year - 1 if past else year + 1, month)
        return first, last
    meant = _exact(year, month, day)
    if by is None and meant[0] is not None and ((meant[0] < on) is not past) and meant[0] != on:
        meant = _exact(year - 1 if past else year + 1, month, day)
    return meant


def _of_month(m: re.Match[str], on: date, _past: bool) -> Found:  # noqa: FBT001
    year, month = _month(on, _MONTHS[m["which"]])
    if m["edge"] in {"底", "末", "最后一天"}:
        return _exact(year, month, 0)
    if m["edge"]:
        return None, None
    return _exact(year, month, _number(m["d"])) if m["d"] else _whole_month(year, month)


def _monthly(m: re.Match[str], _on: date, _past: bool) -> Found | None:  # noqa: FBT001
    day = 0 if m["edge"] else _number(m["d"])
    return day if 0 <= day <= 31 else None  # noqa: PLR2004


def _near(m: re.Match[str], on: date, _past: bool) -> Found:  # noqa: FBT001
    day = on + timedelta(days=_NEAR[m[0]])
    return day, day


def _of_week(m: re.Match[str], on: date, past: bool) -> Found:  # noqa: FBT001
    monday = on - timedelta(days=on.weekday())
    if m["day"] is None:
        first = monday + timedelta(weeks=_MONTHS[m["which"]])
        return first, first + timedelta(days=6)
    place = _WEEKDAYS[m["day"]]
    if m["which"]:
        day = monday + timedelta(weeks=_MONTHS[m["which"]], days=place)
        return day, day
    ahead = (place - on.weekday()) % 7
    day = on + timedelta(days=ahead - 7 if past and ahead else ahead)
    return (day, day) if ahead else (on, on + timedelta(days=7))


def _after(m: re.Match[str], on: date, _past: bool) -> Found:  # noqa: FBT001
    """So many hours, days, weeks, months or years from the day it was said."""
    unit, said = m["unit"], m["n"]
    if said == "半":
        unit, n = {"年": ("个月", 6), "个月": ("天", 15)}.get(unit, ("", 0))
    else:
        n = _number(said)
    if unit in {"个月", "月", "年"}:
        year, month = _month(on, n * (12 if unit == "年" else 1))
        return _exact(year, month, min(on.day, monthrange(year, month)[1]))
    if unit.endswith("小时"):
        return on + timedelta(days=n // 24), on + timedelta(days=-(-n // 24))
    days = {"天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7, "个礼拜": 7, "礼拜": 7}.get(unit)
    day = None if days is None else on + timedelta(days=n * days)
    return day, day


def _of_days(m: re.Match[str], on: date, past: bool) -> Found:  # noqa: FBT001
    """A day without its month: the next one, or the last of what is past; months that lack it are passed over."""
    wanted = _number(m["d"])
    for by in range(13):
        day, _ = _exact(*_month(on, -by if past else by), wanted)
        if day is not None and ((day <= on) if past else (day >= on)):
            return day, day
    return None, None


def _edge(m: re.Match[str], on: date, _past: bool) -> Found:  # noqa: FBT001
    return _exact(on.year, on.month if m[0].startswith("月") else 12, 0)


def _fixed(m: re.Match[str], on: date, _past: bool) -> Found:  # noqa: FBT001
    day = date(on.year, *_FIXED[m[0]])
    return (day, day) if day >= on else _exact(on.year + 1, *_FIXED[m[0]])


def _unplaced(_m: re.Match[str], _on: date, _past: bool) -> Found:  # noqa: FBT001
    return None, None


_WEEK = r"(?:周|个?星期|个?礼拜)"
_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?P<y>(?:19|20)\d{2})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?"), _full),
    (re.compile(rf"每个?月(?:的|里)?(?:(?P<d>{_DAY})[号日]|(?P<edge>底|末|最后一天|月底))"), _monthly),
    (re.compile(r"每个?(?P<edge>月底)(?P<d>)"), _monthly),
    (
        re.compile(
            r"过几天|过(?:一?阵|些日子)|过两天|个把月后?|一个半月后?|一两个月后?|两三个月后?|[几数]个?[月天]后"
            r"|几[天日](?:之?内|后)?"
        ),
        _unplaced,
    ),
    (re.compile(rf"(?P<n>\d{{1,4}}|{SMALL}|[一二三四五六七八九]百)个?(?P<unit>小时|天|日|周|星期|礼拜|年)(?:之|以)?(?:内|后)"), _after),
    (re.compile(rf"(?P<n>{SMALL}|仨)(?P<unit>个月|(?<=仨)月)(?:之|以)?(?:内|后)"), _after),
    (
        re.compile(
            rf"(?P<which>下下|上上|下|上|这|本|当)个?月(?:的)?"
            rf"(?:(?P<d>{_DAY})(?:[号日]|(?![\d百千万元块期个.]))|(?P<edge>底|末|初|中旬?|最后一天))?"
        ),
        _of_month,
    ),
    (
        re.compile(
            rf"(?P<year>前年|去年|今年|明年|后年)?(?<![\d个])(?P<m>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月份?"
            rf"(?:(?P<d>\d{{1,2}}|{_DAY})[号日]?|(?P<edge>底|末|初|中))?"
        ),
        _of_year,
    ),
    (re.compile(r"(?P<year>)(?<![\d/.])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])(?P<edge>)"), _of_year),
    (re.compile(r"(?P<year>)(?<![\d.])(?P<m>\d{1,2})\.(?P<d>\d{1,2})[号日](?P<edge>)"), _of_year),
    (re.compile("大前天|前天|昨[天日晚]|今[天日晚儿]|明[天日早晚儿]|大后天|后天"), _near),
    (re.compile(rf"(?P<which>下下|上上|下|上|这|本)?{_WEEK}(?P<day>[一二三四五六日天])(?!个?[月天周])"), _of_week),
    (re.compile(rf"(?P<which>下下|上上|下|上|这|本){_WEEK}(?P<day>(?!))?"), _of_week),
    (re.compile(rf"(?<![\d工单编尾账卡证型])(?P<d>{_DAY})[号](?![码线楼院])"), _of_days),
    (re.compile("大年三十|除夕|春节|过年|年前|年后|端午|中秋|周末|月初|月中|年初|开春"), _unplaced),
    (re.compile("元旦|五一(?!个)|国庆|劳动节"), _fixed),
    (re.compile("月底|月末|年底|年末"), _edge),
)  # fmt: skip
