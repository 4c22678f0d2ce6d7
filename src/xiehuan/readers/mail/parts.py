"""The text and the attachments of a mail."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message

from xiehuan.evidence import Attachment
from xiehuan.readers.mail.charsets import decode
from xiehuan.readers.mail.headers import Fields, fields_of, first, header_text, parameter
from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.sms.base64_stream import Base64Stream

LONGEST_TEXT = 4 << 20
TEXT_CUT = "text_cut"
DAMAGED = "undecodable_part"
_PIECE = 1 << 20
_SHOWN = ("text/plain", "text/html", "message/delivery-status")
_META = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """What the parts of a mail come to."""

    text: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part without parts; `choice` names the multipart/alternative it belongs to, if any."""

    message: Message
    number: int
    choice: int | None
    fields: Fields
    media_type: str
    line_end: str


@dataclass(slots=True)
class _Body:
    """Text collected so far: HTML waits, because a plain form of the same may follow."""

    plain_choices: set[int] = field(default_factory=set)
    pieces: list[tuple[str, int | None, str]] = field(default_factory=list)


def content(message: Message, line_end: str, flags: set[str]) -> Content:
    """Plain text first, HTML where there is no plain form; every named or other part is an attachment."""
    body, attachments = _Body(), []
    for leaf in _leaves(message, line_end):
        name, disposition = _name(leaf, flags), _disposition(leaf)
        is_text = leaf.media_type in _SHOWN and disposition != "attachment"
        if is_text:
            _add_text(leaf, body, flags)
        if not is_text or name:
            attachments.append(_attachment(leaf, name, flags))
    shown = [
        text_of_html(text) if kind == "text/html" else text
        for kind, choice, text in body.pieces
        if kind != "text/html" or choice not in body.plain_choices
    ]
    return Content("\n".join(shown), tuple(attachments))


def _leaves(message: Message, line_end: str) -> list[_Leaf]:
    """All leaves in order, without recursion; a forwarded mail is one leaf."""
    leaves: list[_Leaf] = []
    waiting: list[tuple[Message, int | None]] = [(message, None)]
    while waiting:
        part, choice = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            inner = id(part) if part.get_content_subtype() == "alternative" else choice
            waiting += [(child, inner) for child in reversed(_inner(part))]
        else:
            fields = fields_of(part)
            leaves.append(_Leaf(part, len(leaves) + 1, choice, fields, _type(part), line_end))
    return leaves


def _type(part: Message) -> str:
    """A multipart whose boundary is never found is what it looks like: text."""
    return "text/plain" if part.get_content_maintype() == "multipart" else part.get_content_type()


def _name(leaf: _Leaf, flags: set[str]) -> str | None:
    disposition, kind = first(leaf.fields, "content-disposition"), first(leaf.fields, "content-type")
    return parameter(disposition, "filename", flags) or parameter(kind, "name", flags)


def _disposition(leaf: _Leaf) -> str:
    value = first(leaf.fields, "content-disposition") or ""
    return value.partition(";")[0].strip().lower()


def _add_text(leaf: _Leaf, body: _Body, flags: set[str]) -> None:
    raw = _decoded(leaf, LONGEST_TEXT, flags)
    if raw.bytes > len(raw.head):
        flags.add(TEXT_CUT)
    html = leaf.media_type == "text/html"
    charset = parameter(first(leaf.fields, "content-type"), "charset", flags)
    if html and not charset and (meta := _META.search(raw.head[:2048])):
        charset = meta[1].decode("ascii", "replace")
    text = decode(raw.head, charset, flags).replace("\r\n", "\n").replace("\0", "")
    if not text.strip():
        return
    if leaf.choice is not None and not html:
        body.plain_choices.add(leaf.choice)
    body.pieces.append((leaf.media_type, leaf.choice, text))


def _attachment(leaf: _Leaf, name: str | None, flags: set[str]) -> Attachment:
    raw = _decoded(leaf, 0, flags)
    return Attachment(name or _default_name(leaf, flags), leaf.media_type, raw.bytes, raw.sha256)


def _default_name(leaf: _Leaf, flags: set[str]) -> str:
    if leaf.media_type == "message/rfc822" and (inner := _inner(leaf.message)):
        subject = header_text(first(fields_of(inner[0]), "subject"), flags)
        return f"{subject or f'part-{leaf.number}'}.eml"
    return f"part-{leaf.number}"


@dataclass(frozen=True, slots=True)
class _Decoded:
    head: bytes
    bytes: int
    sha256: str


def _rewritten(leaf: _Leaf, keep: int, flags: set[str]) -> _Decoded:
    """Mails inside a mail, written out again by the library (unchanged but for broken parts)."""
    out = io.BytesIO()
    try:
        for inner in _inner(leaf.message):
            BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(inner, linesep=leaf.line_end)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        flags.add(DAMAGED)
    raw = out.getvalue()
    if _transfer(leaf) == "base64":
        return _from_base64(raw.decode("latin-1"), keep, flags)
    return _Decoded(raw[:keep], len(raw), hashlib.sha256(raw).hexdigest())


def _inner(part: Message) -> list[Message]:
    """The mails that the parser made of a part; its payload is not touched when it is text."""
    payload = part.get_payload() if part.is_multipart() else ()
    return [m for m in payload if isinstance(m, Message)]


def _decoded(leaf: _Leaf, keep: int, flags: set[str]) -> _Decoded:
    """Undo the transfer encoding; base64 piece by piece, because it is what large parts are in."""
    part, transfer = leaf.message, _transfer(leaf)
    if part.is_multipart():
        return _rewritten(leaf, keep, flags)
    if transfer == "base64":
        # Without its type the library cannot try to decode stray 8-bit bytes by a charset of the mail's choice.
        del part["Content-Type"]
        payload = part.get_payload()
        return _from_base64(payload if isinstance(payload, str) else "", keep, flags)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = transfer
    raw = part.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else b""
    return _Decoded(raw[:keep], len(raw), hashlib.sha256(raw).hexdigest())


def _transfer(leaf: _Leaf) -> str:
    return (first(leaf.fields, "content-transfer-encoding") or "").partition(";")[0].strip().lower()


def _from_base64(payload: str, keep: int, flags: set[str]) -> _Decoded:
    stream = Base64Stream(keep)
    for start in range(0, len(payload), _PIECE):
        stream.feed(payload[start : start + _PIECE].encode("ascii", "replace"))
    stream.close()
    if stream.damaged:
        flags.add(DAMAGED)
    return _Decoded(stream.head, stream.bytes, stream.sha256)
