"""The lists of papers: complete, no surer than their source, and refused with the place when wrong."""

from __future__ import annotations

import re

import pytest

from xiehuan.budget import Cause
from xiehuan.contact.papers import Need, PaperKind, PaperList
from xiehuan.errors import InputRefused
from xiehuan.loan import LenderKind
from xiehuan.packs.loader import files_cn, load_cn
from xiehuan.packs.papers import load_papers, papers_cn
from xiehuan.parameter import Confidence

TEXT = files_cn()["papers.toml"]
LISTS = papers_cn()


def test_every_kind_is_described_and_every_cause_and_lender_has_lines() -> None:
    assert set(LISTS.papers) == set(PaperKind)
    for cause in Cause:
        for lender in LenderKind:
            lists = {a.list for a in LISTS.asked if a.applies(cause, {lender})}
            assert lists == set(PaperList), (cause, lender)


def test_nothing_is_surer_than_it_was_read() -> None:
    for asked in LISTS.asked:
        cited = load_cn().sources[asked.source].confidence
        assert Confidence.weakest(asked.confidence, cited) is asked.confidence
        assert not asked.confidence.read_in_full


# Fact collection, hardship papers by cause ("core papers" and "supporting"), typed in from the table there.
CORE = {
    Cause.UNEMPLOYMENT: {"unemployment_registration", "termination_certificate"},
    Cause.PAY_CUT: {"pay_cut_certificate", "pay_slips"},
    Cause.ILLNESS: {"diagnosis", "medical_record", "hospital_stay", "medical_invoices"},
    Cause.ACCIDENT: {"diagnosis", "medical_record", "hospital_stay", "medical_invoices"},
    Cause.FAMILY_CHANGE: {
        "divorce_certificate",
        "death_certificate",
        "dependants_proof",
        "household_register",
    },
    Cause.BUSINESS_FAILURE: {"deregistration", "tax_returns", "business_statements"},
    Cause.DISASTER: {"disaster_certificate"},
}


@pytest.mark.parametrize("cause", CORE)
def test_core_papers_are_those_of_the_facts(cause: Cause) -> None:
    found = {
        k.value
        for a in LISTS.asked
        if a.list is PaperList.HARDSHIP and cause in a.causes and a.need is not Need.SUPPORTING
        for k in a.papers
    }
    assert found == CORE[cause]


def test_without_a_certificate_there_is_something_honest_to_say() -> None:
    for paper in LISTS.papers.values():
        assert len(paper.instead.zh) >= 5, paper.kind
        assert not re.search("补造|代办|代开", paper.instead.zh + paper.where.zh), paper.kind


SPOILT = [
    ('need = "one_of"', 'need = "maybe"', "unknown_need"),
    ('source = "hardship_practice"', 'source = "hearsay"', "unknown_source"),
    ('confidence = "S-"', 'confidence = "O"', "too_sure"),
    ("[paper.identity_card]", "[paper.passport]", "unknown_kind"),
    ('months_confidence = "K"', "", "bad_term"),
    ("months = 1\n", "", "bad_term"),
    ("months = 1\n", "months = 0\n", "bad_number"),
    ('shows = ["name"', 'shows = ["colour"', "unknown_word"),
    ('cover = ["purpose_mark"]', 'cover = ["everything"]', "unknown_word"),
    ('words = ["身份证"]', 'words = ["征信"]', "duplicate_word"),
    ('words = ["身份证"]', 'words = ["证"]', "bad_words"),
    ('words = ["身份证"]', "words = 3", "bad_words"),
    ('causes = ["disaster"]\n', "", "bad_causes"),
    ('causes = ["over_borrowing"]', 'causes = ["unemployment"]', "missing"),
    ('lenders = ["private"]', 'lenders = ["unknown"]', "unknown_word"),
    ('need = "supporting"\npapers = ["loan_list"]', 'need = "required"\npapers = ["loan_list"]', "too_sure"),
    ("[[ask]]", "[[asks]]", "unknown_key"),
    ("why_en", "why", "missing"),
    ('list = "always"', 'list = "never"', "unknown_list"),
    ('papers = ["identity_card"]', "papers = []", "wrong_type"),
    ('zh = "身份证"', 'zh = "身份证"\nzh = "证"', "duplicate_key"),
]


@pytest.mark.parametrize(("old", "new", "code"), SPOILT)
def test_spoilt_lists_are_refused_with_the_place(old: str, new: str, code: str) -> None:
    assert old in TEXT
    with pytest.raises(InputRefused) as caught:
        load_papers(TEXT.replace(old, new, 1), load_cn().sources)
    assert code in [f.code for f in caught.value.findings]
    assert all(f.where.file == "papers.toml" for f in caught.value.findings)
