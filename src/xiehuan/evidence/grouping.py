"""When two records are the same event: for overlapping backups, never to drop anything."""

from __future__ import annotations

import hashlib

from xiehuan.evidence.numbers import normal
from xiehuan.evidence.record import Record


def event_key(record: Record) -> str:
    """Equal for records of the same kind, second, people, direction, text and attachments."""
    people = sorted(normal(p) for p in (record.sender, *record.to) if p)
    digests = [a.sha256 for a in record.attachments]
    parts = [
        record.kind.value,
        record.at or record.at_raw or "",
        *people,
        record.direction.value,
        record.text,
    ]
    return hashlib.sha256("\x1f".join([*parts, *digests]).encode("utf-8", "replace")).hexdigest()
