"""Erase what is known of an arrival, and put a tombstone into the log; the tree keeps its hash and still verifies.

Two transactions with the removal of the object between them: first the rows lose everything and the original is marked, then,
when its bytes are gone, the mark loses the digest. Whatever is cut off goes on from the marks.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from xiehuan.evidence.leaf import SALT_BYTES, Erased, LogPoint
from xiehuan.store import journal, log, records, search
from xiehuan.store.models import Acquisition, Leaf, Original

State = Acquisition.State
GONE = "erased"  # media type of the row that stands for an erased original and knows nothing of it
WHAT = "erased"


@dataclass(frozen=True, slots=True)
class Burial:
    """Who erases, when, why; `sign` gives the tombstone its signature."""

    at: datetime
    actor: str
    reason: str
    sign: Callable[[Erased], Erased]


@dataclass(frozen=True, slots=True)
class Buried:
    """An arrival that is erased: its leaf, which has no body any more, and the tombstone that says so."""

    acquisition: int
    case: str
    leaf: int
    tombstone: int


def standing(pks: Iterable[int]) -> list[Acquisition]:
    """The arrivals among these that are not erased, with case and original, in order."""
    rows = Acquisition.objects.filter(pk__in=pks).exclude(state=State.ERASED)
    return list(rows.select_related("case", "original").order_by("pk"))


def others_of(row: Acquisition, erasing: Iterable[int]) -> list[Acquisition]:
    """The other arrivals of the same bytes that stay."""
    same = Acquisition.objects.filter(original_id=row.original_id).exclude(state=State.ERASED)
    return list(same.exclude(pk__in=erasing).select_related("case").order_by("pk"))


def bury(rows: Sequence[Acquisition], burial: Burial) -> list[Buried]:
    """Erase the arrivals from rows, index and leaves, all or none; originals that nobody else has are marked."""
    with _overwriting(), transaction.atomic():
        done = [_bury(row, burial) for row in rows]
        for digest in dict.fromkeys(row.original_id for row in rows):
            _mark(digest, burial.at)
        search.optimize()  # the parts of the index that still hold the words are merged away
    return done


def marked() -> list[str]:
    """The originals whose bytes are to be removed."""
    waiting = Original.objects.filter(erased_at__isnull=False).exclude(media_type=GONE)
    return list(waiting.values_list("sha256", flat=True))


def forget(digest: str) -> None:
    """When the bytes are gone: let a row of random digits stand where the digest stood."""
    with _overwriting(), transaction.atomic():
        original = Original.objects.get(pk=digest)
        nameless = Original.objects.create(
            sha256=secrets.token_hex(32), size=0, media_type=GONE, erased_at=original.erased_at
        )
        Acquisition.objects.filter(original=original).update(original=nameless)
        original.delete()


def _bury(row: Acquisition, burial: Burial) -> Buried:
    leaf = Leaf.objects.get(case_id=row.case_id, index=row.leaf_index)
    (tombstone,) = log.append(row.case_id, [partial(_stone, leaf, burial)])
    leaf.body = None
    leaf.save(update_fields=("body",))
    records.remove(row)
    row.state, row.name, row.origin, row.source = State.ERASED, "", "", ""
    row.flags, row.findings = [], []
    row.present = row.taken = row.items = 0
    row.save()
    about = {"item": row.pk, "leaf": leaf.index, "tombstone": tombstone}
    journal.note(row.case, burial.at, burial.actor, WHAT, about)
    return Buried(row.pk, row.case.code, leaf.index, tombstone)


def _stone(leaf: Leaf, burial: Burial, before: LogPoint) -> Erased:
    salt = secrets.token_bytes(SALT_BYTES)
    hashed, nobody = bytes(leaf.hash), ""
    return burial.sign(
        Erased(salt, leaf.index, hashed, burial.at, burial.reason, burial.actor, before, nobody)
    )


def _mark(digest: str, at: datetime) -> None:
    """Mark the original when no arrival has it any more; else let one that waited for the erased one be read."""
    left = Acquisition.objects.filter(original_id=digest).exclude(state=State.ERASED)
    if not left.exists():
        Original.objects.filter(pk=digest).update(erased_at=at)
        return
    for case_id in set(left.values_list("case_id", flat=True)):
        here = left.filter(case_id=case_id).order_by("pk")
        repeated = here.filter(state=State.REPEATED).first()
        if repeated and not here.filter(state__in=(State.READ, State.PENDING)).exists():
            repeated.state, repeated.present = State.PENDING, 0
            repeated.save(update_fields=("state", "present"))


@contextmanager
def _overwriting() -> Iterator[None]:
    """What is deleted inside is overwritten with zeros in the file, and nothing of it stays in the write-ahead log."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
        try:
            yield
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute("PRAGMA secure_delete = OFF")
