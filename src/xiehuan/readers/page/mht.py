"""Pages that a browser saved as one MIME file (`.mht`, `.mhtml`): text, pictures and where it was saved from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xiehuan.evidence import Place, Record
from xiehuan.readers.mail.bounded import parse
from xiehuan.readers.mail.reader import mail_item
from xiehuan.readers.mail.recognise import looks_like_mail
from xiehuan.readers.page.reader import SOURCE, kind_of
from xiehuan.readers.stream import Item

__all__ = ["SOURCE", "recognises", "stream"]

_ENDINGS = (".mht", ".mhtml")
_SAVED = re.compile(rb"^(?:snapshot-content-location:|from: *<?saved by)", re.IGNORECASE | re.MULTILINE)
_HEAD = 4096


def recognises(name: str, head: bytes) -> bool:
    """Whether a browser says in the header that it saved the file, or the ending does."""
    ours = name.lower().endswith(_ENDINGS) or bool(_SAVED.search(head[:_HEAD]))
    return ours and looks_like_mail(name + ".eml", head)


def stream(path: Path, name: str) -> Iterator[Item]:
    """The page; its time is when it was saved."""
    item = mail_item(lambda: parse(path), Place(name), SOURCE)
    if isinstance(item, Record):
        item = item._replace(kind=kind_of(name), sender=None, to=(), category="multipart/related")
    yield item
