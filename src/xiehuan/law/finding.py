"""A finding about a charge: what it rests on, how sure it is, what it amounts to, and how it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.law.cap_ledger import Replay
from xiehuan.law.card_plan import PlanTerms
from xiehuan.law.trace import Trace
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

    `why` is two plain sentences; `steps` and `trace` open it.
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
    adjustment: int | None = None  # its number among the eleven adjustments of a fee audit
    clauses: tuple[str, ...] = ()  # the keys of the contract that settle it
    evidence: tuple[str, ...] = ()  # what shows it: where the claim was read, which bill row proves a payment
    trace: Trace | None = None

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
            "adjustment": self.adjustment,
            "clauses": list(self.clauses),
            "evidence": list(self.evidence),
            "trace": self.trace.as_json() if self.trace else None,
        }


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """From our figure to the claim's: signed lines, one for each rule, and what none of them explains.

    claimed − ours = Σ lines + unexplained, to the fen.
    """

    on: date
    claimed: Money
    ours: Money
    lines: tuple[tuple[str, Money], ...] = ()

    @property
    def unexplained(self) -> Money:
        """The rest that no line accounts for."""
        return self.claimed - self.ours - Money.total(amount for _, amount in self.lines)

    def as_json(self) -> dict[str, object]:
        """Amounts as decimal strings."""
        return {
            "on": self.on.isoformat(),
            "claimed": str(self.claimed),
            "ours": str(self.ours),
            "lines": [{"rule": rule, "amount": str(amount)} for rule, amount in self.lines],
            "unexplained": str(self.unexplained),
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings on one debt, the three sums, and how the claim reconciles with the contract."""

    findings: tuple[ChargeFinding, ...] = ()
    reconciliation: Reconciliation | None = None
    replay: Replay | None = None
    card_plan: PlanTerms | None = None  # for a card debt: what a personalised plan may be and must name

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
            "reconciliation": self.reconciliation.as_json() if self.reconciliation else None,
            "at_the_ceiling": self.replay.as_json() if self.replay else None,
            "card_plan": self.card_plan.as_json() if self.card_plan else None,
        }
