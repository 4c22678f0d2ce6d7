"""One message as an export gives it, and the record made of it: the same rules for every app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xiehuan.evidence import Attachment, Direction, Kind, Record
from xiehuan.readers.chat.content import MONEY, Content, amount_in, of_text, voice_flag
from xiehuan.readers.chat.local_time import moment
from xiehuan.readers.sms.origin import Origin

MISSING = "missing_attachment"
_MINE = frozenset(("我", "me", "myself", "本人", "自己", "you"))


@dataclass(slots=True)
class Said:
    """What stands in the export, as strings; None where it says nothing."""

    text: str = ""
    at_raw: str | None = None
    sender: str | None = None
    chat: str | None = None  # the other side, or the name of the group
    group: bool = False
    mine: bool | None = None
    kind: str | None = None  # the exporter's own word or number for the type
    content: Content | None = None
    raw_content: str = ""  # markup behind the text: lengths and amounts stand there
    account: str | None = None
    attachments: tuple[Attachment, ...] = ()
    flags: set[str] = field(default_factory=set)
    at: str | None = None
    at_known: bool = False  # `at` was settled by the reader, even when it is None


def record_of(said: Said, source: str, origin: Origin) -> Record:
    """The record: direction, people, time with its assumption, kind of content, amount of a transfer.

    `amount` is as written, without a sign: what was sent and what was received is told by the direction, and
    whether a transfer was ever accepted is told by nothing here.
    """
    flags = said.flags
    content = said.content or of_text(said.text)
    direction = _direction(said, content)
    if content is not Content.TEXT:
        flags.add(f"content={content.value}")
    if content is Content.VOICE:
        flags.add(voice_flag(said.text, said.raw_content))
    if said.group and said.chat:
        flags.add(f"group={said.chat}")
    at = said.at if said.at_known else moment(said.at_raw, flags)
    return Record(
        id=origin.id,
        source=source,
        kind=Kind.CHAT,
        at=at,
        at_raw=said.at_raw,
        direction=direction,
        sha256=origin.sha256,
        where=origin.place,
        status=said.kind or None,
        sender=said.sender or (said.chat if direction is Direction.IN and not said.group else None),
        to=(said.chat,) if said.chat and (direction is Direction.OUT or said.group) else (),
        text=said.text,
        amount=(amount_in(said.text) or amount_in(said.raw_content)) if content in MONEY else None,
        attachments=said.attachments,
        flags=tuple(sorted(flags)),
        account=said.account,
    )


def is_me(name: str | None) -> bool:
    """Whether exporters call the user by this name."""
    return (name or "").strip().casefold() in _MINE


def only_other(speakers: Iterable[tuple[str, bool]]) -> str | None:
    """The one name besides the user's own in a chat of two; None when there are several, or the user never speaks."""
    other: str | None = None
    spoke = False
    for name, mine in speakers:
        if mine:
            spoke = True
        elif other not in (None, name):
            return None
        else:
            other = name
    return other if spoke else None


def _direction(said: Said, content: Content) -> Direction:
    """System messages come from nobody; else by the exporter's mark, then by the name of the sender."""
    if content is Content.SYSTEM:
        return Direction.UNKNOWN
    if said.mine is not None:
        return Direction.OUT if said.mine else Direction.IN
    if is_me(said.sender):
        return Direction.OUT
    known_peer = bool(said.sender) and said.sender == said.chat and not said.group
    return Direction.IN if known_peer else Direction.UNKNOWN
