"""Arrivals of originals as rows: entered with their leaves in one transaction, then read batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from xiehuan.evidence import Record, Remark, Unread
from xiehuan.evidence.leaf import Leaf as LeafBody
from xiehuan.evidence.leaf import LogPoint
from xiehuan.store import log, records
from xiehuan.store.models import Acquisition, Case, Original

State = Acquisition.State


@dataclass(frozen=True, slots=True)
class Arrival:
    """An original that is kept, and the path it came by."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class By:
    """Who took it, when, with which program, and where it came from in the user's words."""

    at: datetime
    actor: str
    importer: str
    origin: str


class ReadElsewhere(Exception):
    """Another program has read further in this arrival; what it wrote counts."""


@transaction.atomic
def enter(
    case: Case, arrivals: Sequence[Arrival], by: By, leaf: Callable[[Arrival, LogPoint], LeafBody]
) -> list[Acquisition]:
    """Originals, acquisitions and leaves of a batch, all or nothing. What was erased and comes again is kept again."""
    originals = {a.sha256: Original(sha256=a.sha256, size=a.size, media_type=a.media_type) for a in arrivals}
    Original.objects.bulk_create(originals.values(), ignore_conflicts=True)
    Original.objects.filter(sha256__in=originals, erased_at__isnull=False).update(erased_at=None)
    indexes = log.append(case.pk, [partial(leaf, a) for a in arrivals])
    return Acquisition.objects.bulk_create(
        Acquisition(
            case=case,
            original_id=arrival.sha256,
            name=_storable(arrival.name),
            origin=by.origin,
            taken_at=by.at,
            actor=by.actor,
            importer=by.importer,
            leaf_index=index,
        )
        for arrival, index in zip(arrivals, indexes, strict=True)
    )


def pending(case: Case | None) -> list[int]:
    """The acquisitions that wait to be read, of one case or of all, in the order they came."""
    waiting = Acquisition.objects.filter(state=State.PENDING).order_by("pk")
    return list((waiting.filter(case=case) if case else waiting).values_list("pk", flat=True))


def acquisition(pk: int) -> Acquisition:
    """One acquisition with its case and original."""
    return Acquisition.objects.select_related("case", "original").get(pk=pk)


def newest_digests(most: int) -> list[str]:
    """The originals that came last and are not erased."""
    newest = Acquisition.objects.exclude(state=State.ERASED).order_by("-pk")
    return list(dict.fromkeys(newest.values_list("original_id", flat=True)[:most]))


def find(pk: int) -> Acquisition | None:
    """One acquisition with its case and original, None when there is none."""
    return Acquisition.objects.select_related("case", "original").filter(pk=pk).first()


def of_original(case: Case, sha256: str) -> list[Acquisition]:
    """Every arrival of the same bytes in a case, in the order of the log."""
    return list(Acquisition.objects.filter(case=case, original_id=sha256).order_by("leaf_index"))


def named(case: Case, names: Sequence[str]) -> list[Acquisition]:
    """The newest arrival of each of these names whose original is there."""
    rows = Acquisition.objects.filter(case=case, name__in=list(names), original__erased_at__isnull=True)
    return list({row.name: row for row in rows.order_by("pk")}.values())


def repeats(row: Acquisition) -> bool:
    """Whether the same bytes were read for this case before; the row is then marked so and needs no reading."""
    same = Acquisition.objects.filter(case=row.case, original=row.original, state=State.READ)
    earlier = same.exclude(pk=row.pk).first()
    if earlier is None:
        return False
    row.state, row.present, row.source = State.REPEATED, earlier.present, earlier.source
    row.save(update_fields=("state", "present", "source"))
    return True


@transaction.atomic
def begin_anew(row: Acquisition, importer: str) -> None:
    """Take away what was read so far; the original and its leaf stay."""
    records.remove(row)
    row.state, row.importer, row.flags, row.findings = State.PENDING, importer, [], []
    row.taken = row.present = row.items = 0
    row.save()


@transaction.atomic
def write(row: Acquisition, items: Sequence[Record | Unread | Remark], *, ended: bool) -> None:
    """Write the next items of a stream and how far it is read, in one transaction; raises ReadElsewhere."""
    here = Acquisition.objects.select_for_update().filter(pk=row.pk, state=State.PENDING, items=row.items)
    if not here.exists():
        raise ReadElsewhere
    found = [i for i in items if isinstance(i, Record)]
    unread = [i for i in items if isinstance(i, Unread)]
    remarks = [i for i in items if isinstance(i, Remark)]
    records.add(row, found)
    records.add_unread(row, unread)
    row.items += len(items)
    row.taken += len(found)
    row.present += len(found) + len(unread)
    row.flags = [*row.flags, *(flag for remark in remarks for flag in remark.flags)]
    row.findings = [*row.findings, *(f.as_json() for remark in remarks for f in remark.findings)]
    if ended:
        row.state = State.READ
    row.save(update_fields=("source", "items", "taken", "present", "flags", "findings", "state"))


def _storable(name: str) -> str:
    """Names that are no text on disk are shown with a mark; the leaf has their bytes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\x00", "�")
