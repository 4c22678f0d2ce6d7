"""The departures in the order they are tried: what lenders' claims show most often comes first."""

from __future__ import annotations

from xiehuan.law.rules.acceleration import ACCELERATION
from xiehuan.law.rules.compounding import COMPOUNDING
from xiehuan.law.rules.crediting import CREDITED_LATE, CREDITING, NOT_CREDITED
from xiehuan.law.rules.days import DAYS
from xiehuan.law.rules.departure import Departure
from xiehuan.law.rules.duplicates import DUPLICATES
from xiehuan.law.rules.penalty import PENALTY

DEPARTURES: tuple[Departure, ...] = (
    *DAYS[:2],
    *PENALTY,
    *DUPLICATES,
    *COMPOUNDING,
    *ACCELERATION,
    *DAYS[2:],
    *CREDITING,
    NOT_CREDITED,
    CREDITED_LATE,
)
