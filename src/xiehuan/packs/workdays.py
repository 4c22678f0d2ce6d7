"""The calendar of working days from its table: ranges of days off and single make-up days, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from xiehuan.errors import Finding
from xiehuan.law.deadlines import WorkCalendar, YearOfWork, YearStatus
from xiehuan.law.pack import Pack
from xiehuan.packs.fields import Refused, Row, parse_toml, refuse_all
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.parameter import Source

FILE = "workdays.toml"
_WEEKEND = 5


@cache
def workdays_cn() -> WorkCalendar:
    """The calendar of mainland China that the product contains."""
    return load_workdays(files_cn()[FILE], load_cn())


def load_workdays(text: str, pack: Pack) -> WorkCalendar:
    """Build the calendar; InputRefused with every finding."""
    found: list[Finding] = []
    years: dict[int, YearOfWork] = {}
    try:
        tables = parse_toml(FILE, text)
    except Refused as refused:
        raise refuse_all([refused.finding]) from refused
    for key, raw in tables.items():
        try:
            year = _year_number(key, raw)
            years[year] = _year(year, Row(raw, FILE, key), pack.sources)
        except Refused as refused:
            found.append(refused.finding)
    if found:
        raise refuse_all(found)
    return WorkCalendar(years)


def _year_number(key: str, raw: object) -> int:
    if len(key) == 4 and key.isdecimal() and key.isascii():  # noqa: PLR2004
        return int(key)
    raise Row(raw, FILE, key[:20]).refused(None, "bad_id", f"{key[:20]} 不是年份", f"{key[:20]} is no year")


def _year(year: int, row: Row, sources: Mapping[str, Source]) -> YearOfWork:
    name = row.text("source")
    if name not in sources:
        raise row.refused("source", "dangling_source", f"没有来源 {name}", f"no source {name}")
    status = row.word("status", YearStatus)
    off: set[date] = set()
    for part in row.rows("off"):
        off |= _range(part, year)
    worked: set[date] = set()
    for part in row.rows("worked", required=False):
        day = part.required_day("on")
        if day.year != year or day.weekday() < _WEEKEND or day in off:
            raise part.refused(
                "on",
                "bad_date",
                f"{day} 不是这一年的周末，或已列为放假",
                f"{day} is no weekend of the year, or off",
            )
        part.both()
        part.done()
        worked.add(day)
    row.done()
    return YearOfWork(status, frozenset(off), frozenset(worked), sources[name])


def _range(row: Row, year: int) -> set[date]:
    row.both()
    since, until = row.required_day("since"), row.required_day("until")
    row.done()
    if since > until or since.year != year or until.year != year:
        raise row.refused(
            "until", "backward_span", "起止颠倒或不在这一年", "the span is backward or of another year"
        )
    return {since + timedelta(days=n) for n in range((until - since).days + 1)}
