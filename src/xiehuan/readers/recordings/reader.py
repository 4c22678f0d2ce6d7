"""From a recording to a record, with what its name and BCR's file beside it say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from xiehuan.evidence import Direction, Kind, Record
from xiehuan.readers import files
from xiehuan.readers.files.media import recognise
from xiehuan.readers.recordings.call_name import CallName, Confidence, understood
from xiehuan.readers.stream import Item

SOURCE = "recording"
_CHINA = timezone(timedelta(hours=8))
_LARGEST_SIDECAR = 1 << 20
_SIDES = {"in": Direction.IN, "out": Direction.OUT}


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """Whether the bytes begin like sound."""
    return recognise(head).kind is Kind.RECORDING


def stream(path: Path, name: str) -> Iterator[Item]:
    """The recording; its decodable length is found out later, by decoding it."""
    reading = files.read(path, name, Kind.RECORDING)
    said = _beside(path) or understood(name)
    for record in reading.records:
        yield _described(record, said)
    yield from reading.unread


def _described(record: Record, said: CallName | None) -> Record:
    id_ = f"{SOURCE}:{record.sha256[:16]}"
    if said is None:
        return record._replace(id=id_, source=SOURCE)
    flags = {*record.flags, *said.doubts, f"name_pattern={said.pattern}", f"confidence={said.confidence}"}
    flags |= {f"contact={c}" for c in said.contacts}
    at = None
    if said.time:
        at = said.time.replace(tzinfo=_CHINA) if said.time.tzinfo is None else said.time.astimezone(_CHINA)
        flags |= {"time_from_name"} | ({"time_zone_unknown"} if said.time.tzinfo is None else set())
    outgoing = said.direction is Direction.OUT
    return record._replace(
        id=id_,
        source=SOURCE,
        at=at.isoformat() if at else None,
        direction=said.direction,
        sender=said.numbers[0] if said.numbers and not outgoing else None,
        to=said.numbers[:1] if outgoing else said.numbers[1:],
        flags=tuple(sorted(flags)),
    )


def _beside(path: Path) -> CallName | None:
    """BCR's own account of the call, `NAME.json` beside the sound; the name is still asked where it is silent."""
    sidecar = path.with_suffix(".json")
    try:
        if not sidecar.is_file() or sidecar.stat().st_size > _LARGEST_SIDECAR:
            return None
        given = json.loads(sidecar.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return _from_bcr(given, path.name) if isinstance(given, dict) and "timestamp_unix_ms" in given else None


def _from_bcr(given: dict[str, object], name: str) -> CallName:
    by_name = understood(name) or CallName("bcr", Confidence.HIGH)
    calls = given.get("calls")
    people = [c for c in calls if isinstance(c, dict)] if isinstance(calls, list) else []
    numbers = tuple(c["phone_number"] for c in people if isinstance(c.get("phone_number"), str))
    contacts = tuple(
        c["contact_name"] for c in people if isinstance(c.get("contact_name"), str) and c["contact_name"]
    )
    ticks = given["timestamp_unix_ms"]
    try:
        time = datetime.fromtimestamp(ticks / 1000, UTC) if isinstance(ticks, int) else by_name.time
    except (ValueError, OverflowError, OSError):
        time = by_name.time
    side = _SIDES.get(str(given.get("direction")), Direction.UNKNOWN)
    return replace(
        by_name,
        pattern="bcr_json",
        confidence=Confidence.HIGH,
        numbers=numbers or by_name.numbers,
        contacts=contacts or by_name.contacts,
        time=time.replace(microsecond=0) if time else None,
        direction=side if side is not Direction.UNKNOWN else by_name.direction,
        doubts=() if numbers or by_name.numbers else ("number_missing",),
    )
