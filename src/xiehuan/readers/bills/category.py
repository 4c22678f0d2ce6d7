"""Categories by rules that are data: the first rule whose words stand in the row wins, the user's own before ours."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from xiehuan.errors import Text
from xiehuan.evidence.meaning import Counts, Meaning
from xiehuan.evidence.record import Direction
from xiehuan.readers.bills.movement import Flag

_COUNTS = (  # the first flag that a row has decides
    (Flag.CLOSED, Counts.NOTHING),
    (Flag.COUNTED_ELSEWHERE, Counts.COUNTED_ELSEWHERE),
    (Flag.OWN_TRANSFER, Counts.OWN_TRANSFER),
    (Flag.CARD_REPAYMENT, Counts.CARD_REPAYMENT),
    (Flag.DEBT_PAYMENT, Counts.DEBT_PAYMENT),
    (Flag.LOAN_DRAWDOWN, Counts.LOAN_DRAWDOWN),
)
_HAS_CATEGORY = {
    Counts.INCOME: Direction.IN,
    Counts.SPENDING: Direction.OUT,
    Counts.CREDIT_SPENDING: Direction.OUT,
    Counts.REFUND: Direction.OUT,  # the spending it lowers
    Counts.COUNTED_ELSEWHERE: None,
}
_REST = {Direction.IN: "other_income", Direction.OUT: "other_spending"}


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the statement of income and spending."""

    id: str
    direction: Direction
    name: Text
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows whose text holds one of the words belong to the category."""

    id: str
    category: str
    direction: Direction
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """The categories there are, and the rules in the order in which they are asked."""

    categories: dict[str, Category]
    rules: tuple[Rule, ...]

    def category_of(self, direction: Direction, text: str) -> tuple[str, str, str]:
        """Category, rule and matched words; the rest category by the rule "rest" when none matches."""
        for rule in self.rules:
            if rule.direction is direction and (match := rule.words.search(text)):
                return rule.category, rule.id, match[0]
        return _REST[direction], "rest", ""


@lru_cache(maxsize=1)
def shipped() -> Rules:
    """The rules that come with the program."""
    text = files("xiehuan.readers.bills").joinpath("categories.toml").read_text("utf-8")
    top = tomllib.loads(text)
    kinds = {
        name: Category(
            name, Direction(said["direction"]), Text(said["zh"], said["en"]), said.get("certain", True)
        )
        for name, said in top["categories"].items()
    }
    rules = tuple(
        Rule(r["id"], r["category"], kinds[r["category"]].direction, _any_of(r["words"])) for r in top["rule"]
    )
    return Rules(kinds, rules)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)))


def counts_of(direction: Direction, flags: Iterable[str]) -> tuple[Counts, str]:
    """How a row with this direction and these flags counts, and the rule: the flag, else the direction."""
    there = set(flags)
    for flag, counts in _COUNTS:
        if flag in there:
            return counts, flag.value
    if Flag.REFUND in there and direction is Direction.IN:
        return Counts.REFUND, Flag.REFUND.value
    if direction is Direction.UNKNOWN:
        return Counts.UNCLEAR, "no_direction"
    if Flag.CONSUMER_CREDIT in there:
        return (
            Counts.CREDIT_SPENDING if direction is Direction.OUT else Counts.REFUND
        ), Flag.CONSUMER_CREDIT.value
    return (Counts.INCOME if direction is Direction.IN else Counts.SPENDING), f"money_{direction.value}"


def meaning_of(direction: Direction, flags: Iterable[str], because: str, text: str) -> Meaning:
    """The whole account of a row; `because` are the words its flags come from."""
    counts, rule = counts_of(direction, flags)
    if counts not in _HAS_CATEGORY:
        return Meaning(counts, rule, because, counts.value, rule, because)
    side = _HAS_CATEGORY[counts] or direction
    if side is Direction.UNKNOWN:
        return Meaning(counts, rule, because, counts.value, rule, because)
    category, why, words = shipped().category_of(side, text)
    certain = counts is not Counts.INCOME or shipped().categories[category].certain
    return Meaning(counts, rule, because, category, why, words, certain)
