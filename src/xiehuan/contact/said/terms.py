"""Lengths in months as they are said: 十二期, 半年, 一年半, 延期三个月."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from xiehuan.contact.said.numerals import read_number

SMALL = r"(?:\d{1,3}|[二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半])"
_YEARS = re.compile(rf"(?P<n>{SMALL})年(?P<half>半)?(?!利率|化|底|初|前|[一二三四五六七八九十\d]{{1,2}}月)")
_MONTHS = re.compile(rf"(?P<n>{SMALL})(?:个月|个?期(?!间)|月(?=时间))|(?P<three>仨)个?月")
_LATER = re.compile(r"(?:之|以)?(?:内|后|前)|之间")
_LASTS = re.compile(r"(?:延期?|宽限|缓|停|推迟|逾期|晚|再给|给我|分|剩|休|展期)(?:了|我)?$")
_ORDINAL = re.compile(r"(?:第|\d[-/年.])$")


@dataclass(frozen=True, slots=True)
class Term:
    """A length in months and its place."""

    start: int
    end: int
    months: int


def terms_in(text: str) -> Iterator[Term]:
    """Every length in months; 一个月 and 一期 without a word of lasting mean each month, and 三个月后 is a day."""
    for match in _YEARS.finditer(text):
        n, half = match["n"], 6 if match["half"] else 0
        months = 6 if n == "半" else int(read_number(n) or 0) * 12 + half
        if _counts(text, match) and 0 < months <= 600:  # noqa: PLR2004
            yield Term(*match.span(), months)
    for match in _MONTHS.finditer(text):
        number = Fraction(3) if match["three"] else read_number(match["n"]) if match["n"] != "半" else None
        if number and _counts(text, match) and (number > 1 or _LASTS.search(text[: match.start()])):
            yield Term(*match.span(), int(number))


def _counts(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 5) : match.start()], text[match.end() :]
    return not _LATER.match(after) and not _ORDINAL.search(before)
