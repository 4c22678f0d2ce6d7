"""Small helpers: repeatable dice, amounts in fen, times in China."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
CHINA = timezone(timedelta(hours=8))
_MULTIPLIER, _INCREMENT, _MODULUS = 6364136223846793005, 1442695040888963407, 1 << 64


class Dice:
    """A linear congruential generator: the same draws on every machine and every Python."""

    def __init__(self, seed: int) -> None:
        self._state = seed
        self.below(2)

    def below(self, n: int) -> int:
        """A number from 0 to n - 1."""
        self._state = (self._state * _MULTIPLIER + _INCREMENT) % _MODULUS
        return (self._state >> 33) * n >> 31

    def pick(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.below(len(things))]

    def split(self, total: int, n: int) -> list[int]:
        """`total` fen cut into n uneven positive parts that add up to it exactly."""
        weights = [60 + self.below(100) for _ in range(n)]
        parts = [total * w // sum(weights) for w in weights]
        parts[-1] += total - sum(parts)
        return parts

    def moment(self, day: date, first_hour: int = 8, last_hour: int = 20) -> datetime:
        """A time on this day between two hours."""
        hour = first_hour + self.below(last_hour - first_hour + 1)
        return datetime(day.year, day.month, day.day, hour, self.below(60), self.below(60), tzinfo=CHINA)


def at(text: str) -> datetime:
    """A time in China from `2026-11-08 22:40:15` (seconds may be left out)."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def fen(yuan: str) -> int:
    """Fen from a decimal string in yuan."""
    whole, _, part = yuan.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def yuan(amount: int) -> str:
    """A decimal string in yuan with two places."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def half_up(x: Fraction) -> int:
    """The nearest whole number, halves up."""
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


def write(path: Path, content: bytes | str) -> None:
    """Write a file with its folders; text as UTF-8 with plain line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
