"""Small files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_OWNER_ONLY = 0o600


def write_whole(path: Path, content: bytes) -> None:
    """Write a file readable by its owner alone; what was there stays until the new one is on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Bring the bytes of a file to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring new and removed names to the disk, where folders can be synced."""
    with suppress(PermissionError, NotImplementedError):  # Windows
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
