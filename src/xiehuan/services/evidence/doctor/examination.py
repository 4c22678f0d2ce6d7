"""The whole examination, and what may be repaired after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from xiehuan.errors import Finding
from xiehuan.readers.files.media import HEAD, recognise
from xiehuan.services.evidence.backup import WHAT as BACKED_UP
from xiehuan.services.evidence.doctor.logs import of_log
from xiehuan.services.evidence.doctor.originals import Orphan, of_originals, unknown_files
from xiehuan.services.evidence.doctor.words import found
from xiehuan.services.evidence.heads import sign
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.read import read_pending
from xiehuan.services.evidence.sealing import drill_due
from xiehuan.services.evidence.take import leaf_of
from xiehuan.store import arrivals, inspection, listing, search
from xiehuan.store.arrivals import Arrival, By
from xiehuan.store.cases import case_for
from xiehuan.store.database import migration
from xiehuan.vault import form
from xiehuan.vault.objects import Objects, files_of

Tell = Callable[[int, int, str], None]
BACKUP_AFTER = timedelta(days=30)
FOUND = "found"
_ORIGIN = "found in the home, in no log"


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found wrong, what is advised, how much was looked at, and what can be repaired."""

    findings: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    counts: dict[str, Any]
    orphans: tuple[Orphan, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As `xiehuan doctor --json` prints it."""
        return {
            "ok": not self.findings,
            "counts": self.counts,
            "findings": [f.as_json() for f in self.findings],
            "advice": [f.as_json() for f in self.advice],
        }


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was made again: orphans logged, arrivals read anew, records indexed, drafts removed, logs signed."""

    logged: int
    read: int
    indexed: int
    drafts: int
    signed: int


def examine(home: Home, *, sample: int | None = None, tell: Tell = lambda *_: None) -> Examination:
    """Examine the home; nothing is changed. `sample`: hash only so many originals, chosen at random."""
    findings: list[Finding] = []
    if not inspection.whole():
        findings.append(found("database_damaged", home.root.name))
    for case in listing.cases():
        findings += of_log(home, case)
    findings += of_originals(home, sample, tell)
    orphans = []
    for each in unknown_files(home):
        if isinstance(each, Orphan):
            orphans.append(each)
            findings.append(found("found_unlogged", each.sha256))
        else:
            findings.append(each)
    findings += _of_derived(home)
    return Examination(tuple(findings), tuple(_advice(home)), _counts(home, sample), tuple(orphans))


def originals_alone(root: Path, why: Finding) -> Examination:
    """What can be said when the database does not open: which originals of an open home are whole, by their names."""
    findings, whole, objects = [why], 0, Objects(root)
    for path in files_of(root, sealed=False):
        kept = objects.look(path)
        if kept and objects.path(kept.sha256) == path:
            whole += 1
        else:
            findings.append(found("original_changed", path.relative_to(root).as_posix()))
    return Examination(tuple(findings), (), {"originals_whole": whole})


def repair(home: Home, examination: Examination) -> Repaired:
    """Make derived things again and log what was found unlogged. No original and no leaf that is there is changed."""
    indexed = (
        search.rebuild() if not inspection.index().good else 0
    )  # first: records are taken out of a whole index
    logged = _log_found(home, examination.orphans)
    for row in inspection.wrongly_read():
        arrivals.begin_anew(arrivals.acquisition(row.pk), home.importer)
    read = sum(1 for _ in read_pending(home))
    drafts = home.objects.sweep() if home.lock.only_one() else 0
    signed = 0
    broken = {f.where.file for f in examination.findings if f.code in _LOG_CODES}
    for case in listing.cases():
        if case.code not in broken and case.log_size:  # a log that does not fit is not signed
            sign(home, case)
            signed += 1
    return Repaired(logged, read, indexed, drafts, signed)


_LOG_CODES = {
    "body_changed",
    "no_leaf",
    "previous_differs",
    "gone_without_tombstone",
    "kept_in_spite_of_tombstone",
    "tombstone_differs",
    "head_differs",
    "shorter_than_head",
    "frontier_differs",
    "leaves_not_numbered",
}


def _of_derived(home: Home) -> Iterator[Finding]:
    if inspection.waiting():
        yield found("not_read", home.root.name, row=inspection.waiting())
    for row in inspection.wrongly_read():
        yield found("records_differ", row.name, row=row.pk)
    state = inspection.index()
    if not state.sound:
        yield found("index_damaged", home.root.name)
    elif state.version != state.wanted:
        yield found("index_version", home.root.name, row=state.version)
    elif state.held != state.records:
        yield found("index_differs", home.root.name, row=state.held)
    if home.objects.drafts() and home.lock.only_one():
        yield found("drafts_left", "objects/incoming", row=len(home.objects.drafts()))


def _advice(home: Home) -> Iterator[Finding]:
    backed_up = inspection.last(BACKED_UP)
    if backed_up is None:
        yield found("no_backup", home.root.name)
    elif home.now() - backed_up > BACKUP_AFTER:
        yield found("backup_old", home.root.name, backed_up.date().isoformat())
    if form.sealed(home.root) and drill_due(form.keyring(home.root), home.now()):
        yield found("drill_due", home.root.name)


def _counts(home: Home, sample: int | None) -> dict[str, Any]:
    backed_up: datetime | None = inspection.last(BACKED_UP)
    drilled = form.keyring(home.root).drilled_at if form.sealed(home.root) else None
    counts = inspection.counts()
    return {
        **counts,
        "hashed": counts["originals"] if sample is None else min(sample, counts["originals"]),
        "schema": migration(),
        "index_version": inspection.index().version,
        "sealed": home.sealed,
        "last_backup": backed_up.isoformat() if backed_up else None,
        "recovery_tried": drilled.isoformat() if drilled else None,
    }


def _log_found(home: Home, orphans: tuple[Orphan, ...]) -> int:
    """Log each in a case of its own, as found now: nobody knows when it came."""
    if not orphans:
        return 0
    by = By(home.now(), home.actor, home.importer, _ORIGIN)
    case = case_for(FOUND, "找到的原件 found", by.at)

    arrived = [
        Arrival(f"found-{o.sha256[:16]}", o.sha256, o.size, _media_type(home, o.sha256)) for o in orphans
    ]
    return len(arrivals.enter(case, arrived, by, partial(leaf_of, by)))


def _media_type(home: Home, sha256: str) -> str:
    with home.objects.plain(sha256) as path, path.open("rb") as stream:
        return recognise(stream.read(HEAD)).type
