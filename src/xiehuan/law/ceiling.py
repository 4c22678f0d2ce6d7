"""Which price ceiling applies: decided by who the lender on the contract is and by the contract date.

Private lending: 4 × the one-year LPR at the contract date (a hard ceiling, arts. 25 and 29 of the private lending
interpretation). Licensed lenders and local financial organisations: 24 % in total, which a court applies when
the borrower asks (法发〔2017〕22号 art. 2). Assisted bank loans from 2025-10-01: the same figure as a duty of the
bank. 4 × LPR is shown as a disputed lower figure for the others. Private loans from before 2020-08-20 follow the
day of filing suit for interest from that day on. The 20 % average of consumer finance companies is no ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from xiehuan.law.pack import Pack, Quote
from xiehuan.law.rule import rule
from xiehuan.loan.debt import Debt, LenderKind
from xiehuan.loan.restart import Restart
from xiehuan.loan.yields import Yields
from xiehuan.parameter import Confidence, DatedValue, Status

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
    """A yearly rate with its force and source.

    `as_of` is the publication day of the LPR it rests on; `applies_from` the day from which interest is held to it,
    where earlier interest follows other rules (art. 31 of the private lending interpretation).
    """

    rate: Fraction
    force: Force
    citation: str
    confidence: Confidence
    as_of: date | None = None
    beyond_known: bool = False
    status: Status = Status.IN_FORCE
    applies_from: date | None = None


def ceilings(debt: Debt, pack: Pack, filed_on: date | None = None) -> list[Ceiling]:
    """The ceilings of a debt, the binding one first; empty when the lender's kind or the date decides and is unknown."""
    return ceilings_of(
        debt.lender_kind.value,
        debt.contract_date,
        pack,
        assisted=debt.platform is not None,
        filed_on=filed_on,
    )


def filed_on(debt: Debt) -> date | None:
    """The day of the first suit on record; None where none is. It decides for older private loans only (art. 31)."""
    return min((r.on for r in debt.restarts if r.act is Restart.SUIT), default=None)


@rule(
    "cn.ceiling",
    articles=(
        "private_lending:第二十五条、第二十九条、第三十一条",
        "financial_trials:第二条",
        "assisted_lending",
        "micro_loan_cost",
    ),
    parameters=(
        "private.lpr_multiple",
        "private.transition_lpr_multiple",
        "financial.all_in",
        "assisted.all_in",
        "micro_loan.new_loan",
        "micro_loan.new_loan_lpr_multiple",
    ),
)
def ceilings_of(
    kind: str, signed: date | None, pack: Pack, *, assisted: bool = False, filed_on: date | None = None
) -> list[Ceiling]:
    """The same for a kind of lender: one of LenderKind, `guarantor` or `assignee`.

    `assisted`: a platform that is not the lender arranged the loan. `filed_on`: the day a first-instance case was
    filed; it decides for private loans from before 2020-08-20 and is not asked otherwise.
    """
    if kind == LenderKind.PRIVATE:
        found = [_private(pack, signed, filed_on)]
    else:
        found = [_plain(pack, "financial.all_in", kind, signed, Force.JUDICIAL)]
        if assisted and signed:
            found.insert(0, _plain(pack, "assisted.all_in", kind, signed, Force.REGULATORY))
        if signed:
            found.append(_plain(pack, "micro_loan.new_loan", kind, signed, Force.REGULATORY))
            found.append(_times_lpr(pack, "micro_loan.new_loan_lpr_multiple", kind, signed, Force.REGULATORY))
    return [c for c in found if c is not None and c.confidence is not Confidence.RECALLED]


@rule("cn.ceiling.lower_figure", parameters=("financial.lower_lpr_multiple",))
def lower_figure(debt: Debt, pack: Pack) -> Ceiling | None:
    """4 × LPR as the disputed lower figure that a few courts applied to lenders other than private ones."""
    kind, signed = debt.lender_kind.value, debt.contract_date
    return _times_lpr(pack, "financial.lower_lpr_multiple", kind, signed, Force.JUDICIAL) if signed else None


def _private(pack: Pack, signed: date | None, filed_on: date | None) -> Ceiling | None:
    """4 × LPR of the contract day; for a contract older than that rule, of the day of filing (art. 31)."""
    if signed is None:
        return None
    kind = LenderKind.PRIVATE.value
    found = _times_lpr(pack, "private.lpr_multiple", kind, signed, Force.HARD)
    if found is not None or filed_on is None:
        return found
    multiple = pack.parameters["private.transition_lpr_multiple"]
    later = _times_lpr(pack, multiple.id, kind, filed_on, Force.HARD)
    return replace(later, applies_from=multiple.at(filed_on).since) if later else None


def _plain(pack: Pack, parameter: str, kind: str, signed: date | None, force: Force) -> Ceiling | None:
    figure = pack.parameters[parameter]
    known = figure.known_at(signed or date.max) if figure.covers_kind(kind) else None
    return (
        Ceiling(known.value, force, known.citation, known.confidence, status=figure.status) if known else None
    )


def _times_lpr(pack: Pack, parameter: str, kind: str, day: date, force: Force) -> Ceiling | None:
    """A multiple of the one-year LPR, both of the same day."""
    figure = pack.parameters[parameter]
    multiple, quote = figure.known_at(day) if figure.covers_kind(kind) else None, pack.lpr_on(day)
    if multiple is None or quote is None:
        return None
    return Ceiling(
        multiple.value * quote.one_year,
        force,
        _cite_lpr(multiple, quote),
        Confidence.weakest(multiple.confidence, pack.sources["lpr"].confidence),
        quote.published,
        beyond_known=day > pack.lpr_known_until,
        status=figure.status,
    )


def _cite_lpr(multiple: DatedValue, quote: Quote) -> str:
    own = f"（本人于{quote.added_on}添加，未核实）" if quote.added_on else ""
    return f"{multiple.citation}；{quote.published}公布的一年期LPR{own}"


def verdict(yields: Yields, ceiling: Ceiling | None) -> Verdict:
    """Compare the three measures with a ceiling; unknown when there is none or its figure is out of date."""
    measures = [y for y in (yields.irr12, yields.ear, yields.simple) if y is not None]
    if ceiling is None or ceiling.beyond_known or not measures:
        return Verdict.UNKNOWN
    limit = float(ceiling.rate) + NOISE
    if min(measures) > limit:
        return Verdict.OVER
    return Verdict.ARGUABLE if max(measures) > limit else Verdict.WITHIN
