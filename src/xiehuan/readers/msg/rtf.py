"""The words of an RTF body: decompression by MS-OXRTFCP, then text by MS-OXRTFEX, both within limits.

An RTF that carries an HTML body gives back that HTML and of it the words; of another one the words are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xiehuan.readers.mail.html_text import text_of_html
from xiehuan.readers.msg.codepage import text_of

LONGEST = 4 << 20
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_RING = 4096
_HEADER = 16
_SHORTEST = _PAIR = 2
_DEEPEST = 1000
_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)"
)
_DROPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer listtable rsidtbl themedata".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t"}
_SIGNS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}


def decompressed(data: bytes) -> bytes:
    """The RTF, cut at LONGEST; b"" for a form that is not known."""
    magic = data[8:12]
    if magic == b"MELA":
        return data[_HEADER : _HEADER + LONGEST]
    return _unpacked(data) if magic == b"LZFu" else b""


def _unpacked(data: bytes) -> bytes:
    """Runs of eight tokens after a control byte: a byte as it is, or offset and length in a ring of the last 4096."""
    ring = bytearray(_DICTIONARY.ljust(_RING, b" "))
    write, out, at = len(_DICTIONARY), bytearray(), _HEADER
    while at < len(data) and len(out) < LONGEST:
        control, at = data[at], at + 1
        for bit in range(8):
            copied = control >> bit & 1
            pair = data[at : at + 1 + copied]
            at += 1 + copied
            read = (pair[0] << 4 | pair[1] >> 4) if len(pair) == _PAIR else 0
            if len(pair) <= copied or (copied and read == write):
                return bytes(out)  # cut, or the end mark
            for n in range((pair[1] & 15) + _SHORTEST if copied else 1):
                byte = ring[(read + n) % _RING] if copied else pair[0]
                out.append(byte)
                ring[write] = byte
                write = (write + 1) % _RING
    return bytes(out)


def words(rtf: bytes) -> str:
    """The text of the RTF; consecutive hex escapes are joined before they are decoded, because characters take two."""
    return _Words().read(rtf)


@dataclass(slots=True)
class _Group:
    """What holds between two braces."""

    dropped: bool = False
    skip: int = 1  # fallback characters after a \\u
    hidden: bool = False  # \\htmlrtf: there for RTF readers only
    fresh: bool = True


class _Words:
    """One walk over the tokens."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._bytes = bytearray()
        self._page = 1252
        self._groups = [_Group()]
        self._to_skip = 0
        self._from_html = False

    def read(self, rtf: bytes) -> str:
        for token in _TOKEN.finditer(rtf):
            self._take(token)
        self._flush()
        text = "".join(self._out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = text.replace("\0", "")
        return text_of_html(text) if self._from_html else text.strip()

    def _take(self, token: re.Match[bytes]) -> None:
        pair, word, number, sign, brace, plain, _ = token.groups()
        group = self._groups[-1]
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif sign == b"*":
            group.dropped = True
        elif pair or plain or sign in (b"\\", b"{", b"}"):
            self._literal(bytes([int(pair, 16)]) if pair else plain or sign)
        elif sign == b"~":
            self._add(" ")
        group.fresh = False

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{" and len(self._groups) < _DEEPEST:
            self._groups.append(replace(self._groups[-1], fresh=True))
        elif brace == b"}" and len(self._groups) > 1:
            self._groups.pop()

    def _literal(self, raw: bytes) -> None:
        skipped = min(self._to_skip, len(raw))
        self._to_skip -= skipped
        group = self._groups[-1]
        if not (group.dropped or group.hidden):
            self._bytes += raw[skipped:]

    def _word(self, word: bytes, number: int | None) -> None:
        group = self._groups[-1]
        if word == b"ansicpg" and number:
            self._page = number
        elif word == b"fromhtml":
            self._from_html = True
        elif word == b"htmltag" and self._from_html:
            group.dropped = False
        elif word == b"htmlrtf":
            self._flush()
            group.hidden = number != 0
        elif word in _DROPPED and group.fresh:
            group.dropped = True
        elif word == b"uc":
            group.skip = min(max(number or 0, 0), 8)
        elif word == b"u" and number is not None:
            self._add(chr(number & 0xFFFF))
            self._to_skip = group.skip
        elif word in _BREAKS or word in _SIGNS:
            self._add(_BREAKS.get(word) or _SIGNS[word])

    def _add(self, text: str) -> None:
        self._flush()
        group = self._groups[-1]
        if not (group.dropped or group.hidden):
            self._out.append(text)

    def _flush(self) -> None:
        if self._bytes:
            self._out.append(text_of(bytes(self._bytes), self._page, set()))
            self._bytes.clear()
