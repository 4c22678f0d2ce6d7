"""Folder names: lines of LIST, and the modified UTF-7 of RFC 3501 §5.1.3 for showing them."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(
    rb"\((?P<flags>[^()]*)\)\s+(?:\"(?:[^\"\\]|\\.)*\"|NIL)\s+(?P<name>.+)", re.IGNORECASE | re.DOTALL
)
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-?")
_WRAP = "\r\n\0"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server writes it, and as people read it."""

    raw: str
    shown: str


def folders_in(answer: Sequence[bytes | tuple[bytes, bytes]]) -> Iterator[Folder]:
    """The folders that can be opened; a name may come as a literal."""
    for item in answer:
        line, literal = item if isinstance(item, tuple) else (item, None)
        match = _LINE.match(line)
        if (
            match is None
            or b"\\noselect" in match["flags"].lower()
            or b"\\nonexistent" in match["flags"].lower()
        ):
            continue
        raw = _unquoted(match["name"]) if literal is None else literal.decode("utf-8", "replace")
        if raw and not any(c in raw for c in _WRAP):
            yield Folder(raw, shown(raw))


def _unquoted(name: bytes) -> str:
    text = name.decode("utf-8", "replace").strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def shown(raw: str) -> str:
    """The name that people see; what is no modified UTF-7 stays as it is."""
    return _SHIFTED.sub(_unshifted, raw)


def _unshifted(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    coded = match[1].replace(",", "/")
    try:
        raw = binascii.a2b_base64(coded + "=" * (-len(coded) % 4))
        return raw.decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]
