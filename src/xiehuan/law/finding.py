"""A finding about a charge: what it rests on, how sure it is, what it amounts to, and how it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.money import Money


class Layer(StrEnum):
    """What the finding rests on."""

    CONTRACT = "contract"
    STATUTE = "statute"
    POLICY = "policy"


class Certainty(StrEnum):
    """How sure: certain needs a contract clause or a source read in full."""

    CERTAIN = "certain"
    ARGUABLE = "arguable"
    NEEDS_PAPER = "needs_paper"


class Sum(StrEnum):
    """The three sums that are never added together."""

    BY_CONTRACT = "by_contract_to_correct"
    REDUCIBLE = "reducible_on_request"
    PAPER = "needs_paper"


@dataclass(frozen=True, slots=True)
class ChargeFinding:
    """One line of the fee audit. `sum` is None for a finding that carries no amount to ask for.

    `paid_part` is what has been paid above a ceiling already: it may be asked back, it is not owed back.
    """

    rule: str
    layer: Layer
    certainty: Certainty
    sum: Sum | None
    amount: Money
    title: Text
    why: Text
    source: str
    steps: tuple[Text, ...] = ()
    paid_part: Money = Money.ZERO

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json, and the title, the steps and the English beside them."""
        return {
            "rule": self.rule,
            "layer": self.layer.value,
            "certainty": self.certainty.value,
            "sum": self.sum.value if self.sum else None,
            "amount": str(self.amount),
            "title": self.title.zh,
            "title_en": self.title.en,
            "why": self.why.zh,
            "why_en": self.why.en,
            "source": self.source,
            "steps": [s.zh for s in self.steps],
            "paid_part": str(self.paid_part),
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings on one debt and the three sums."""

    findings: tuple[ChargeFinding, ...] = ()

    def total(self, which: Sum) -> Money:
        """One of the three sums."""
        return Money.total(f.amount for f in self.findings if f.sum is which)

    @property
    def paid_above_ceiling(self) -> Money:
        """What may be asked back of what was paid already."""
        return Money.total(f.paid_part for f in self.findings)

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {
            **{s.value: str(self.total(s)) for s in Sum},
            "findings": [f.as_json() for f in self.findings],
        }
