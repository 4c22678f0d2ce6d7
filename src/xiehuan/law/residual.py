"""What a claim asks beyond a reckoning, part by part: the figures that an explanation has to bring to zero."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.law.reckoning import Parts
from xiehuan.loan.terms import Claim, Component
from xiehuan.money import Money

TOTAL = "total"
NEVER_BY_CONTRACT = frozenset({"other", "cost"})
_PARTS = {c.value: c for c in Component}
_MAY_HIDE = ("other", "fee", "late_fee", "penalty", "compound", "interest", "cost")


@dataclass(frozen=True, slots=True)
class Residual:
    """Fen by the claim's own names. `matched` is what unlisted parts of the reckoning excuse under another name.

    `loose` is what the total exceeds its items by; `unclaimed` is what the reckoning gives and the claim does not ask.
    Claimed − reckoned = Σ over + loose − unclaimed.
    """

    over: dict[str, int]
    matched: dict[str, int]
    loose: int
    unclaimed: int

    def wrong(self) -> dict[str, int]:
        """The parts that differ and that another reckoning could explain."""
        return {name: fen for name, fen in self.over.items() if fen and name not in NEVER_BY_CONTRACT}

    def components(self) -> frozenset[Component]:
        """The components that differ; all of them for a claim that is a bare total."""
        if TOTAL in self.over:
            return frozenset(Component) if self.over[TOTAL] else frozenset()
        return frozenset(Component(name) for name in self.wrong())


def residual(claim: Claim, parts: Parts) -> Residual:
    """The claim less the reckoning; parts the claim does not list excuse a surplus under another name first."""
    if not claim.items:
        return Residual({TOTAL: claim.total.fen - sum(parts.values())}, {}, 0, 0)
    ours = {name: parts[_PARTS[name]] if name in _PARTS else 0 for name in claim.items}
    over = {name: amount.fen - ours[name] for name, amount in claim.items.items()}
    unlisted = sum(parts.values()) - sum(ours.values())
    matched: dict[str, int] = {}
    for name in _MAY_HIDE if unlisted else ():
        used = min(unlisted, max(over.get(name, 0), 0))
        if used:
            over[name] -= used
            matched[name] = used
            unlisted -= used
    loose = (claim.total - Money.total(claim.items.values())).fen
    return Residual(over, matched, loose, unlisted)
