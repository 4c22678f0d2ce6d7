"""`yield`: the rates of dated flows, all roots or none said plainly."""

from __future__ import annotations

from typing import Any

from xiehuan.loan.yields import credit_yields
from xiehuan.services.calc.request import Request
from xiehuan.services.calc.schedule import ten


def yields(request: Request) -> dict[str, Any]:
    """Status, the three rates and every root of the flows (+ = the borrower receives)."""
    flows = request.pairs("flows", signed=True, required=True)
    request.finish()
    found = credit_yields(flows)
    return {
        "status": found.status.value,
        "irr12": ten(found.irr12),
        "ear": ten(found.ear),
        "simple": ten(found.simple),
        "roots": [ten(root) for root in found.roots],
    }
