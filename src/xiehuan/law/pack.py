"""The law as the core sees it: sources, dated parameters and provisions by id, and the series of the LPR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType

from xiehuan.dates import add_months
from xiehuan.law.provision import Provision
from xiehuan.parameter import Parameter, Source

_NO_PROVISIONS: Mapping[str, Provision] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Quote:
    """The LPR published on a day, as yearly rates; `added_on` is the day a user added it from a table of their own."""

    published: date
    one_year: Fraction
    five_year: Fraction | None = None
    added_on: date | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's law. `lpr` is ordered by publication day."""

    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    lpr: tuple[Quote, ...]
    provisions: Mapping[str, Provision] = field(default_factory=lambda: _NO_PROVISIONS)

    def lpr_on(self, day: date) -> Quote | None:
        """The quote in force on the day: the last one published on or before it; None before the first."""
        return next((q for q in reversed(self.lpr) if q.published <= day), None)

    @property
    def lpr_known_until(self) -> date:
        """The last day whose quote is surely known: the next one is published a month after the last."""
        return add_months(self.lpr[-1].published, 1) - timedelta(days=1)
