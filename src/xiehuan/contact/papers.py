"""The papers that a hardship request needs, and how far a case is with them: pure values, the data are in the pack.

Lists are practice as reported, not law: an item says how sure it is. A state says what was found, never that a paper
is genuine, and a term of validity that was only recalled makes a paper "ask whether a newer one is wanted".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xiehuan.budget import Cause
from xiehuan.dates import add_months
from xiehuan.errors import Text
from xiehuan.loan import LenderKind
from xiehuan.parameter import Confidence


class PaperKind(StrEnum):
    """What a paper is; the words that `kind` of [[paper]] may be."""

    IDENTITY_CARD = "identity_card"
    CREDIT_REPORT = "credit_report"
    ABILITY_STATEMENT = "ability_statement"
    HARDSHIP_STATEMENT = "hardship_statement"
    UNEMPLOYMENT_REGISTRATION = "unemployment_registration"
    TERMINATION_CERTIFICATE = "termination_certificate"
    SOCIAL_INSURANCE_RECORD = "social_insurance_record"
    PAY_SLIPS = "pay_slips"
    PAY_CUT_CERTIFICATE = "pay_cut_certificate"
    BANK_STATEMENTS = "bank_statements"
    TAX_RECORD = "tax_record"
    DIAGNOSIS = "diagnosis"
    MEDICAL_RECORD = "medical_record"
    HOSPITAL_STAY = "hospital_stay"
    MEDICAL_INVOICES = "medical_invoices"
    INSURANCE_SETTLEMENT = "insurance_settlement"
    ACCIDENT_REPORT = "accident_report"
    DIVORCE_CERTIFICATE = "divorce_certificate"
    DEATH_CERTIFICATE = "death_certificate"
    DEPENDANTS_PROOF = "dependants_proof"
    HOUSEHOLD_REGISTER = "household_register"
    LOW_INCOME_CERTIFICATE = "low_income_certificate"
    DEREGISTRATION = "deregistration"
    TAX_RETURNS = "tax_returns"
    BUSINESS_STATEMENTS = "business_statements"
    COURT_PAPERS = "court_papers"
    DISASTER_CERTIFICATE = "disaster_certificate"
    DISASTER_PHOTOS = "disaster_photos"
    REPORT_RECEIPT = "report_receipt"
    LOAN_LIST = "loan_list"
    POLICE_REPORT = "police_report"
    TRANSFER_RECORDS = "transfer_records"
    OTHER = "other"


class Shows(StrEnum):
    """A field that a paper must show to be of use."""

    NAME = "name"
    ID_NUMBER = "id_number"
    DATE = "date"
    PERIOD = "period"
    AMOUNT = "amount"
    REASON = "reason"
    ISSUER = "issuer"
    STAMP = "stamp"
    SIGNATURE = "signature"
    NUMBER = "number"


class PaperList(StrEnum):
    """Which question a paper answers: asked in any case, what happened, what can be paid."""

    ALWAYS = "always"
    HARDSHIP = "hardship"
    ABILITY = "ability"


class Need(StrEnum):
    """Whether all papers of an item are asked for, one of them is enough, or they only help."""

    REQUIRED = "required"
    ONE_OF = "one_of"
    SUPPORTING = "supporting"


class PaperState(StrEnum):
    """How a paper of the list stands on the day."""

    IN_DATE = "in_date"  # there; its date is within the usual term, or it has none
    UNDATED = "undated"  # there; it goes out of date and no date was stated
    OLD = "old"  # there; older than the usual term
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper: `months` is how long it is usually taken as recent (None: no term known)."""

    kind: PaperKind
    name: Text
    issuer: Text
    shows: tuple[Shows, ...]
    why: Text
    where: Text
    instead: Text
    cover: tuple[Text, ...]
    words: tuple[str, ...]
    months: int | None = None
    months_confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a list: papers, how strongly, for which causes and lenders (empty: every one), and how sure."""

    list: PaperList
    need: Need
    papers: tuple[PaperKind, ...]
    causes: frozenset[Cause]
    lenders: frozenset[LenderKind]
    source: str
    confidence: Confidence

    def applies(self, cause: Cause | None, lenders: Collection[LenderKind]) -> bool:
        """Whether it is asked in this case; a lender of unknown kind may ask whatever a regulated one asks."""
        fits = not self.causes or cause in self.causes
        unknown = LenderKind.UNKNOWN in lenders and self.lenders != {LenderKind.PRIVATE}
        return fits and (not self.lenders or unknown or bool(self.lenders & set(lenders)))


@dataclass(frozen=True, slots=True)
class Checklist:
    """The pack's papers by kind and what is asked."""

    papers: Mapping[PaperKind, Paper]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper at hand: its file, its kind, the day it was issued; `stated` when the person said so in case.toml."""

    file: str
    kind: PaperKind
    issued: date | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper of a list and how it stands."""

    paper: Paper
    state: PaperState
    held: tuple[HeldPaper, ...] = ()
    good_until: date | None = None

    @property
    def there(self) -> bool:
        """Whether it is at hand, of whatever date."""
        return self.state is not PaperState.MISSING


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list with the standing of each of its papers."""

    asked: Asked
    standings: tuple[Standing, ...]

    @property
    def done(self) -> bool:
        """Whether the line is met by papers at hand; a supporting line is never open."""
        there = [s.there for s in self.standings]
        return {Need.REQUIRED: all(there), Need.ONE_OF: any(there), Need.SUPPORTING: True}[self.asked.need]

    @property
    def open(self) -> tuple[Standing, ...]:
        """What is still to get: nothing where the line is met."""
        return () if self.done else tuple(s for s in self.standings if not s.there)


@dataclass(frozen=True, slots=True)
class Progress:
    """The lists of a case on a day."""

    on: date
    cause: Cause | None
    lenders: tuple[LenderKind, ...]
    items: tuple[Item, ...]

    @property
    def needed(self) -> tuple[Item, ...]:
        """The lines that count: required, or one of."""
        return tuple(i for i in self.items if i.asked.need is not Need.SUPPORTING)

    @property
    def done(self) -> int:
        """How many of the lines that count are met."""
        return sum(i.done for i in self.needed)

    @property
    def missing(self) -> tuple[Item, ...]:
        """The lines that count and are open."""
        return tuple(i for i in self.needed if not i.done)

    @property
    def ask_newer(self) -> tuple[Standing, ...]:
        """Papers at hand whose date is beyond the usual term, each once."""
        old = [s for i in self.items for s in i.standings if s.state is PaperState.OLD]
        return tuple({s.paper.kind: s for s in old}.values())


def kind_of_name(name: str, papers: Iterable[Paper]) -> PaperKind | None:
    """The kind that a file name speaks of, by the longest of the words found; None when two kinds tie."""
    best: dict[PaperKind, int] = {}
    for paper in papers:
        length = max((len(w) for w in paper.words if w in name), default=0)
        if length:
            best[paper.kind] = length
    top = [k for k, n in best.items() if n == max(best.values())]
    return top[0] if len(top) == 1 else None


def held_papers(
    stated: Sequence[HeldPaper], files: Sequence[str], checklist: Checklist
) -> tuple[HeldPaper, ...]:
    """Papers at hand among `files` (paths in the case folder): as stated, and the other papers by their names.

    A stated paper whose file is not there is not at hand.
    """
    there, named = set(files), {p.file for p in stated}
    found = [p for p in stated if p.file in there]
    for file in files:
        folder, _, name = file.partition("/")
        if folder == "papers" and file not in named:
            kind = kind_of_name(name, checklist.papers.values())
            if kind is not None:
                found.append(HeldPaper(file, kind, stated=False))
    return tuple(found)


def progress(
    checklist: Checklist,
    held: Sequence[HeldPaper],
    on: date,
    cause: Cause | None,
    lenders: Collection[LenderKind],
) -> Progress:
    """How the case stands with every paper that its cause and its lenders call for.

    Where one lender requires a paper, the line of another that would be content with it is not asked twice.
    """
    asked = [a for a in checklist.asked if a.applies(cause, lenders)]
    required = {(a.list, k) for a in asked if a.need is Need.REQUIRED for k in a.papers}
    asked = [
        a for a in asked if a.need is not Need.ONE_OF or not any((a.list, k) in required for k in a.papers)
    ]
    items = tuple(Item(a, tuple(_standing(checklist.papers[k], held, on) for k in a.papers)) for a in asked)
    return Progress(on, cause, tuple(sorted(set(lenders))), items)


def _standing(paper: Paper, held: Sequence[HeldPaper], on: date) -> Standing:
    mine = tuple(h for h in held if h.kind is paper.kind)
    if not mine:
        return Standing(paper, PaperState.MISSING)
    if paper.months is None:
        return Standing(paper, PaperState.IN_DATE, mine)
    days = [h.issued for h in mine if h.issued]
    if not days:
        return Standing(paper, PaperState.UNDATED, mine)
    until = add_months(max(days), paper.months)
    return Standing(paper, PaperState.IN_DATE if on <= until else PaperState.OLD, mine, until)
