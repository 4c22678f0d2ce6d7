"""The fee audit of a case folder by itself: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xiehuan.case.assessment import prepared_debts
from xiehuan.law import Audit, Pack, audit
from xiehuan.loan import Debt
from xiehuan.readers.case_folder import read_case_folder


@dataclass(frozen=True, slots=True)
class Audited:
    """One debt and its audit."""

    debt: Debt
    audit: Audit

    def as_json(self) -> dict[str, object]:
        """With the audit as in summary.json."""
        return {"id": self.debt.id, "audit": self.audit.as_json()}


def audit_folder(folder: Path, pack: Pack, on: date) -> list[Audited]:
    """Every debt of the folder audited as on the day; payments are matched with the bills first.

    Raises InputRefused with every finding when the input is wrong.
    """
    case = read_case_folder(folder, on).case
    return [Audited(debt, audit(debt, pack, on)) for debt in prepared_debts(case, on)]
