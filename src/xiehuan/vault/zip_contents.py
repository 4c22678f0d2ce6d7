"""The bytes of one member of a zip, unpacked in pieces and held against what is declared."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO

from xiehuan.vault.zip_entry import Member

CHUNK = 1 << 20


class Damaged(Exception):
    """A member's bytes are not those its header declares."""


def contents(stream: IO[bytes], member: Member) -> Iterator[bytes]:
    """The unpacked bytes, piece by piece; raises Damaged unless they are exactly what is declared."""
    pieces = _packed(stream, member)
    crc = total = 0
    try:
        for piece in _inflated(pieces) if member.deflated else pieces:
            total += len(piece)
            if total > member.size:
                raise Damaged(member.name)
            crc = zlib.crc32(piece, crc)
            yield piece
    except zlib.error as error:
        raise Damaged(member.name) from error
    if (total, crc) != (member.size, member.crc):
        raise Damaged(member.name)


def _packed(stream: IO[bytes], member: Member) -> Iterator[bytes]:
    left = member.packed
    stream.seek(member.start)
    while left:
        piece = stream.read(min(left, CHUNK))
        if not piece:
            raise Damaged(member.name)
        left -= len(piece)
        yield piece


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Never more than a chunk at a time, whatever the ratio; nothing may follow the end of the stream."""
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        rest, full = piece, True
        while rest or full:
            out = machine.decompress(rest, CHUNK)
            yield out
            rest, full = machine.unconsumed_tail, len(out) == CHUNK
        if machine.unused_data:
            raise zlib.error("bytes after the end")
    if not machine.eof:
        raise zlib.error("cut short")
