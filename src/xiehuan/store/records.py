"""Records as rows: written in batches with their place in the search index, replaced when an original is read anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from xiehuan.evidence import Place, Record, Unread
from xiehuan.evidence.grouping import event_key
from xiehuan.evidence.numbers import normal
from xiehuan.store import models, search, slots
from xiehuan.store.rows import address_of, people_of, record_of, searched

_COLUMNS = (
    "case_id",
    "acquisition_id",
    "slot",
    "key",
    "kind",
    "source",
    "at",
    "at_raw",
    "direction",
    "status",
    "sender",
    "to",
    "people",
    "subject",
    "text",
    "amount",
    "category",
    "attachments",
    "flags",
    "sha256",
    "event",
    "place_file",
    "place_byte",
    "place_row",
    "place_length",
)
_NAMES = ", ".join(f'"{c}"' for c in _COLUMNS)
_INSERT = f"INSERT INTO store_record ({_NAMES}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"  # noqa: S608 - names only


@transaction.atomic
def add(acquisition: models.Acquisition, records: Sequence[Record]) -> None:
    """Write records of an acquisition and index them, in one transaction."""
    if not records:
        return
    places = slots.allocate([_second(r.at) for r in records])
    case_id, pk = acquisition.case_id, acquisition.pk
    rows = [_row(record, slot, case_id, pk) for record, slot in zip(records, places, strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    search.add(
        (slot, case_id, r.kind.value, people_of(r), searched(r))
        for r, slot in zip(records, places, strict=True)
    )


def add_unread(acquisition: models.Acquisition, unread: Iterable[Unread]) -> None:
    """Write what could not be read, with its place and reason."""
    models.Unread.objects.bulk_create(
        models.Unread(
            acquisition=acquisition,
            place_file=u.where.file,
            place_byte=u.where.byte,
            place_row=u.where.row,
            why=u.why,
            why_en=u.why_en,
        )
        for u in unread
    )


def unread_of(acquisition: models.Acquisition) -> Iterator[Unread]:
    """What could not be read, in the order it was met."""
    for row in models.Unread.objects.filter(acquisition=acquisition).order_by("pk"):
        yield Unread(Place(row.place_file, row.place_byte, row.place_row), row.why, row.why_en)


def of_acquisition(acquisition: models.Acquisition) -> Iterator[Record]:
    """What was read of an acquisition, in the order of time."""
    for row in (
        models.Record.objects.filter(acquisition=acquisition).order_by("slot").iterator(chunk_size=2_000)
    ):
        yield record_of(row)


def with_person(case: models.Case, address: str) -> list[Record]:
    """Every record that a number or address has part in, in the order of time."""
    wanted = normal(address_of(address))
    rows = models.Record.objects.filter(case=case, people__contains=wanted).order_by("slot")
    return [record_of(row) for row in rows.iterator(chunk_size=2_000) if wanted in row.people.split("\n")]


@transaction.atomic
def remove(acquisition: models.Acquisition) -> None:
    """Take away what was read of an acquisition, to read it anew or because it is erased."""
    rows = models.Record.objects.filter(acquisition=acquisition)
    for row in rows.iterator(chunk_size=2_000):
        record = record_of(row)
        search.remove(row.slot, row.case_id, row.kind, people_of(record), searched(record))
    rows.delete()
    models.Unread.objects.filter(acquisition=acquisition).delete()


def _row(record: Record, slot: int, case_id: int, acquisition_id: int) -> tuple[Any, ...]:
    where = record.where
    return (
        case_id,
        acquisition_id,
        slot,
        record.id,
        record.kind.value,
        record.source,
        record.at,
        record.at_raw,
        record.direction.value,
        record.status,
        record.sender,
        _json(record.to),
        "\n".join(people_of(record)),
        record.subject,
        record.text,
        None if record.amount is None else record.amount.fen,
        record.category,
        _json([(a.name, a.media_type, a.bytes, a.sha256) for a in record.attachments]),
        _json(record.flags),
        record.sha256,
        event_key(record),
        where.file,
        where.byte,
        where.row,
        where.length,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _second(at: str | None) -> int | None:
    """The second since 1970 of an ISO time; None when unknown."""
    if at is None:
        return None
    moment = datetime.fromisoformat(at)
    return int((moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)).timestamp())


def of_case(case: models.Case) -> tuple[Record, ...]:
    """Every record of a case in the order of time."""
    return tuple(
        record_of(row) for row in models.Record.objects.filter(case=case).order_by("slot").iterator()
    )
