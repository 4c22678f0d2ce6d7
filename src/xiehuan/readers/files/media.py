"""What a file is, by its first bytes; names lie, bytes do less often."""

from __future__ import annotations

import codecs
from contextlib import suppress
from dataclasses import dataclass

from xiehuan.evidence import Kind

HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Media:
    """A media type, the kind of evidence it usually is, and the extensions it goes by."""

    type: str
    kind: Kind
    extensions: tuple[str, ...]


PDF = Media("application/pdf", Kind.PAPER, ("pdf",))
PNG = Media("image/png", Kind.PAPER, ("png",))
JPEG = Media("image/jpeg", Kind.PAPER, ("jpg", "jpeg"))
GIF = Media("image/gif", Kind.PAPER, ("gif",))
WEBP = Media("image/webp", Kind.PAPER, ("webp",))
TIFF = Media("image/tiff", Kind.PAPER, ("tif", "tiff"))
HEIC = Media("image/heic", Kind.PAPER, ("heic", "heif"))
BMP = Media("image/bmp", Kind.PAPER, ("bmp",))
OFFICE = Media("application/zip", Kind.PAPER, ("docx", "xlsx", "zip", "ofd"))
OLE = Media("application/x-ole-storage", Kind.PAPER, ("doc", "xls", "msg"))
WAV = Media("audio/wav", Kind.RECORDING, ("wav",))
MP3 = Media("audio/mpeg", Kind.RECORDING, ("mp3",))
AMR = Media("audio/amr", Kind.RECORDING, ("amr", "awb"))
OGG = Media("audio/ogg", Kind.RECORDING, ("ogg", "opus", "oga"))
FLAC = Media("audio/flac", Kind.RECORDING, ("flac",))
MP4 = Media("video/mp4", Kind.RECORDING, ("m4a", "mp4", "3gp", "mov", "aac"))
TEXT = Media("text/plain", Kind.PAPER, ("txt", "csv", "html", "htm", "md", "json", "xml"))
OTHER = Media("application/octet-stream", Kind.PAPER, ())

_STARTS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"PK\x03\x04", OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"#!AMR", AMR),
    (b"OggS", OGG),
    (b"fLaC", FLAC),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf1", MP4),
)


def recognise(head: bytes) -> Media:
    """The media of a file from its first bytes (OTHER when unknown)."""
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head[:4] == b"RIFF":
        return WAV if head[8:12] == b"WAVE" else WEBP if head[8:12] == b"WEBP" else OTHER
    if head[:2] == b"BM" and head[6:10] == bytes(4):  # words begin with BM too; these bytes are reserved
        return BMP
    if head[4:8] == b"ftyp":
        return HEIC if head[8:12] in {b"heic", b"heix", b"mif1", b"heif", b"hevc"} else MP4
    return TEXT if _is_text(head) else OTHER


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD)
            return True
    return False
