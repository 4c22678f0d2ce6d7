"""The Merkle tree of RFC 9162 section 2.1: hashes, appending, proofs and their verification.

A proof is a tuple of 32-byte hashes and says nothing without the sizes it was made for: every check takes them.
Sizes count leaves; an index counts from 0. A tree of size 0 has a root but proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()
_LARGEST = 1 << 63  # sizes beyond any log; an index from outside must not make the work unbounded
Proof = tuple[bytes, ...]


def leaf_hash(body: bytes) -> bytes:
    """The hash that stands for a leaf: SHA-256 of 0x00 and the body."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees: SHA-256 of 0x01, the left and the right one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """All that is needed of a log to append to it: its size and the roots of its full subtrees, largest first.

    There is one root for each bit set in the size. Raises ValueError when size and roots do not belong together.
    """

    size: int = 0
    roots: Proof = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size < _LARGEST or len(self.roots) != self.size.bit_count():
            raise ValueError("a compact range has one root for each bit of its size")
        if not all(map(_is_hash, self.roots)):
            raise ValueError("a hash is 32 bytes long")

    def appended(self, leaves: Iterable[bytes]) -> CompactRange:
        """The range after these leaf hashes; raises ValueError for one that is not 32 bytes long."""
        size, roots, sha256 = self.size, list(self.roots), hashlib.sha256
        for leaf in leaves:
            if not _is_hash(leaf):
                raise ValueError("a hash is 32 bytes long")
            node, level = leaf, size
            while level & 1:  # two full subtrees of the same size become one
                node = sha256(b"\x01" + roots.pop() + node).digest()
                level >>= 1
            roots.append(node)
            size += 1
        return CompactRange(size, tuple(roots))

    @property
    def root(self) -> bytes:
        """The root of the whole tree; the hash of nothing when it is empty."""
        if not self.roots:
            return EMPTY_ROOT
        node = self.roots[-1]
        for left in self.roots[-2::-1]:
            node = node_hash(left, node)
        return node


class Tree:
    """All full subtrees over a sequence of leaf hashes, for proofs about any earlier size too.

    Takes about two hashes a leaf to build; after that a root or a proof costs a few dozen hashes.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        if not all(map(_is_hash, leaves)):
            raise ValueError("a hash is 32 bytes long")
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self._levels.append([node_hash(left, right) for left, right in pairs])

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves; over all of them when none is given."""
        size = self._size(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> Proof:
        """The path from a leaf to the root over the first `size` leaves (section 2.1.3.1)."""
        size = self._size(size)
        if not 0 <= index < size:
            raise ValueError(f"there is no leaf {index} among {size}")
        path, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start = middle
        return tuple(reversed(path))

    def consistency(self, first: int, size: int | None = None) -> Proof:
        """That the first `first` leaves are those of the tree of `size` (section 2.1.4.1); empty when equal."""
        size = self._size(size)
        if not 0 < first <= size:
            raise ValueError(f"a tree of {size} extends none of {first}")
        path, start, end, whole = [], 0, size, True
        while first != end:
            middle = start + _split(end - start)
            if first <= middle:
                path.append(self._range(middle, end))
                end = middle
            else:
                path.append(self._range(start, middle))
                start, whole = middle, False
        # The old tree as a whole is known to who asks; a part of it has to be told.
        return tuple(reversed(path if whole else [*path, self._range(start, end)]))

    def _size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _range(self, start: int, end: int) -> bytes:
        """The root over leaves start … end-1, where start is a multiple of the range's largest full subtree."""
        count = end - start
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(count)
        return node_hash(self._range(start, middle), self._range(middle, end))


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the tree of `size` with this root (section 2.1.3.2).

    False for anything malformed: size 0, an index outside, hashes that are not 32 bytes, a proof too long or short.
    """
    if not (0 <= index < size < _LARGEST and _are_hashes(leaf, root, *proof)):
        return False
    place, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def extends(first: int, first_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` begins with all leaves of the tree of `first` (section 2.1.4.2).

    False for anything malformed; a tree of size 0 proves nothing and is refused.
    """
    if not (0 < first <= size < _LARGEST and _are_hashes(first_root, root, *proof)):
        return False
    if first == size:
        return not proof and first_root == root
    steps = list(proof) if first & (first - 1) else [first_root, *proof]
    if not steps:
        return False
    place, last = first - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == root


def _split(count: int) -> int:
    """The largest power of two smaller than `count`: how many leaves stand on the left."""
    return 1 << ((count - 1).bit_length() - 1)


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH_BYTES


def _are_hashes(*values: object) -> bool:
    return all(map(_is_hash, values))
