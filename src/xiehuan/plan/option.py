"""One way to settle a debt with a creditor: its payments to the fen, what it leaves out, whether it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money, round_fraction


class Kind(StrEnum):
    """What a plan is made of; most plans are combinations."""

    CONTRACT = "contract"  # keep the contract as it is
    AGREED = "agreed"  # a plan already agreed in writing
    INSTALMENT = "instalment"
    WAIVER = "waiver"
    RATE_REDUCTION = "rate_reduction"
    EXTENSION = "extension"
    HOLDING = "holding"


class Role(StrEnum):
    """Its place in the negotiation. The floor is never printed into anything that leaves the house."""

    OPENING = "opening"
    AIM = "aim"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class PlanPayment:
    """So much on that day."""

    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class OnClaimed:
    """The same monthly amount on the balance the other side claims; None where 60 months do not clear it."""

    balance: Money
    n: int | None
    total: Money | None


@dataclass(frozen=True, slots=True)
class Option:
    """A plan for one debt. `fits` is the budget alone; `safe` also asks that nothing unknown can upset it."""

    kinds: tuple[Kind, ...]
    payments: tuple[PlanPayment, ...]
    balance: Money
    waived: Mapping[str, Money]
    rate_share: Fraction  # share of the contract rate that goes on during the plan
    rate: Fraction  # yearly rate during the plan
    fits: bool
    safe: bool
    reasons: tuple[Text, ...]
    less_per_month: Money | None
    more_in_total: Money | None
    on_claimed: OnClaimed | None = None
    review_on: date | None = None
    role: Role | None = None

    @property
    def n(self) -> int:
        """Number of payments."""
        return len(self.payments)

    @property
    def monthly(self) -> Money:
        """The regular payment (the largest; the last may be smaller)."""
        return max(p.amount for p in self.payments)

    @property
    def kept(self) -> bool:
        """Whether it is what holds already, contract or agreement, so that nothing is asked for."""
        return Kind.CONTRACT in self.kinds or Kind.AGREED in self.kinds

    @property
    def steps(self) -> list[tuple[int, Money]]:
        """Runs of equal payments: (how many, how much each); one run and a smaller last payment for a level plan."""
        runs: list[tuple[int, Money]] = []
        for p in self.payments:
            if runs and runs[-1][1] == p.amount:
                runs[-1] = (runs[-1][0] + 1, p.amount)
            else:
                runs.append((1, p.amount))
        return runs

    @property
    def total(self) -> Money:
        """All payments together."""
        return Money.total(p.amount for p in self.payments)

    @property
    def waived_total(self) -> Money:
        """What the creditor is asked to give up."""
        return Money.total(self.waived.values())

    def as_json(self) -> dict[str, object]:
        """With the keys of summary.json."""
        return {
            "kind": [k.value for k in self.kinds],
            "role": self.role.value if self.role else None,
            "n": self.n,
            "monthly": str(self.monthly),
            "first": self.payments[0].on.isoformat(),
            "last": self.payments[-1].on.isoformat(),
            "last_amount": str(self.payments[-1].amount),
            "total": str(self.total),
            "balance": str(self.balance),
            "waived": str(self.waived_total),
            "waived_parts": {k: str(v) for k, v in self.waived.items()},
            "rate": _rate_text(self.rate),
            "fits": self.fits,
            "safe": self.safe,
            "reasons": [r.zh for r in self.reasons],
            "reasons_en": [r.en for r in self.reasons],
            "versus_contract": {
                "less_per_month": _text(self.less_per_month),
                "more_in_total": _text(self.more_in_total),
            },
            "on_claimed": self._claimed_json(),
            "review_on": self.review_on.isoformat() if self.review_on else None,
            "credit_record": "ask",
            "payments": [[p.on.isoformat(), str(p.amount)] for p in self.payments],
        }

    def _claimed_json(self) -> dict[str, object] | None:
        if self.on_claimed is None:
            return None
        return {
            "balance": str(self.on_claimed.balance),
            "n": self.on_claimed.n,
            "total": _text(self.on_claimed.total),
        }


def _rate_text(rate: Fraction) -> str:
    """The yearly rate as an exact decimal with at least four places (at most twelve)."""
    scaled = round_fraction(rate * 10**12)
    digits = f"{scaled // 10**12}.{scaled % 10**12:012d}".rstrip("0")
    return digits + "0" * max(0, 4 - len(digits.partition(".")[2]))


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
