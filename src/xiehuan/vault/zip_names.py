"""Names in a zip that are safe to unpack, on every system the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from xiehuan.vault.zip_entry import refused

_MAX_SHOWN = 80
_MAX_LENGTH, _MAX_DEPTH = 1024, 32


def check_names(names: Sequence[str]) -> None:
    """No way out of the folder, and no two names that one file system takes for the same."""
    seen: set[str] = set()
    for name in names:
        if not _safe(name):
            raise refused("含有不安全的文件名", f"an unsafe name: {_shown(name)}")
        key = _folded(name).rstrip("/")
        if key in seen:
            raise refused("同一文件名出现两次", f"a name stands there twice: {_shown(name)}")
        seen.add(key)
    _check_parents(names, {_folded(n) for n in names if not n.endswith("/")})


def _check_parents(names: Sequence[str], files: set[str]) -> None:
    """A name that is both a file and the folder of another file."""
    for name in names:
        parts = _folded(name).rstrip("/").split("/")
        if any("/".join(parts[:n]) in files for n in range(1, len(parts))):
            raise refused("同一名称既是文件又是文件夹", f"file and folder at once: {_shown(name)}")


def _safe(name: str) -> bool:
    parts = name.removesuffix("/").split("/")
    if len(name) > _MAX_LENGTH or len(parts) > _MAX_DEPTH:
        return False
    if any(
        p in {"", ".", ".."} or p != p.rstrip(". ") for p in parts
    ):  # Windows drops the last dots and spaces
        return False
    return not any(c in '\\:*?"<>|' or unicodedata.category(c) in {"Cc", "Cs"} for c in name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _shown(name: str) -> str:
    return ascii(name[:_MAX_SHOWN])
