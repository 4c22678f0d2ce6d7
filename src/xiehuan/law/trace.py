"""How a finding came about: what went in, which dated figures were used, the formula, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.parameter import DatedValue


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law as it was on the day that selects it."""

    id: str
    value: str
    on: date
    source: str
    confidence: str

    @classmethod
    def of(cls, id_: str, known: DatedValue, on: date) -> Figure:
        """The value of a parameter that was used."""
        return cls(id_, f"{float(known.value):g}", on, known.citation, known.confidence.value)


@dataclass(frozen=True, slots=True)
class Trace:
    """Named inputs, the figures of the law, the formula with its numbers, and the result in words or as an amount."""

    inputs: tuple[tuple[Text, str], ...]
    formula: Text
    result: str
    figures: tuple[Figure, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Plain values, Chinese and English."""
        return {
            "inputs": [{"name": n.zh, "name_en": n.en, "value": v} for n, v in self.inputs],
            "parameters": [
                {
                    "id": f.id,
                    "value": f.value,
                    "on": f.on.isoformat(),
                    "source": f.source,
                    "confidence": f.confidence,
                }
                for f in self.figures
            ],
            "formula": self.formula.zh,
            "formula_en": self.formula.en,
            "result": self.result,
        }
