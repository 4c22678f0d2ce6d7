"""One bad pack per error: what is refused, and that file, table and field are named."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pack import LPR, SOURCES, TOPIC, small

from xiehuan.errors import InputRefused
from xiehuan.packs.loader import load_pack


def test_the_small_pack_is_sound() -> None:
    pack = load_pack(small())
    rate = pack.parameters["some.rate"]
    assert [rate.at(date(y, 6, 1)).value for y in (2020, 2022)] == [Fraction("0.36"), Fraction("0.24")]
    assert pack.provisions["some.ban"].articles == ("第四条",)


# code, text that is replaced, by what, table, field
IN_TOPIC = [
    ("bad_toml", 'unit = "per_year"', "unit = per_year", None, None),
    ("bad_toml", "checked_on = 2026-11-24\nvalues", "checked_on = 2026-11-31\nvalues", None, None),
    ("duplicate_key", 'unit = "per_year"', 'unit = "per_year"\nunit = "day"', None, None),
    ("duplicate_key", '[parameter."some.days"]', '[parameter."some.rate"]', None, None),
    ("duplicate_id", '[provision."some.ban"]', '[provision."some.days"]', "some.days", None),
    ("unknown_key", '[provision."some.ban"]', '[provisions."some.ban"]', "provisions", None),
    ("unknown_key", 'unit = "per_year"', 'unit = "per_year"\nvalue = "1"', "some.rate", "value"),
    ("unknown_key", 'article = "第三条"', 'artikel = "第三条"', "some.rate.values[2]", "artikel"),
    ("bad_id", '[parameter."some.rate"]', '[parameter."Some Rate"]', "Some Rate", None),
    ("missing", 'decided_by = "contract"\n', "", "some.rate", "decided_by"),
    ("missing", 'zh = "某利率"\n', "", "some.rate", "zh"),
    ("bad_text", 'zh = "某利率"', 'zh = "rate"', "some.rate", "zh"),
    ("bad_text", 'en = "some rate"', 'en = " "', "some.rate", "en"),
    ("bad_text", 'en = "some rate"', 'en = "some\\u202erate"', "some.rate", "en"),
    ("bad_text", 'en = "some rate"', 'en = "a\\nb"', "some.rate", "en"),
    ("wrong_type", 'en = "some rate"', "en = 3", "some.rate", "en"),
    ("unknown_unit", 'unit = "per_year"', 'unit = "per_week"', "some.rate", "unit"),
    ("unknown_decided_by", 'decided_by = "contract"', 'decided_by = "signature"', "some.rate", "decided_by"),
    ("unknown_status", 'status = "in_force"\napplies_to', 'status = "valid"\napplies_to', "some.rate", "status"),
    ("unknown_word", '"bank_loan", "guarantor"', '"bank", "guarantor"', "some.rate", "applies_to"),
    ("unknown_word", '"bank_loan", "guarantor"', '"unknown"', "some.rate", "applies_to"),
    ("duplicate_word", '"bank_loan", "guarantor"', '"bank_loan", "bank_loan"', "some.rate", "applies_to"),
    ("bad_date", "checked_on = 2026-11-24\nvalues", 'checked_on = "2026-11-24"\nvalues', "some.rate", "checked_on"),
    ("bad_date", "checked_on = 2026-11-24\nvalues", "checked_on = 2026-11-24T10:00:00\nvalues", "some.rate", "checked_on"),
    ("bad_date", "since = 2022-01-01", "since = 1022-01-01", "some.rate.values[2]", "since"),
    ("bad_number", '"0.24", since', "0.24, since", "some.rate.values[2]", "value"),
    ("bad_number", '"0.24", since', '"24%", since', "some.rate.values[2]", "value"),
    ("bad_number", '"0.24", since', '"1e9", since', "some.rate.values[2]", "value"),
    ("bad_number", '"0.24", since', '"6/25", since', "some.rate.values[2]", "value"),
    ("bad_number", '"0.24", since', '"-0.24", since', "some.rate.values[2]", "value"),
    ("bad_number", '"0.24", since', '"٠.٢٤", since', "some.rate.values[2]", "value"),
    ("missing", 'value = "0.24", since', "since", "some.rate.values[2]", "value"),
    ("dangling_source", 'since = 2022-01-01, source = "code"', 'since = 2022-01-01, source = "codex"', "some.rate.values[2]", "source"),
    ("too_sure", 'article = "第三条"', 'article = "第三条", confidence = "O"', "some.rate.values[2]", "confidence"),
    ("unknown_confidence", 'article = "第三条"', 'article = "第三条", confidence = "L"', "some.rate.values[2]", "confidence"),
    ("overlap", "until = 2021-12-31", "until = 2022-01-01", "some.rate", "values"),
    ("overlap", ", until = 2021-12-31", "", "some.rate", "values"),
    ("overlap", "since = 2022-01-01, ", "", "some.rate", "values"),
    ("backward_span", "until = 2021-12-31", "until = 2019-12-31", "some.rate.values[1]", "until"),
    ("missing", 'values = [{ value = "15", source = "code" }]', "values = []", "some.days", "values"),
    ("no_example", 'examples = [{ on = 2026-11-24, value = "15" }]\n', "", "some.days", "examples"),
    ("missing", 'examples = [{ on = 2026-11-24, value = "15" }]', "examples = []", "some.days", "examples"),
    ("bad_example", "none = true", "none = false", "some.rate.examples[1]", "none"),
    ("bad_example", "none = true", 'none = true, value = "1"', "some.rate.examples[1]", "none"),
    ("missing", "on = 2026-11-24, value", "value", "some.days.examples[1]", "on"),
    ("wrong_unit", 'unit = "day"', 'unit = "year"', "some.days", "period"),
    ("unknown_roll", 'roll = "unstated"', 'roll = "maybe"', "some.days.period", "roll"),
    ("unknown_binds", 'binds = "lender"', 'binds = "bank"', "some.days.period", "binds"),
    ("not_a_table", 'period = { zh = "收到之日", en = "receipt", binds = "lender", roll = "unstated" }', 'period = "day"', "some.days.period", None),
    ("unknown_who", 'who = "lender"', 'who = "everyone"', "some.ban", "who"),
    ("unknown_form", 'form = "must_not"', 'form = "never"', "some.ban", "form"),
    ("missing", 'says_en = "Not so."\n', "", "some.ban", "says_en"),
    ("missing", 'says_en = "Not so."', 'says_en = "Not so."\nwhen_zh = "某时"', "some.ban", "when_en"),
    ("duplicate_word", 'key = "two"', 'key = "one"', "some.ban.items[2]", "key"),
    ("bad_id", 'key = "two"', 'key = "No Two"', "some.ban.items[2]", "key"),
    ("wrong_type", "holds = false", 'holds = "no"', "some.ban.examples[1]", "holds"),
    ("dangling_source", 'source = "code"\narticle', 'source = "none"\narticle', "some.ban", "source"),
    ("unknown_use", 'form = "must_not"', 'form = "must_not"\nuse = "proof"', "some.ban", "use"),
]  # fmt: skip
IN_SOURCES = [
    ("duplicate_key", "[talk]", "[code]", None, None),
    ("missing", 'title = "某规定"\n', "", "code", "title"),
    ("missing", 'number = "某令1号"\n', "", "code", "number"),
    ("missing", "as_of = 2026-01-01\nchecked_on = 2026-11-24\n\n[talk]", "checked_on = 2026-11-24\n\n[talk]", "code", "as_of"),
    ("unknown_rank", 'rank = "law"', 'rank = "act"', "code", "rank"),
    ("unknown_confidence", 'confidence = "M"', 'confidence = "A"', "code", "confidence"),
    ("unknown_key", 'rank = "law"', 'rank = "law"\nurl = "x"', "code", "url"),
    ("bad_date", "in_force = 2020-01-01", 'in_force = "from 2020"', "code", "in_force"),
    ("unknown_word", 'rank = "law"', 'rank = "law"\nunconfirmed = ["rank"]', "code", "unconfirmed"),
    ("unknown_word", 'rank = "practice"', 'rank = "practice"\nunconfirmed = ["number"]', "talk", "unconfirmed"),
    ("backward_span", "in_force = 2020-01-01", "in_force = 2020-01-01\nuntil = 2019-01-01", "code", "until"),
    ("bad_id", "[talk]", '["small talk"]', "small talk", None),
]  # fmt: skip
IN_LPR = [
    ("bad_columns", "published,", "day,", 1),
    ("bad_columns", "2019-09-20,4.20,4.85", "2019-09-20,4.20", 3),
    ("bad_date", "2019-09-20", "2019-09-31", 3),
    ("bad_date", "2019-09-20", "20190920", 3),
    ("bad_date", "2019-08-20", "2019-07-20", 2),
    ("bad_number", "4.25", "4.25%", 2),
    ("bad_number", "4.25", "0.00", 2),
    ("bad_number", "4.25", "42.5", 2),
    ("bad_number", "4.25", "425", 2),
    ("unordered", "2019-10-21", "2019-09-10", 4),
    ("duplicate_month", "2019-10-21", "2019-09-21", 4),
    ("empty", LPR.partition("\n")[2], "", None),
]


def refuse(texts: dict[str, str]) -> InputRefused:
    with pytest.raises(InputRefused) as refused:
        load_pack(texts)
    return refused.value


@pytest.mark.parametrize(("code", "old", "new", "table", "field"), IN_TOPIC)
def test_a_bad_topic(code: str, old: str, new: str, table: str | None, field: str | None) -> None:
    assert TOPIC.count(old) == 1, old
    error = refuse(small(topic=TOPIC.replace(old, new)))
    where = error.findings[0].where
    assert (error.findings[0].code, where.file, where.table, where.field) == (
        code,
        "topic.toml",
        table,
        field,
    )
    assert error.findings[0].message.zh
    assert error.findings[0].message.en


@pytest.mark.parametrize(("code", "old", "new", "table", "field"), IN_SOURCES)
def test_bad_sources(code: str, old: str, new: str, table: str | None, field: str | None) -> None:
    assert SOURCES.count(old) == 1, old
    error = refuse(small(sources=SOURCES.replace(old, new)))
    where = error.findings[0].where
    assert (error.findings[0].code, where.file, where.table, where.field) == (
        code,
        "sources.toml",
        table,
        field,
    )


@pytest.mark.parametrize(("code", "old", "new", "row"), IN_LPR)
def test_a_bad_lpr_table(code: str, old: str, new: str, row: int | None) -> None:
    assert LPR.count(old) == 1, old
    error = refuse(small(lpr=LPR.replace(old, new)))
    where = error.findings[0].where
    assert (error.findings[0].code, where.file, where.row) == (code, "lpr.csv", row)


@pytest.mark.parametrize("name", ["sources.toml", "lpr.csv"])
def test_a_missing_file(name: str) -> None:
    texts = small()
    del texts[name]
    codes = {(f.code, f.where.file) for f in refuse(texts).findings}
    assert ("missing_file", name) in codes


def test_an_id_used_in_two_files() -> None:
    error = refuse({**small(), "again.toml": TOPIC})
    assert [f.code for f in error.findings] == ["duplicate_id"] * 3


def test_every_bad_table_is_named_at_once() -> None:
    bad = TOPIC.replace('unit = "per_year"', 'unit = "x"').replace('who = "lender"', 'who = "x"')
    error = refuse(small(topic=bad, lpr=LPR.replace("4.25", "x")))
    assert [f.code for f in error.findings] == ["unknown_unit", "unknown_who", "bad_number"]


@given(st.text(max_size=60), st.integers(0, len(TOPIC)))
def test_whatever_is_written_into_a_pack_is_read_or_refused(text: str, at: int) -> None:
    texts = small(topic=TOPIC[:at] + text + TOPIC[at:])
    try:
        pack = load_pack(texts)
    except InputRefused as error:
        named = [f.where.file for f in error.findings]
    else:
        named = [] if pack.lpr else ["topic.toml"]
        assert named == []
        return
    assert set(named) == {"topic.toml"}


def test_deep_nesting_is_refused() -> None:
    assert refuse(small(topic="a = " + "[" * 5000)).findings[0].code == "bad_toml"
