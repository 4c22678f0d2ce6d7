"""Members of a zip archive as streams with a limit: a bomb is refused by what it unpacks to, not by what it claims."""

from __future__ import annotations

import errno
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from xiehuan.errors import Text

LOCAL = b"PK\x03\x04"
_FREE = 64 << 20
_MOST_RATIO = 250
_MOST_DIRECTORY = 16 << 20  # bytes of the list of members: some 300,000 of them
_TAIL = 66_000
_END = b"PK\x05\x06"
_BLOCK = 1 << 18

BOMB = Text(
    "压缩包解开后过大, 可能是压缩炸弹",
    "the archive unpacks to far more than an export would: it may be a bomb",
)
BROKEN = Text("压缩包损坏或加密, 无法解开", "the archive is damaged or encrypted and cannot be unpacked")


class Refused(Exception):
    """The archive or a member cannot be read; `why` says it."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
)


@contextmanager
def _damage() -> Iterator[None]:
    """What the library raises on damaged archives as one refusal; a seek to a place that cannot be is damage too."""
    try:
        yield
    except _ERRORS as error:
        raise Refused(BROKEN) from error
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise Refused(BROKEN) from error


class Zipped:
    """An open archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sizes = {
            i.filename: i.compress_size for i in archive.infolist() if not i.filename.endswith("/")
        }

    def names(self) -> tuple[str, ...]:
        """All members that are files."""
        return tuple(self._sizes)

    def open(self, name: str) -> BinaryIO:
        """A member as a stream of bytes; Refused when it is damaged or too large."""
        with _damage():
            stream = self._archive.open(name)
        return cast(BinaryIO, _Member(stream, _FREE + _MOST_RATIO * self._sizes[name]))

    def digest(self, name: str) -> tuple[int, str] | None:
        """Size and SHA-256 of a member; None when it cannot be read whole."""
        if name not in self._sizes:
            return None
        digest, size = hashlib.sha256(), 0
        try:
            with self.open(name) as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
        except Refused:
            return None
        return size, digest.hexdigest()


class _Member(io.RawIOBase):
    """Reads a member and counts."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__()
        self._stream = stream
        self._left = limit

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; Refused when the archive is damaged or the limit is passed."""
        with _damage():
            block = bytes(self._stream.read(size if size >= 0 else self._left + 1))
        self._left -= len(block)
        if self._left < 0:
            raise Refused(BOMB)
        return block

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the member too."""
        self._stream.close()
        super().close()


@contextmanager
def opened(path: Path) -> Iterator[Zipped]:
    """The archive; Refused when it is none or its list of members is beyond measure."""
    _check_directory(path)
    with _damage():
        archive = zipfile.ZipFile(path)
    with archive:
        yield Zipped(archive)


def _check_directory(path: Path) -> None:
    """The library holds the whole list of members in memory, so its length is looked at first."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        raise Refused(BROKEN)
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    if length > _MOST_DIRECTORY:
        raise Refused(BOMB)
