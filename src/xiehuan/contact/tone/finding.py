"""A finding about a message, what it means for sending, and the cards shown when something comes before the debt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.parameter import Confidence


class ToneClass(StrEnum):
    """What is wrong with a passage."""

    INSULT = "insult"
    THREAT = "threat"
    CRISIS = "crisis"
    OVERPROMISE = "overpromise"
    SELFINCR = "selfincr"
    PRIVACY = "privacy"
    FALSIFY = "falsify"
    WAIVE = "waive"
    REFUSE = "refuse"
    BEG = "beg"
    AGENTSCAM = "agentscam"
    VAGUE = "vague"
    INCONSISTENT = "inconsistent"


class Severity(StrEnum):
    """How far a finding binds, the strongest first."""

    STOP = "stop"
    RED = "red"
    AMBER = "amber"
    INFO = "info"


SEVERITY: Mapping[ToneClass, Severity] = {
    ToneClass.CRISIS: Severity.STOP,
    ToneClass.AGENTSCAM: Severity.STOP,
    ToneClass.INSULT: Severity.RED,
    ToneClass.THREAT: Severity.RED,
    ToneClass.FALSIFY: Severity.RED,
    ToneClass.PRIVACY: Severity.RED,
    ToneClass.SELFINCR: Severity.RED,
    ToneClass.INCONSISTENT: Severity.RED,
    ToneClass.OVERPROMISE: Severity.AMBER,
    ToneClass.WAIVE: Severity.AMBER,
    ToneClass.REFUSE: Severity.AMBER,
    ToneClass.BEG: Severity.INFO,
    ToneClass.VAGUE: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class ToneFinding:
    """One passage: `start` and `end` count characters of the message as it was given, `end` excluded."""

    kind: ToneClass
    start: int
    end: int
    why: Text
    suggestion: Text
    rule: str

    @property
    def severity(self) -> Severity:
        """What the class means for sending."""
        return SEVERITY[self.kind]

    def as_json(self) -> dict[str, object]:
        """The finding with the keys of `calc` and `xiehuan tone --json`."""
        return {
            "class": self.kind.value,
            "severity": self.severity.value,
            "start": self.start,
            "end": self.end,
            "why": self.why.zh,
            "why_en": self.why.en,
            "suggestion": self.suggestion.zh,
            "suggestion_en": self.suggestion.en,
            "rule": self.rule,
        }


def may_be_sent(findings: Iterable[ToneFinding]) -> bool:
    """Whether a message with these findings may go out: none of them is stop or red."""
    return all(f.severity in {Severity.AMBER, Severity.INFO} for f in findings)


def overridden_by_sending(findings: Iterable[ToneFinding]) -> tuple[ToneFinding, ...]:
    """The amber findings that the writer overrides by sending; the caller records them with the message.

    ValueError when the message may not be sent at all.
    """
    found = tuple(findings)
    if not may_be_sent(found):
        msg = "a message with a stop or red finding is not sent"
        raise ValueError(msg)
    return tuple(f for f in found if f.severity is Severity.AMBER)


@dataclass(frozen=True, slots=True)
class CardLine:
    """Whom to turn to: what it is for, the number, where that was seen, and how sure it is."""

    name: Text
    number: str
    source: str
    seen_on: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown instead of a rewrite: a heading, what to do now, and whom to call."""

    kind: ToneClass
    title: Text
    steps: tuple[Text, ...]
    lines: tuple[CardLine, ...]

    def as_json(self) -> dict[str, object]:
        """The card in both languages."""
        lines = [
            {
                "name": line.name.zh,
                "name_en": line.name.en,
                "number": line.number,
                "source": line.source,
                "seen_on": line.seen_on.isoformat(),
                "confidence": line.confidence.value,
            }
            for line in self.lines
        ]
        return {
            "class": self.kind.value,
            "title": self.title.zh,
            "title_en": self.title.en,
            "steps": [s.zh for s in self.steps],
            "steps_en": [s.en for s in self.steps],
            "lines": lines,
        }


def card_due(findings: Iterable[ToneFinding], cards: Mapping[ToneClass, Card]) -> Card | None:
    """The card to show: crisis before scam, None when nothing stops."""
    kinds = {f.kind for f in findings}
    return next((cards[k] for k in (ToneClass.CRISIS, ToneClass.AGENTSCAM) if k in kinds), None)
