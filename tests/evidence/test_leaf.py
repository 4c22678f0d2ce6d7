"""Leaves, heads and their canonical form: written once, read back exactly, refused when anything differs."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence.canonical import NotCanonical, canonical, parsed
from xiehuan.evidence.head import Head, HeadRefused, parse_head
from xiehuan.evidence.leaf import Erased, LeafRefused, LogPoint, Taken, hash_of, parse_leaf
from xiehuan.evidence.merkle import EMPTY_ROOT, Tree, includes

NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - a time without an offset is what is refused
EAST = timezone(timedelta(hours=8))
TAKEN = Taken(
    salt=bytes(range(32)),
    sha256=hashlib.sha256(b"hello").hexdigest(),
    size=5,
    media_type="text/xml",
    source="短信/sms-2026 🙂.xml",
    taken_at=datetime(2026, 11, 24, 9, 30, tzinfo=EAST),
    importer="sms",
    importer_version="0.1.0",
    actor="owner",
    previous=LogPoint(0, EMPTY_ROOT),
)
ERASED = Erased(
    salt=bytes(reversed(range(32))),
    index=0,
    leaf=hash_of(TAKEN),
    erased_at=datetime(2026, 11, 25, 8, 0, tzinfo=EAST),
    reason="本人要求删除",
    actor="owner",
    previous=LogPoint(1, hash_of(TAKEN)),
    key_id="ed25519:abc",
    signature=bytes(64),
)
HEAD = Head("case-1", LogPoint(2, hash_of(TAKEN)), datetime(2026, 11, 25, tzinfo=UTC), "ed25519:abc")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_example_of_the_standard() -> None:
    """RFC 8785 section 3.2.3: keys in the order of their UTF-16 units."""
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    order = ["\r", "1", "\x80", "\xf6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(keys))) == order
    assert (
        canonical({"s": '\u20ac$\x0f\nA\'B"\\\\"/'}) == b'{"s":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_canonical_form_is_one_and_comes_back(value: dict) -> None:
    data = canonical(value)
    assert parsed(data) == value
    assert canonical(dict(reversed(value.items()))) == data


@pytest.mark.parametrize(
    "value", [{"x": 0.5}, {"x": 2**53}, {"x": -(2**53)}, {"x": "\ud800"}, {"x": b"y"}, {1: "y"}, {"x": (1,)}]
)
def test_what_has_no_single_form(value: dict) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"1", b"\xff", b'{ "a":1}', b'{"a":1}\n', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e2}',
     b'{"a":"\\u0041"}', b'{"a":NaN}', b"\xef\xbb\xbf{}", b'{"a":' * 5000 + b"1" + b"}" * 5000],
)  # fmt: skip
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parsed(data)


def test_nesting_ends() -> None:
    value: dict = {}
    for _ in range(40):
        value = {"x": value}
    with pytest.raises(NotCanonical, match="deeply"):
        canonical(value)


@pytest.mark.parametrize(
    "leaf",
    [
        TAKEN,
        ERASED,
        replace(TAKEN, source="\udcc4\udce3.txt"),
        replace(TAKEN, source=""),
        replace(TAKEN, taken_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)),
    ],
)
def test_leaves_come_back_exactly(leaf: Taken | Erased) -> None:
    assert parse_leaf(leaf.body()) == leaf


def test_a_composed_and_a_decomposed_name_stay_apart() -> None:
    """Raw strings as they came: normalising would say that a file had another name than it had."""
    assert hash_of(replace(TAKEN, source="\u00e9")) != hash_of(replace(TAKEN, source="e\u0301"))


def test_the_salt_hides_what_is_guessed() -> None:
    guess = replace(TAKEN, salt=bytes(32))
    assert hash_of(guess) != hash_of(TAKEN)


def test_a_tombstone_keeps_the_tree_and_names_no_digest() -> None:
    tree = Tree([hash_of(TAKEN), hash_of(ERASED)])
    assert includes(ERASED.leaf, 0, 2, tree.inclusion(0), tree.root())
    assert TAKEN.sha256.encode() not in ERASED.body()
    assert TAKEN.source.encode() not in ERASED.body()
    assert parse_leaf(ERASED.body()).statement() == replace(ERASED, signature=b"").statement()


@pytest.mark.parametrize(
    "change",
    [{"salt": b"short"}, {"sha256": "ABC"}, {"sha256": TAKEN.sha256.upper()}, {"size": -1},
     {"taken_at": NAIVE}],
)  # fmt: skip
def test_a_leaf_that_cannot_be(change: dict) -> None:
    with pytest.raises(LeafRefused):
        replace(TAKEN, **change)


@pytest.mark.parametrize("change", [{"index": 1}, {"index": -1}, {"leaf": b""}, {"salt": b""}])
def test_a_tombstone_that_cannot_be(change: dict) -> None:
    with pytest.raises(LeafRefused):
        replace(ERASED, **change)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"kind":"taken"', b'"kind":"seen"'),
        (b'"size":5', b'"size":true'),
        (b'"size":5', b'"size":"5"'),
        (b'"actor":"owner"', b'"actor":"owner","more":1'),
        (b'"actor":"owner",', b""),
        (b'"importer":{', b'"importer":[{'),
        (b"+08:00", b""),
        (b"+08:00", b"+0800"),
    ],
)
def test_a_body_that_is_no_leaf(old: bytes, new: bytes) -> None:
    assert old in TAKEN.body()
    with pytest.raises(LeafRefused):
        parse_leaf(TAKEN.body().replace(old, new, 1))


def test_heads_come_back_exactly() -> None:
    assert parse_head(HEAD.statement()) == HEAD
    assert HEAD.statement().count(b"\n") == 6


@pytest.mark.parametrize("change", [{"log": "a b"}, {"log": ""}, {"key_id": "x\ny"}, {"at": NAIVE}])
def test_a_head_that_cannot_be(change: dict) -> None:
    with pytest.raises(HeadRefused):
        replace(HEAD, **change)


def test_a_changed_byte_gives_another_hash_or_no_leaf_and_no_head() -> None:
    rng = random.Random(8785)  # noqa: S311
    for whole, read in (
        (TAKEN.body(), parse_leaf),
        (ERASED.body(), parse_leaf),
        (HEAD.statement(), parse_head),
    ):
        for _ in range(1000):
            changed = bytearray(whole)
            changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
            try:
                value = read(bytes(changed))
            except (LeafRefused, HeadRefused):
                continue
            back = value.statement() if isinstance(value, Head) else value.body()
            assert back == bytes(changed) != whole
