"""From an Outlook item to one record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Attachment, Direction, Kind, Place, Record, Unread
from xiehuan.readers.digest import sha256_of
from xiehuan.readers.mail.addresses import shown
from xiehuan.readers.mail.charsets import decode
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.mail.moments import DOUBTFUL
from xiehuan.readers.msg import rtf
from xiehuan.readers.msg.codepage import text_of
from xiehuan.readers.msg.container import MAGIC, Container, Path_, Unreadable, opened
from xiehuan.readers.msg.properties import Properties, instant
from xiehuan.readers.stream import Item

SOURCE = "msg"
CONVERTED = "converted_view"
_NAMES = tuple(
    name.encode("utf-16-le") for name in ("__properties_version1.0", "__substg1.0_", "__nameid_version1.0")
)
_TOP, _EMBEDDED, _PART = 32, 24, 8  # MS-OXMSG §2.4: length of the header of a property stream
_SUBJECT, _CLASS, _BODY, _HTML, _RTF, _TRANSPORT = 0x0037, 0x001A, 0x1000, 0x1013, 0x1009, 0x007D
_SENDERS = (
    (0x0C1A, 0x5D01, 0x0C1E, 0x0C1F),
    (0x0042, 0x5D02, 0x0064, 0x0065),
)  # name, SMTP, kind and value of address
_INSTANTS = ((0x0039, "submitted"), (0x0E06, "delivered"), (0x3007, "created"))
_NAME, _KIND, _ADDRESS, _SMTP, _ROLE, _SHOWN_TO = 0x3001, 0x3002, 0x3003, 0x39FE, 0x0C15, 0x0E04
_LONG_NAME, _SHORT_NAME, _DATA, _TYPE = 0x3707, 0x3704, 0x3701, 0x370E
_ITEM = "__substg1.0_3701000D"
_TO = 1
_FROM = re.compile(r"(?im)^from:.*?<?([^\s<>,;:\"()]+@[^\s<>,;:\"()]+)>?\s*$")
_CHINA = timezone(timedelta(hours=8))
_STRANGE = Text("Outlook 邮件的结构无法理解", "the structure of the Outlook item could not be understood")


def recognises(name: str, head: bytes) -> bool:
    """Whether the file is a compound document that says it is an Outlook item, by its streams or its ending."""
    return head.startswith(MAGIC) and (
        name.lower().endswith((".msg", ".oft")) or any(n in head for n in _NAMES)
    )


def stream(path: Path, name: str) -> Iterator[Item]:
    """The item, or why it could not be read."""
    place = Place(name)
    outcome: Record | Text
    try:
        with opened(path) as container:
            outcome = _record(container, sha256_of(path), place)
    except Unreadable as broken:
        outcome = broken.why
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - the container is read by a library and may be hostile: it becomes "unread"
        outcome = _STRANGE
    yield outcome if isinstance(outcome, Record) else Unread(place, outcome.zh, outcome.en)


def _record(container: Container, digest: str, place: Place) -> Record | Text:
    flags = {CONVERTED}
    top = Properties(container, (), _TOP, flags)
    item_class = top.text(_CLASS)
    if item_class is None and top.text(_SUBJECT) is None:
        return _STRANGE
    at, at_raw = _moment(top, flags)
    attachments = tuple(_attachments(container, top, flags))
    text = _body(top, flags)
    if container.damaged:
        flags.add(f"damaged_streams={container.damaged}")
    return Record(
        id=f"{SOURCE}:{digest[:16]}",
        source=SOURCE,
        kind=Kind.MAIL,
        at=at,
        at_raw=at_raw,
        direction=Direction.UNKNOWN,
        sha256=digest,
        where=place,
        sender=_sender(top),
        to=_receivers(container, top, flags),
        subject=top.text(_SUBJECT),
        text=text,
        category=item_class,
        attachments=attachments,
        flags=tuple(sorted(flags)),
    )


def _moment(top: Properties, flags: set[str]) -> tuple[str | None, str | None]:
    for tag, word in _INSTANTS:
        ticks = top.ticks(tag)
        found = instant(ticks) if ticks else None
        if found:
            flags.add(f"time_of={word}")
            return found.astimezone(_CHINA).replace(microsecond=0).isoformat(), str(ticks)
    flags.add(DOUBTFUL)
    return None, None


def _sender(top: Properties) -> str | None:
    for name_tag, smtp_tag, kind_tag, address_tag in _SENDERS:
        name = top.text(name_tag)
        address = top.text(smtp_tag)
        if not address and top.text(kind_tag) == "SMTP":
            address = top.text(address_tag)
        if name or address:
            header = None if address else _FROM.search(top.text(_TRANSPORT) or "")
            address = address or (header[1] if header else "")
            return shown("" if name == address else name or "", address)
    return None


def _receivers(container: Container, top: Properties, flags: set[str]) -> tuple[str, ...]:
    """Those in "To"; without them what Outlook shows in that line."""
    people = []
    for at in container.storages((), "__recip_version1.0_#"):
        person = Properties(container, at, _PART, flags, top.code_page)
        if person.number(_ROLE) not in (_TO, None):
            continue
        address = person.text(_SMTP) or (
            person.text(_ADDRESS) if person.text(_KIND) in ("SMTP", None) else None
        )
        address = address if address and "@" in address else ""
        name = person.text(_NAME) or ""
        people.append(shown("" if name == address else name, address))
    listed = [p for p in people if p]
    return tuple(listed or [n.strip() for n in (top.text(_SHOWN_TO) or "").split(";") if n.strip()])


def _body(top: Properties, flags: set[str]) -> str:
    plain = top.text(_BODY)
    if plain and plain.strip():
        return plain.replace("\r\n", "\n")
    html = top.binary(_HTML)
    if html.strip():
        page = top.number(0x3FDE)
        return text_of_html(text_of(html, page, flags) if page else decode(html, None, flags))
    if text := top.text(_HTML):
        return text_of_html(text)
    found = rtf.words(rtf.decompressed(top.binary(_RTF)))
    if found:
        flags.add("text_from_rtf")
    return found


def _attachments(container: Container, top: Properties, flags: set[str]) -> Iterator[Attachment]:
    for at in container.storages((), "__attach_version1.0_#"):
        part = Properties(container, at, _PART, flags, top.code_page)
        name = part.text(_LONG_NAME) or part.text(_SHORT_NAME) or part.text(_NAME) or at[-1]
        inner = (*at, _ITEM)
        if any(p[: len(inner)] == inner for p in container.streams):
            flags.add("holds_items")
            yield _item(container, inner, name)
            continue
        data = part.binary(_DATA)
        media_type = part.text(_TYPE) or "application/octet-stream"
        yield Attachment(name, media_type, len(data), hashlib.sha256(data).hexdigest())


def _item(container: Container, at: Path_, name: str) -> Attachment:
    """An item inside the item has no bytes of its own: the digest is of its streams in order of their names."""
    digest, size = hashlib.sha256(), 0
    for path in sorted(p for p in container.streams if p[: len(at)] == at):
        data = container.bytes_of(path)
        digest.update(data)
        size += len(data)
    ending = "" if name.lower().endswith(".msg") else ".msg"
    return Attachment(f"{name}{ending}", "application/vnd.ms-outlook", size, digest.hexdigest())
