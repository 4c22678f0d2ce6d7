"""One record as a row and back, and what a search sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiehuan.evidence import Direction, Kind, Place, Record
from xiehuan.evidence.numbers import normal
from xiehuan.evidence.record import Attachment
from xiehuan.money import Money
from xiehuan.store import models


def people_of(record: Record) -> tuple[str, ...]:
    """Every number and address of a record in normal form, once each; of a mail address without the name before it."""
    return tuple(dict.fromkeys(normal(address_of(p)) for p in (record.sender, *record.to) if p))


def address_of(person: str) -> str:
    """The address in "name <address>"; anything else as it is."""
    _, opened, rest = person.rpartition("<")
    return rest.rstrip("> ") if opened and "@" in rest else person


def searched(record: Record) -> str:
    """What a search looks through: text, subject, people, and the names of attachments."""
    attachments = [(a.name,) for a in record.attachments]
    return searched_of(record.sender, record.to, record.subject, record.text, attachments)


def searched_of(
    sender: str | None,
    to: Sequence[str],
    subject: str | None,
    text: str,
    attachments: Sequence[Sequence[Any]],
) -> str:
    """The same from the columns."""
    return "\n".join(p for p in (text, subject, sender, *to, *(a[0] for a in attachments)) if p)


def record_of(row: models.Record) -> Record:
    """The record that a row holds."""
    return Record(
        id=row.key,
        source=row.source,
        kind=Kind(row.kind),
        at=row.at,
        at_raw=row.at_raw,
        direction=Direction(row.direction),
        sha256=row.sha256,
        where=Place(row.place_file, row.place_byte, row.place_row, row.place_length),
        status=row.status,
        sender=row.sender,
        to=tuple(row.to),
        subject=row.subject,
        text=row.text,
        amount=None if row.amount is None else Money(row.amount),
        category=row.category,
        attachments=tuple(Attachment(*a) for a in row.attachments),
        flags=tuple(row.flags),
    )
