"""Amounts, times and order numbers as bills write them; None when the text is not one."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from xiehuan.money import Money
from xiehuan.readers.bills.row import clean

_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,2})?")
_MOMENT = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[T ]*([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.[0-9]+)?)?)?"
)
_TOGETHER = re.compile(  # 20240102 132324, as banks write it
    r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?: *([0-9]{2}):?([0-9]{2}):?([0-9]{2}))?"
)
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]{1,15})?")  # days since 1899-12-30, years 1954 to 2119
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (wall clock of the bill; the offset is added in words)
_CHINA = "+08:00"  # both apps export Beijing time
_SPOILT_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+|[0-9]+\.[0-9]+")
_PLAIN = len("123456789012345.00")
_LEAST = len("000")
_GROUPED = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]{2}", re.ASCII)
_WRAPPING = " '\"`="


def plain_fen(text: str) -> int | None:
    """The fen of an amount written as 12.30, -12.30 or 1,234.50; None when it is written in any other way."""
    if text[-3:-2] != "." or len(text) > _PLAIN:
        return None
    digits = text[:-3] + text[-2:]
    if digits.isdecimal() and digits.isascii() and len(digits) >= _LEAST:
        return int(digits)
    if _GROUPED.fullmatch(text):
        return int(digits.replace(",", ""))
    return None


def amount_of(text: str) -> Money | None:
    """Yuan with at most two decimals, with or without currency sign and thousands commas; never negative."""
    whole, fen = text[:-3], text[-2:]
    if (
        text[-3:-2] == "."
        and len(text) <= _PLAIN
        and whole.isdecimal()
        and fen.isdecimal()
        and text.isascii()
    ):
        return Money(int(whole + fen))
    return _written_otherwise(text)


@lru_cache(maxsize=4096)
def _written_otherwise(text: str) -> Money | None:
    plain = "".join(unicodedata.normalize("NFKC", clean(text)).split())
    plain = plain.removeprefix("CNY").removeprefix("RMB").removeprefix("¥").removesuffix("元")
    if not _AMOUNT.fullmatch(plain):
        return None
    try:
        return Money.parse(plain.replace(",", ""))
    except ValueError:
        return None


def moment_of(text: str) -> str | None:
    """ISO with offset; a day without a time is its midnight, and a spreadsheet's day number is a day."""
    plain = unicodedata.normalize("NFKC", clean(text))
    if match := _MOMENT.fullmatch(plain) or _TOGETHER.fullmatch(plain):
        try:
            return datetime(*(int(part or 0) for part in match.groups())).isoformat() + _CHINA  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            return None
    if _SERIAL.fullmatch(plain):
        seconds = round(Fraction(plain) * 86_400)
        return (_SERIAL_ZERO + timedelta(seconds=seconds)).isoformat() + _CHINA
    return None


def order_of(text: str) -> tuple[str | None, bool]:
    """The order number without padding and quotes, and whether a spreadsheet program has spoilt it (4.2E+27)."""
    plain = clean(text)
    if plain.isdecimal():
        return plain, False
    if plain.isalnum():
        return (None, True) if _SPOILT_NUMBER.fullmatch(plain) else (plain, False)
    plain = plain.strip(_WRAPPING).strip()
    if plain in ("", "/"):
        return None, False
    return (None, True) if _SPOILT_NUMBER.fullmatch(plain) else (plain, False)
