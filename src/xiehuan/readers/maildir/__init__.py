"""Maildir: a folder in which every file is one mail, with its state in the file's name.

The folder is walked by whoever imports it; this reader knows a file of one by its path or its name. Whether a mail was sent
by the user is taken from the folder's name (Sent, 已发送 …) and flagged, never from the mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiehuan.evidence import Direction, Place, Record
from xiehuan.readers.mail.bounded import parse
from xiehuan.readers.mail.reader import mail_item
from xiehuan.readers.mail.recognise import looks_like_mail
from xiehuan.readers.maildir.name import Delivery, delivery
from xiehuan.readers.stream import Item

__all__ = ["SOURCE", "recognises", "stream"]

SOURCE = "maildir"
_LENIENT = ".eml"  # the folder or the name says already that it is a mail


def recognises(name: str, head: bytes) -> bool:
    """Whether the path is one of a mail folder and the file begins like a mail."""
    return delivery(name) is not None and looks_like_mail(name + _LENIENT, head)


def stream(path: Path, name: str) -> Iterator[Item]:
    """The mail of the file with the state that its name gives."""
    item = mail_item(lambda: parse(path), Place(name), SOURCE)
    known = delivery(name)
    yield _with_state(item, known) if known and isinstance(item, Record) else item


def _with_state(record: Record, known: Delivery) -> Record:
    flags = {*record.flags, *known.flags}
    direction = record.direction
    if known.sent:
        direction = Direction.OUT
        flags.add("direction_from_folder")
    return record._replace(direction=direction, status=known.status, flags=tuple(sorted(flags)))
