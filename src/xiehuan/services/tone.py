"""The tone and safety check of a message: findings, whether it may go out, and the card to show first."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.contact.tone import Card, Figures, ToneFinding, card_due, check, may_be_sent
from xiehuan.packs.tone_rules import load_tone


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a message; `card` is due before anything else where a finding stops."""

    findings: tuple[ToneFinding, ...]
    card: Card | None

    @property
    def may_be_sent(self) -> bool:
        """Whether nothing is stop or red."""
        return may_be_sent(self.findings)

    def as_json(self) -> dict[str, object]:
        """The answer of `calc` and of `xiehuan tone --json`."""
        return {
            "findings": [f.as_json() for f in self.findings],
            "may_be_sent": self.may_be_sent,
            "card": None if self.card is None else self.card.as_json(),
        }


def tone_of(text: str, figures: Figures | None = None) -> Checked:
    """The findings about a message by the rules that the product contains, against the case's figures if given."""
    rules = load_tone()
    found = check(text, rules, figures)
    return Checked(found, card_due(found, rules.cards))
