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


class Unit(StrEnum):
    """What a figure counts."""

    PER_YEAR = "per_year"
    PER_DAY = "per_day"
    X_LPR_1Y = "x_lpr_1y"  # times the one-year LPR
    X_AVERAGE_WAGE = "x_average_wage"  # times the province's average yearly wage
    X_AVERAGE_INCOME = "x_average_income"  # times the place's yearly disposable income per head
    SHARE = "share"
    YUAN = "yuan"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WORKING_DAY = "working_day"
    HOUR = "hour"  # of the day, local time
    COUNT = "count"
    RULE = "rule"  # 1: it holds, 0: it does not


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

    @classmethod
    def weakest(cls, *marks: Confidence) -> Confidence:
        """The least sure of several: what rests on them is no surer."""
        return max(marks, key=list(cls).index)


class Use(StrEnum):
    """What a figure may be used for."""

    FINDING = "finding"
    BENCHMARK = "benchmark"  # shown for comparison; no right of a borrower, never a finding


class Rank(StrEnum):
    """What kind of document a source is, the most binding first."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_RULE = "department_rule"
    NORMATIVE_DOCUMENT = "normative_document"
    JUDICIAL_POLICY = "judicial_policy"
    ANNOUNCEMENT = "announcement"
    STANDARD = "standard"
    POLICY = "policy"
    SELF_REGULATION = "self_regulation"
    WINDOW_GUIDANCE = "window_guidance"
    PRACTICE = "practice"


class Party(StrEnum):
    """Whom a rule or a deadline binds."""

    LENDER = "lender"
    PLATFORM = "platform"
    GUARANTOR = "guarantor"
    COLLECTOR = "collector"
    BORROWER = "borrower"
    COURT = "court"
    CREDIT_BUREAU = "credit_bureau"
    SUPERVISOR = "supervisor"
    MEDIATOR = "mediator"
    ANYONE = "anyone"


class Roll(StrEnum):
    """What becomes of a period whose last day is a day of rest."""

    NEXT_WORKING_DAY = "next_working_day"
    NONE = "none"
    UNSTATED = "unstated"  # the source does not say, or was not read that far


@dataclass(frozen=True, slots=True)
class Source:
    """An official document: issuer, title, number, dates. Never the address of a weak page.

    `unconfirmed` names fields that come from general knowledge. `as_of` is the day up to which the text is known.
    """

    id: str
    issuer: str
    title: str
    number: str
    in_force: date | None
    confidence: Confidence
    rank: Rank = Rank.PRACTICE
    issued: date | None = None
    until: date | None = None
    unconfirmed: frozenset[str] = frozenset()
    as_of: date | None = None
    checked_on: date | None = None
    note: str = ""

    def cite(self, article: str | None = None) -> str:
        """《title》（number）article, as a letter cites it: a number that was never confirmed is left out."""
        number = f"（{self.number}）" if self.number and "number" not in self.unconfirmed else ""
        return f"《{self.title}》{number}{article or ''}"


class Sourced:
    """What a dated value and a provision share: its span, its source, and how sure it is."""

    __slots__ = ()
    since: date | None
    until: date | None
    source: Source
    article: str | None
    mark: Confidence | None  # weaker than the source's own, where only this entry is

    def covers(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def confidence(self) -> Confidence:
        """The weaker of its source's mark and its own."""
        return Confidence.weakest(self.source.confidence, self.mark or self.source.confidence)

    @property
    def citation(self) -> str:
        """Official document and article."""
        return self.source.cite(self.article)

    @property
    def articles(self) -> tuple[str, ...]:
        """The single articles cited; empty where none is known."""
        return tuple(self.article.split("、")) if self.article else ()


@dataclass(frozen=True, slots=True)
class DatedValue(Sourced):
    """A value in force from a day (None: no known beginning) to a day inclusive (None: no known end)."""

    value: Fraction
    since: date | None
    until: date | None
    source: Source
    article: str | None = None
    mark: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A parameter that is a period: what starts it, whom it binds, and what a last day of rest does to it."""

    starts: Text
    binds: Party
    roll: Roll


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: asked for this day, the parameter answers this value; None: not in force."""

    on: date
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure with its history. Outside the known span it is not in force; it is never zero by default.

    `at` and `known_at` serve rules: they never give a value known from memory only (K) or a benchmark, so that
    neither can carry a finding. `value_on` serves people who look the figure up.
    """

    id: str
    name: Text
    unit: Unit
    decided_by: DecidedBy
    status: Status
    checked_on: date
    values: tuple[DatedValue, ...]
    applies_to: tuple[str, ...] = ()
    use: Use = Use.FINDING
    period: Period | None = None
    examples: tuple[Example, ...] = ()

    def at(self, day: date) -> DatedValue:
        """The value that may carry a finding on the day that `decided_by` names; NotInForce where there is none."""
        found = self.known_at(day)
        if found is not None:
            return found
        raise NotInForce(
            "not_in_force",
            Text(f"{self.name.zh}在{day}没有已知的数值", f"{self.name.en} has no known value on {day}"),
            Text("请更新法规数据或改用有依据的日期", "update the law pack, or use a date it covers"),
        )

    def known_at(self, day: date) -> DatedValue | None:
        """The same, None where there is none."""
        found = self.value_on(day)
        if found is None or self.use is Use.BENCHMARK or found.confidence is Confidence.RECALLED:
            return None
        return found

    def value_on(self, day: date) -> DatedValue | None:
        """The value in force on the day whatever its doubt: to be shown with its mark, never for a finding."""
        return next((v for v in self.values if v.covers(day)), None)

    def covers_kind(self, kind: str) -> bool:
        """Whether it speaks of this kind of lender; one that names no kind speaks of all."""
        return not self.applies_to or kind in self.applies_to
