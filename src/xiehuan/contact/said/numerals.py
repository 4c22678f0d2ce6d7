"""Whole and decimal numbers as they are said: 一万二, 1.2万, 壹万贰仟, 1w5, 2万3."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGITS = "零一二三四五六七八九"
_SAME = str.maketrans(
    "〇壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億两兩俩仨", "零一二二三三四五六六七八九十百千万亿二二二三"
)
_UNITS = {"十": 10, "百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_TENFOLD = {"廿": "二十", "卅": "三十"}
HAN = "零〇一二两兩俩仨三四五六七八九十百千万亿廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億"
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|.")


def read_number(text: str) -> Fraction | None:
    """The value of a number as said, None for what is none; exact.

    A last digit without a unit counts tenths of the unit before it (一万二 is 12,000), not after 零 (一百零五). A row
    of bare digits is read by place (二零二六).
    """
    tokens = _tokens(text)
    if not tokens:
        return None
    if all(t in _DIGITS for t in tokens):
        return Fraction(int("".join(str(_DIGITS.index(t)) for t in tokens)))
    return _summed(tokens)


def _tokens(text: str) -> list[str]:
    for sign, plain in _TENFOLD.items():
        text = text.replace(sign, plain)
    return _TOKEN.findall(text.lower().translate(_SAME))


def _summed(tokens: list[str]) -> Fraction | None:
    """Sections end at 亿 and 万, each at most once and in this order; what follows is below them."""
    whole, unit = Fraction(0), 0
    for name in ("亿", "万", "w"):
        if name in tokens:
            at = tokens.index(name)
            section = _section(tokens[:at], 0)
            if at == 0 or section is None or "w" in tokens[at + 1 :]:
                return None
            whole, unit, tokens = whole + section * _UNITS[name], _UNITS[name], tokens[at + 1 :]
    rest = _section(tokens, unit)
    return None if rest is None else whole + rest


def _section(tokens: list[str], above: int) -> Fraction | None:
    """A number below 万; `above` is the unit that ended the section before it (0: none)."""
    whole, pending, unit, after_zero = Fraction(0), None, above, False
    for sign in tokens:
        size = _UNITS.get(sign)
        if size is not None:
            if (unit and size >= unit) or (pending is None and whole):
                return None
            whole, unit = whole + (Fraction(1) if pending is None else pending) * size, size
            pending, after_zero = None, False
        elif sign == "零":
            pending, after_zero = (Fraction(0) if pending is None else pending), True
        elif pending:
            return None
        else:
            pending = _value(sign)
            if pending is None:
                return None
    if pending is None:
        return whole
    return whole + (pending * unit / 10 if unit > 10 and not after_zero and pending < 10 else pending)  # noqa: PLR2004


def _value(sign: str) -> Fraction | None:
    if sign in _DIGITS:
        return Fraction(_DIGITS.index(sign))
    plain = sign.replace(",", "")
    return Fraction(plain) if re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII) else None
