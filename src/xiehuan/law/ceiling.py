"""Which price ceiling applies: decided by who the lender on the contract is and by the contract date.

Private lending: 4 × the one-year LPR at the contract date (a hard ceiling, arts. 25 and 29 of the private lending
interpretation). Licensed lenders and local financial organisations: 24 % in total, which a court applies when
the borrower asks (法发〔2017〕22号 art. 2). Assisted bank loans from 2025-10-01: the same figure as a duty of the
bank. 4 × LPR is shown as an arguable lower figure for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.law.pack import Pack
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.loan.yields import Yields
from xiehuan.parameter import Confidence, DatedValue

NOISE = 1e-5  # instalments rounded to the fen move a yield by less than 0.001 percentage points


class Force(StrEnum):
    """How a ceiling binds."""

    HARD = "hard"
    JUDICIAL = "judicial"
    REGULATORY = "regulatory"


class Verdict(StrEnum):
    """Over only when the measure kindest to the lender is over."""

    OVER = "over"
    ARGUABLE = "arguable"
    WITHIN = "within"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A yearly rate with its force and source; `as_of` is the day up to which its figures are known."""

    rate: Fraction
    force: Force
    citation: str
    confidence: Confidence
    as_of: date | None = None
    beyond_known: bool = False


def ceilings(debt: Debt, pack: Pack) -> list[Ceiling]:
    """The ceilings of a debt, the binding one first; empty when the lender's kind or the date decides and is unknown."""
    return [c for c in _ceilings(debt, pack) if c.confidence is not Confidence.RECALLED]


def _ceilings(debt: Debt, pack: Pack) -> list[Ceiling]:
    kind, signed = debt.lender_kind, debt.contract_date
    if kind is LenderKind.UNKNOWN:
        return []
    if kind is LenderKind.PRIVATE:
        found = _four_lpr(pack, signed)
        return [found] if found else []
    found_all = [_plain(pack, "financial.all_in", signed, Force.JUDICIAL)]
    if debt.platform and kind is LenderKind.BANK_LOAN and signed:
        found_all.insert(0, _plain(pack, "assisted.all_in", signed, Force.REGULATORY))
    if kind is LenderKind.MICRO_LOAN and signed:
        found_all.append(_plain(pack, "micro_loan.new_loan", signed, Force.REGULATORY))
    return [c for c in found_all if c is not None]


def lower_figure(debt: Debt, pack: Pack) -> Ceiling | None:
    """4 × LPR as the arguable lower figure for lenders other than private ones."""
    return None if debt.lender_kind is LenderKind.PRIVATE else _four_lpr(pack, debt.contract_date)


def _plain(pack: Pack, parameter: str, signed: date | None, force: Force) -> Ceiling | None:
    known = pack.parameters[parameter].known_at(signed or date.max)
    return Ceiling(known.value, force, known.citation, known.source.confidence) if known else None


def _four_lpr(pack: Pack, signed: date | None) -> Ceiling | None:
    multiple = pack.parameters["private.lpr_multiple"].known_at(signed) if signed else None
    quote = pack.lpr_on(signed) if signed else None
    if multiple is None or quote is None or signed is None:
        return None
    return Ceiling(
        multiple.value * quote.one_year,
        Force.HARD,
        _cite_lpr(multiple, quote.published),
        _weakest(multiple.source.confidence, pack.sources["lpr"].confidence),
        quote.published,
        beyond_known=signed > pack.lpr_known_until,
    )


def _weakest(*marks: Confidence) -> Confidence:
    """A finding is as sure as the least sure of its sources."""
    return max(marks, key=list(Confidence).index)


def _cite_lpr(multiple: DatedValue, published: date) -> str:
    return f"{multiple.citation}；{published}公布的一年期LPR"


def verdict(yields: Yields, ceiling: Ceiling | None) -> Verdict:
    """Compare the three measures with a ceiling; unknown when there is none or its figure is out of date."""
    measures = [y for y in (yields.irr12, yields.ear, yields.simple) if y is not None]
    if ceiling is None or ceiling.beyond_known or not measures:
        return Verdict.UNKNOWN
    limit = float(ceiling.rate) + NOISE
    if min(measures) > limit:
        return Verdict.OVER
    return Verdict.ARGUABLE if max(measures) > limit else Verdict.WITHIN
