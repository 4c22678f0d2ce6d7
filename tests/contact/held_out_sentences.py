"""The sentences of `sentences/said.tsv` and what was understood of them, in the notation of that file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiehuan.contact.said import Amount, Day, Said, understand

ON = date(2026, 11, 24)
FILE = Path(__file__).parent / "sentences" / "said.tsv"


@dataclass(frozen=True)
class Expected:
    text: str
    amounts: str
    dates: str
    months: str
    answer: str


def sentences() -> Iterator[Expected]:
    for line in FILE.read_text("utf-8").splitlines():
        yield Expected(*line.split("\t"))


def understood(text: str) -> Expected:
    said = understand(text, ON)
    return Expected(
        text, _amounts(said), _dates(said), _months(said), said.answer.value if said.answer else "-"
    )


def _amounts(said: Said) -> str:
    return ",".join(map(_amount, said.amounts)) or "-"


def _amount(one: Amount) -> str:
    if one.low is None or one.high is None:
        return "?"
    low, high = (str(m).removesuffix(".00") for m in (one.low, one.high))
    return (low if low == high else f"{low}..{high}") + ("?" if one.ambiguous else "")


def _dates(said: Said) -> str:
    return ",".join(map(_day, said.days)) or "-"


def _day(one: Day) -> str:
    if one.monthly is not None:
        return f"*{one.monthly}"
    if one.first is None or one.last is None:
        return "?"
    return str(one.first) if one.first == one.last else f"{one.first}..{one.last}?"


def _months(said: Said) -> str:
    return ",".join(str(t.months) for t in said.terms) or "-"


def share(field: str) -> tuple[int, int, list[str]]:
    """How many sentences are right in a field, of how many, and the others."""
    right, wrong = 0, []
    rows = list(sentences())
    for row in rows:
        got = understood(row.text)
        if getattr(got, field) == getattr(row, field):
            right += 1
        else:
            wrong.append(f"{row.text}: {getattr(row, field)}, not {getattr(got, field)}")
    return right, len(rows), wrong
