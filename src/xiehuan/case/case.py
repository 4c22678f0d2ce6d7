"""The case as read: household, debts with their payments, records of evidence."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.budget import Household
from xiehuan.contact.papers import HeldPaper
from xiehuan.evidence import Record
from xiehuan.law.starts import Start
from xiehuan.loan import Debt


@dataclass(frozen=True, slots=True)
class Case:
    """Typed values only; how they were written stays with the reader."""

    household: Household
    debts: tuple[Debt, ...]
    records: tuple[Record, ...] = ()
    starts: tuple[Start, ...] = ()
    papers: tuple[HeldPaper, ...] = ()  # as stated in case.toml
