"""Attribute bytes to text: encodings, references, surrogate pairs. No entity is ever expanded from a DTD."""

from __future__ import annotations

import re

REPLACED = "replaced_characters"
GUESSED = "charset_guessed"
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:#([0-9]{1,8})|#[xX]([0-9a-fA-F]{1,7})|(amp|lt|gt|quot|apos));")
_SPACE, _TAB, _LF, _CR = 0x20, 0x09, 0x0A, 0x0D
_LAST = 0x10FFFF
_SURROGATE = re.compile("[\ud800-\udfff]")


def text_of(raw: bytes, flags: set[str]) -> str:
    """The text that an attribute stands for; what had to be guessed or replaced is added to `flags`.

    Raw line ends are kept as line feeds: an XML parser would make them spaces, but the app that wrote them
    meant line ends.
    """
    if raw.isascii() and b"&" not in raw and b"\r" not in raw:
        return raw.decode("ascii")
    text = _decoded(raw, flags)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "&" in text:
        text = _REFERENCE.sub(lambda m: _referred(m, flags), text)
    return _joined(text, flags)


def optional(raw: bytes | None, flags: set[str]) -> str | None:
    """As `text_of`, for attributes where the writer puts "null" for nothing."""
    if raw is None or raw in (b"null", b""):
        return None
    return text_of(raw, flags)


def _decoded(raw: bytes, flags: set[str]) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        flags.add(GUESSED)
    # CESU-8 (Java writes surrogates as two three-byte sequences), then a file saved again as "ANSI" in China
    for encoding, errors in (("utf-8", "surrogatepass"), ("gb18030", "strict")):
        try:
            return raw.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
    flags.add(REPLACED)
    return raw.decode("utf-8", "replace")


def _referred(match: re.Match[str], flags: set[str]) -> str:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code > _LAST or (code < _SPACE and code not in (_TAB, _LF, _CR)):
        flags.add(REPLACED)
        return "\ufffd"
    return chr(code)


def _joined(text: str, flags: set[str]) -> str:
    """Make one character of each surrogate pair; a half without its other half becomes U+FFFD."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if joined.count("\ufffd") > text.count("\ufffd"):
        flags.add(REPLACED)
    return joined
