"""`ceiling`: which price ceiling applies to a loan, and whether its yearly cost is above it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from xiehuan.errors import Text
from xiehuan.law.ceiling import Ceiling, ceilings_of, verdict
from xiehuan.law.pack import Pack
from xiehuan.loan import Yields, build_schedule, contract_yields
from xiehuan.loan.yields import credit_yields
from xiehuan.packs.loader import load_cn
from xiehuan.services.calc.request import Request
from xiehuan.services.calc.schedule import ten


class LenderWord(StrEnum):
    """Who lent, as a request may say it."""

    BANK_CARD = "bank_card"
    BANK_LOAN = "bank_loan"
    CONSUMER_FINANCE = "consumer_finance"
    MICRO_LOAN = "micro_loan"
    PRIVATE = "private"
    UNKNOWN = "unknown"
    GUARANTOR = "guarantor"
    ASSIGNEE = "assignee"


def ceiling(request: Request, pack: Pack | None = None) -> dict[str, Any]:
    """The three measures, the binding ceiling and the others, the verdict and the margin of the lowest measure.

    `pack` is the law to apply (default: the built-in one).
    """
    table = request.table
    word = table.choice("lender_kind", LenderWord, required=True)
    assisted, signed = table.flag("assisted") or False, table.day("contract_date")
    filed = table.day("filed_on")
    table.day("on", required=True)
    measures = _measures(request)
    request.finish()
    kind = request.given("lender_kind", word)
    law = pack or load_cn()
    known = (
        []
        if kind is LenderWord.UNKNOWN
        else ceilings_of(kind.value, signed, law, assisted=assisted, filed_on=filed)
    )
    binding = known[0] if known else None
    lowest = measures.lowest
    answer: dict[str, Any] = {
        "measures": {
            "irr12": ten(measures.irr12),
            "ear": ten(measures.ear),
            "simple": ten(measures.simple),
        },
        "ceiling": _figures(binding) if binding else None,
        "others": [_figures(c) for c in known[1:]],
        "verdict": verdict(measures, binding).value,
        "margin": ten(lowest - float(binding.rate)) if binding and lowest is not None else None,
    }
    if why := _depends_on(kind, binding, law, undated=signed is None, unfiled=filed is None):
        answer |= {"depends_on": why.zh, "depends_on_en": why.en}
    return answer


def _measures(request: Request) -> Yields:
    if "flows" in request.table.raw:
        found = credit_yields(request.pairs("flows", signed=True, required=True))
        return Yields(found.irr12, found.ear, found.simple)
    terms, fees = request.loan(), request.fees()
    request.stop_at_findings()
    return contract_yields(build_schedule(terms, fees))


def _figures(one: Ceiling) -> dict[str, Any]:
    return {
        "rate": ten(float(one.rate)),
        "kind": one.force.value,
        "status": one.status.value,
        "source": one.citation,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "applies_from": one.applies_from.isoformat() if one.applies_from else None,
    }


def _depends_on(
    kind: LenderWord, binding: Ceiling | None, pack: Pack, *, undated: bool, unfiled: bool
) -> Text | None:
    """What is missing where nothing can be said for sure."""
    if kind is LenderWord.UNKNOWN:
        return Text("取决于放款人是哪类机构", "it depends on what kind of lender it is")
    if binding is not None and binding.beyond_known:
        last = pack.lpr_known_until
        return Text(
            f"已知的LPR只到{last}，之后要看当时公布的LPR",
            f"the LPR is known up to {last}; later it depends on the LPR published then",
        )
    if binding is not None:
        return None
    if undated:
        return Text("取决于合同是哪天签的", "it depends on the day of the contract")
    if unfiled:
        return Text(
            f"合同早于2020-08-20，取决于哪天起诉（LPR从{pack.lpr[0].published}开始有）",
            f"the contract is older than 2020-08-20: it depends on the day of filing (there is an LPR from {pack.lpr[0].published})",
        )
    return Text(
        f"那一天没有LPR，LPR从{pack.lpr[0].published}开始有",
        f"there was no LPR on that day; it begins on {pack.lpr[0].published}",
    )
