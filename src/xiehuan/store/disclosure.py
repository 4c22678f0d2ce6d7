"""What of a case goes into a bundle, from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiehuan.evidence import Record
from xiehuan.store.models import Acquisition, Case, Head, Leaf, Token
from xiehuan.store.models import Record as Row
from xiehuan.store.rows import record_of
from xiehuan.store.search import Query, all_slots

State = Acquisition.State


@dataclass(frozen=True, slots=True)
class Part:
    """An original of a case, how many records it holds, and which of them are meant: None means all."""

    acquisition: Acquisition
    leaf: bytes
    present: int
    meant: tuple[Record, ...] | None = None


def originals(case: Case, ids: Sequence[int] = ()) -> Iterator[Part]:
    """Every original once, by its first arrival, in the order of the log; or those of the given acquisitions."""
    rows = Acquisition.objects.filter(case=case).exclude(state=State.ERASED).select_related("original")
    rows = rows.filter(original__erased_at__isnull=True)
    if ids:
        rows = rows.filter(pk__in=ids)
    seen: set[str] = set()
    for row in rows.order_by("leaf_index"):
        if row.original_id not in seen:
            seen.add(row.original_id)
            yield Part(row, leaf_body(case, row.leaf_index), row.present)


def chosen(case: Case, query: Query) -> Iterator[Part]:
    """The originals that hold records which the query finds, each with those records."""
    found: dict[int, list[Record]] = {}
    slots = list(all_slots(case, query))
    for i in range(0, len(slots), 500):
        for row in Row.objects.filter(slot__in=slots[i : i + 500]).order_by("slot"):
            found.setdefault(row.acquisition_id, []).append(record_of(row))
    for part in originals(case, list(found)) if found else ():
        meant = tuple(sorted(found[part.acquisition.pk], key=lambda r: (r.at or "", r.id)))
        yield Part(part.acquisition, part.leaf, part.present, None if len(meant) == part.present else meant)


def stamped_head(case: Case, least: int) -> tuple[Head, list[Token]]:
    """The newest head over at least so many leaves that has tokens; else the newest, without any."""
    heads = Head.objects.filter(case=case, size__gte=least).order_by("-size", "-pk")
    for head in heads:
        if tokens := list(Token.objects.filter(head=head, reply__isnull=False).order_by("pk")):
            return head, tokens
    newest = heads.first()
    if newest is None:
        raise LookupError("no head was signed over these leaves")
    return newest, []


def leaf_body(case: Case, index: int) -> bytes:
    """The body of a leaf as it was hashed; LookupError when it was erased."""
    body = Leaf.objects.get(case=case, index=index).body
    if body is None:
        raise LookupError(f"leaf {index} has no body")
    return body.encode()
