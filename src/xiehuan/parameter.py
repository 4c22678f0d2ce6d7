"""One dated, sourced figure of law or practice: its values over time, the date that selects them, its doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.errors import NotInForce, Text


class DecidedBy(StrEnum):
    """Which date of a case selects the value."""

    CONTRACT = "contract"
    DUE = "due"
    PAYMENT = "payment"
    FILING = "filing"
    ON = "on"


class Status(StrEnum):
    """Where the rule stands."""

    IN_FORCE = "in_force"
    ANNOUNCED = "announced"
    REPEALED = "repealed"
    DISPUTED = "disputed"


class Confidence(StrEnum):
    """How the source was read; only O and M carry a certain finding, K carries none."""

    OFFICIAL = "O"  # read at an official site
    MIRROR = "M"  # full official text in a mirror of the national law database
    SECONDARY = "S"  # read in press, law-firm notes or reposts
    WEAK = "S-"
    RECALLED = "K"  # general knowledge, unverified: never shown as a finding

    @property
    def read_in_full(self) -> bool:
        """Whether the source itself was read."""
        return self in {Confidence.OFFICIAL, Confidence.MIRROR}


@dataclass(frozen=True, slots=True)
class Source:
    """An official document: issuer, title, number, day in force. Never the address of a weak page."""

    id: str
    issuer: str
    title: str
    number: str
    in_force: date | None
    confidence: Confidence

    def cite(self, article: str | None = None) -> str:
        """《title》（number）article, as a letter cites it."""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{article or ''}"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from a day (None: no known beginning) to a day inclusive (None: no known end)."""

    value: Fraction
    since: date | None
    until: date | None
    source: Source
    article: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the value is in force on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def citation(self) -> str:
        """Official document and article."""
        return self.source.cite(self.article)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure with its history. Outside the known span it is not in force; it is never zero by default."""

    id: str
    name: Text
    unit: str
    decided_by: DecidedBy
    status: Status
    checked_on: date
    values: tuple[DatedValue, ...]
    applies_to: tuple[str, ...] = ()

    def at(self, day: date) -> DatedValue:
        """The value in force on the day that `decided_by` names; NotInForce outside the known span."""
        for value in self.values:
            if value.covers(day):
                return value
        raise NotInForce(
            "not_in_force",
            Text(f"{self.name.zh}在{day}没有已知的数值", f"{self.name.en} has no known value on {day}"),
            Text("请更新法规数据或改用有依据的日期", "update the law pack, or use a date it covers"),
        )

    def known_at(self, day: date) -> DatedValue | None:
        """The value in force on the day, None outside the known span."""
        return next((v for v in self.values if v.covers(day)), None)
