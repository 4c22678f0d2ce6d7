"""One rule of law or practice without a figure: who must, must not or may do what, when, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.errors import Text
from xiehuan.parameter import Confidence, DecidedBy, Party, Source, Sourced, Status, Use


class Form(StrEnum):
    """What a provision does."""

    MUST = "must"
    MUST_NOT = "must_not"
    MAY = "may"
    COUNTS_AS = "counts_as"  # gives a fact its legal meaning
    ADVISED = "advised"  # self-regulation, encouragement, practice: no duty


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a closed list inside a provision: the word that code uses, and what people read."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Holds:
    """A worked example: on this day the provision holds, or does not."""

    on: date
    holds: bool


@dataclass(frozen=True, slots=True)
class Provision(Sourced):
    """A duty, ban, permission or meaning in our own words. `when` is its condition, None where it has none."""

    id: str
    name: Text
    who: Party
    form: Form
    says: Text
    decided_by: DecidedBy
    status: Status
    checked_on: date
    since: date | None
    until: date | None
    source: Source
    article: str | None = None
    mark: Confidence | None = None
    when: Text | None = None
    items: tuple[Item, ...] = ()
    applies_to: tuple[str, ...] = ()
    use: Use = Use.FINDING
    examples: tuple[Holds, ...] = ()

    def known_at(self, day: date) -> Provision | None:
        """Itself when it is in force on the day and may carry a finding; None outside its span, for K, for benchmarks."""
        carries = self.use is Use.FINDING and self.confidence is not Confidence.RECALLED
        return self if carries and self.covers(day) else None

    def covers_kind(self, kind: str) -> bool:
        """Whether it speaks of this kind of lender; one that names no kind speaks of all."""
        return not self.applies_to or kind in self.applies_to
