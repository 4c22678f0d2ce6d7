"""Bytes of a mail to text: what the mail says, checked, then what Chinese mail really is.

Ladder: declared → strict UTF-8 → GB18030 → Latin-1. Below the first rung the flag says which one it was.
"""

from __future__ import annotations

import codecs
import re

GUESSED = "charset_guessed"
REPLACED = "replaced_characters"
_DAMAGE_BORNE = 20  # at most one character in twenty
_ALIASES = {
    # gb18030 contains the other two; mail labelled gb2312 holds GBK characters every day (镕, ㎏)
    **dict.fromkeys(
        ("gb2312", "gbk", "x-gbk", "cp936", "ms936", "gb_2312-80", "euc-cn", "gb2312-80"), "gb18030"
    ),
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    # what sends "ISO-8859-1" means Windows; the two differ only in C1 controls, which no mail contains
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1"), "cp1252"),
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
# text codecs of Python that are no character sets of mail, some of them slow on hostile input
# and ASCII, which says nothing about the high bytes that came all the same
_REFUSED = frozenset(
    {"ascii", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_GB = "gb18030"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST_GB2312_ROW, _FIRST_GB2312_CELL = 0xF7, 0xA1
_THREE_BYTES = 0x800
_GB_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")


def decode(raw: bytes, declared: str | None, flags: set[str]) -> str:
    """The text; a rung other than the declared one is added to `flags` as `charset_guessed=…`."""
    text = _decoded(raw, declared, flags)
    if _SURROGATE.search(text):  # UTF-7 can spell halves of characters
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decoded(raw: bytes, declared: str | None, flags: set[str]) -> str:
    if raw.isascii() and not _stateful(declared):
        return raw.decode("ascii")
    codec = codec_of(declared)
    if codec and not (codec == _GB and _is_really_utf8(raw)):
        text = _strict(raw, codec)
        if text is not None:
            return text
        text = _nearly(raw, codec)
        if text is not None:
            flags.add(REPLACED)
            return text
    rung, text = _guess(raw, flags)
    if rung != codec:
        flags.add(f"{GUESSED}={rung}")
    return text


def _guess(raw: bytes, flags: set[str]) -> tuple[str, str]:
    text = _strict(raw, "utf-8")
    if text is not None:
        return "utf-8", text
    text = _nearly(raw, "utf-8")
    if text is not None:
        flags.add(REPLACED)
        return "utf-8", text
    if _looks_chinese(raw):
        text = _strict(raw, _GB)
        if text is None:
            flags.add(REPLACED)
        return _GB, raw.decode(_GB, "replace") if text is None else text
    return "latin-1", raw.decode("cp1252", "replace") if _strict(raw, "cp1252") else raw.decode("latin-1")


def _stateful(declared: str | None) -> bool:
    """Charsets that write other scripts in ASCII bytes."""
    name = (declared or "").casefold()
    return name.startswith(("utf-7", "utf-16", "utf-32", "iso-2022", "hz", "unicode-1-1"))


def codec_of(declared: str | None) -> str | None:
    """The codec to use for a declared name; None when there is none that can be trusted."""
    name = (declared or "").strip(" \t\r\n\"'").casefold()
    if not name or not name.isascii() or "\0" in name:
        return None
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
        "".encode(codec)
    except (LookupError, ValueError):
        return None
    return None if codec in _REFUSED else _ALIASES.get(codec, codec)


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except ValueError:
        return None


def _nearly(raw: bytes, codec: str) -> str | None:
    """The text when only a few bytes of it are damaged (a mail cut or folded inside a character)."""
    text = raw.decode(codec, "replace")
    beyond = sum(not c.isascii() for c in text)
    return text if text.count("\ufffd") * _DAMAGE_BORNE <= beyond else None


def _is_really_utf8(raw: bytes) -> bool:
    """GBK was declared, but the bytes are UTF-8: nearly every character of them then takes three bytes.

    Short GBK words can be valid UTF-8 by chance, but they come out as two-byte characters of other scripts.
    """
    text = _strict(raw, "utf-8")
    if text is None:
        return False
    beyond = [c for c in text[:4096] if not c.isascii()]
    wide = sum(ord(c) >= _THREE_BYTES for c in beyond)
    return wide * 10 >= len(beyond) * 8 and wide > 1


def _looks_chinese(raw: bytes) -> bool:
    """In GBK text most pairs are GB 2312 characters, both bytes high; in western text high bytes stand alone."""
    pairs = [m.group() for m in _GB_PAIR.finditer(raw[:65536])]
    usual = sum(p[0] <= _LAST_GB2312_ROW and p[1] >= _FIRST_GB2312_CELL for p in pairs)
    return usual * 2 > len(pairs)
