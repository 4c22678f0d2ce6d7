"""What a start does after an end that was not clean: remove drafts, finish erasures, look at what came last."""

from __future__ import annotations

from dataclasses import dataclass

from xiehuan.services.evidence.removal import finish_removals
from xiehuan.store.arrivals import newest_digests
from xiehuan.vault.objects import Objects, ObjectState

_NEWEST = 50


@dataclass(frozen=True, slots=True)
class Swept:
    """Drafts removed, erasures brought to their end, and the newest originals that are not as they were kept."""

    drafts: int
    erased: int
    bad: tuple[str, ...]


def sweep(objects: Objects, *, unclean: bool) -> Swept | None:
    """Sweep; only while nobody else has the home open. After a clean end there is nothing to do."""
    if not unclean:
        return None
    drafts, erased = objects.sweep(), finish_removals(objects)
    bad = tuple(d for d in newest_digests(_NEWEST) if objects.state(d) is not ObjectState.OK)
    return Swept(drafts, erased, bad)
