"""Replay the log of every case: root = frontier = last signed head, signatures, rows against leaves."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.errors import Finding
from xiehuan.evidence.leaf import Erased, LeafRefused, LogPoint, Taken, parse_leaf
from xiehuan.evidence.replay import Kept, replay
from xiehuan.services.evidence.doctor.words import found
from xiehuan.services.evidence.heads import signed_head
from xiehuan.services.evidence.home import Home
from xiehuan.store import log
from xiehuan.store.models import Acquisition, Case, Head, Leaf
from xiehuan.vault.answer import Answer
from xiehuan.vault.signed_head import check_head, tombstone_holds

_ANSWERS = {Answer.REFUTED: "head_not_signed", Answer.CANNOT_TELL: "head_of_other_key"}


def of_log(home: Home, case: Case) -> Iterator[Finding]:
    """All that does not fit in the log of a case; `row` is the index of a leaf or the size of a head."""
    kept = [Kept(hashed, body) for hashed, body in log.leaves(case)]
    heads = list(Head.objects.filter(case=case).order_by("size", "pk"))
    done = replay(kept, [LogPoint(h.size, bytes(h.root)) for h in heads])
    for fault in done.faults:
        yield found(fault.fault.value, case.code, row=fault.at)
    if [*Leaf.objects.filter(case=case).order_by("index").values_list("index", flat=True)] != [
        *range(len(kept))
    ]:
        yield found("leaves_not_numbered", case.code)
    if (case.log_size, bytes(case.log_frontier)) != (done.log.size, b"".join(done.log.roots)):
        yield found("frontier_differs", case.code)
    yield from _of_heads(home, case, heads, len(kept))
    yield from _of_rows(home, case, kept)


def _of_heads(home: Home, case: Case, heads: list[Head], size: int) -> Iterator[Finding]:
    for head in heads:
        check = check_head(signed_head(home, head), home.key.key_id)
        answer = check.answer
        if head.key_id != home.key.key_id and not head.public_pem:
            answer = Answer.CANNOT_TELL
        if answer is not Answer.PROVEN:
            yield found(_ANSWERS[answer], case.code, row=head.size)
        elif check.head and check.head.point != LogPoint(head.size, bytes(head.root)):
            yield found("head_differs", case.code, row=head.size)
    if size and (not heads or heads[-1].size < size):
        yield found("head_behind", case.code, row=size)


def _of_rows(home: Home, case: Case, kept: list[Kept]) -> Iterator[Finding]:
    """Every arrival has the leaf that tells of it, and every leaf that tells of a taking has its arrival."""
    rows = {row.leaf_index: row for row in Acquisition.objects.filter(case=case)}
    for index, row in sorted(rows.items()):
        if index >= len(kept):
            yield found("row_without_leaf", case.code, row.name, row.pk)
    for index, each in enumerate(kept):
        if code := _fault(home, each.body, rows.get(index)):
            yield found(code, case.code, rows[index].name if index in rows else None, index)


def _fault(home: Home, body: bytes | None, arrival: Acquisition | None) -> str | None:
    """What is wrong between a leaf and the arrival that names it, if there is one."""
    leaf = _read(body)
    if isinstance(leaf, Taken):
        if arrival is None:
            return "leaf_without_row"
        return None if arrival.original_id == leaf.sha256 else "row_differs_from_leaf"
    if isinstance(leaf, Erased):
        key = home.key
        if leaf.key_id == key.key_id and tombstone_holds(leaf, key.public_pem()) is Answer.REFUTED:
            return "tombstone_not_signed"
        return "row_differs_from_leaf" if arrival else None
    if body is None and arrival is not None and arrival.state != Acquisition.State.ERASED:
        return "row_without_leaf"
    return None


def _read(body: bytes | None) -> Taken | Erased | None:
    try:
        return parse_leaf(body) if body is not None else None
    except LeafRefused:
        return None  # told by the replay
