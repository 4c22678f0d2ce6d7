"""One step of a sum, and the words for what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xiehuan.errors import Text
from xiehuan.loan.ledger.account import What
from xiehuan.loan.ledger.trace.formula import Formula
from xiehuan.loan.terms import Component
from xiehuan.money import Money

NAMES = {
    Component.COST: Text("实现债权的费用", "cost"),
    Component.INTEREST: Text("利息", "interest"),
    Component.PENALTY: Text("罚息", "penalty interest"),
    Component.COMPOUND: Text("复利", "compound interest"),
    Component.FEE: Text("费用", "fee"),
    Component.LATE_FEE: Text("违约金", "late fee"),
    Component.PRINCIPAL: Text("本金", "principal"),
}
NONE = Text("", "")


@dataclass(frozen=True, slots=True)
class Step:
    """So many fen of a component of instalment `k` on a day, and how they came about.

    `fen` is what the step adds to what is owed (payments and waivers are below zero), `undue` what it adds to the
    principal not yet due. `how` gives the amount, |fen|; it is None where no formula of one line does, and `note` then
    says where the amount is from.
    """

    on: date
    k: int
    component: Component
    kind: What
    what: Text
    fen: int
    how: Formula | None = None
    note: Text = NONE
    undue: int = 0

    @property
    def formula(self) -> str:
        """The formula in plain signs, or the note where there is none."""
        if self.how is not None:
            return str(self.how)
        return str(self.note) if self.note.zh else ""

    def as_json(self) -> dict[str, object]:
        """The step with amounts as decimal strings."""
        return {
            "on": self.on.isoformat(),
            "k": self.k,
            "component": self.component.value,
            "kind": self.kind.value,
            "what": self.what.zh,
            "what_en": self.what.en,
            "formula": self.formula,
            "note": self.note.zh,
            "note_en": self.note.en,
            "amount": str(Money(self.fen)),
            "rounding": self.how.rounding.value if self.how and self.how.parts else None,
        }
