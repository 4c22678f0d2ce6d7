"""Zip archives (DOCX, XLSX) made the same byte for byte, whenever and wherever they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest day a zip entry can bear (APPNOTE 4.4.6): nobody takes it for the day a paper was written,
# and that day stands in the text.
FIXED = datetime(1980, 1, 1, tzinfo=UTC)
_FIRST = "[Content_Types].xml"  # where Open Packaging readers look first
_LEVEL = 6


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, FIXED.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.create_system = 0  # else the archive tells the system it was made on
    info.external_attr = 0
    return info


def normalised(zip_bytes: bytes) -> bytes:
    """The same entries, by name, with one fixed time and no trace of the machine."""
    out = BytesIO()
    with ZipFile(BytesIO(zip_bytes)) as source, ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda n: (n != _FIRST, n)):
            target.writestr(_entry(name), source.read(name), compresslevel=_LEVEL)
    return out.getvalue()
