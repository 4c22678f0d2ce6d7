"""A rule of the tone pack and where it does not count: denied, quoted, or told of and turned down."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xiehuan.contact.tone.finding import Card, ToneClass
from xiehuan.contact.tone.pattern import Pattern
from xiehuan.errors import Text

_BEFORE = 8  # characters in which a denial stands before what it denies
_QUOTED = re.compile(
    r"“[^“”\n]{0,200}”|\"[^\"\n]{0,200}\"|「[^「」\n]{0,200}」|『[^『』\n]{0,200}』|‘[^‘’\n]{0,200}’"
)
_STOP = re.compile(r"[。！？!?；;\n]")
_PAUSE = re.compile(r"[,，。！？!?；;、\n]")


class Guard(StrEnum):
    """Why a match may not count."""

    NEGATION = "negation"  # 没有伪造, 不会失联
    QUOTE = "quote"  # the other side's words, in quotation marks or after 威胁说
    REJECTION = "rejection"  # told of and turned down in the same sentence: 有人劝我…,我拒绝了


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, what speaks against it, and what is said. `longest` limits it to short messages."""

    id: str
    kind: ToneClass
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]  # in the same sentence
    inside: tuple[Pattern, ...]  # around the match: 生活 holds 活 and says nothing of living
    guards: frozenset[Guard]
    longest: int | None
    why: Text
    suggestion: Text
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole pack: rules by their order, the words of the guards, the cards, and the table of simplified signs."""

    version: str
    rules: tuple[Rule, ...]
    denials: Pattern
    undenied: Pattern
    speech: Pattern
    rejections: Pattern
    cards: Mapping[ToneClass, Card]
    simplified: Mapping[str, str]
    said: Mapping[
        ToneClass, tuple[Text, Text]
    ]  # why and suggestion of what code finds: privacy, inconsistent


class Message:
    """One reading being checked: its sentences and quotations are found once."""

    def __init__(self, text: str, rules: Rules) -> None:
        self.text, self.rules = text, rules
        self._characters = set(text)
        self._quoted = [m.span() for m in _QUOTED.finditer(text)]

    def matches(self, rule: Rule) -> Iterator[tuple[int, int]]:
        """Where a rule counts."""
        if rule.longest is not None and len(self.text) > rule.longest:
            return
        for pattern in rule.patterns:
            if not pattern.possible(self._characters):
                continue
            for start, end in pattern.spans(self.text):
                if not self._guarded(rule, start, end):
                    yield start, end

    def _guarded(self, rule: Rule, start: int, end: int) -> bool:
        first, last = self._sentence(start, end)
        sentence = self.text[first:last]
        return (
            any(True for pattern in rule.unless for _ in pattern.spans(sentence))
            or self._inside(rule, start, end)
            or (Guard.NEGATION in rule.guards and self._denied(start))
            or (Guard.QUOTE in rule.guards and self._of_another(first, start, end))
            or (Guard.REJECTION in rule.guards and any(True for _ in self.rules.rejections.spans(sentence)))
        )

    def _inside(self, rule: Rule, start: int, end: int) -> bool:
        low = max(0, start - _BEFORE)
        around = self.text[low : end + _BEFORE]
        return any(a + low <= start and end <= b + low for p in rule.inside for a, b in p.spans(around))

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        low, high = max(0, start - 150), min(len(self.text), end + 150)
        first = max((m.end() for m in _STOP.finditer(self.text, low, start)), default=low)
        after = _STOP.search(self.text, end, high)
        return first, after.start() if after else high

    def _denied(self, start: int) -> bool:
        before = self.text[max(0, start - _BEFORE) : start]
        clause = _PAUSE.split(before)[-1]
        for first, last in self.rules.undenied.spans(clause):
            clause = clause[:first] + "-" * (last - first) + clause[last:]
        return any(len(clause) - e <= 3 for _, e in self.rules.denials.spans(clause))  # noqa: PLR2004

    def _of_another(self, first: int, start: int, end: int) -> bool:
        before = bisect_right(self._quoted, (start, len(self.text))) - 1
        if before >= 0 and end <= self._quoted[before][1]:
            return True
        return any(True for _ in self.rules.speech.spans(self.text[first:start]))
