"""The directory: platform and lender apart, doubt kept, confirmations lead, questions follow from what is unknown."""

from __future__ import annotations

from datetime import date

import pytest

from xiehuan.contact.directory import (
    ASK,
    About,
    Because,
    Lender,
    Role,
    Seen,
    confirm,
    find,
    questions_to_ask,
)
from xiehuan.errors import InputRefused
from xiehuan.packs.lenders import lenders_cn, load_lenders, with_confirmations
from xiehuan.packs.loader import files_cn
from xiehuan.parameter import Confidence

DIRECTORY = lenders_cn()
ON = date(2026, 11, 24)


def one(name: str) -> Lender:
    (found,) = find(DIRECTORY, name)
    return found


def test_the_first_entry_is_the_platform_of_360() -> None:
    assert DIRECTORY[0] is one("360借条") is one("奇富借条") is one("qifu")
    assert DIRECTORY[0].role is Role.PLATFORM
    assert DIRECTORY[0].kind is None


def test_a_platform_is_not_the_lender_on_the_contract() -> None:
    for entry in DIRECTORY:
        assert (entry.role is Role.LENDER) is (entry.kind is not None), entry.id
    asked = {q.about for q in questions_to_ask(one("微粒贷"))}
    assert About.LENT_BY in asked
    assert About.LENT_BY not in {q.about for q in questions_to_ask(one("微众银行"))}


def test_nothing_seen_is_certain() -> None:
    """No platform's own page could be opened: no value is official, and grace is never told as certain."""
    for entry in DIRECTORY:
        for about, seen in entry.values.items():
            for r in seen:
                assert r.confidence in {Confidence.SECONDARY, Confidence.WEAK, Confidence.RECALLED}, entry.id
                assert r.seen_on == date(2026, 11, 23)
                assert r.confirmed_on is None
            assert entry.confirmed(about) is None


def test_what_is_unknown_stays_absent() -> None:
    assert one("奇富借条").reported(About.HOTLINE) == ()
    assert one("奇富借条").reported(About.GRACE) == ()
    assert one("马上消费").reported(About.HOTLINE) == ()


@pytest.mark.parametrize(
    ("name", "about", "because"),
    [
        ("360借条", About.HOTLINE, Because.UNKNOWN),
        ("花呗", About.HOTLINE, Because.UNCONFIRMED),
        ("花呗", About.HOURS, Because.CONFLICTING),
        ("建行", About.TOLERANCE, Because.CONFLICTING),
        ("招行", About.GRACE, Because.UNCONFIRMED),
    ],
)
def test_questions_follow_from_what_is_unknown(name: str, about: About, because: Because) -> None:
    (question,) = (q for q in questions_to_ask(one(name)) if q.about is about)
    assert question.because is because
    for r in one(name).reported(about):
        assert r.value.zh in question.text.zh
        assert r.value.en in question.text.en


def test_every_field_is_asked_until_it_is_confirmed() -> None:
    entry = one("360借条")
    for n, about in enumerate(ASK):
        assert len(questions_to_ask(entry)) == len(ASK) - n
        entry = confirm(entry, about, "某值", ON)
    assert questions_to_ask(entry) == ()


def test_a_confirmation_leads_and_keeps_its_day() -> None:
    once = confirm(one("招行"), About.GRACE, "3天", date(2026, 11, 1))
    entry = confirm(once, About.GRACE, "5天", ON)
    told = entry.confirmed(About.GRACE)
    assert told is not None
    assert (told.value.zh, told.confirmed_on, told.seen) == ("5天", ON, Seen.ME)
    assert [r.value.zh for r in entry.reported(About.GRACE)] == ["5天", "3天", "3天"]
    assert one("招行").confirmed(About.GRACE) is None


def test_confirmations_from_a_table() -> None:
    entry = find(with_confirmations(DIRECTORY, '[qifu]\nhotline = "400-000-0000"\n', ON), "qifu")[0]
    assert entry.confirmed(About.HOTLINE)
    for bad in ('[nobody]\nhotline = "1"\n', '[qifu]\nphone = "1"\n', "[qifu]\nhotline = 1\n", "qifu = 1"):
        with pytest.raises(InputRefused):
            with_confirmations(DIRECTORY, bad, ON)


def test_a_part_of_a_name_finds_every_entry_that_holds_it() -> None:
    assert [e.id for e in find(DIRECTORY, "白条")] == ["jd"]
    assert len(find(DIRECTORY, "信用卡")) == 17
    assert find(DIRECTORY, "没有这家") == ()
    assert find(DIRECTORY, "  ") == ()


TEXT = files_cn()["lenders.toml"]
BANK = 'value = "95055", seen = "recalled", seen_on = 2026-11-23'
BAD = [
    ("duplicate_key", "[duxiaoman]", "[qifu]"),
    ("bad_id", "[duxiaoman]", '["Du"]'),
    ("duplicate_id", '{ name = "奇富" }', '{ name = "度小满" }'),
    ("unknown_role", 'zh = "度小满"\nen = "Du Xiaoman"\nrole = "platform"', 'zh = "度小满"\nen = "Du Xiaoman"\nrole = "app"'),
    ("unknown_key", "[duxiaoman]", '[duxiaoman]\nphone = "1"'),
    ("unknown_word", "[duxiaoman]", '[duxiaoman]\nkind = "bank"'),
    ("bad_number", "page_year = 2016", "page_year = 2061"),
    ("too_sure", f'{BANK}, confidence = "K"', f'{BANK}, confidence = "S"'),
    ("address", 'value = "95055"', 'value = "https://a.example"'),
    ("bad_date", BANK, BANK.replace("2026-11-23", '"2026"')),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new"), BAD)
def test_a_bad_directory_is_refused_with_its_place(code: str, old: str, new: str) -> None:
    assert TEXT.count(old) == 1, old
    with pytest.raises(InputRefused) as refused:
        load_lenders(TEXT.replace(old, new))
    assert code in [f.code for f in refused.value.findings]
