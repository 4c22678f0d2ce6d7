"""What people type into a field: full-width digits, thousands commas, 1万2, 元; days in the usual ways of writing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money

_AMOUNT = re.compile(r"(?P<wan>\d{1,9}(?:\.\d+)?)万(?P<rest>\d|\d{4})?|(?P<plain>\d{1,13}(?:\.\d{1,2})?)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_WAN_FEN = 1_000_000
MOST = Money(10**13)  # a hundred thousand million yuan: beyond it a figure is a slip of the finger

NO_AMOUNT = Text("写成数字，比如 4218.90 或 1万2", "write a number such as 4218.90")
NO_DAY = Text("写成 2026-11-25 这样的日期", "write a day such as 2026-11-25")
EMPTY = Text("这一项要填", "this is needed")


def amount(text: str) -> Money:
    """An amount of money, never negative. Raises ValueError for what is none.

    1万2 is 12,000, as it is spoken; 1万2000 is 12,000 too. 1万20 could be either of two figures and is refused.
    """
    plain = re.sub(r"[\s,，元¥￥]", "", unicodedata.normalize("NFKC", text)).replace("。", ".")
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    if found["plain"]:
        money = Money.parse(found["plain"])
    else:
        rest = found["rest"] or ""
        spoken = int(rest.ljust(4, "0")) if rest else 0
        fen = Fraction(found["wan"]) * _WAN_FEN + spoken * 100
        if fen.denominator != 1:
            raise ValueError(text)
        money = Money(int(fen))
    if money > MOST:
        raise ValueError(text)
    return money


def day(text: str) -> date:
    """A day. Raises ValueError for what is none."""
    found = _DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        raise ValueError(text)
    return date(*map(int, found.groups()))


def words(text: str, most: int = 200) -> str:
    """A line of text without control characters."""
    kept = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    return " ".join(kept.split())[:most]
