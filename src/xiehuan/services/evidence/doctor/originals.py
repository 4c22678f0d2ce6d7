"""Hash the originals again: all of them or a sample; what is missing, changed, set aside, or there and not logged."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiehuan.errors import Finding
from xiehuan.services.evidence.doctor.words import found
from xiehuan.services.evidence.home import Home
from xiehuan.store import inspection
from xiehuan.vault.objects import ObjectState

Tell = Callable[[int, int, str], None]
_CODES = {ObjectState.MISSING: "original_missing", ObjectState.CHANGED: "original_changed"}


@dataclass(frozen=True, slots=True)
class Orphan:
    """An original that is there, whole, and in no row."""

    sha256: str
    size: int


def of_originals(home: Home, sample: int | None, tell: Tell) -> Iterator[Finding]:
    """Every original, or `sample` of them chosen at random, read and hashed; every one is looked for in any case."""
    digests = inspection.digests()
    hashed = set(digests)
    if sample is not None:
        hashed = set(secrets.SystemRandom().sample(digests, min(sample, len(digests))))
    for done, digest in enumerate(digests):
        tell(done, len(digests), digest)
        state = _state(home, digest, hash_it=digest in hashed)
        if state is not ObjectState.OK:
            yield found(_CODES[state], digest, ", ".join(inspection.names_of(digest)))
    for path in home.objects.damaged():
        yield found("set_aside", path.relative_to(home.root).as_posix())
    if inspection.erasures_unfinished():
        yield found("erasure_unfinished", "objects")


def _state(home: Home, digest: str, *, hash_it: bool) -> ObjectState:
    if hash_it:
        return home.objects.state(digest)
    return ObjectState.OK if home.objects.has(digest) else ObjectState.MISSING


def unknown_files(home: Home) -> Iterator[Orphan | Finding]:
    """Object files that no row knows: whole ones as orphans, others as findings."""
    known = {home.objects.path(digest) for digest in inspection.every_digest()}
    for path in home.objects.names():
        if path in known:
            continue
        kept = home.objects.look(path)
        if kept and home.objects.path(kept.sha256) == path:
            yield Orphan(kept.sha256, kept.size)
        else:
            yield found("original_changed", path.relative_to(home.root).as_posix())
