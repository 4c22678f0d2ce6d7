"""The tar of a whole home, made and read piece by piece: every file, and behind them a `sha256sum` list of all.

xiehuan-home/README.txt            what this is
xiehuan-home/…                     the files of the home under their own names
xiehuan-home/home-key.txt          the home key, when the home is sealed and this tar lies in an encrypted backup
xiehuan-home/manifest-sha256.txt   last; checked by `sha256sum -c` inside the unpacked folder
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from xiehuan.errors import Text, Where, XiehuanError

ROOT = "xiehuan-home"
README, HOME_KEY, MANIFEST = "README.txt", "home-key.txt", "manifest-sha256.txt"
CHUNK = 1 << 20
_LONGEST_NAME = 400
_LARGEST_LIST = 256 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to pack: its path inside the home, and where its bytes are, or the bytes themselves."""

    name: str
    source: Path | bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it went in."""

    name: str
    size: int
    sha256: str


@dataclass(eq=False)
class BackupDamaged(XiehuanError):
    """The backup is not what was written; nothing of it was kept."""


def pack(entries: Iterable[Entry], packed: list[Packed]) -> Iterator[bytes]:
    """The bytes of the tar, in pieces; what went in is added to `packed`. Raises OSError when a file changes meanwhile."""
    for entry in entries:
        yield from _file(entry, packed)
    lines = "".join(f"{p.sha256}  {p.name}\n" for p in packed)
    yield from _file(Entry(MANIFEST, lines.encode()), [])
    yield bytes(2 * tarfile.BLOCKSIZE)


def unpack(tar: IO[bytes], folder: Path | None) -> dict[str, bytes]:
    """Read a tar to its end, write its files below `folder` when one is given, and compare all with the list.

    README and home key are not written but returned. Raises BackupDamaged with the name of what is damaged.
    """
    found: dict[str, str] = {}
    small: dict[str, bytes] = {}
    at = "?"
    try:
        with tarfile.open(fileobj=tar, mode="r|", bufsize=CHUNK) as members:
            for member in members:
                at = _name(member)
                stream = members.extractfile(member)
                if stream is None or at in found or at in small:
                    raise damaged(at)
                if at in {README, HOME_KEY, MANIFEST}:
                    small[at] = stream.read(_LARGEST_LIST)
                    if at != MANIFEST:
                        found[at] = hashlib.sha256(small[at]).hexdigest()
                else:
                    found[at] = _written(stream, at, folder)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise damaged(at) from error
    _compare(found, small.pop(MANIFEST, None))
    return small


def damaged(name: str) -> BackupDamaged:
    """Refused because of this file or place."""
    shown = name[:_LONGEST_NAME]
    return BackupDamaged(
        "backup_damaged",
        Text(
            f"备份已损坏，坏在：{shown}；什么都没有恢复",
            f"the backup is damaged at {shown}; nothing was restored",
        ),
        Text("换一份备份；坏的这份先留着", "use another backup, and keep this one for now"),
        Where(shown),
    )


def _file(entry: Entry, packed: list[Packed]) -> Iterator[bytes]:
    with _opened(entry.source) as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        info = tarfile.TarInfo(f"{ROOT}/{entry.name}")
        info.size, info.mode = size, 0o600
        yield info.tobuf(tarfile.PAX_FORMAT)
        digest, left = hashlib.sha256(), size
        while left:
            piece = stream.read(min(CHUNK, left))
            if not piece:
                raise OSError(f"{entry.name} changed while it was read")
            digest.update(piece)
            left -= len(piece)
            yield piece
    yield bytes(-size % tarfile.BLOCKSIZE)
    packed.append(Packed(entry.name, size, digest.hexdigest()))


def _opened(source: Path | bytes) -> IO[bytes]:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _name(member: tarfile.TarInfo) -> str:
    """The path inside the home; raises BackupDamaged for a name that leads elsewhere or is no file."""
    path = PurePosixPath(member.name)
    parts = path.parts
    if (
        not member.isreg()
        or len(parts) < 2  # noqa: PLR2004 - the root and a name
        or parts[0] != ROOT
        or ".." in parts
        or any(c in member.name for c in "\\:\x00")
        or len(member.name) > _LONGEST_NAME
    ):
        raise damaged(ascii(member.name))
    return "/".join(parts[1:])


def _written(stream: IO[bytes], name: str, folder: Path | None) -> str:
    digest = hashlib.sha256()
    if folder is None:
        while piece := stream.read(CHUNK):
            digest.update(piece)
        return digest.hexdigest()
    path = folder / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as sink:
        while piece := stream.read(CHUNK):
            digest.update(piece)
            sink.write(piece)
    path.chmod(0o400 if name.startswith("objects/") else 0o600)
    return digest.hexdigest()


def _compare(found: dict[str, str], manifest: bytes | None) -> None:
    if manifest is None:
        raise damaged(MANIFEST)
    try:
        listed = {line[66:]: line[:64] for line in manifest.decode().split("\n") if line}
    except UnicodeDecodeError as error:
        raise damaged(MANIFEST) from error
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise damaged(name)
