"""The storages and streams of an Outlook item, opened so that a hostile file costs no more than its size."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import olefile

from xiehuan.errors import Text

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LARGEST = 60 << 20
_MOST_STREAMS = 100_000
_COUNTS_OF_SECTORS = (44, 64, 72)  # of the FAT, the mini FAT and the DIFAT, in the header (MS-CFB §2.2)
_SECTOR = 512
_HEADER = 512
Path_ = tuple[str, ...]


class Unreadable(Exception):
    """The container is broken or beyond a limit."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Container:
    """Names and bytes of streams; a stream that cannot be read is empty and counted in `damaged`."""

    def __init__(self, ole: olefile.OleFileIO, size: int) -> None:
        self._ole = ole
        self._size = size
        self.damaged = 0
        self.streams: set[Path_] = {tuple(path) for path in ole.listdir(streams=True, storages=False)}
        if len(self.streams) > _MOST_STREAMS:
            raise Unreadable(Text("文件中的数据流过多", f"the file holds more than {_MOST_STREAMS} streams"))
        if ole.root.size > size:
            raise Unreadable(Text("文件的短数据流比文件还大", "the mini stream is larger than the file"))

    def bytes_of(self, path: Path_) -> bytes:
        """The whole stream; b"" when there is none."""
        if path not in self.streams:
            return b""
        with suppress(OSError, ValueError, IndexError, TypeError, AttributeError, struct.error):
            if self._ole.get_size(list(path)) <= self._size:
                return bytes(self._ole.openstream(list(path)).read())
        self.damaged += 1
        return b""

    def storages(self, parent: Path_, start: str) -> list[Path_]:
        """Storages right below `parent` whose name begins so, in order of their names."""
        depth = len(parent)
        names = {p[depth] for p in self.streams if len(p) > depth + 1 and p[:depth] == parent}
        return [(*parent, name) for name in sorted(names) if name.startswith(start)]


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """The container in the file; Unreadable when it is none, OSError when the file cannot be read."""
    size = path.stat().st_size
    if size > LARGEST:
        raise Unreadable(
            Text(
                f"文件大小为{size}字节，超过上限{LARGEST}字节",
                f"the file has {size} bytes, the limit is {LARGEST}",
            )
        )
    data = path.read_bytes()
    if not data.startswith(MAGIC) or len(data) < _HEADER:
        raise Unreadable(Text("文件不是完整的 Outlook 邮件", "the file is no whole Outlook item"))
    sectors = max(struct.unpack_from("<I", data, at)[0] for at in _COUNTS_OF_SECTORS)
    if sectors * _SECTOR > size:
        raise Unreadable(Text("文件的分配表比文件还大", "the allocation table is larger than the file"))
    try:
        ole = olefile.OleFileIO(data)
        container = Container(ole, size)
    except Unreadable:
        raise
    except (
        Exception
    ) as broken:  # olefile answers broken containers with a dozen kinds of exception, OSError among them
        why = Text("文件的复合文档结构已损坏", "the compound document structure of the file is damaged")
        raise Unreadable(why) from broken
    yield container
