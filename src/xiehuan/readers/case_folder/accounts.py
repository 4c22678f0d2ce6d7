"""Every file of a case folder beside the three input files: read, and accounted for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from xiehuan.errors import Finding, Text
from xiehuan.evidence import Reading, Unread
from xiehuan.readers.bills import Seen
from xiehuan.readers.case_folder.categories import UserRule
from xiehuan.readers.case_folder.files import Found, cannot_open, walk
from xiehuan.readers.case_folder.matching import matched
from xiehuan.readers.digest import sha256_of
from xiehuan.readers.dispatch import read_one

Progress = Callable[[int, int, str], None]
_CHANGED = Text(
    "读的时候内容变了；等它写完再试一次", "it changed while it was read; try again when it is complete"
)


class FileStatus(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileAccount:
    """One file accounted for. `kept` files go into the evidence as they are, read or not."""

    name: str
    path: Path
    size: int
    status: FileStatus
    sha256: str | None
    reading: Reading
    duplicates: int = 0
    why: Text | None = None

    @property
    def kept(self) -> bool:
        """Whether the original belongs to the evidence: it was looked at, and is no second copy."""
        return self.sha256 is not None and self.status is not FileStatus.DUPLICATE and self.size > 0


def read_files(folder: Path, progress: Progress | None = None) -> list[FileAccount]:
    """One account for every file below the folder, in name order."""
    found, seen = walk(folder), _Seen()
    accounts = []
    for i, item in enumerate(found, 1):
        if progress:
            progress(i, len(found), item.name)
        accounts.append(_refused(item, item.refused) if item.refused else seen.account(item))
    return accounts


def settle(
    accounts: Sequence[FileAccount], rules: Sequence[UserRule]
) -> tuple[list[FileAccount], tuple[Finding, ...]]:
    """The accounts with what one bill says about another worked in, then the user's own rules; and what to say."""
    readings, said = matched([a.reading for a in accounts], rules)
    return [replace(a, reading=r) for a, r in zip(accounts, readings, strict=True)], said


def _refused(item: Found, why: Text) -> FileAccount:
    return FileAccount(item.name, item.path, item.size, FileStatus.REFUSED, None, Reading("none"), why=why)


class _Seen:
    """What the files before this one held."""

    def __init__(self) -> None:
        self._files: dict[str, str] = {}  # name by digest
        self._records = Seen()

    def account(self, item: Found) -> FileAccount:
        """Read one file; a change while it is read would make its digest a lie."""
        try:
            before = _mark(item.path)
            item = replace(item, size=before[0])
            digest = sha256_of(item.path)
            twin = self._files.get(digest) if item.size else None
            reading = Reading("none") if twin else read_one(item.path, item.name)
            if _mark(item.path) != before:
                return _refused(item, _CHANGED)
        except OSError as error:
            return _refused(item, cannot_open(error))
        if twin:
            return _duplicate(item, digest, twin)
        self._files[digest] = item.name
        return self._read(item, digest, reading)

    def _read(self, item: Found, digest: str, reading: Reading) -> FileAccount:
        status, why = FileStatus.TAKEN, None
        if not reading.records and reading.unread:
            status, why = FileStatus.REFUSED, _first(reading.unread)
        new = self._records.fresh(reading.records)
        repeated = len(reading.records) - len(new)
        rest = replace(reading, records=new)
        return FileAccount(item.name, item.path, item.size, status, digest, rest, repeated, why)


def _mark(path: Path) -> tuple[int, int, int]:
    info = path.lstat()
    return info.st_size, info.st_mtime_ns, info.st_ino


def _duplicate(item: Found, digest: str, twin: str) -> FileAccount:
    why = Text(f"和 {twin} 内容完全相同", f"the same bytes as {twin}")
    return FileAccount(
        item.name, item.path, item.size, FileStatus.DUPLICATE, digest, Reading("none"), why=why
    )


def _first(unread: tuple[Unread, ...]) -> Text:
    return Text(unread[0].why, unread[0].why_en)
