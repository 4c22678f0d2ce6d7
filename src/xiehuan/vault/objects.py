"""The originals: each kept once, by the SHA-256 of its plain bytes, written once and never changed.

    HOME/objects/ab/cdef…        as it came; in a sealed home ab/cdef….age under a name that only the home key makes
    HOME/objects/incoming/       what was being written when the program stopped; removed at the next start

A file is read once to hash and write it, and what was written is read back and hashed before it counts as kept, brought to
the disk and named. Only then does anything else learn of it. The digest is always of the plain bytes, so sealing a home changes no proof.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, TYPE_CHECKING, Self

from xiehuan.errors import Text, Where, XiehuanError
from xiehuan.vault.durable import sync_folder

if TYPE_CHECKING:
    from xiehuan.vault.seal import Seal  # needs age and cryptography: only sealed homes load it

CHUNK = 1 << 20
DAMAGED = ".damaged"
_NAME_DIGITS = 64
Tell = Callable[[int], None]


class ObjectState(StrEnum):
    """What a look at a kept original found."""

    OK = "ok"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Kept:
    """An original that is safe: its digest, its size, and whether it was there before."""

    sha256: str
    size: int
    known: bool


@dataclass(eq=False)
class StillChanging(XiehuanError):
    """The source was written to while it was read; nothing of it was kept."""


class Objects:
    """The store of originals of one home."""

    def __init__(self, home: Path, seal: Seal | None = None) -> None:
        self._root = home / "objects"
        self._incoming = self._root / "incoming"
        self._seal = seal

    def put(self, source: Path, tell: Tell | None = None) -> Kept:
        """Keep the bytes of a file. The source is only read. Raises StillChanging, OSError or XiehuanError.

        When this returns, the bytes are on the disk under their digest and were read back once.
        """
        with source.open("rb") as stream:
            before = os.fstat(stream.fileno())
            kept = self.put_stream(_told(stream, tell))
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) != (
            after.st_size,
            after.st_mtime_ns,
        ) or kept.size != after.st_size:
            raise _still_changing(source)
        return kept

    def put_stream(self, source: IO[bytes]) -> Kept:
        """Keep what a stream gives, up to its end."""

        def fill(sink: IO[bytes], path: Path) -> _Filled:
            hashing = _Hashing(source)
            read_back = self._write(hashing, sink, path)
            return _Filled(hashing.digest.hexdigest(), hashing.size, read_back)

        return self._put(fill)

    def hand_over(self, path: Path, other: Objects) -> Kept:
        """Keep one of our files in another store too; raises ValueError for one that does not decrypt."""
        with path.open("rb") as source:
            if self._seal is None:
                return other.put_stream(source)
            seal = self._seal

            def fill(sink: IO[bytes], _path: Path) -> _Filled:
                hashing = _HashingSink(None, sink)
                seal.decrypt(source, hashing)  # type: ignore[arg-type]  # it only writes
                return _Filled(hashing.digest.hexdigest(), hashing.size)

            return other._put(fill)

    def set_aside(self, path: Path) -> None:
        """Take a damaged file out of the way; it is kept for doctor."""
        if path.suffix != DAMAGED:
            path.replace(path.with_name(path.name + DAMAGED))

    def _put(self, fill: Callable[[IO[bytes], Path], _Filled]) -> Kept:
        """Let `fill` write a new file and tell digest and size of the plain bytes; give it its name when it reads back."""
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._incoming)
        except OSError as error:
            raise not_kept(error) from error
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as sink:
                filled = fill(sink, incoming)
                sink.flush()
                os.fsync(sink.fileno())
            self._check_written(incoming, filled)
            known = not self._settle(incoming, filled.sha256)
        except OSError as error:
            raise not_kept(error) from error
        finally:
            incoming.unlink(missing_ok=True)
        return Kept(filled.sha256, filled.size, known)

    def path(self, sha256: str) -> Path:
        """Where the original with this digest lies, or would lie."""
        if len(sha256) != _NAME_DIGITS or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("a digest has 64 small hex digits")
        name = self._seal.name(sha256) if self._seal else sha256
        return self._root / name[:2] / (name[2:] + (".age" if self._seal else ""))

    def has(self, sha256: str) -> bool:
        """Whether something lies there; `state` says whether it is the right thing."""
        return self.path(sha256).is_file()

    def state(self, sha256: str, tell: Tell | None = None) -> ObjectState:
        """Read the original again and compare."""
        path = self.path(sha256)
        if not path.is_file():
            return ObjectState.MISSING
        return ObjectState.OK if self._digest(path, tell) == sha256 else ObjectState.CHANGED

    def look(self, path: Path) -> Kept | None:
        """Digest and size of one of our files, whatever its name; None for one that does not decrypt."""
        hashing = _HashingSink(None)
        try:
            self._pour(path, hashing)
        except ValueError:
            return None
        return Kept(hashing.digest.hexdigest(), hashing.size, known=True)

    @contextmanager
    def plain(self, sha256: str) -> Iterator[Path]:
        """A file with the plain bytes, for as long as the block lasts.

        In an open home the original itself; in a sealed one a copy readable by the user alone, removed at the end.
        """
        if self._seal is None:
            yield self.path(sha256)
            return
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(handle, "wb") as sink, self.path(sha256).open("rb") as source:
                self._seal.decrypt(source, sink)
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A folder for plain copies while the block lasts; what is left of it after a kill is swept away."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._incoming) as folder:
            yield Path(folder)

    def copy(self, sha256: str, sink: IO[bytes]) -> None:
        """Write the plain bytes."""
        with self.path(sha256).open("rb") as source:
            if self._seal:
                self._seal.decrypt(source, sink)
                return
            while chunk := source.read(CHUNK):
                sink.write(chunk)

    def erase(self, sha256: str) -> bool:
        """Remove an original for good; False when it was not there."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        path.unlink()
        sync_folder(path.parent)
        return True

    def names(self) -> Iterator[Path]:
        """Every object file of this form, in no order; a home that changes its form has those of the other too."""
        return (p for p in files_of(self._root.parent, sealed=self._seal is not None) if p.suffix != DAMAGED)

    def damaged(self) -> Iterator[Path]:
        """The files of this form that were set aside because their bytes had changed."""
        return (p for p in files_of(self._root.parent, sealed=self._seal is not None) if p.suffix == DAMAGED)

    def drafts(self) -> list[Path]:
        """What is being written, or was when the program stopped."""
        return list(self._incoming.glob("*"))

    def sweep(self) -> int:
        """Remove what was being written when the program stopped; how many drafts that were."""
        left = self.drafts()
        for path in left:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(left)

    def _write(self, source: _Hashing, sink: IO[bytes], path: Path) -> str | None:
        """Write all of it; the digest of what was read back meanwhile, where that is possible."""
        if self._seal:
            self._seal.encrypt(source, sink)  # type: ignore[arg-type]  # it only reads
            return None
        with ReadingBack(path) as back:
            while chunk := source.read(CHUNK):
                sink.write(chunk)
                sink.flush()
                back.written(len(chunk))
        return back.digest

    def _check_written(self, path: Path, filled: _Filled) -> None:
        if (filled.read_back or self._digest(path, None)) != filled.sha256:
            raise OSError(errno.EIO, "what was read back is not what was written")

    def _digest(self, path: Path, tell: Tell | None) -> str:
        """The digest of the plain bytes; empty for a changed box, which does not open."""
        hashing = _HashingSink(tell)
        try:
            self._pour(path, hashing)
        except ValueError:
            return ""
        return hashing.digest.hexdigest()

    def _pour(self, path: Path, sink: _HashingSink) -> None:
        """Push the plain bytes; raises ValueError for a file that does not decrypt."""
        with path.open("rb", buffering=0) as stream:
            if self._seal:
                self._seal.decrypt(stream, sink)  # type: ignore[arg-type]  # it only writes
                return
            while chunk := stream.read(CHUNK):
                sink.write(chunk)

    def _settle(self, incoming: Path, sha256: str) -> bool:
        """Give the file its name unless the same bytes have it; False when they had."""
        target = self.path(sha256)
        if target.is_file():
            if self._digest(target, None) == sha256:
                return False
            self.set_aside(target)  # never overwritten
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._root)
        incoming.chmod(0o400)
        try:
            os.link(incoming, target)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            incoming.rename(target)
        sync_folder(target.parent)
        return True


def files_of(home: Path, *, sealed: bool) -> Iterator[Path]:
    """Every object file of one form, those set aside among them."""
    for folder in (home / "objects").glob("[0-9a-f][0-9a-f]"):
        yield from (p for p in folder.iterdir() if p.is_file() and (".age" in p.suffixes) == sealed)


class _Hashing:
    """A source that hashes what is read from it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.digest, self.size = source, hashlib.sha256(), 0

    def read(self, most: int = CHUNK) -> bytes:
        chunk = self._source.read(most)
        self.digest.update(chunk)
        self.size += len(chunk)
        return chunk


class _HashingSink:
    """A sink that hashes, and passes on to another when there is one."""

    def __init__(self, tell: Tell | None, onward: IO[bytes] | None = None) -> None:
        self.digest, self.size, self._tell, self._onward = hashlib.sha256(), 0, tell, onward

    def write(self, chunk: bytes) -> int:
        self.digest.update(chunk)
        self.size += len(chunk)
        if self._onward:
            self._onward.write(chunk)
        if self._tell:
            self._tell(len(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """What was written: digest and size of the plain bytes, and the digest of what was read back meanwhile, if it was."""

    sha256: str
    size: int
    read_back: str | None = None


class ReadingBack:
    """Reads a file back and hashes it while it is being written, never beyond what is said to be written."""

    def __init__(self, path: Path) -> None:
        self._path, self._lengths = path, SimpleQueue[int]()
        self._digest = hashlib.sha256()
        self._failed = False
        self._thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._lengths.put(0)
        self._thread.join()

    def written(self, length: int) -> None:
        """So many more bytes are in the file."""
        self._lengths.put(length)

    @property
    def digest(self) -> str | None:
        """Of all that was read back, after the end; None when it could not be read."""
        return None if self._failed else self._digest.hexdigest()

    def _read(self) -> None:
        try:
            with self._path.open("rb", buffering=0) as stream:
                while length := self._lengths.get():
                    self._digest.update(stream.read(length))
        except OSError:
            self._failed = True


class _Told:
    """A source that says how much was read."""

    def __init__(self, source: IO[bytes], tell: Tell) -> None:
        self._source, self._tell = source, tell

    def read(self, most: int = CHUNK) -> bytes:
        chunk = self._source.read(most)
        self._tell(len(chunk))
        return chunk


def _told(source: IO[bytes], tell: Tell | None) -> IO[bytes]:
    return _Told(source, tell) if tell else source  # type: ignore[return-value]  # only read is used


def _still_changing(source: Path) -> StillChanging:
    return StillChanging(
        "still_changing",
        Text(f"{source.name} 正在被写入，没有收存", f"{source.name} is being written to; it was not taken"),
        Text(
            "等它写完或关闭写它的程序，再运行一次",
            "wait until it is finished, or close the program that writes it, and run again",
        ),
        Where(source.name),
    )


def not_kept(error: OSError) -> XiehuanError:
    """Why nothing was kept: the disk is full, cannot be written, or gave back other bytes."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return XiehuanError(
            "disk_full",
            Text(
                "磁盘已满；已确认存好的内容都在，没有存到一半的",
                "the disk is full; what was confirmed is safe, and nothing is half kept",
            ),
            Text("腾出空间后再运行一次，会接着做", "make room and run again: it goes on where it stopped"),
        )
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return XiehuanError(
            "home_unwritable",
            Text(
                "数据文件夹不能写入，什么都没有改动", "the data folder cannot be written; nothing was changed"
            ),
            Text(
                "换一个能写入的位置，或检查磁盘是否只读",
                "choose a folder that can be written, or check that the disk is not read-only",
            ),
        )
    return XiehuanError(
        "not_kept",
        Text(f"没有存成：{error.strerror or '磁盘出错'}", f"not kept: {error.strerror or 'the disk failed'}"),
        Text(
            "原文件没有动；检查磁盘后再运行一次", "the source was not touched; check the disk and run again"
        ),
    )
