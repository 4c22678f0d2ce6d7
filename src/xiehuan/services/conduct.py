"""The conduct audit of a case folder alone: what the records show of how the other side collected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xiehuan.law import Pack
from xiehuan.law.conduct import conduct
from xiehuan.law.conduct_finding import Conduct
from xiehuan.packs.loader import load_cn
from xiehuan.readers.case_folder import read_case_folder


def conduct_of(folder: Path, *, on: date, law: Pack | None = None) -> tuple[Conduct, ...]:
    """Every debt of the folder with what its records show up to the day; InputRefused when the input is wrong."""
    case = read_case_folder(folder, on).case
    return conduct(case.debts, case.records, law or load_cn(), on)
