"""How a case stands with its papers: required, one of, in date, and what is only known by a file's name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.budget import Cause
from xiehuan.contact.papers import (
    HeldPaper,
    Need,
    PaperKind,
    PaperState,
    held_papers,
    kind_of_name,
    progress,
)
from xiehuan.loan import LenderKind
from xiehuan.packs.papers import papers_cn

ON = date(2026, 11, 24)
LISTS = papers_cn()
BANK = {LenderKind.BANK_LOAN}


def standing(kind: PaperKind, held: list[HeldPaper], cause: Cause = Cause.ILLNESS):
    made = progress(LISTS, held, ON, cause, BANK)
    (found,) = {s.paper.kind: s for i in made.items for s in i.standings if s.paper.kind is kind}.values()
    return found


@pytest.mark.parametrize(
    ("issued", "state", "until"),
    [
        (date(2026, 5, 24), PaperState.IN_DATE, date(2026, 11, 24)),  # six months to the day
        (date(2026, 5, 23), PaperState.OLD, date(2026, 11, 23)),
        (date(2026, 8, 31), PaperState.IN_DATE, date(2027, 2, 28)),  # no 31st in February
        (None, PaperState.UNDATED, None),
    ],
)
def test_a_diagnosis_is_recent_for_six_months(issued, state, until) -> None:
    found = standing(PaperKind.DIAGNOSIS, [HeldPaper("papers/a.png", PaperKind.DIAGNOSIS, issued)])
    assert (found.state, found.good_until) == (state, until)


def test_the_newest_of_several_counts() -> None:
    days = [date(2025, 1, 1), date(2026, 11, 1)]
    found = standing(PaperKind.DIAGNOSIS, [HeldPaper(f"papers/{d}", PaperKind.DIAGNOSIS, d) for d in days])
    assert found.state is PaperState.IN_DATE


def test_a_paper_without_a_term_does_not_go_out_of_date() -> None:
    held = [HeldPaper("papers/a", PaperKind.MEDICAL_RECORD, date(2010, 1, 1))]
    assert standing(PaperKind.MEDICAL_RECORD, held).state is PaperState.IN_DATE


def test_one_of_is_met_by_either() -> None:
    for kind in (PaperKind.UNEMPLOYMENT_REGISTRATION, PaperKind.TERMINATION_CERTIFICATE):
        made = progress(LISTS, [HeldPaper("papers/a", kind, ON)], ON, Cause.UNEMPLOYMENT, BANK)
        (item,) = [i for i in made.items if kind in i.asked.papers]
        assert item.asked.need is Need.ONE_OF
        assert item.done
        assert item.open == ()


def test_lenders_differ() -> None:
    """Consumer finance companies are reported to want statements; a private lender gets no identity card by default."""

    def asked(lender: LenderKind) -> set[PaperKind]:
        made = progress(LISTS, [], ON, Cause.ILLNESS, {lender})
        return {s.paper.kind for i in made.needed if i.asked.need is Need.REQUIRED for s in i.standings}

    assert PaperKind.BANK_STATEMENTS in asked(LenderKind.CONSUMER_FINANCE) - asked(LenderKind.BANK_CARD)
    assert PaperKind.IDENTITY_CARD not in asked(LenderKind.PRIVATE)
    assert asked(LenderKind.UNKNOWN) >= asked(LenderKind.CONSUMER_FINANCE)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("失业登记证明.pdf", PaperKind.UNEMPLOYMENT_REGISTRATION),
        ("解除劳动合同证明.png", PaperKind.TERMINATION_CERTIFICATE),
        ("身份证正面_已遮盖.jpg", PaperKind.IDENTITY_CARD),
        ("住院发票.pdf", PaperKind.MEDICAL_INVOICES),
        ("建行经营流水.pdf", PaperKind.BUSINESS_STATEMENTS),
        ("IMG_2031.jpg", None),
        ("病历和个税.pdf", None),  # two kinds by words of the same length: not guessed
    ],
)
def test_what_a_file_name_says(name: str, kind: PaperKind | None) -> None:
    assert kind_of_name(name, LISTS.papers.values()) is kind


def test_what_is_stated_goes_before_the_name_and_only_files_that_are_there_count() -> None:
    stated = [
        HeldPaper("papers/病历.pdf", PaperKind.DIAGNOSIS, ON),
        HeldPaper("papers/gone.pdf", PaperKind.OTHER),
    ]
    files = ["papers/病历.pdf", "papers/身份证.jpg", "bills/银行流水.csv"]
    found = {(h.file, h.kind, h.stated) for h in held_papers(stated, files, LISTS)}
    assert found == {
        ("papers/病历.pdf", PaperKind.DIAGNOSIS, True),
        ("papers/身份证.jpg", PaperKind.IDENTITY_CARD, False),
    }


HELD = st.builds(
    HeldPaper,
    st.just("papers/a"),
    st.sampled_from(PaperKind),
    st.none() | st.integers(0, 4000).map(lambda n: ON - timedelta(days=n)),
)


@given(
    st.lists(HELD, max_size=12),
    HELD,
    st.sampled_from(Cause),
    st.sets(st.sampled_from(LenderKind), min_size=1),
)
def test_one_more_paper_never_makes_it_worse(held, more, cause, lenders) -> None:
    before, after = (progress(LISTS, h, ON, cause, lenders) for h in (held, [*held, more]))
    assert before.done <= after.done <= len(after.needed)
    assert len(before.needed) == len(after.needed)
    assert len(after.missing) == len(after.needed) - after.done


@given(st.sampled_from(Cause), st.sets(st.sampled_from(LenderKind), min_size=1))
def test_every_kind_of_paper_makes_every_line_done(cause, lenders) -> None:
    made = progress(LISTS, [HeldPaper("papers/a", k, ON) for k in PaperKind], ON, cause, lenders)
    assert made.missing == ()
    assert made.ask_newer == ()
