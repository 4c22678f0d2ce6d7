"""The law as the core sees it: sources and dated parameters by id, and the series of the one-year LPR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from xiehuan.dates import add_months
from xiehuan.parameter import Parameter, Source


@dataclass(frozen=True, slots=True)
class Quote:
    """The one-year LPR published on a day, as a yearly rate."""

    published: date
    one_year: Fraction


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's law. `lpr` is ordered by publication day."""

    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    lpr: tuple[Quote, ...]

    def lpr_on(self, day: date) -> Quote | None:
        """The quote in force on the day: the last one published on or before it; None before the first."""
        return next((q for q in reversed(self.lpr) if q.published <= day), None)

    @property
    def lpr_known_until(self) -> date:
        """The last day whose quote is surely known: the next one is published a month after the last."""
        return add_months(self.lpr[-1].published, 1) - timedelta(days=1)
