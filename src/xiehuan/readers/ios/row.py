"""A record from a row of the table `message` and what the tables around it say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from xiehuan.evidence import Direction, Kind, Place, Record
from xiehuan.readers.chat.lines import whole
from xiehuan.readers.ios.apple_time import moment
from xiehuan.readers.ios.summary import edits_of
from xiehuan.readers.ios.typedstream import LENGTH_DIFFERS, text_of
from xiehuan.readers.sms.message_record import NOT_SENT

SOURCE = "ios_messages"
_REACTIONS = range(2000, 4000)
_LONGEST_EARLIER = 2000
# the column `flags` of systems before iOS 6 (general knowledge of the old table)
_OLD_FLAGS = {2: (Direction.IN, "received"), 3: (Direction.OUT, "sent"), 33: (Direction.OUT, "failed")}

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Around:
    """The other side, the group, and the attachments of one message."""

    handle: str | None = None
    group: str | None = None
    people: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def record_of(row: Row, around: Around, number: int, name: str) -> Record:
    """The message; `sha256` is of its row written as JSON, for a row has no bytes of its own."""
    flags: set[str] = {f"missing_attachment={a}" for a in around.attachments}
    text = _text(row, flags)
    direction, status = _sent(row, flags)
    _edits(row, flags)
    if _number(row, "associated_message_type") in _REACTIONS:
        flags.add("reaction")
    if _number(row, "item_type"):
        flags.add("content=system")
    if around.group:
        flags.add(f"group={around.group}")
    date = row.get("date")
    sha256 = digest(row)
    other = around.handle
    return Record(
        id=f"{SOURCE}:{sha256[:16]}-{number}",
        source=SOURCE,
        kind=Kind.SMS if str(row.get("service") or "SMS").upper() in ("SMS", "RCS", "MMS") else Kind.CHAT,
        at=moment(date, flags),
        at_raw=None if date is None else str(date),
        direction=direction,
        sha256=sha256,
        where=Place(name, row=number),
        status=status,
        sender=other if direction is not Direction.OUT else None,
        to=(around.people or ((other,) if other else ())) if direction is Direction.OUT else (),
        subject=_string(row, "subject"),
        text=text,
        flags=tuple(sorted(flags)),
        account=_string(row, "account") or _string(row, "destination_caller_id"),
    )


def digest(row: Row) -> str:
    """SHA-256 of the row as JSON with sorted keys, blobs in hex: the same in every copy of the database."""
    shown = {k: v.hex() if isinstance(v, bytes) else v for k, v in row.items()}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _text(row: Row, flags: set[str]) -> str:
    """The column `text`; since iOS 16 it is often empty and the words stand in `attributedBody` alone."""
    text, body = row.get("text"), row.get("attributedBody")
    if isinstance(text, str) and text:
        return whole(text)
    words = text_of(body) if isinstance(body, bytes) else None
    if words is None:
        if isinstance(body, bytes) and body:
            flags.add("text_unreadable")
        return ""
    if words.differs:
        flags.add(LENGTH_DIFFERS)
    return words.text


def _sent(row: Row, flags: set[str]) -> tuple[Direction, str | None]:
    if "is_from_me" not in row:
        direction, status = _OLD_FLAGS.get(_number(row, "flags"), (Direction.UNKNOWN, str(row.get("flags"))))
        if status == "failed":
            flags.add(NOT_SENT)
        return direction, status
    if not _number(row, "is_from_me"):
        return Direction.IN, "received"
    if _number(row, "error") or (
        "is_sent" in row and not _number(row, "is_sent") and not _number(row, "is_delivered")
    ):
        flags.add(NOT_SENT)
        return Direction.OUT, "failed" if _number(row, "error") else "outbox"
    return Direction.OUT, "delivered" if _number(row, "is_delivered") else "sent"


def _edits(row: Row, flags: set[str]) -> None:
    blob = row.get("message_summary_info")
    edits = edits_of(blob) if isinstance(blob, bytes) and blob else None
    if edits and edits.earlier:
        flags.add(f"edited={len(edits.earlier)}")
        flags.update(f"earlier_text_{n}={t[:_LONGEST_EARLIER]}" for n, t in enumerate(edits.earlier, start=1))
    elif _number(row, "date_edited"):
        flags.add("edited")
    if edits and edits.unsent:
        flags.add(f"unsent_parts={edits.unsent}")
    if _number(row, "date_retracted"):
        flags.add("unsent")


def _number(row: Row, name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) else 0


def _string(row: Row, name: str) -> str | None:
    value = row.get(name)
    return whole(value) if isinstance(value, str) and value else None
