"""Replay a whole log from what is kept of it: every body, hash, tombstone and head must fit every other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xiehuan.evidence.leaf import Erased, LeafRefused, LogPoint, parse_leaf
from xiehuan.evidence.merkle import CompactRange, leaf_hash


class Fault(StrEnum):
    """What does not fit at one place of a log."""

    BODY_CHANGED = "body_changed"  # the body does not have the hash that is kept beside it
    NO_LEAF = "no_leaf"  # it has, but is no leaf that this program writes
    PREVIOUS_DIFFERS = (
        "previous_differs"  # the leaf names another log before it: something was taken out or put in
    )
    GONE_WITHOUT_TOMBSTONE = "gone_without_tombstone"
    KEPT_IN_SPITE_OF_TOMBSTONE = "kept_in_spite_of_tombstone"
    TOMBSTONE_DIFFERS = "tombstone_differs"  # it names another hash than stands at its place
    HEAD_DIFFERS = "head_differs"  # the log at the size of a head does not have its root
    SHORTER_THAN_HEAD = "shorter_than_head"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one leaf: its hash always, its body unless it was erased."""

    hash: bytes
    body: bytes | None


@dataclass(frozen=True, slots=True)
class LogFault:
    """A fault and where: the index of the leaf, or the size of the head."""

    at: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Replayed:
    """The log as it came out, and all faults in order."""

    log: CompactRange
    faults: tuple[LogFault, ...]


def replay(kept: Iterable[Kept], heads: Iterable[LogPoint] = ()) -> Replayed:
    """All leaves in order against the heads that were signed. An empty log without heads has no fault.

    A leaf may name any log before it, not only the last: a batch is written over one point.
    """
    log, roots, tombstones, gone = CompactRange(), [CompactRange().root], dict[int, bytes](), set[int]()
    hashes: list[bytes] = []
    faults: list[LogFault] = []
    for index, each in enumerate(kept):
        if each.body is None:
            gone.add(index)
        else:
            faults += [LogFault(index, f) for f in _of_body(each, each.body, roots, tombstones)]
        hashes.append(each.hash)
        log = log.appended([each.hash])
        roots.append(log.root)
    faults += _of_tombstones(hashes, tombstones, gone)
    faults += [LogFault(h.size, f) for h in heads if (f := _of_head(h, roots))]
    return Replayed(log, tuple(sorted(faults, key=lambda f: (f.at, f.fault))))


def _of_body(kept: Kept, body: bytes, roots: list[bytes], tombstones: dict[int, bytes]) -> Iterable[Fault]:
    if leaf_hash(body) != kept.hash:
        return (Fault.BODY_CHANGED,)
    try:
        leaf = parse_leaf(body)
    except LeafRefused:
        return (Fault.NO_LEAF,)
    if isinstance(leaf, Erased):
        tombstones[leaf.index] = leaf.leaf
    size = leaf.previous.size
    fits = size < len(roots) and roots[size] == leaf.previous.root
    return () if fits else (Fault.PREVIOUS_DIFFERS,)


def _of_tombstones(
    hashes: list[bytes], tombstones: Mapping[int, bytes], gone: set[int]
) -> Iterable[LogFault]:
    for index in sorted(gone - set(tombstones)):
        yield LogFault(index, Fault.GONE_WITHOUT_TOMBSTONE)
    for index, named in sorted(tombstones.items()):
        if index not in gone:
            yield LogFault(index, Fault.KEPT_IN_SPITE_OF_TOMBSTONE)
        if index >= len(hashes) or hashes[index] != named:
            yield LogFault(index, Fault.TOMBSTONE_DIFFERS)


def _of_head(head: LogPoint, roots: list[bytes]) -> Fault | None:
    if head.size >= len(roots):
        return Fault.SHORTER_THAN_HEAD
    return None if roots[head.size] == head.root else Fault.HEAD_DIFFERS
