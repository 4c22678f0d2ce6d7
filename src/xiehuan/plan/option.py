"""One way to settle a debt with a creditor: its payments to the fen, what it leaves out, whether it can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import Text
from xiehuan.money import Money, round_fraction
from xiehuan.plan.chance import Chance
from xiehuan.plan.credit import ASK, CreditRecord


class Kind(StrEnum):
    """What a plan is made of; most plans are combinations."""

    CONTRACT = "contract"  # keep the contract as it is
    CATCH_UP = "catch_up"  # the contract kept, what is overdue spread over its next due days
    AGREED = "agreed"  # a plan already agreed in writing
    INSTALMENT = "instalment"
    WAIVER = "waiver"
    RATE_REDUCTION = "rate_reduction"
    EXTENSION = "extension"
    DOWN_PAYMENT = "down_payment"
    GRACE = "grace"
    PRINCIPAL_REDUCTION = "principal_reduction"  # rare: needs grounds and an approval
    TOKEN = "token"  # noqa: S105 - a symbolic sum while nothing more can be paid
    HOLDING = "holding"


class Shape(StrEnum):
    """How the payments of a plan run, and by which computation they are exact."""

    LEVEL = "level"  # equal instalments, as the restructure engine books them
    STEPPED = "stepped"  # the share of each month, where months carry different amounts
    WATERFALL = "waterfall"  # the smallest relief that a policy's levers find, on the restructure engine
    GIVEN = "given"  # as the contract or the agreement has it, or a holding request


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
    """The same plan on the balance the other side claims, longer where it must; None where 60 months do not clear it."""

    balance: Money
    n: int | None
    total: Money | None


@dataclass(frozen=True, slots=True)
class Back:
    """What comes back when the plan is broken: an amount of a component, or the yearly rate (component None)."""

    component: str | None
    amount: Money = Money.ZERO
    rate: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Option:
    """A plan for one debt. `fits` is the budget alone; `safe` also asks that nothing unknown can upset it.

    `ability` is what the months may take for this creditor at first, the same in every option. `beside` marks a plan shown
    beside the ladder from opening to floor; `rare` one that lenders seldom grant.
    """

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
    shape: Shape = Shape.GIVEN
    ability: Money | None = None
    down: Money = Money.ZERO
    grace: int = 0
    beside: bool = False
    rare: bool = False
    revives: tuple[Back, ...] = ()
    chance: Chance | None = None
    credit: CreditRecord = ASK
    note: Text | None = None

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
    def first(self) -> bool:
        """Whether it comes before the shares of the others: what is kept, and what must not be lost."""
        return self.kept or Kind.CATCH_UP in self.kinds

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
            "credit_record": self.credit.word,
            "credit_record_why": self.credit.why.zh,
            "credit_record_source": self.credit.source,
            "shape": self.shape.value,
            "ability": _text(self.ability),
            "down_payment": str(self.down),
            "grace_months": self.grace,
            "beside": self.beside,
            "rare": self.rare,
            "note": self.note.zh if self.note else None,
            "revives_on_breach": [_back_json(b) for b in self.revives],
            "chance": None if self.chance is None else self.chance.as_json(),
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


def _back_json(back: Back) -> dict[str, str]:
    if back.component is None:
        return {"rate": _rate_text(back.rate)}
    return {"component": back.component, "amount": str(back.amount)}


def _rate_text(rate: Fraction) -> str:
    """The yearly rate as an exact decimal with at least four places (at most twelve)."""
    scaled = round_fraction(rate * 10**12)
    digits = f"{scaled // 10**12}.{scaled % 10**12:012d}".rstrip("0")
    return digits + "0" * max(0, 4 - len(digits.partition(".")[2]))


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
