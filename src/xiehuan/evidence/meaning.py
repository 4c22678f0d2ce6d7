"""What a bill row counts as in the household, and why: the rule and the words that decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Counts(StrEnum):
    """How a row counts. Only the first four change income or spending."""

    INCOME = "income"
    SPENDING = "spending"
    CREDIT_SPENDING = "credit_spending"  # spending now, and a debt until it is repaid
    REFUND = "refund"  # lowers spending; never income
    OWN_TRANSFER = "own_transfer"
    CARD_REPAYMENT = "card_repayment"
    DEBT_PAYMENT = "debt_payment"
    LOAN_DRAWDOWN = "loan_drawdown"
    COUNTED_ELSEWHERE = "counted_elsewhere"  # the same payment stands in another bill with more detail
    NOTHING = "nothing"  # no money moved
    UNCLEAR = "unclear"  # the bill does not say which way, and the words do not either


@dataclass(frozen=True, slots=True)
class Meaning:
    """The account of one row: how it counts, its category, and for each the rule and the words that matched.

    `certain` is false for income that may be none: money from a person, a red packet, money in that no rule explains. It is
    asked about, and nobody may rely on its coming again.
    """

    counts: Counts
    counts_rule: str
    counts_words: str
    category: str
    rule: str
    words: str
    certain: bool = True

    def as_json(self) -> dict[str, str | bool]:
        """With the keys of `xiehuan read`."""
        return {
            "counts": self.counts.value,
            "counts_rule": self.counts_rule,
            "counts_words": self.counts_words,
            "category": self.category,
            "rule": self.rule,
            "words": self.words,
            "certain": self.certain,
        }
