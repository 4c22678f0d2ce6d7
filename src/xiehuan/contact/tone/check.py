"""The check of one message: rules, private data, figures of the case; sorted, overlaps of one class joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from xiehuan.contact.reading import read
from xiehuan.contact.tone import privacy
from xiehuan.contact.tone.figures import Figures, contradictions
from xiehuan.contact.tone.finding import Severity, ToneClass, ToneFinding
from xiehuan.contact.tone.rules import Message, Rules
from xiehuan.errors import Text

MOST_FINDINGS = 200
_ORDER = tuple(Severity)


def check(message: str, rules: Rules, figures: Figures | None = None) -> tuple[ToneFinding, ...]:
    """Every finding about a message in the order of its text; none for a clean one, at most MOST_FINDINGS.

    `figures` are what the case says (amounts, dates, stated ability); without them no contradiction can be found. A
    message of any length and script is answered; time grows with its length, not with its content.
    """
    reading = read(message, rules.simplified)
    found = [
        ToneFinding(kind, *reading.span(start, end), why, suggestion, rule)
        for kind, start, end, why, suggestion, rule in _found(reading.text, rules, figures)
    ]
    joined = list(_joined(found))
    if len(joined) > MOST_FINDINGS:  # the strongest stay: what stops a message is never cut off
        strongest = sorted(joined, key=lambda f: _ORDER.index(f.severity))[:MOST_FINDINGS]
        joined = sorted(strongest, key=lambda f: f.start)
    return tuple(joined)


def _found(
    text: str, rules: Rules, figures: Figures | None
) -> Iterator[tuple[ToneClass, int, int, Text, Text, str]]:
    seen = Message(text, rules)
    for rule in rules.rules:
        for start, end in seen.matches(rule):
            yield rule.kind, start, end, rule.why, rule.suggestion, rule.id
    why, suggestion = rules.said[ToneClass.PRIVACY]
    for start, end, kind in privacy.private(text, figures.others if figures else ()):
        yield ToneClass.PRIVACY, start, end, why, suggestion, f"privacy.{kind.value}"
    if figures is not None:
        for c in contradictions(text, figures):
            yield ToneClass.INCONSISTENT, c.start, c.end, c.why, c.suggestion, f"inconsistent.{c.name}"


def _joined(found: Iterable[ToneFinding]) -> Iterator[ToneFinding]:
    """Overlapping findings of one class as one, under the first of them."""
    whole: list[ToneFinding] = []
    last: dict[ToneClass, int] = {}
    for one in sorted(found, key=lambda f: (f.start, -f.end, f.kind)):
        place = last.get(one.kind)
        if place is not None and one.start < whole[place].end:
            whole[place] = replace(whole[place], end=max(whole[place].end, one.end))
        else:
            last[one.kind] = len(whole)
            whole.append(one)
    yield from whole
