"""The disclosure bundle `evidence.zip`: originals, list, log and digests, checked with stock tools.

A BagIt bag in a zip. Two runs over the same originals differ only in bag-info.txt, log/entries.jsonl and the
tag manifest that covers them, and there only by the `Taking`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from zipfile import ZipFile, ZipInfo

from xiehuan.errors import Text, XiehuanError
from xiehuan.vault import bag, listing
from xiehuan.vault.item import BundleItem, Placed, Taking, data_path
from xiehuan.vault.original import copy_original, entry, size_of
from xiehuan.vault.verify import Verdict, verify_bundle

__all__ = ["Beside", "BundleItem", "BundleNotWritten", "BundleSummary", "Progress", "Taking", "write_bundle"]

Progress = Callable[[int, int, str], None]  # bytes copied, bytes in all, name of the original
_FOLDER = (stat.S_IFDIR | 0o755) << 16 | 0x10


@dataclass(eq=False)
class BundleNotWritten(XiehuanError):
    """What was written does not read back as it should; nothing is left behind."""


@dataclass(frozen=True, slots=True)
class BundleSummary:
    """What was written. `fingerprint` is the digest of the tag manifest: it pins every byte of the bag."""

    path: Path
    items: int
    bytes: int
    fingerprint: str

    def as_json(self) -> dict[str, object]:
        """The summary by name, the path without its folders."""
        return {
            "file": self.path.name,
            "items": self.items,
            "bytes": self.bytes,
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands in a bundle beside originals and lists.

    `files`: by their path in the bag: head of the log, tokens, certificates, index.pdf. `selection` says which part of
    the case it is, None for all of it. `stamp` is given the finished manifest and returns tokens over it by path.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    selection: Text | None = None
    stamp: Callable[[bytes], Mapping[str, bytes]] | None = None


def write_bundle(
    out: Path,
    items: Sequence[BundleItem],
    taking: Taking,
    progress: Progress | None = None,
    beside: Beside | None = None,
) -> BundleSummary:
    """Write `out` whole or not at all; an older file of that name is replaced.

    Raises OriginalChanged when an original is not what was read before. The bundle is readable by its owner
    only and is read back before it gets its name (paperless-ngx #1144: stored files of 0 bytes).
    """
    handle, name = tempfile.mkstemp(prefix=".evidence-", suffix=".tmp", dir=out.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as raw:
            placed, fingerprint = _write(raw, items, taking, progress or _silent, beside or Beside())
            raw.flush()
            os.fsync(raw.fileno())
        _read_back(temporary, fingerprint)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(out.parent)
    return BundleSummary(out, len(placed), sum(p.size for p in placed), fingerprint)


def _silent(_done: int, _all: int, _name: str) -> None:
    return


def _write(
    raw: IO[bytes], items: Sequence[BundleItem], taking: Taking, progress: Progress, beside: Beside
) -> tuple[list[Placed], str]:
    with ZipFile(raw, "w") as target:
        target.writestr(_folder(bag.ROOT + bag.DATA), b"")  # the payload folder must exist, even empty
        placed = _copy_all(target, items, progress)
        tags = _tags(placed, taking, beside)
        last = bag.manifest((path, hashlib.sha256(tags[path]).hexdigest()) for path in sorted(tags))
        for path, data in (*tags.items(), (bag.TAG_MANIFEST, last)):
            target.writestr(entry(bag.ROOT + path, packed=True), data)
    return placed, hashlib.sha256(last).hexdigest()


def _copy_all(target: ZipFile, items: Sequence[BundleItem], progress: Progress) -> list[Placed]:
    total, done, placed = sum(map(size_of, items)), 0, []
    for no, item in enumerate(items, start=1):

        def tell(count: int, name: str = item.name) -> None:
            nonlocal done
            done += count
            progress(done, total, name)

        size = copy_original(target, bag.ROOT + data_path(no, item), item, tell)
        placed.append(Placed(no, item, size))
    return placed


def _tags(placed: Sequence[Placed], taking: Taking, beside: Beside) -> dict[str, bytes]:
    manifest = bag.manifest((p.file, p.item.sha256) for p in placed)
    stamped = beside.stamp(manifest) if beside.stamp else {}
    return {
        **beside.files,
        **stamped,
        bag.DECLARATION: bag.declaration(),
        bag.INFO: bag.info(placed, taking),
        bag.README: bag.readme(len(placed), beside.selection, sorted({*beside.files, *stamped})),
        bag.INDEX: listing.index_csv(placed),
        bag.LOG: listing.entries_jsonl(placed, taking),
        bag.MANIFEST: manifest,
    }


def _folder(name: str) -> ZipInfo:
    info = entry(name, packed=False)
    info.external_attr = _FOLDER
    return info


def _read_back(path: Path, fingerprint: str) -> None:
    found = verify_bundle(path)
    if found.verdict is not Verdict.UNCHANGED or found.fingerprint != fingerprint:
        raise BundleNotWritten(
            "bundle_not_written",
            Text(
                f"证据包写入后核对不符：{found.message.zh}",
                f"the bundle does not read back: {found.message.en}",
            ),
            Text("检查磁盘空间和磁盘状况，再运行一次", "check the disk and its free space, and run again"),
        )


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where folders can be opened (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
