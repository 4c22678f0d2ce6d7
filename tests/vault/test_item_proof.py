"""The chain from original to time: every flipped bit in any part of it is detected, and the part is named."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import UTC, datetime

import token_maker as maker

from xiehuan.evidence.leaf import Erased, LogPoint, Taken, hash_of
from xiehuan.evidence.merkle import CompactRange, Tree
from xiehuan.vault.answer import Answer
from xiehuan.vault.certificates import Trust
from xiehuan.vault.installation_key import InstallationKey
from xiehuan.vault.item_proof import ItemCheck, ItemProof, Link, check_item
from xiehuan.vault.signed_head import SignedHead, sign_head, sign_tombstone, tombstone_holds
from xiehuan.vault.timestamp import library_opinion

AT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ORIGINAL = "您的借款已逾期，请今日还款。".encode()
TRUST = Trust((maker.root().certificate,))
KEY = InstallationKey.made()


def leaves() -> list[Taken | Erased]:
    """A log as an import writes it: each leaf names the log before it."""
    made: list[Taken | Erased] = []
    log = CompactRange()
    for n in range(11):
        data = ORIGINAL if n == 6 else f"message {n}".encode()
        digest = hashlib.sha256(data).hexdigest()
        point = LogPoint(log.size, log.root)
        salt = hashlib.sha256(f"salt {n}".encode()).digest()
        made.append(
            Taken(salt, digest, len(data), "text/plain", f"{n}.txt", AT, "sms", "0.1.0", "owner", point)
        )
        log = log.appended([hash_of(made[-1])])
    return made


LEAVES = leaves()
TREE = Tree([hash_of(leaf) for leaf in LEAVES])
HEAD = sign_head(KEY, "case-1", LogPoint(TREE.size, TREE.root()), AT)
PROOF = ItemProof(LEAVES[6].body(), 6, TREE.inclusion(6), HEAD, (maker.token(HEAD.statement),))


def checked(original: bytes = ORIGINAL, proof: ItemProof = PROOF) -> ItemCheck:
    return check_item(hashlib.sha256(original).hexdigest(), proof, TRUST, (library_opinion,))


def flipped(whole: bytes, rng: random.Random) -> bytes:
    changed = bytearray(whole)
    changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def test_a_whole_chain() -> None:
    found = checked()
    assert found.answer is Answer.PROVEN
    assert found.not_proven == ()
    assert found.existed_by == maker.STAMPED
    assert found.taken == LEAVES[6]
    assert [c.link for c in found.links] == list(Link)


def test_every_flipped_bit_is_named() -> None:
    """Object, leaf, path, head and signature: never proven, and the link that broke is among those named."""
    rng = random.Random(20261124)  # noqa: S311 - a reproducible draw
    for _ in range(210):
        assert Link.ORIGINAL in named(checked(flipped(ORIGINAL, rng)))
        assert Link.PATH in named(checked(proof=replace(PROOF, body=flipped(PROOF.body, rng))))
        at = rng.randrange(len(PROOF.path))
        path = (*PROOF.path[:at], flipped(PROOF.path[at], rng), *PROOF.path[at + 1 :])
        assert named(checked(proof=replace(PROOF, path=path))) == {Link.PATH}
        statement = replace(HEAD, statement=flipped(HEAD.statement, rng))
        assert {Link.HEAD, Link.TIME} <= named(checked(proof=replace(PROOF, head=statement)))
        signature = replace(HEAD, signature=flipped(HEAD.signature, rng))
        assert Link.HEAD in named(checked(proof=replace(PROOF, head=signature)))


def named(found: ItemCheck) -> set[Link]:
    assert found.answer is not Answer.PROVEN
    return {c.link for c in found.not_proven}


def test_other_places_and_other_leaves_do_not_pass() -> None:
    for index in (*range(6), *range(7, 12), -1):
        assert named(checked(proof=replace(PROOF, index=index))) == {Link.PATH}
    other = replace(PROOF, body=LEAVES[5].body())
    assert named(checked(proof=other)) == {Link.ORIGINAL, Link.PATH}
    tombstone = Erased(
        bytes(32), 0, hash_of(LEAVES[0]), AT, "asked", "owner", LogPoint(11, TREE.root()), KEY.key_id
    )
    assert Link.LEAF in named(checked(proof=replace(PROOF, body=tombstone.body())))


def test_a_head_of_another_key_or_log_does_not_pass() -> None:
    forged = sign_head(InstallationKey.made(), "case-1", LogPoint(1, hash_of(LEAVES[6])), AT)
    proof = replace(PROOF, head=forged, index=0, path=())
    found = checked(proof=proof)
    assert found.answer is Answer.PROVEN  # whoever holds another key can make another log …
    assert found.existed_by is None  # … but no stamp of the past over its head
    assert [c.answer for c in found.links if c.link is Link.TIME] == [Answer.REFUTED]
    digest = hashlib.sha256(ORIGINAL).hexdigest()
    known = check_item(digest, proof, TRUST, (library_opinion,), expected_key=KEY.key_id)
    assert named(known) == {Link.HEAD, Link.TIME}
    assert check_item(digest, PROOF, TRUST, (library_opinion,), KEY.key_id).answer is Answer.PROVEN


def test_without_a_stamp_the_chain_says_no_time() -> None:
    found = checked(proof=replace(PROOF, tokens=()))
    assert found.answer is Answer.PROVEN
    assert found.existed_by is None


def test_the_earliest_proven_stamp_counts() -> None:
    later = maker.token(HEAD.statement, at=maker.STAMPED + maker.days(30))
    broken = maker.token(b"other", at=maker.STAMPED - maker.days(30))
    found = checked(proof=replace(PROOF, tokens=(later, broken, *PROOF.tokens)))
    assert found.existed_by == maker.STAMPED


def test_an_erased_neighbour_changes_nothing() -> None:
    """Decision 9: object and body of another item are gone, its hash stays, this proof still holds."""
    gone = Tree([hash_of(leaf) if n != 3 else hash_of(LEAVES[3]) for n, leaf in enumerate(LEAVES)])
    stone = Erased(
        salt=bytes(32),
        index=3,
        leaf=hash_of(LEAVES[3]),
        erased_at=AT,
        reason="本人要求删除",
        actor="owner",
        previous=LogPoint(gone.size, gone.root()),
        key_id=KEY.key_id,
    )
    assert tombstone_holds(stone, KEY.public_pem()) is Answer.REFUTED
    stone = sign_tombstone(KEY, stone)
    assert tombstone_holds(stone, KEY.public_pem()) is Answer.PROVEN
    assert tombstone_holds(replace(stone, reason="changed"), KEY.public_pem()) is Answer.REFUTED
    assert tombstone_holds(stone, InstallationKey.made().public_pem()) is Answer.REFUTED
    assert tombstone_holds(stone, b"no key") is Answer.CANNOT_TELL
    grown = Tree([*(hash_of(leaf) for leaf in LEAVES), hash_of(stone)])
    head = sign_head(KEY, "case-1", LogPoint(grown.size, grown.root()), AT)
    assert checked(proof=ItemProof(PROOF.body, 6, grown.inclusion(6), head)).answer is Answer.PROVEN


def test_hostile_parts_end_in_an_answer() -> None:
    junk = (b"", b"x" * 1000, b"{" * 10_000)
    for part in junk:
        proof = ItemProof(part, 10**30, (part,), SignedHead(part, part, part), (part,))
        found = check_item("not a digest", proof, Trust())
        assert found.answer is not Answer.PROVEN
        assert found.existed_by is None
