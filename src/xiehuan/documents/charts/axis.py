"""Amounts and months along an axis: round steps from zero, short labels."""

from __future__ import annotations

from xiehuan.money import Money

_WAN = 10_000_00
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_zh(lang: str) -> bool:
    """Is the text Chinese? (Everything else is written in English.)"""
    return lang.lower().startswith("zh")


def steps(top: Money, most: int = 4) -> list[Money]:
    """Zero and at most `most` round steps (1, 2, 3 or 5 times a power of ten yuan), the last not below `top`."""
    size = 100
    while True:
        for factor in (1, 2, 3, 5):
            if factor * size * most >= top.fen:
                count = max(1, -(-top.fen // (factor * size)))
                return [Money(factor * size * i) for i in range(count + 1)]
        size *= 10


def amount_label(amount: Money, lang: str) -> str:
    """3万, 1.5万, 8,000; in English 15,000. Only for axes, whose steps are whole yuan."""
    if not is_zh(lang) or amount.fen < _WAN:
        return f"{amount.fen // 100:,}"
    wan, rest = divmod(amount.fen, _WAN)
    part = f"{rest:06d}".rstrip("0")
    return f"{wan:,}.{part}万" if part else f"{wan:,}万"


def month_label(start: tuple[int, int], after: int, lang: str) -> str:
    """The month `after` months later: 2026年12月, Dec 2026."""
    year, month0 = divmod(start[0] * 12 + start[1] - 1 + after, 12)
    return f"{year}年{month0 + 1}月" if is_zh(lang) else f"{_MONTHS[month0]} {year}"


def day_label(month: int, day: int, lang: str) -> str:
    """11月25日, 25 Nov."""
    return f"{month}月{day}日" if is_zh(lang) else f"{day} {_MONTHS[month - 1]}"
