"""What restarts the time to sue: dated facts, each with what shows it, and those that do not count with the reason.

Civil Code arts. 192, 195; limitation rules arts. 8, 14, 19: a demand that arrives, a promise to perform, part payment,
suit, arbitration and what equals them restart the clock while it runs. Once it has run out nothing restarts it by
itself; only the debtor's own promise or signature may give the defence up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.loan.debt import Debt
from xiehuan.loan.restart import Restart

ASSUMED = "assumed"  # the proof word of a payment that was only taken for granted


class Shown(StrEnum):
    """How a fact is known."""

    RECORD = "record"  # a record or file of the case shows it
    STATED = "stated"  # the user wrote it down, nothing else shows it
    WORDS = "words"  # words in a message; whose debt and whether it counts is a reading of ours
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Interruption:
    """One dated fact. `proof` names the record, file or row; None where nothing shows it."""

    on: date
    act: Restart
    shown: Shown
    proof: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it may restart a running clock: stated by the user or shown, not merely guessed from words."""
        return self.shown in {Shown.RECORD, Shown.STATED}


ACTS: dict[Restart, Text] = {
    Restart.DEMAND: Text("对方催要", "a demand"),
    Restart.ACKNOWLEDGEMENT: Text(
        "本人承诺还款或请求分期、延期", "a promise to pay, or asking for instalments"
    ),
    Restart.PART_PAYMENT: Text("还了一部分", "a part payment"),
    Restart.SUIT: Text("起诉", "a lawsuit"),
    Restart.ARBITRATION: Text("申请仲裁", "arbitration"),
    Restart.PAYMENT_ORDER: Text("申请支付令", "a request for a payment order"),
    Restart.MEDIATION: Text("申请调解", "a request for mediation"),
}
DEBTORS = frozenset({Restart.ACKNOWLEDGEMENT, Restart.PART_PAYMENT})  # acts of the debtor


def facts_of(debt: Debt) -> tuple[Interruption, ...]:
    """What the debt itself says, in order of days: payments, claims, and the restarts the user wrote down.

    A payment that was only assumed shows nothing. A claim without a source is a figure, no demand that arrived.
    """
    paid = (
        Interruption(p.on, Restart.PART_PAYMENT, Shown.RECORD if p.proof else Shown.STATED, p.proof)
        for p in debt.payments
        if p.proof != ASSUMED
    )
    claims = (
        Interruption(c.on, Restart.DEMAND, Shown.RECORD if c.source else Shown.NOTHING, c.source)
        for c in debt.claims
    )
    stated = (
        Interruption(r.on, r.act, Shown.RECORD if r.source else Shown.STATED, r.source) for r in debt.restarts
    )
    return in_order((*paid, *claims, *stated))


def in_order(facts: Iterable[Interruption]) -> tuple[Interruption, ...]:
    """By day, then by kind and proof; the same fact once."""
    return tuple(
        sorted(dict.fromkeys(facts), key=lambda f: (f.on, f.act.value, f.shown.value, f.proof or ""))
    )
