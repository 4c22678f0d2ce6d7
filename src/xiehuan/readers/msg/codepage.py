"""Strings of an item that is not in Unicode: the code page it names, as Microsoft reads it."""

from __future__ import annotations

from xiehuan.readers.mail.charsets import REPLACED, decode

_NAMES = {
    936: "gb18030",
    54936: "gb18030",
    20936: "gb18030",
    65001: "utf-8",
    20127: "cp1252",
    28591: "cp1252",
    10008: "gb18030",
}
BIG5 = 950
_TRAILS = bytes((*range(0x40, 0x7F), *range(0xA1, 0xFF)))
# Windows maps these ranges of lead bytes to the private use area (end-user-defined characters): first, last, base, and the
# cells of the first row that are no part of the range
_PRIVATE = (
    (0xFA, 0xFE, 0xE000, 0),
    (0x8E, 0xA0, 0xE311, 0),
    (0x81, 0x8D, 0xEEB8, 0),
    (0xC6, 0xC8, 0xF6B1, 63),
)
_EURO = b"\xa3\xe1"


def text_of(raw: bytes, code_page: int | None, flags: set[str]) -> str:
    """The text; what had to be guessed is flagged as for mails."""
    if code_page == BIG5:
        return _big5(raw, flags)
    name = _NAMES.get(code_page or 0) or (f"cp{code_page}" if code_page else None)
    return decode(raw, name, flags)


def _big5(raw: bytes, flags: set[str]) -> str:
    """Code page 950: Python's table lacks the euro sign and most private characters; its own characters stay."""
    pieces: list[str] = []
    at = 0
    while at < len(raw):
        try:
            pieces.append(raw[at:].decode("cp950"))
            break
        except UnicodeDecodeError as stop:
            bad = at + stop.start
            pieces.append(raw[at:bad].decode("cp950"))
            char = _private(raw[bad : bad + 2])
            if char is None:
                flags.add(REPLACED)
            pieces.append(char or "\ufffd")
            at = bad + (2 if char else 1)
            if len(pieces) > len(raw) // 4 + 100:  # not this code page; linear instead of one step a byte
                return decode(raw, None, flags)
    return "".join(pieces)


def _private(pair: bytes) -> str | None:
    """The character of a pair that Python's table has not."""
    if pair == _EURO:
        return "€"
    cell = _TRAILS.find(pair[1:]) if pair[1:] else -1
    for first, last, base, skipped in _PRIVATE:
        offset = (pair[0] - first) * len(_TRAILS) + cell - skipped
        if first <= pair[0] <= last and cell >= 0 <= offset:
            return chr(base + offset)
    return None
