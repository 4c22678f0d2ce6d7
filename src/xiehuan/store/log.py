"""The log of a case as rows: leaves are appended inside the transaction of what they tell about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiehuan.evidence.leaf import Leaf as LeafBody
from xiehuan.evidence.leaf import LogPoint
from xiehuan.evidence.merkle import HASH_BYTES, CompactRange, Tree, leaf_hash
from xiehuan.store.models import Case, Head, Leaf


@dataclass(frozen=True, slots=True)
class SignedPoint:
    """A point of a log as it was signed: what was signed, when, with which key, and the signature."""

    point: LogPoint
    at: datetime
    key_id: str
    statement: bytes
    signature: bytes
    public_pem: bytes


def frontier(case: Case) -> CompactRange:
    """All that is needed of the log to append to it."""
    packed = bytes(case.log_frontier)
    roots = tuple(packed[i : i + HASH_BYTES] for i in range(0, len(packed), HASH_BYTES))
    return CompactRange(case.log_size, roots)


def point(case: Case) -> LogPoint:
    """The log as it stands now: its size and root."""
    now = frontier(Case.objects.get(pk=case.pk))
    return LogPoint(now.size, now.root)


def append(case_id: int, makers: Sequence[Callable[[LogPoint], LeafBody]]) -> list[int]:
    """Append leaves, each made knowing the log before it; their indexes. Only inside a transaction.

    The case's row is locked, so that two writers take turns.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a leaf is appended with what it tells about, in one transaction")
    case = Case.objects.select_for_update().get(pk=case_id)
    now, rows = frontier(case), []
    for make in makers:
        body = make(LogPoint(now.size, now.root)).body()
        hashed = leaf_hash(body)
        rows.append(Leaf(case_id=case_id, index=now.size, hash=hashed, body=body.decode()))
        now = now.appended((hashed,))
    Leaf.objects.bulk_create(rows)
    case.log_size, case.log_frontier = now.size, b"".join(now.roots)
    case.save(update_fields=("log_size", "log_frontier"))
    return [row.index for row in rows]


def leaves(case: Case) -> Iterator[tuple[bytes, bytes | None]]:
    """Hash and body (None once erased) of each leaf in order."""
    rows = Leaf.objects.filter(case=case).order_by("index").values_list("hash", "body")
    for hashed, body in rows.iterator(chunk_size=5_000):
        yield bytes(hashed), None if body is None else body.encode()


def tree(case: Case) -> Tree:
    """The whole tree, for proofs."""
    return Tree([hashed for hashed, _ in leaves(case)])


def keep_head(case: Case, head: SignedPoint) -> Head:
    """Keep a signed head."""
    return Head.objects.create(
        case=case,
        size=head.point.size,
        root=head.point.root,
        at=head.at,
        key_id=head.key_id,
        body=head.statement.decode("ascii"),
        signature=head.signature,
        public_pem=head.public_pem.decode("ascii"),
    )


def newest_head(case: Case) -> Head | None:
    """The last head that was signed."""
    return Head.objects.filter(case=case).order_by("-size", "-id").first()
