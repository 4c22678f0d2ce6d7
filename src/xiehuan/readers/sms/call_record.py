"""A record from a `<call>` element."""

from __future__ import annotations

from xiehuan.evidence import Direction, Kind, Record
from xiehuan.readers.sms.characters import optional
from xiehuan.readers.sms.message_record import contact_flag
from xiehuan.readers.sms.moments import moment
from xiehuan.readers.sms.origin import Origin
from xiehuan.readers.sms.scan import Element

SOURCE = "call_log"

# Android CallLog.Calls: *_TYPE and PRESENTATION_*
TYPES = {
    "1": (Direction.IN, "incoming"),
    "2": (Direction.OUT, "outgoing"),
    "3": (Direction.IN, "missed"),
    "4": (Direction.IN, "voicemail"),
    "5": (Direction.IN, "rejected"),
    "6": (Direction.IN, "blocked"),
    "7": (Direction.IN, "answered_elsewhere"),
}
_HIDDEN = ("2", "3")
_NO_NUMBER = ("-1", "-2", "-3")  # how old phones write a withheld number


def call_record(element: Element, origin: Origin) -> Record:
    """One call; its length stands among the flags as `duration_s=N`."""
    flags = contact_flag(element.attributes)
    given = {k.decode("ascii"): optional(v, flags) for k, v in element.attributes.items()}
    direction, status = TYPES.get(given.get("type") or "", (Direction.UNKNOWN, given.get("type")))
    if direction is Direction.UNKNOWN:
        flags.add("type_unknown")
    number = given.get("number")
    if given.get("presentation") in _HIDDEN or number in _NO_NUMBER:
        flags.add("number_hidden")
    flags.add(_duration(given.get("duration")))
    return Record(
        id=origin.id,
        source=SOURCE,
        kind=Kind.CALL,
        at=moment(given.get("date"), flags),
        at_raw=given.get("date"),
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=status,
        sender=number if direction is not Direction.OUT else None,
        to=(number,) if number and direction is Direction.OUT else (),
        flags=tuple(sorted(flags)),
    )


def _duration(raw: str | None) -> str:
    known = raw is not None and raw.isascii() and raw.isdigit()
    return f"duration_s={raw}" if known else "duration_unknown"
