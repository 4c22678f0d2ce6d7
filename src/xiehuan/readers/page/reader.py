"""From a saved page or text to one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from xiehuan.evidence import Direction, Kind, Place, Record, Unread
from xiehuan.readers.digest import sha256_of
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.mail.parts import LONGEST_TEXT, TEXT_CUT
from xiehuan.readers.page.decoding import decoded, utf16_without_mark
from xiehuan.readers.stream import Item

SOURCE = "page"
_CHATS = ("chats", "chat")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".shtml")
_ENDINGS = (*_HTML_ENDINGS, ".txt", ".text", ".log", ".md", ".xml")
_HTML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_XML = re.compile(r"\s*<\?xml\b")
_TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[^<>]*>")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})</title", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]*\n\s*")
_EMPTY = ("文件是空的，请重新保存", "the file is empty; save it again")


def recognises(name: str, head: bytes) -> bool:
    """Whether the file is text by its bytes, and a page or a text by its ending or its beginning."""
    if not _is_text(head):
        return False
    return name.lower().endswith(_ENDINGS) or bool(_HTML.match(_narrow(head[:2000])))


def stream(path: Path, name: str) -> Iterator[Item]:
    """The page with its title and its words; a text longer than 4 MiB is cut in the view."""
    with path.open("rb") as file:
        raw = file.read(LONGEST_TEXT)
        cut = bool(file.read(1))
    if not raw:
        yield Unread(Place(name), *_EMPTY)
        return
    flags = {TEXT_CUT} if cut else set[str]()
    found = decoded(raw, flags, cut=cut)
    is_html = name.lower().endswith(_HTML_ENDINGS) or bool(_HTML.match(_narrow(raw[:2000])))
    title = _TITLE.search(found.text[:65536]) if is_html else None
    digest = sha256_of(path)
    yield Record(
        id=f"{SOURCE}:{digest[:16]}",
        source=SOURCE,
        kind=kind_of(name),
        at=None,
        at_raw=None,
        direction=Direction.UNKNOWN,
        sha256=digest,
        where=Place(name),
        subject=" ".join(unescape(title[1]).split()) if title else name.rpartition("/")[2],
        text=_words(found.text, is_html=is_html),
        category="text/html" if is_html else "text/plain",
        flags=tuple(sorted({*flags, f"charset={found.codec}"})),
    )


def kind_of(name: str) -> Kind:
    """A chat when it was put into the folder of chats; nothing in a page says so."""
    return Kind.CHAT if name.partition("/")[0].lower() in _CHATS else Kind.PAPER


def _words(text: str, *, is_html: bool) -> str:
    text = text.replace("\0", "")
    if is_html:
        return text_of_html(text)
    if _XML.match(text):
        return _BLANKS.sub("\n", unescape(_TAG.sub(" ", text))).strip()
    return text.replace("\r\n", "\n")


def _narrow(head: bytes) -> bytes:
    return head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")


def _is_text(head: bytes) -> bool:
    if head.startswith(_MARKS) or utf16_without_mark(head):
        return True
    return bool(head) and b"\0" not in head
