"""Header values as text: raw 8-bit bytes, RFC 2047 words, RFC 2231 parameters. Never raises, linear in time."""

from __future__ import annotations

import binascii
import re
from email.message import Message
from email.utils import collapse_rfc2231_value

from xiehuan.readers.mail.charsets import decode

_FOLD = re.compile(r"\r?\n(?=[ \t])|\r|\n")
# one encoded word; the text cannot hold "?", which keeps the search linear on hostile input
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
# type and parameters without quoted specials, continuations and charsets; the rest is the library's to read
_PLAIN_LIST = re.compile(
    r"""[^;]*+(?:;\s*+[\w.-]++\s*+=\s*+(?:"[^";\\*=\s]*+"|[^";'\\*=()\s]*+)\s*+)++;?+\s*+""", re.ASCII
)

Fields = list[tuple[str, str]]


def fields_of(message: Message) -> Fields:
    """Names in lower case and values as the parser kept them: bytes above 127 as lone surrogates."""
    return [(name.lower(), str(value)) for name, value in message.raw_items()]


def first(fields: Fields, name: str) -> str | None:
    """The first field of that name."""
    for key, value in fields:
        if key == name:
            return value
    return None


def readable(value: str, flags: set[str]) -> str:
    """One unfolded line with raw 8-bit bytes decoded; encoded words are left for later."""
    unfolded = _FOLD.sub("", value) if "\n" in value or "\r" in value else value
    raw = unfolded.encode("ascii", "surrogateescape") if not _is_text(unfolded) else None
    text = unfolded if raw is None else decode(raw, None, flags)
    return text.replace("\0", "").strip()


def words(text: str, flags: set[str]) -> str:
    """Encoded words made readable.

    Neighbours of one charset are joined as bytes first: mailers cut characters in two at the word limit.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    end, pending, charset = 0, b"", ""
    for word in _WORD.finditer(text):
        between = text[end : word.start()]
        joined = not between.strip() and end > 0
        if not (joined and word[1].casefold() == charset):
            out.append(decode(pending, charset, flags))
            out.append("" if joined else between)
            pending, charset = b"", word[1].casefold()
        pending += _word_bytes(word[2], word[3])
        end = word.end()
    return "".join([*out, decode(pending, charset, flags), text[end:]])


def header_text(value: str | None, flags: set[str]) -> str | None:
    """A whole unstructured header such as Subject."""
    return None if value is None else words(readable(value, flags), flags)


def parameter(value: str | None, name: str, flags: set[str]) -> str | None:
    """A parameter of Content-Type or Content-Disposition, by RFC 2231 or in any of the wrong ways."""
    if value is None or ";" not in value:
        return None
    if value.isascii() and _PLAIN_LIST.fullmatch(value):
        return _plain_parameter(value, name, flags)
    probe = Message()
    probe["X-Probe"] = readable(value, flags)
    try:
        found = probe.get_param(name, header="X-Probe")
    except (ValueError, LookupError, TypeError):
        return None
    if isinstance(found, tuple):
        return _extended(found, flags)
    return words(found, flags).strip() or None if isinstance(found, str) else None


def _plain_parameter(value: str, name: str, flags: set[str]) -> str | None:
    for piece in value.split(";")[1:]:
        key, _, found = piece.partition("=")
        if key.strip().lower() == name:
            return words(found.strip().removeprefix('"').removesuffix('"'), flags).strip() or None
    return None


def _extended(found: tuple[str | None, str | None, str], flags: set[str]) -> str:
    """charset'language'percent-encoded; the library hands the bytes over as Latin-1."""
    charset, _, value = found
    try:
        return decode(value.encode("latin-1"), charset, flags)
    except UnicodeEncodeError:
        return collapse_rfc2231_value(value)


def _is_text(value: str) -> bool:
    """Whether there are no undecoded bytes in it."""
    return value.isascii() or not any("\udc80" <= c <= "\udcff" for c in value)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return _QUOTED.sub(lambda m: bytes([int(m[1], 16)]), raw.replace(b"_", b" "))
    clean = raw.translate(None, b" \t=")
    clean += b"=" * (-len(clean) % 4)
    try:
        return binascii.a2b_base64(clean)
    except binascii.Error:
        return raw
