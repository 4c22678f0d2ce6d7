"""What the user wrote down about the time to sue: acts that may have restarted it, and the choice to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Restart(StrEnum):
    """Acts that restart the time to sue while it runs."""

    DEMAND = "demand"
    ACKNOWLEDGEMENT = "acknowledgement"
    PART_PAYMENT = "part_payment"
    SUIT = "suit"
    ARBITRATION = "arbitration"
    PAYMENT_ORDER = "payment_order"
    MEDIATION = "mediation"


@dataclass(frozen=True, slots=True)
class StatedRestart:
    """One such act as the user knows it; `source` is the file that shows it."""

    on: date
    act: Restart
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Suspended:
    """An obstacle to suing as the user knows it (Civil Code art. 194): from a day, until a day or still there, and why.

    It never ends a warning: whether the obstacle counts is for a court.
    """

    since: date
    until: date | None
    why: str


@dataclass(frozen=True, slots=True)
class TimeBarredChoice:
    """The answer to the warning: whether to write, call and pay although the time to sue may be over, and since when."""

    go_on: bool
    on: date
