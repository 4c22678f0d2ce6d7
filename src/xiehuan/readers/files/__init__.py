"""Papers and recordings: stored, listed and hashed; understanding them comes later, and nothing is concluded."""

from __future__ import annotations

from pathlib import Path

from xiehuan.evidence import Direction, Kind, Place, Reading, Record, Unread
from xiehuan.readers.digest import sha256_of
from xiehuan.readers.files.media import HEAD, OTHER, PDF, recognise
from xiehuan.readers.files.pdf import is_encrypted

SOURCE = "file"


def read(path: Path, name: str, kind: Kind | None = None) -> Reading:
    """One file as one record; an empty file is unread, a wrong extension is flagged."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        return Reading(
            SOURCE,
            unread=(
                Unread(
                    Place(name),
                    "文件是空的，请重新导出或拍照",
                    "the file is empty; export or photograph it again",
                ),
            ),
        )
    media = recognise(head)
    flags = []
    extension = name.rpartition(".")[2].lower()
    if media is OTHER:
        flags.append("unknown_format")
    elif extension not in media.extensions:
        flags.append("wrong_extension")
    if media is PDF and is_encrypted(path):
        flags.append("encrypted")
    digest = sha256_of(path)
    record = Record(
        id=f"{SOURCE}:{digest[:16]}",
        source=SOURCE,
        kind=kind or media.kind,
        at=None,
        at_raw=None,
        direction=Direction.UNKNOWN,
        sha256=digest,
        where=Place(name),
        subject=name.rpartition("/")[2],
        category=media.type,
        flags=tuple(flags),
    )
    return Reading(SOURCE, records=(record,))
