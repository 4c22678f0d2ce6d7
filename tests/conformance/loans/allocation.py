"""Published answers to the order of payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COMPOUNDS = "late days bear interest that compounds daily on principal and interest together, as one open-source library has it"


def unsupported(case: Mapping[str, Any]) -> str | None:
    """The ledger charges lateness by days on a base, without compounding day by day."""
    return COMPOUNDS if "compound" in str(case["annual_rate"]) else None


def differences(case: Mapping[str, Any]) -> list[str]:
    """Only cases without daily compounding are answered, and the published ones have none."""
    return [f"no translation for {sorted(case)}"]
