"""The Merkle tree against the definitions of RFC 9162, and its checks against everything that is no proof."""

from __future__ import annotations

import hashlib
import random
from functools import cache
from time import process_time

import naive_tree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiehuan.evidence.merkle import EMPTY_ROOT, CompactRange, Tree, extends, includes, leaf_hash, node_hash

MOST = 130
LEAVES = [leaf_hash(f"leaf {n}".encode()) for n in range(MOST)]
TREE = Tree(LEAVES)


@cache
def root(n: int) -> bytes:
    return naive_tree.mth(LEAVES[:n])


def test_hashes_of_the_standard() -> None:
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == hashlib.sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()
    assert EMPTY_ROOT.hex().startswith("e3b0c442")


def test_roots_and_appending_at_every_size() -> None:
    grown = CompactRange()
    for n in range(MOST + 1):
        assert grown.root == TREE.root(n) == Tree(LEAVES[:n]).root() == root(n)
        grown = grown.appended(LEAVES[n : n + 1])


def test_every_inclusion_proof() -> None:
    for n in range(1, MOST + 1):
        for m in range(n):
            proof = TREE.inclusion(m, n)
            assert list(proof) == naive_tree.path(m, LEAVES[:n])
            assert includes(LEAVES[m], m, n, proof, root(n))


def test_every_consistency_proof() -> None:
    for n in range(1, MOST + 1):
        for m in range(1, n + 1):
            proof = TREE.consistency(m, n)
            assert list(proof) == naive_tree.subproof(m, LEAVES[:n], whole=True)
            assert extends(m, root(m), n, root(n), proof)


def test_an_inclusion_proof_holds_for_nothing_else() -> None:
    """Wrong index, wrong size, swapped, cut, lengthened, reversed: a proof is bound to all it was made for.

    Another size may stand where it puts the leaf at the same path (RFC 9162 binds the root, not the size alone).
    """
    rng = random.Random(9162)  # noqa: S311
    for n in range(2, 40):
        for m in range(n):
            proof = TREE.inclusion(m, n)
            assert not includes(LEAVES[m], m, n, proof[:-1], root(n))
            assert not includes(LEAVES[m], m, n, (*proof, proof[-1]), root(n))
            assert not includes(LEAVES[m], m, n, (proof[0], *proof), root(n))
            assert not includes(LEAVES[m], m, n, (), root(n))
            assert len(proof) < 2 or not includes(LEAVES[m], m, n, proof[::-1], root(n))
            assert not any(includes(LEAVES[m], k, n, proof, root(n)) for k in range(n) if k != m)
            assert not includes(LEAVES[(m + 1) % n], m, n, proof, root(n))
            assert not includes(LEAVES[m], m, n, proof, root(n - 1))
            bent = list(proof)
            where = rng.randrange(len(bent))
            bent[where] = _flipped(bent[where], rng)
            assert not includes(LEAVES[m], m, n, bent, root(n))


def test_a_consistency_proof_holds_for_nothing_else() -> None:
    rng = random.Random(6962)  # noqa: S311
    for n in range(2, 40):
        for m in range(1, n):
            proof = TREE.consistency(m, n)
            assert not extends(m, root(m), n, root(n), proof[:-1])
            assert not extends(m, root(m), n, root(n), (*proof, proof[-1]))
            assert not extends(m, root(m), n, root(n), ())
            assert not extends(m, root(n), n, root(m), proof)
            assert not any(extends(k, root(k), n, root(n), proof) for k in range(1, n) if k != m)
            assert not extends(m, root(m), n, root(n - 1), proof)
            bent = list(proof)
            where = rng.randrange(len(bent))
            bent[where] = _flipped(bent[where], rng)
            assert not extends(m, root(m), n, root(n), bent)


def _flipped(value: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(value) * 8)
    changed = bytearray(value)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


@pytest.mark.parametrize(
    ("first", "size", "proof"),
    [
        (0, 0, ()),
        (0, 5, ()),
        (0, 5, (LEAVES[0],)),
        (6, 5, ()),
        (-1, 5, ()),
        (5, 5, (LEAVES[0],)),
        (1 << 70, 1 << 70, ()),
    ],
)
def test_sizes_that_prove_nothing(first: int, size: int, proof: tuple[bytes, ...]) -> None:
    known = root(max(0, min(first, 5)))
    assert not extends(first, known, size, root(5), proof)
    assert not extends(first, root(5), size, root(5), proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 1), (1, 1), (5, 3), (0, 1 << 70), (-1, 0)])
def test_places_that_are_not_there(index: int, size: int) -> None:
    assert not includes(LEAVES[0], index, size, (), LEAVES[0])


@pytest.mark.parametrize("bad", [b"", b"short", bytes(31), bytes(33), "x" * 32, None, bytearray(32)])
def test_what_is_no_hash_is_refused(bad: object) -> None:
    good = TREE.inclusion(1, 3)
    assert not includes(bad, 1, 3, good, root(3))  # type: ignore[arg-type]
    assert not includes(LEAVES[1], 1, 3, good, bad)  # type: ignore[arg-type]
    assert not includes(LEAVES[1], 1, 3, (good[0], bad), root(3))  # type: ignore[arg-type]
    assert not extends(2, bad, 3, root(3), TREE.consistency(2, 3))  # type: ignore[arg-type]
    assert not extends(3, bad, 3, bad, ())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="32 bytes"):
        CompactRange().appended([bad])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="32 bytes"):
        Tree([bad])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("size", "roots"), [(1, ()), (0, (LEAVES[0],)), (3, (LEAVES[0],)), (-1, ()), (1, (b"x",))]
)
def test_a_compact_range_that_cannot_be(size: int, roots: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match=r"32 bytes|each bit"):
        CompactRange(size, roots)


@pytest.mark.parametrize(
    "ask", [lambda: TREE.inclusion(3, 3), lambda: TREE.inclusion(-1), lambda: TREE.root(MOST + 1)]
)
def test_proofs_about_what_is_not_there(ask: object) -> None:
    with pytest.raises(ValueError, match=r"no leaf|leaves, not"):
        ask()  # type: ignore[operator]
    with pytest.raises(ValueError, match="extends none"):
        TREE.consistency(0)


@given(st.lists(st.binary(max_size=4), max_size=300), st.data())
def test_appending_in_pieces_is_appending_at_once(bodies: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(b) for b in bodies]
    cut = data.draw(st.integers(0, len(leaves)))
    assert CompactRange().appended(leaves[:cut]).appended(leaves[cut:]) == CompactRange().appended(leaves)
    assert CompactRange().appended(leaves).root == naive_tree.mth(leaves)


def test_appending_costs_no_more_than_a_few_hashes() -> None:
    """Against the same number of plain hashes in the same run, so that a slow machine judges itself."""
    leaves = [n.to_bytes(32, "big") for n in range(50_000)]
    began = process_time()
    CompactRange().appended(leaves)
    ours = process_time() - began
    began = process_time()
    for leaf in leaves:
        node_hash(leaf, leaf)
    assert ours < 8 * (process_time() - began)


@pytest.mark.long
def test_a_million_appends() -> None:
    began = process_time()
    grown = CompactRange().appended(n.to_bytes(32, "big") for n in range(1_000_000))
    assert grown.size == 1_000_000
    assert process_time() - began < 20
