"""One sentence understood: what it says of money, days, lengths and consent, each with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from xiehuan.contact.reading import Reading, read
from xiehuan.contact.said.amounts import Amount, amounts_in
from xiehuan.contact.said.answer import Answer, answer_of
from xiehuan.contact.said.days import Day, days_in
from xiehuan.contact.said.terms import Term, terms_in

MOST = 2_000  # characters; a sentence of a conversation has fewer, and the rest is left unread
_NONE: Mapping[str, str] = {}
_EACH = re.compile("一个月|一期|一年")  # 两百五一个月: the last 一 is no part of the amount
Placed = TypeVar("Placed", Amount, Day, Term)


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood; places count characters of the sentence as given. `unread` is what was too long."""

    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    terms: tuple[Term, ...]
    answer: Answer | None
    unread: int = 0

    @property
    def ambiguous(self) -> bool:
        """Whether something has to be asked back before it is used."""
        return (
            any(a.ambiguous for a in self.amounts) or any(d.ambiguous for d in self.days) or self.unread > 0
        )


def understand(sentence: str, on: date, simplified: Mapping[str, str] = _NONE) -> Said:
    """Amounts, days, terms in months and the answer of a sentence said on a day.

    Deterministic and without a guess: a range, an approximation, a month without a day and a feast that moves come
    back marked ambiguous. Text beyond MOST characters is counted in `unread`.
    """
    reading = read(sentence[:MOST], simplified)
    text = reading.text
    days = tuple(days_in(text, on))
    taken = [False] * len(text)
    _take(taken, days)
    terms = tuple(t for t in terms_in(text) if not any(taken[t.start : t.end]))
    _take(taken, terms)
    for match in _EACH.finditer(text):
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    amounts = tuple(amounts_in(text, taken))
    return Said(
        tuple(_placed(a, reading) for a in amounts),
        tuple(_placed(d, reading) for d in days),
        tuple(_placed(t, reading) for t in terms),
        answer_of(text),
        max(0, len(sentence) - MOST),
    )


def _take(taken: list[bool], found: tuple[Day, ...] | tuple[Term, ...]) -> None:
    for one in found:
        taken[one.start : one.end] = [True] * (one.end - one.start)


def _placed(one: Placed, reading: Reading) -> Placed:
    start, end = reading.span(one.start, one.end)
    return replace(one, start=start, end=end)
