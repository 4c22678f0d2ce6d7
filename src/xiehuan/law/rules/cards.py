"""The personalised instalment plan of a credit card: up to 60 months, six things that must stand in it.

Art. 70 of the card rules (中国银监会令2011年第2号), read second-hand. The bank may agree, it need not; only cards are covered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from xiehuan.law.card_plan import PlanTerms
from xiehuan.law.pack import Pack
from xiehuan.law.provision import Item
from xiehuan.law.rule import rule
from xiehuan.loan.debt import LenderKind

MONTHS = "card.personalised_plan_months"


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """A card plan against art. 70: the most months, whether it keeps to them, and which mandatory items are missing."""

    most_months: int
    within: bool
    missing: tuple[Item, ...]
    citation: str

    @property
    def complete(self) -> bool:
        """Nothing is missing and the term is kept to."""
        return self.within and not self.missing


def plan_terms(kind: LenderKind, pack: Pack, on: date) -> PlanTerms | None:
    """The checklist of a card's personalised plan on a day; None where art. 70 does not reach."""
    checked = check_plan(kind, 0, (), pack, on)
    if checked is None:
        return None
    provision = pack.provisions["card.personalised_plan"]
    return PlanTerms(
        checked.most_months, checked.missing, provision.says, checked.citation, provision.confidence.value
    )


@rule("cn.card.personalised_plan", articles=("card_rules:第七十条",), parameters=(MONTHS,))
def check_plan(
    kind: LenderKind, months: int, states: Collection[str], pack: Pack, on: date
) -> PlanCheck | None:
    """Check a plan of so many months that states these items (their keys); None where art. 70 does not reach."""
    figure, provision = pack.parameters[MONTHS], pack.provisions["card.personalised_plan"]
    most = figure.known_at(on) if figure.covers_kind(kind.value) else None
    if most is None or provision.known_at(on) is None:
        return None
    missing = tuple(item for item in provision.items if item.key not in states)
    return PlanCheck(int(most.value), months <= most.value, missing, provision.citation)
