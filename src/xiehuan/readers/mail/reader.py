"""From a mail file to a reading; one file is one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Direction, Kind, Place, Record, Unread
from xiehuan.readers.mail.addresses import people
from xiehuan.readers.mail.bounded import Parsed, parse
from xiehuan.readers.mail.headers import fields_of, first, header_text, readable
from xiehuan.readers.mail.limits import Refused
from xiehuan.readers.mail.moments import moment
from xiehuan.readers.mail.parts import content
from xiehuan.readers.mail.recognise import mails_beyond_the_first
from xiehuan.readers.stream import Item

SOURCE = "eml"
_EMPTY = Text("文件是空的", "the file is empty")
_NO_HEADER = Text("文件中没有邮件头, 不是邮件", "the file has no mail header: it is no mail")
_STRANGE = Text("邮件的结构无法理解", "the structure of the mail could not be understood")


def stream(path: Path, name: str) -> Iterator[Item]:
    """The mail of the file, or why it could not be read."""
    place = Place(name)
    further = _further_mails(path)
    if further:
        why = _several(further)
        yield Unread(place, why.zh, why.en)
    else:
        yield mail_item(lambda: parse(path), place, SOURCE)


def mail_item(parsed: Callable[[], Parsed], place: Place, source: str, id_end: str = "") -> Record | Unread:
    """A mail as a record of `source`; as unread when it is beyond a limit or its structure cannot be understood.

    `id_end` tells byte-identical mails of one file apart.
    """
    outcome: Record | Text
    try:
        outcome = _record(parsed(), place, source, id_end)
    except Refused as refused:
        outcome = refused.why
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - the parser is a library and the mail may be hostile: it becomes "unread"
        outcome = _STRANGE
    return outcome if isinstance(outcome, Record) else Unread(place, outcome.zh, outcome.en)


def _further_mails(path: Path) -> int:
    with path.open("rb") as file:
        if file.read(5) != b"From ":
            return 0
        file.seek(0)
        return mails_beyond_the_first(file.read(1 << 20))


def _several(further: int) -> Text:
    return Text(
        f"这是含有至少{further + 1}封邮件的邮箱文件, 请逐封导出为 .eml",
        f"this is a mail box of at least {further + 1} mails: export them one by one as .eml",
    )


def _record(parsed: Parsed, place: Place, source: str, id_end: str) -> Record | Text:
    if not parsed.bytes:
        return _EMPTY
    fields, flags = fields_of(parsed.message), set[str]()
    if not fields:
        if place.byte is None:
            return _NO_HEADER
        flags.add("no_header")  # a mail of a box: its separator says that it is one
    if sum(key == "subject" for key, _ in fields) > 1:
        flags.add("subject_repeated")
    if not parsed.whole:
        flags.add("structure_unreadable")
    date = first(fields, "date")
    at_raw = None if date is None else readable(date, flags)
    body = content(parsed.message, parsed.line_end, flags)
    return Record(
        id=f"{source}:{parsed.sha256[:16]}{id_end}",
        source=source,
        kind=Kind.MAIL,
        at=moment(at_raw, flags),
        at_raw=at_raw,
        direction=Direction.UNKNOWN,
        sha256=parsed.sha256,
        where=place,
        sender=", ".join(people(first(fields, "from"), flags)) or None,
        to=people(first(fields, "to"), flags),
        subject=header_text(first(fields, "subject"), flags),
        text=body.text,
        attachments=body.attachments,
        flags=tuple(sorted(flags)),
    )
