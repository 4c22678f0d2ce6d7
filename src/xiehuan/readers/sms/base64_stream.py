"""Base64 of any length, in pieces: size and digest of the decoded bytes without holding them."""

from __future__ import annotations

import binascii
import hashlib
import re

import pybase64

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN = bytes(set(range(256)) - set(_ALPHABET))
_HARMLESS = b" \t\r\n="
_BREAK = re.compile(rb"&#(?:1[03]|[xX]0?[aAdD]);")  # line ends as some writers escape them in an attribute
_LONGEST_BREAK = 6
_WORTH_IT = 1 << 10


class Base64Stream:
    """Feed pieces, then ask. `head` keeps the first `keep` decoded bytes, for parts that are text.

    Foreign characters are skipped, as RFC 2045 §6.8 asks, but make the part `damaged`, and so does a length
    that no bytes can have. Missing padding is no damage.
    """

    def __init__(self, keep: int = 0) -> None:
        self._keep = keep
        self._rest = b""
        self._digest = hashlib.sha256()
        self._foreign = False
        self.head = b""
        self.bytes = 0

    @property
    def damaged(self) -> bool:
        """Whether something in the text was not base64 (ask after `close`)."""
        return self._foreign

    @property
    def sha256(self) -> str:
        """Of the decoded bytes so far."""
        return self._digest.hexdigest()

    def feed(self, piece: bytes) -> None:
        """Decode all whole groups of four; the odd characters wait for the next piece."""
        piece = self._rest + piece if self._rest else piece
        self._rest = b""
        if len(piece) >= _WORTH_IT and self._took_plain(piece):
            return
        if b"&" in piece:
            piece = self._without_breaks(piece)
        clean = piece.translate(None, _FOREIGN)
        if len(clean) != len(piece) and piece.translate(None, _ALPHABET + _HARMLESS):
            self._foreign = True
        whole = len(clean) & ~3
        self._rest = clean[whole:] + self._rest
        self._take(binascii.a2b_base64(clean[:whole]))

    def close(self) -> None:
        """Decode what is left without its padding."""
        clean = self._rest.translate(
            None, _FOREIGN
        )  # a reference that never ended may be several groups long
        whole = len(clean) & ~3
        last = clean[whole:]
        self._foreign = self._foreign or len(clean) != len(self._rest) or len(last) == 1
        self._rest = b""
        self._take(binascii.a2b_base64(clean[:whole]))
        if len(last) > 1:
            self._take(binascii.a2b_base64(last + b"=" * (4 - len(last))))

    def _took_plain(self, piece: bytes) -> bool:
        """Nearly all large pieces are nothing but base64: those are decoded without looking for anything else."""
        if b"=" in piece:
            return False
        if b"\n" in piece:
            piece = piece.translate(None, b"\r\n")
        whole = len(piece) & ~3
        try:
            decoded = pybase64.b64decode(memoryview(piece)[:whole], validate=True)
        except binascii.Error:
            return False
        self._rest = piece[whole:]
        self._take(decoded)
        return True

    def _without_breaks(self, piece: bytes) -> bytes:
        """Drop escaped line ends; one that the piece cuts in two waits as a whole."""
        start = piece.rfind(b"&", max(0, len(piece) - _LONGEST_BREAK))
        if start >= 0 and b";" not in piece[start:]:
            piece, self._rest = piece[:start], piece[start:]
        return _BREAK.sub(b"", piece)

    def _take(self, decoded: bytes) -> None:
        self._digest.update(decoded)
        if len(self.head) < self._keep:
            self.head += decoded[: self._keep - len(self.head)]
        self.bytes += len(decoded)
