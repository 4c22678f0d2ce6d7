"""The personalised plan of a card as a checklist: what an agreement with the bank may run to and must name."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.errors import Text
from xiehuan.law.provision import Item


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What a card plan may be: the most months, and the items its agreement must name. The bank may agree, it need not."""

    most_months: int
    items: tuple[Item, ...]
    says: Text
    citation: str
    confidence: str

    def as_json(self) -> dict[str, object]:
        """The checklist as data."""
        return {
            "most_months": self.most_months,
            "items": [{"key": i.key, "zh": i.name.zh, "en": i.name.en} for i in self.items],
            "says": self.says.zh,
            "source": self.citation,
            "confidence": self.confidence,
        }
