"""A record from the columns of Android's tables of texts and calls, whatever else a vendor put beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from xiehuan.evidence import Attachment, Direction, Kind, Record
from xiehuan.readers.chat.lines import whole
from xiehuan.readers.chat.said import MISSING
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.call_record import TYPES
from xiehuan.readers.sms.message_record import BOXES, NOT_SENT, SENT_OR_RECEIVED
from xiehuan.readers.sms.moments import moment
from xiehuan.readers.sms.origin import Origin

Columns = Mapping[str, object]
Find = Callable[[str], tuple[int, str] | None]  # size and digest of the data file of a part

OTHER = "other_columns"
_LONGEST_OTHER = 16_000
_UTF8 = 106  # IANA number of the charset in which a subject was cut into bytes
_FROM, _TO = "137", ("151", "130", "129")
_OWN_NUMBER = "insert-address-token"
_DELIVERY_FAILED = "64"
_HIDDEN = ("2", "3")
_READ = frozenset(
    (
        "address", "body", "date", "type", "status", "subject", "sub", "sub_cs", "msg_box", "__parts", "parts",
        "__sender_address", "sender_address", "__recipient_addresses", "recipient_addresses", "addresses",
        "number", "duration", "presentation",
    )
)  # fmt: skip


def is_call(columns: Columns) -> bool:
    """Whether these are columns of the call log."""
    return "number" in columns and "duration" in columns


def is_message(columns: Columns) -> bool:
    """Whether these are columns of a text or a multimedia message."""
    return ("body" in columns and "address" in columns) or "msg_box" in columns or "m_type" in columns


def call_record(columns: Columns, source: str, origin: Origin) -> Record:
    """One call, as the reader of call logs gives it."""
    flags = _flags(columns)
    kind, number = _text(columns, "type"), _text(columns, "number")
    direction, status = TYPES.get(kind or "", (Direction.UNKNOWN, kind))
    if _text(columns, "presentation") in _HIDDEN:
        flags.add("number_hidden")
    duration = _text(columns, "duration") or ""
    flags.add(f"duration_s={duration}" if duration.isascii() and duration.isdigit() else "duration_unknown")
    out = direction is Direction.OUT
    return Record(
        id=origin.id,
        source=source,
        kind=Kind.CALL,
        at=moment(_text(columns, "date"), flags),
        at_raw=_text(columns, "date"),
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=status,
        sender=None if out else number,
        to=(number,) if number and out else (),
        flags=tuple(sorted(flags)),
    )


def message_record(columns: Columns, source: str, origin: Origin, find: Find) -> Record:
    """One message; an unknown SIM, an address with spaces or a strange column never costs it."""
    flags = _flags(columns)
    mms = "msg_box" in columns or "m_type" in columns
    direction, status = _box(_text(columns, "msg_box" if mms else "type"), flags)
    sender, to = _people(columns, direction) if mms else _thread(columns, direction)
    texts, attachments = _parts(columns, find, flags) if mms else ([], [])
    body = _text(columns, "body", empty=True)
    if not mms and _text(columns, "status") == _DELIVERY_FAILED and status == "sent":
        flags.add("delivery_failed")
    return Record(
        id=origin.id,
        source=source,
        kind=Kind.SMS,
        at=moment(_text(columns, "date"), flags),
        at_raw=_text(columns, "date"),
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=status,
        sender=sender,
        to=to,
        subject=_subject(columns),
        text="\n".join(t for t in (body, *texts) if t),
        attachments=tuple(attachments),
        flags=tuple(sorted(flags)),
    )


def _flags(columns: Columns) -> set[str]:
    """The contact's name and the SIM, and every column that no field has."""
    flags: set[str] = set()
    for key in ("__display_name", "display_name"):
        if name := _text(columns, key):
            flags.add(f"contact={name}")
    if (sim := _text(columns, "sub_id")) is not None:
        flags.add(f"sim={sim}")
    other = {k: v for k, v in columns.items() if k not in _READ and v is not None}
    if other:
        shown = whole(json.dumps(other, ensure_ascii=False, sort_keys=True))
        flags.add(
            f"{OTHER}={shown}" if len(shown) <= _LONGEST_OTHER else f"{OTHER}_cut={shown[:_LONGEST_OTHER]}"
        )
    return flags


def _box(box: str | None, flags: set[str]) -> tuple[Direction, str | None]:
    if box not in BOXES:
        flags.add("type_unknown")
        return Direction.UNKNOWN, box
    if box not in SENT_OR_RECEIVED:
        flags.add(NOT_SENT)
    return BOXES[box]


def _thread(columns: Columns, direction: Direction) -> tuple[str | None, tuple[str, ...]]:
    address = _text(columns, "address")
    people = tuple(a for a in (address or "").split("~") if a.strip())
    return (None, people) if direction is Direction.OUT else ("~".join(people) or None, ())


def _people(columns: Columns, direction: Direction) -> tuple[str | None, tuple[str, ...]]:
    """Sender and receivers from the lists of addresses."""
    senders = list(_addresses(columns, ("__sender_address", "sender_address"), (_FROM,)))
    to = list(_addresses(columns, ("__recipient_addresses", "recipient_addresses"), _TO))
    senders += _addresses(columns, ("addresses",), (_FROM,))
    to += _addresses(columns, ("addresses",), _TO)
    if not senders and direction is not Direction.OUT and (address := _text(columns, "address")):
        senders = [address]
    return "~".join(senders) or None, tuple(to)


def _addresses(columns: Columns, keys: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = columns.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                address = _text(item, "address")
                kind = _text(item, "type") or kinds[0]
                if address and address != _OWN_NUMBER and kind in kinds:
                    yield address


def _parts(columns: Columns, find: Find, flags: set[str]) -> tuple[list[str], list[Attachment]]:
    value = columns.get("__parts", columns.get("parts"))
    parts = [p for p in value if isinstance(p, dict)] if isinstance(value, list) else []
    flags.add(f"parts={len(parts)}")
    texts, attachments = [], []
    for number, part in enumerate(parts, start=1):
        kind = _text(part, "ct") or _text(part, "contentType") or "application/octet-stream"
        if kind.startswith("text/plain") and (text := _text(part, "text")):
            texts.append(text)
        elif kind != "application/smil" and (found := _attachment(part, number, kind, find, flags)):
            attachments.append(found)
    return texts, attachments


def _attachment(part: Columns, number: int, kind: str, find: Find, flags: set[str]) -> Attachment | None:
    name = next((n for key in ("cl", "fn", "name", "_data") if (n := _text(part, key))), f"part-{number}")
    name = name.rpartition("/")[2] or f"part-{number}"
    data = _text(part, "data") or _text(part, "binary_data") or _text(part, "__data")
    if data:
        stream = Base64Stream()
        stream.feed(data.encode("ascii", "replace"))
        stream.close()
        if stream.damaged:
            flags.add("undecodable_part")
        return Attachment(name, kind, stream.bytes, stream.sha256)
    place = (_text(part, "_data") or "").rpartition("/")[2]
    found = find(place) if place else None
    if found is None:
        flags.add(f"{MISSING}={name}")
        return None
    return Attachment(name, kind, *found)


def _subject(columns: Columns) -> str | None:
    """The provider keeps the bytes of a UTF-8 subject as characters of Latin-1."""
    subject = _text(columns, "subject") or _text(columns, "sub")
    if subject and _text(columns, "sub_cs") == str(_UTF8):
        with suppress(UnicodeError):
            return subject.encode("latin-1").decode("utf-8")
    return subject


def _text(columns: Columns, key: str, *, empty: bool = False) -> str | None:
    """A column as a string; None when it is absent, null or (unless asked for) empty."""
    value = columns.get(key)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    text = whole(str(value))
    return text if text or empty else None
