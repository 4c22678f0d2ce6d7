"""What goes into a bundle, and the name it bears there."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from xiehuan.evidence.merkle import Proof

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Opener:
    """An original that does not lie there plain: how large it is, and how it is opened."""

    size: int
    open: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Logged:
    """Where an original stands in the log of its case: index and body of its leaf, and the path to the root.

    `extract_of`: the item is an extract of the original with this digest, which the leaf is about.
    """

    index: int
    body: bytes
    path: Proof
    extract_of: str | None = None


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One original: `name` as in the case folder, `sha256` as read before, `note` for the list."""

    name: str
    path: Path | Opener
    sha256: str
    media_type: str
    kind: str
    records: int
    note: str = ""
    logged: Logged | None = None


@dataclass(frozen=True, slots=True)
class Taking:
    """When and by which installation the originals were taken: all that differs between two runs."""

    at: datetime
    installation: str

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ValueError("the time of taking needs an offset")

    @property
    def stamp(self) -> str:
        """The time, to the second, with its offset."""
        return self.at.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with its number and the number of bytes copied."""

    no: int
    item: BundleItem
    size: int

    @property
    def file(self) -> str:
        """Its path in the bag."""
        return data_path(self.no, self.item)


def data_path(no: int, item: BundleItem) -> str:
    """ASCII only: names in other scripts break bags between systems (bagit-python #51, #12)."""
    kind = _plain(item.kind)[:12] or "file"
    extension = _plain(PurePosixPath(item.name).suffix)[:8] or "bin"
    return f"data/{no:0{_DIGITS}}-{kind}.{extension}"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
