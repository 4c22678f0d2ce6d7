"""The series of the LPR from a table: ours, or one that a user adds."""

from __future__ import annotations

import csv
import re
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text, Where
from xiehuan.law.pack import Quote
from xiehuan.packs.fields import Refused, refusal

FILE = "lpr.csv"
COLUMNS = ("published", "one_year_percent", "five_year_percent")
ADDED = "added_on"
OTHER_NAMES = {"date": "published", "lpr_1y": "one_year_percent", "lpr_5y": "five_year_percent"}
FIRST = date(2019, 8, 20)  # the reformed LPR was published first on this day
_PERCENT = re.compile(r"\d{1,2}\.\d{1,2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_PERCENT = 30


def parse_lpr(text: str, file: str = FILE) -> tuple[Quote, ...]:
    """Quotes in order of publication, at most one a month.

    Raises Refused with the row for a wrong column, a date that does not exist, a rate that is no percentage, a
    row out of order or a second one for a month.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = list(csv.reader(lines))
    header = [OTHER_NAMES.get(name.strip(), name.strip()) for name in rows[0]] if rows else []
    if header not in ([*COLUMNS], [*COLUMNS, ADDED]):
        raise refusal(
            "bad_columns",
            Where(file, row=1),
            Text(
                f"第一行要写列名：{','.join(COLUMNS)}",
                f"the first line must name the columns {','.join(COLUMNS)}",
            ),
        )
    quotes: list[Quote] = []
    for number, cells in enumerate(rows[1:], 2):
        if not cells:
            continue
        quote = _quote(cells, header, file, number)
        if quotes and quote.published <= quotes[-1].published:
            raise _row(file, number, "unordered", "日期没有按先后排列", "the day is not after the one before")
        if quotes and _month(quote.published) == _month(quotes[-1].published):
            raise _row(file, number, "duplicate_month", "同一个月有两行", "a second row for the month")
        quotes.append(quote)
    if not quotes:
        raise refusal("empty", Where(file), Text("表里没有数据", "the table holds no data"))
    return tuple(quotes)


def merge_lpr(known: tuple[Quote, ...], added: tuple[Quote, ...], added_on: date) -> tuple[Quote, ...]:
    """The known series with the new months of a user's table, marked with the day they were added.

    Raises Refused when a month that is known has another day or figure, or when nothing is new.
    """
    by_month = {_month(q.published): q for q in known}
    for quote in added:
        old = by_month.get(_month(quote.published))
        if old and (old.published, old.one_year) != (quote.published, quote.one_year):
            raise refusal(
                "contradicts",
                Where(FILE, str(quote.published)),
                Text(
                    f"{quote.published} 与已有的 {old.published} 数值不一致",
                    f"{quote.published} contradicts what is known for {old.published}",
                ),
                Text("先核对官方公布的数", "check the published figure first"),
            )
    new = [
        Quote(q.published, q.one_year, q.five_year, added_on)
        for q in added
        if _month(q.published) not in by_month
    ]
    if not new:
        raise refusal(
            "nothing_new",
            Where(FILE),
            Text("没有新的月份", "no new month"),
            Text("加上还没有的月份再试", "add months that are not known yet"),
        )
    return tuple(sorted((*known, *new), key=lambda q: q.published))


def write_lpr(quotes: tuple[Quote, ...]) -> str:
    """The series as a table that `parse_lpr` reads back to the same."""
    lines = [",".join((*COLUMNS, ADDED))]
    for q in quotes:
        five = _percent(q.five_year) if q.five_year is not None else ""
        lines.append(f"{q.published},{_percent(q.one_year)},{five},{q.added_on or ''}")
    return "\n".join(lines) + "\n"


def _percent(rate: Fraction) -> str:
    hundredths = rate * 10000
    return f"{hundredths.numerator // 100}.{hundredths.numerator % 100:02d}"


def _quote(cells: list[str], header: list[str], file: str, number: int) -> Quote:
    if len(cells) != len(header):
        raise _row(file, number, "bad_columns", "列数不对", "wrong number of columns")
    row = dict(zip(header, (c.strip() for c in cells), strict=True))
    published = _day(row["published"], file, number)
    if published < FIRST:
        raise _row(
            file, number, "bad_date", f"早于 {FIRST}，那时还没有它", f"before {FIRST}, when there was none"
        )
    one = _rate(row["one_year_percent"], file, number)
    five = _rate(row["five_year_percent"], file, number) if row["five_year_percent"] else None
    added = _day(row[ADDED], file, number) if row.get(ADDED) else None
    return Quote(published, one, five, added)


def _day(text: str, file: str, number: int) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _row(file, number, "bad_date", f"{text} 不是日期", f"{text} is no date")


def _rate(text: str, file: str, number: int) -> Fraction:
    if not _PERCENT.fullmatch(text) or not 0 < Fraction(text) <= MOST_PERCENT:
        raise _row(
            file, number, "bad_number", f"{text} 不是百分数，如 3.00", f"{text} is no percentage such as 3.00"
        )
    return Fraction(text) / 100


def _row(file: str, number: int, code: str, zh: str, en: str) -> Refused:
    return refusal(code, Where(file, row=number), Text(zh, en))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
