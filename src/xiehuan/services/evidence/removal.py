"""Bring erasures to their end: remove the bytes of originals that are marked, then the last trace of their digest."""

from __future__ import annotations

from xiehuan.store import erasure
from xiehuan.vault.objects import Objects


def finish_removals(objects: Objects) -> int:
    """Remove every marked original; how many there were. Only while nobody else has the home open."""
    waiting = erasure.marked()
    for digest in waiting:
        objects.erase(digest)
        erasure.forget(digest)
    return len(waiting)
