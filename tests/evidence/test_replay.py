"""A log replayed: whatever is taken out, put in, changed, swapped or cut off is found where it is."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime

import pytest

from xiehuan.evidence.leaf import Erased, LogPoint, Taken, hash_of
from xiehuan.evidence.merkle import CompactRange, leaf_hash
from xiehuan.evidence.replay import Fault, Kept, LogFault, replay

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def log(number: int = 12, erased: int | None = 4) -> tuple[list[Kept], list[LogPoint]]:
    """Leaves in batches of three over one point each, the last one a tombstone; heads after each batch."""
    kept: list[Kept] = []
    grown, heads = CompactRange(), []
    for n in range(number):
        if n % 3 == 0:
            heads.append(LogPoint(grown.size, grown.root))
        digest, salt = hashlib.sha256(b"%d" % n).hexdigest(), hashlib.sha256(b"salt %d" % n).digest()
        leaf: Taken | Erased = Taken(
            salt, digest, n, "text/plain", f"{n}", AT, "sms", "1", "owner", heads[-1]
        )
        if erased is not None and n == number - 1:
            leaf = Erased(
                salt, erased, kept[erased].hash, AT, "asked", "owner", heads[-1], "ed25519:x", bytes(64)
            )
        kept.append(Kept(hash_of(leaf), leaf.body()))
        grown = grown.appended([kept[-1].hash])
    if erased is not None:
        kept[erased] = Kept(kept[erased].hash, None)
    return kept, [*heads, LogPoint(grown.size, grown.root)]


def test_a_whole_log_has_no_fault() -> None:
    kept, heads = log()
    found = replay(kept, heads)
    assert found.faults == ()
    assert found.log.root == heads[-1].root
    assert replay([]).faults == ()


def test_a_changed_body_is_found_where_it_is() -> None:
    rng = random.Random(1)  # noqa: S311 - a reproducible draw
    kept, heads = log()
    for _ in range(500):
        at = rng.choice([n for n, k in enumerate(kept) if k.body is not None and n != 11])
        body = bytearray(kept[at].body or b"")
        body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
        changed = [*kept[:at], Kept(kept[at].hash, bytes(body)), *kept[at + 1 :]]
        assert replay(changed, heads).faults == (LogFault(at, Fault.BODY_CHANGED),)


def test_a_rewritten_leaf_breaks_the_heads_after_it() -> None:
    """Who changes body and hash alike has to change every later leaf and head too."""
    kept, heads = log()
    body = (kept[7].body or b"").replace(b'"source":{"path":"7"}', b'"source":{"path":"8"}')
    rewritten = [*kept[:7], Kept(leaf_hash(body), body), *kept[8:]]
    faults = replay(rewritten, heads).faults
    assert {f.fault for f in faults} == {Fault.HEAD_DIFFERS, Fault.PREVIOUS_DIFFERS}
    assert min(f.at for f in faults) > 7


@pytest.mark.parametrize("at", [0, 3, 7, 10])
def test_what_is_taken_out_put_in_or_swapped_is_found(at: int) -> None:
    kept, heads = log(erased=None)
    assert replay(kept[:at] + kept[at + 1 :], heads).faults
    assert replay([*kept[:at], kept[at], *kept[at:]], heads).faults
    swapped = [*kept[:at], kept[at + 1], kept[at], *kept[at + 2 :]]
    assert replay(swapped, heads).faults


def test_a_log_that_was_cut_is_shorter_than_its_head() -> None:
    kept, heads = log(erased=None)
    assert replay(kept[:-1], heads).faults == (LogFault(12, Fault.SHORTER_THAN_HEAD),)
    assert replay([], heads).faults[-1].fault is Fault.SHORTER_THAN_HEAD


def test_erasing_needs_a_tombstone_and_a_tombstone_erasing() -> None:
    kept, heads = log(erased=None)
    gone = [*kept[:5], Kept(kept[5].hash, None), *kept[6:]]
    assert replay(gone, heads).faults == (LogFault(5, Fault.GONE_WITHOUT_TOMBSTONE),)
    whole, heads = log()
    other, _ = log(erased=None)
    whole[4] = other[4]
    assert replay(whole, heads).faults == (LogFault(4, Fault.KEPT_IN_SPITE_OF_TOMBSTONE),)


def test_a_tombstone_that_names_another_leaf() -> None:
    kept, heads = log(erased=None)
    point = heads[-1]
    stone = Erased(bytes(32), 2, kept[3].hash, AT, "asked", "owner", point, "ed25519:x", bytes(64))
    faulty = [*kept[:2], Kept(kept[2].hash, None), *kept[3:], Kept(hash_of(stone), stone.body())]
    assert replay(faulty, heads).faults == (LogFault(2, Fault.TOMBSTONE_DIFFERS),)


def test_what_is_no_leaf() -> None:
    kept = [Kept(leaf_hash(b"{}"), b"{}")]
    assert replay(kept).faults == (LogFault(0, Fault.NO_LEAF),)


def test_a_point_from_the_future_is_no_previous_one() -> None:
    _, heads = log(erased=None)
    first = Taken(bytes(32), "0" * 64, 0, "x", "x", AT, "x", "1", "x", heads[-1])
    assert replay([Kept(hash_of(first), first.body())]).faults == (LogFault(0, Fault.PREVIOUS_DIFFERS),)
