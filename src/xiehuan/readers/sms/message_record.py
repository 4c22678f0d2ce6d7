"""A record from an `<sms>` or `<mms>` element."""

from __future__ import annotations

from xiehuan.evidence import Attachment, Direction, Kind, Record
from xiehuan.evidence.numbers import normal
from xiehuan.readers.sms.base64_stream import Base64Stream
from xiehuan.readers.sms.characters import optional, text_of
from xiehuan.readers.sms.moments import moment
from xiehuan.readers.sms.origin import Origin
from xiehuan.readers.sms.scan import Element

SOURCE = "sms_backup"
NOT_SENT = "not_sent"

# Android Telephony: TextBasedSmsColumns.MESSAGE_TYPE_*, BaseMmsColumns.MESSAGE_BOX_*
BOXES = {
    "1": (Direction.IN, "received"),
    "2": (Direction.OUT, "sent"),
    "3": (Direction.OUT, "draft"),
    "4": (Direction.OUT, "outbox"),
    "5": (Direction.OUT, "failed"),
    "6": (Direction.OUT, "queued"),
}
SENT_OR_RECEIVED = ("1", "2")
_DELIVERY_FAILED = "64"
_FROM, _TO, _CC, _BCC = "137", "151", "130", "129"  # OMA MMS encapsulation, header field codes
_OWN_NUMBER = "insert-address-token"
_NOBODY = ("", "(Unknown)", "(unknown)")

Attributes = dict[bytes, bytes]


def sms_record(element: Element, origin: Origin) -> Record:
    """A plain text message."""
    flags: set[str] = set()
    given = element.attributes
    direction, status = _box(given, b"type", flags)
    people = _people(optional(given.get(b"address"), flags))
    date = optional(given.get(b"date"), flags)
    if given.get(b"status") == _DELIVERY_FAILED.encode() and status == "sent":
        flags.add("delivery_failed")
    return Record(
        id=origin.id,
        source=SOURCE,
        kind=Kind.SMS,
        at=moment(date, flags),
        at_raw=date,
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=status,
        sender="~".join(people) or None if direction is not Direction.OUT else None,
        to=tuple(people) if direction is Direction.OUT else (),
        subject=optional(given.get(b"subject"), flags),
        text=_body(given.get(b"body"), flags),
        flags=_flags(flags, given),
    )


def mms_record(element: Element, origin: Origin) -> Record:
    """A multimedia message with its parts; `parts=N` among the flags counts all of them, text included."""
    flags: set[str] = set()
    given = element.attributes
    direction, status = _box(given, b"msg_box", flags)
    sender, to = _parties(element, direction, flags)
    texts, attachments = _parts(element, flags)
    date = optional(given.get(b"date"), flags)
    return Record(
        id=origin.id,
        source=SOURCE,
        kind=Kind.SMS,
        at=moment(date, flags),
        at_raw=date,
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=status,
        sender=sender,
        to=to,
        subject=optional(given.get(b"sub"), flags),
        text="\n".join(texts),
        attachments=tuple(attachments),
        flags=_flags(flags | {f"parts={len(element.parts)}"}, given),
    )


def contact_flag(given: Attributes) -> set[str]:
    """The name in the phone's address book, as `contact=…`; a record has no field for it."""
    name = optional(given.get(b"contact_name"), set())
    return set() if name is None or name in _NOBODY else {f"contact={name}"}


def _flags(flags: set[str], given: Attributes) -> tuple[str, ...]:
    return tuple(sorted(flags | contact_flag(given)))


def _box(given: Attributes, name: bytes, flags: set[str]) -> tuple[Direction, str | None]:
    """Direction and status word; everything but received and sent never reached anybody."""
    box = optional(given.get(name), flags)
    if box not in BOXES:
        flags.add("type_unknown")
        return Direction.UNKNOWN, box
    if box not in SENT_OR_RECEIVED:
        flags.add(NOT_SENT)
    return BOXES[box]


def _body(raw: bytes | None, flags: set[str]) -> str:
    """The word "null" may be what somebody wrote: kept as text, with a mark."""
    if raw is None:
        return ""
    if raw == b"null":
        flags.add("body_null")
    return text_of(raw, flags)


def _people(address: str | None) -> list[str]:
    """The app joins the numbers of a group by a tilde."""
    return [a for a in (address or "").split("~") if a]


def _parties(element: Element, direction: Direction, flags: set[str]) -> tuple[str | None, tuple[str, ...]]:
    """Sender and receivers: from the list of addresses, completed by the thread's own address."""
    listed = [
        (optional(a.get(b"type"), flags), optional(a.get(b"address"), flags)) for a in element.addresses
    ]
    senders = [a for kind, a in listed if kind == _FROM and a and a != _OWN_NUMBER]
    to = [a for kind, a in listed if kind in (_TO, _CC, _BCC) and a and a != _OWN_NUMBER]
    thread = _people(optional(element.attributes.get(b"address"), flags))
    if direction is not Direction.OUT and not senders and len(thread) == 1:
        senders = thread
    known = {normal(a) for a in (*senders, *to)}
    return "~".join(senders) or None, (*to, *(a for a in thread if normal(a) not in known))


def _parts(element: Element, flags: set[str]) -> tuple[list[str], list[Attachment]]:
    texts: list[str] = []
    attachments: list[Attachment] = []
    undecodable = 0
    for number, (given, data) in enumerate(element.parts, start=1):
        media_type = optional(given.get(b"ct"), flags) or "application/octet-stream"
        if media_type.casefold().startswith("text/plain"):
            texts += _text(given, data, flags)
        if data is not None:
            undecodable += data.damaged
            attachments.append(Attachment(_name(given, number, flags), media_type, data.bytes, data.sha256))
    if undecodable:
        flags.add(f"undecodable_parts={undecodable}")
    return texts, attachments


def _text(given: Attributes, data: Base64Stream | None, flags: set[str]) -> list[str]:
    """The text attribute, or the decoded data where a writer put the text there."""
    raw = given.get(b"text")
    if data is not None and raw in (None, b"null", b""):
        return [text_of(data.head, flags)] if data.head and data.bytes == len(data.head) else []
    return [_body(raw, flags)] if raw else []


def _name(given: Attributes, number: int, flags: set[str]) -> str:
    for key in (b"cl", b"fn", b"name"):
        if name := optional(given.get(key), flags):
            return name
    return f"part-{number}"
