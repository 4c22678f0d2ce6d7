"""Copying one original into the zip, hashing what is really copied."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xiehuan.errors import Text, Where, XiehuanError
from xiehuan.vault.item import BundleItem, Opener

CHUNK = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can bear (APPNOTE 4.4.6): the real time is in the log
_FILE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3  # else the entry tells the system it was made on
_TEXT_KINDS = frozenset({"sms", "mail", "call", "chat", "bill"})
_TEXT_TYPES = ("text/", "message/", "application/json", "application/xml")
_PACKED_TYPES = ("audio/", "video/", "image/", "application/zip", "application/pdf", "application/gzip")


@dataclass(eq=False)
class OriginalChanged(XiehuanError):
    """An original is no longer what was read: no bundle is made of two states of a file."""


def entry(name: str, *, packed: bool) -> ZipInfo:
    """A zip entry without a trace of when and where it was made."""
    info = ZipInfo(name, _EPOCH)
    info.create_system = _UNIX
    info.external_attr = _FILE
    info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    return info


def size_of(item: BundleItem) -> int:
    """Bytes of the file as it lies there now."""
    if isinstance(item.path, Opener):
        return item.path.size
    try:
        found = item.path.stat()
    except OSError as error:
        raise _unreadable(item) from error
    if not stat.S_ISREG(found.st_mode):  # a pipe would never end
        raise _unreadable(item)
    return found.st_size


def copy_original(target: ZipFile, name: str, item: BundleItem, tell: Callable[[int], None]) -> int:
    """Copy untouched and say how many bytes; memory does not grow with the file."""
    info, digest = entry(name, packed=_worth_packing(item)), hashlib.sha256()
    with _opened(item) as source:
        info.file_size = os.fstat(source.fileno()).st_size  # decides about ZIP64 before the first byte
        with target.open(info, "w") as sink:
            for chunk in _chunks(source, item, info.file_size):
                digest.update(chunk)
                sink.write(chunk)
                tell(len(chunk))
    if digest.hexdigest() != item.sha256:
        raise _changed(item)
    return info.file_size


def _worth_packing(item: BundleItem) -> bool:
    if item.media_type.startswith(_PACKED_TYPES):
        return False
    return item.kind in _TEXT_KINDS or item.media_type.startswith(_TEXT_TYPES)


def _chunks(source: IO[bytes], item: BundleItem, size: int) -> Iterator[bytes]:
    """All of it, and not a byte of what is added meanwhile: a log that grows for ever must end."""
    left = size
    while chunk := _read(source, item):
        left -= len(chunk)
        if left < 0:
            raise _changed(item)
        yield chunk


def _opened(item: BundleItem) -> AbstractContextManager[IO[bytes]]:
    size_of(item)
    try:
        return item.path.open() if isinstance(item.path, Opener) else item.path.open("rb")
    except OSError as error:
        raise _unreadable(item) from error


def _read(source: IO[bytes], item: BundleItem) -> bytes:
    try:
        return source.read(CHUNK)
    except OSError as error:  # only of reading: a full disk is another story
        raise _unreadable(item) from error


def _changed(item: BundleItem) -> OriginalChanged:
    return OriginalChanged(
        "original_changed",
        Text(f"{item.name} 在读取过程中被改动", f"{item.name} changed while being read"),
        Text("关闭正在写入它的程序，再运行一次", "close the program that writes it and run again"),
        Where(item.name),
    )


def _unreadable(item: BundleItem) -> OriginalChanged:
    return OriginalChanged(
        "original_unreadable",
        Text(f"{item.name} 不见了或无法再读取", f"{item.name} is gone or can no longer be read"),
        Text("放回原处并确认能打开，再运行一次", "put it back, make sure it opens, and run again"),
        Where(item.name),
    )
