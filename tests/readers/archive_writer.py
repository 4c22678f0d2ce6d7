"""Writes zips byte by byte, the wrong ones too; shares no code with the reader (APPNOTE 6.3.10)."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass
class Entry:
    """A file of a zip; what is not given is made right."""

    name: bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    extra: bytes = b""
    claimed: int | None = None
    crc: int | None = None


def zipped(*entries: Entry, before: bytes = b"") -> bytes:
    body, directory = before, b""
    for entry in entries:
        packed = _deflated(entry.data) if entry.method == 8 else entry.data
        size = len(entry.data) if entry.claimed is None else entry.claimed
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        common = struct.pack(
            "<HHHHHIIIHH",
            20,
            entry.flags,
            entry.method,
            0,
            0,
            crc,
            len(packed),
            size,
            len(entry.name),
            len(entry.extra),
        )
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", 20)
            + common
            + struct.pack("<HHHII", 0, 0, 0, 0, len(body) - len(before))
        )
        directory += entry.name + entry.extra
        body += b"PK\x03\x04" + common + entry.name + entry.extra + packed
    end = struct.pack(
        "<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body) - len(before), 0
    )
    return body + directory + b"PK\x05\x06" + end


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()
