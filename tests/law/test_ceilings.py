"""Which ceiling applies, row by row, as a lawyer would write it down; and what it says about a yield.

The days are the day before, the day of and the day after each change. LPR: the last one published on or before the
day of the contract; beyond 2026-04-19 the next one is not known, so the ceiling is shown and nothing is decided.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from xiehuan.law import ceilings, verdict
from xiehuan.law.audit import audit
from xiehuan.loan import Debt, LenderKind, Yields
from xiehuan.packs.loader import load_cn
from xiehuan.parameter import Confidence

PACK = load_cn()


def debt(kind: str, signed: str | None, platform: str | None = None) -> Debt:
    day = date.fromisoformat(signed) if signed else None
    return Debt("one", "甲", lender_kind=LenderKind(kind), contract_date=day, platform=platform)


# lender, platform, contract signed on, ceiling, force
BINDING = [
    # Licensed lenders: 24 % in all whatever the date (法发〔2017〕22号, art. 2), on request
    ("bank_card", None, "2018-05-01", "0.24", "judicial"),
    ("bank_card", None, "2026-11-01", "0.24", "judicial"),
    ("bank_loan", None, "2025-09-30", "0.24", "judicial"),
    ("bank_loan", None, "2025-10-01", "0.24", "judicial"),
    ("consumer_finance", None, "2020-08-20", "0.24", "judicial"),
    ("consumer_finance", "某平台", "2025-10-02", "0.24", "judicial"),  # the notice speaks of commercial banks
    (
        "consumer_finance",
        None,
        "2026-06-30",
        "0.24",
        "judicial",
    ),  # the 20 % average is no right of a borrower
    ("bank_card", None, None, "0.24", "judicial"),
    ("consumer_finance", None, None, "0.24", "judicial"),
    # Bank loans through a platform (金规〔2025〕9号, in force 2025-10-01)
    ("bank_loan", "某平台", "2025-09-30", "0.24", "judicial"),
    ("bank_loan", "某平台", "2025-10-01", "0.24", "regulatory"),
    ("bank_loan", "某平台", "2025-10-02", "0.24", "regulatory"),
    ("bank_loan", "某平台", None, "0.24", "judicial"),  # without the day the notice is not taken
    # Micro loans: not private lending (法释〔2020〕27号); the guideline of December 2025 says 24 % too
    ("micro_loan", None, "2020-08-20", "0.24", "judicial"),
    ("micro_loan", None, "2025-12-23", "0.24", "judicial"),
    ("micro_loan", None, "2025-12-24", "0.24", "judicial"),
    ("micro_loan", None, "2025-12-25", "0.24", "judicial"),
    # Private lending: 4 × LPR at the contract date, since 2020-08-20
    ("private", None, "2020-08-20", "0.154", "hard"),
    ("private", None, "2020-08-21", "0.154", "hard"),
    ("private", None, "2021-12-19", "0.154", "hard"),
    ("private", None, "2021-12-20", "0.152", "hard"),
    ("private", None, "2021-12-21", "0.152", "hard"),
    ("private", None, "2022-01-19", "0.152", "hard"),
    ("private", None, "2022-01-20", "0.148", "hard"),
    ("private", None, "2022-01-21", "0.148", "hard"),
    ("private", None, "2022-08-21", "0.148", "hard"),
    ("private", None, "2022-08-22", "0.146", "hard"),
    ("private", None, "2022-08-23", "0.146", "hard"),
    ("private", None, "2023-06-19", "0.146", "hard"),
    ("private", None, "2023-06-20", "0.142", "hard"),
    ("private", None, "2023-06-21", "0.142", "hard"),
    ("private", None, "2023-08-20", "0.142", "hard"),
    ("private", None, "2023-08-21", "0.138", "hard"),
    ("private", None, "2023-08-22", "0.138", "hard"),
    ("private", None, "2024-07-21", "0.138", "hard"),
    ("private", None, "2024-07-22", "0.134", "hard"),
    ("private", None, "2024-07-23", "0.134", "hard"),
    ("private", None, "2024-10-20", "0.134", "hard"),
    ("private", None, "2024-10-21", "0.124", "hard"),
    ("private", None, "2024-10-22", "0.124", "hard"),
    ("private", None, "2025-05-19", "0.124", "hard"),
    ("private", None, "2025-05-20", "0.12", "hard"),
    ("private", None, "2025-05-21", "0.12", "hard"),
    ("private", None, "2026-03-20", "0.12", "hard"),
    ("private", None, "2026-04-19", "0.12", "hard"),
    ("private", None, "2026-04-20", "0.12", "hard"),  # shown as of 2026-03-20; see below
]

# Which ceiling applies is not known: the kind of lender, or the contract day of a private loan, is missing, or
# the loan is older than the rule and the day of filing decides (art. 31)
NONE_KNOWN = [
    ("unknown", None),
    ("unknown", "2025-11-03"),
    ("private", None),
    ("private", "2020-08-19"),
    ("private", "2019-08-19"),
]

# lender, signed on, 12 × IRR, effective, simple, verdict
VERDICTS = [
    ("bank_loan", "2025-11-03", "0.2350", "0.2640", "0.2360", "arguable"),  # only the effective rate is above
    ("bank_loan", "2025-11-03", "0.2400", "0.2400", "0.2400", "within"),
    ("bank_loan", "2025-11-03", "0.2401", "0.2402", "0.2403", "over"),
    ("bank_loan", "2025-11-03", "0.2500", "0.2700", "0.2399", "arguable"),  # the kindest measure decides
    ("bank_loan", "2025-11-03", "0.1800", "0.1970", "0.1801", "within"),
    ("bank_card", "2026-02-14", "0.1304", "0.1365", "0.1312", "within"),
    ("micro_loan", "2025-12-25", "0.2925", "0.3363", "0.2958", "over"),
    ("micro_loan", "2025-12-25", "0.1500", "0.1600", "0.1500", "within"),  # above 4 × LPR: lawful until 2027
    ("private", "2025-05-19", "0.1230", "0.1239", "0.1235", "within"),  # 12.4 %
    ("private", "2025-05-20", "0.1230", "0.1239", "0.1235", "over"),  # 12 %
    ("private", "2020-08-20", "0.1541", "0.1600", "0.1545", "over"),
    ("private", "2020-08-20", "0.1500", "0.1600", "0.1510", "arguable"),
    ("private", "2026-04-19", "0.3600", "0.4000", "0.3700", "over"),
    ("private", "2026-04-20", "0.3600", "0.4000", "0.3700", "unknown"),  # the LPR of that day is not known
    ("private", "2026-11-01", "0.0100", "0.0100", "0.0100", "unknown"),
]


@pytest.mark.parametrize(("kind", "platform", "signed", "rate", "force"), BINDING)
def test_the_binding_ceiling(
    kind: str, platform: str | None, signed: str | None, rate: str, force: str
) -> None:
    first = ceilings(debt(kind, signed, platform), PACK)[0]
    assert (first.rate, first.force.value) == (Fraction(rate), force)


@pytest.mark.parametrize(("kind", "signed"), NONE_KNOWN)
def test_no_ceiling_is_made_up(kind: str, signed: str | None) -> None:
    found = ceilings(debt(kind, signed), PACK)
    assert found == []
    assert verdict(Yields(0.9, 0.9, 0.9), found[0] if found else None).value == "unknown"


@pytest.mark.parametrize(("kind", "signed", "irr12", "ear", "simple", "expected"), VERDICTS)
def test_the_verdict(kind: str, signed: str, irr12: str, ear: str, simple: str, expected: str) -> None:
    binding = ceilings(debt(kind, signed), PACK)[0]
    assert verdict(Yields(float(irr12), float(ear), float(simple)), binding).value == expected


@pytest.mark.parametrize(
    ("signed", "rate", "as_of", "known"),
    [
        ("2026-04-19", "0.12", "2026-03-20", True),
        ("2026-04-20", "0.12", "2026-03-20", False),
        ("2026-11-23", "0.12", "2026-03-20", False),
        ("2025-05-19", "0.124", "2025-04-21", True),
    ],
)
def test_a_ceiling_says_which_lpr_it_rests_on(signed: str, rate: str, as_of: str, *, known: bool) -> None:
    ceiling = ceilings(debt("private", signed), PACK)[0]
    assert ceiling.rate == Fraction(rate)
    assert ceiling.as_of == date.fromisoformat(as_of)
    assert ceiling.beyond_known is not known
    assert as_of in ceiling.citation


def test_sources_are_named_and_their_strength_is_kept() -> None:
    """The opinion of 2017 and the notices were read at second hand: no ceiling of theirs is certain."""
    for kind, platform, signed, _, _ in BINDING:
        for ceiling in ceilings(debt(kind, signed, platform), PACK):
            assert ceiling.citation
            assert ceiling.confidence is not Confidence.RECALLED
            assert not ceiling.confidence.read_in_full


def test_an_unknown_lender_needs_a_paper() -> None:
    """A rough debt has no contract; nothing is said about its ceiling."""
    found = audit(debt("unknown", None), PACK, date(2026, 11, 23)).findings
    assert [(f.rule, f.certainty.value, f.sum) for f in found] == [("no_contract", "needs_paper", None)]


# The published series, once more from the facts: first day, one-year LPR in percent
CHANGES = [
    ("2019-08-20", "4.25"),
    ("2019-09-20", "4.20"),
    ("2019-11-20", "4.15"),
    ("2020-02-20", "4.05"),
    ("2020-04-20", "3.85"),
    ("2021-12-20", "3.80"),
    ("2022-01-20", "3.70"),
    ("2022-08-22", "3.65"),
    ("2023-06-20", "3.55"),
    ("2023-08-21", "3.45"),
    ("2024-07-22", "3.35"),
    ("2024-10-21", "3.10"),
    ("2025-05-20", "3.00"),
]


def test_the_lpr_series_changes_on_the_published_days() -> None:
    assert PACK.lpr_on(date(2019, 8, 19)) is None
    found = []
    for quote in PACK.lpr:
        percent = quote.one_year * 100
        if not found or found[-1][1] != percent:
            found.append((quote.published.isoformat(), percent))
    assert found == [(day, Fraction(percent)) for day, percent in CHANGES]
    assert (len(PACK.lpr), PACK.lpr[-1].published) == (80, date(2026, 3, 20))
