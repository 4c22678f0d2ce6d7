"""What is there is found, what is not there is not, newest first; the judge is a plain look at every text."""

from __future__ import annotations

import random
import unicodedata
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.backup_writer import Sms, backup
from store.homes import opened, taken
from xiehuan.evidence import Kind, ngrams
from xiehuan.store import search
from xiehuan.store.cases import case_of
from xiehuan.store.models import Case, Party
from xiehuan.store.search import Query, find

TEXTS = [
    "【云帆借】您的借款已逾期，应还１２３４.50元，详询95588",
    "逾期。期望您尽快還款",
    "我们可以为您办理延期还款",
    "Your loan is OVERDUE, call 138-0013-8000",
    "好",
    "。。。",
    "展期申请已提交 \U0001f600 谢谢",
    "今天天气很好",
    "ｆｕｌｌ　ｗｉｄｔｈ 全角",
    "ﬁne ﬃ ligature",
    "𠮷野家 extension B",
    "a",
]
SENDERS = [f"1065502000{i % 4:02}" for i in range(len(TEXTS))]
SEEN = [
    (t, f"{t}\n{s}") for t, s in zip(TEXTS, SENDERS, strict=True)
]  # the sender's number is looked through too


@pytest.fixture
def case(tmp_path: Path) -> Case:
    texts = [Sms(SENDERS[i], 1_760_000_000_000 + i * 1000, 1, t) for i, t in enumerate(TEXTS)]
    (tmp_path / "sms.xml").write_bytes(backup(texts))
    taken(opened(tmp_path / "home"), tmp_path / "sms.xml")
    return case_of("mine")


def found(case: Case, text: str, **filters: object) -> list[str]:
    return [h.record.text for h in find(case, Query(text, **filters)).hits]  # type: ignore[arg-type]


def plain(text: str) -> str:
    """The judge's own way of making texts alike, character by character."""
    alike = "".join(unicodedata.normalize("NFKC", c).casefold() for c in text)
    return "".join(" " if c.isspace() else c for c in alike)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("逾期", [1, 0]),
        ("期还", [2]),
        ("1234", [0]),
        ("８０００", [3]),
        ("5588", [0]),
        ("overdue", [3]),
        ("erdu", [3]),
        ("还款", [2]),
        ("好", [7, 4]),
        ("款已", [0]),
        ("。期", [1]),
        ("。", [5, 1]),
        ("逾期 云帆", [0]),
        ('"延期 还款"', []),
        ("full width", [8]),
        ("ffi", [9]),
        ("𠮷野", [10]),
        ("\U0001f600", [6]),
        ("没有这个", []),
    ],
)
def test_words(case: Case, query: str, places: list[int]) -> None:
    assert found(case, query) == [TEXTS[i] for i in places]


def test_every_piece_of_every_text_is_found_and_nothing_else(case: Case) -> None:
    rng = random.Random(5)  # noqa: S311
    pieces = {t[i : i + rng.randint(1, 6)] for t in TEXTS for i in range(len(t))}
    for piece in sorted(p for p in pieces if p.strip() and '"' not in p):
        words = plain(piece).split()
        expected = [t for t, seen in reversed(SEEN) if all(w in plain(seen) for w in words)]
        assert found(case, piece) == expected, piece


@given(st.text(min_size=1, max_size=40), st.data())
def test_a_piece_of_a_text_has_only_tokens_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    piece = text[start : data.draw(st.integers(start + 1, len(text)))]
    assert ngrams.needed(piece) <= ngrams.tokens(text)
    character = ngrams.single(piece)
    assert character is None or any(t.startswith(character) for t in ngrams.tokens(text))


@given(st.text(max_size=40), st.text(min_size=1, max_size=3))
def test_spans_show_where_the_words_stand(text: str, term: str) -> None:
    folded = ngrams.fold(term)
    spans = ngrams.spans(text, (folded,)) if folded else ()
    assert bool(spans) == (bool(folded) and folded in ngrams.fold(text))
    assert all(a < b <= len(text) for a, b in spans)
    assert all(b < c for (_, b), (c, _) in pairwise(spans))


def test_filters(case: Case) -> None:
    assert found(case, "", people=("1065502000 03",)) == [TEXTS[i] for i in (11, 7, 3)]
    assert found(case, "", kinds=(Kind.MAIL,)) == []
    assert found(case, "期", kinds=(Kind.SMS, Kind.MAIL)) == [TEXTS[i] for i in (6, 2, 1, 0)]
    base = datetime.fromtimestamp(1_760_000_000, UTC)
    middle = {"since": base + timedelta(seconds=2), "until": base + timedelta(seconds=4)}
    assert found(case, "", **middle) == [TEXTS[i] for i in (4, 3, 2)]
    Party.objects.create(case=case, address="106550200000", debt="yunfan")
    assert found(case, "", debt="yunfan") == [TEXTS[i] for i in (8, 4, 0)]
    assert found(case, "", debt="unknown") == []
    assert found(case, "", debt="yunfan", people=("106550200001",)) == []


def test_pages_go_on_where_the_last_one_ended(case: Case) -> None:
    seen: list[str] = []
    before: int | None = None
    while True:
        page = find(case, Query(""), before=before, most=5)
        seen += [h.record.text for h in page.hits]
        if page.older is None:
            break
        before = page.older
    assert seen == TEXTS[::-1]


def test_the_index_made_again_is_the_same(case: Case) -> None:
    before = {q: found(case, q) for q in ("逾期", "好", "1", "")}
    assert search.rebuild() == len(TEXTS)
    assert {q: found(case, q) for q in before} == before


def test_quotes_and_signs_of_the_query_language_mean_nothing(case: Case) -> None:
    for query in (
        '"',
        '"""',
        "NOT",
        "a OR b",
        "(",
        "*",
        "逾期*",
        "tokens:a",
        "-",
        "'; DROP TABLE store_record; --",
        "\x00",
    ):
        assert all(isinstance(t, str) for t in found(case, query))
