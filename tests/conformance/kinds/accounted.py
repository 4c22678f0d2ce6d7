"""Files of any kind: each is taken in whole or said why not, whichever reader takes it."""

from __future__ import annotations

import hashlib

from conformance.evidence_case import Case, Check, compared, equal, missing
from xiehuan.evidence import Reading
from xiehuan.readers.dispatch import read_one


def accounted(case: Case) -> dict[str, object] | None:
    """Each file given to the product under its path, so that folders count."""
    given = case.fields["input"]
    names = [given] if isinstance(given, str) else given
    readings = [read_one(case.folder / name, name) for name in names]
    present = sum(r.present for r in readings)
    digests = [hashlib.sha1((case.folder / n).read_bytes()).hexdigest() for n in names]  # noqa: S324 - as published
    checks: dict[str, Check] = {
        "records_min": lambda want: None if present >= want else present,
        "sha256": lambda want: missing(r.sha256 for found in readings for r in found.records)([want]),
        "sha1": lambda want: missing(digests)([want]),
        "encrypted": equal(any(map(_says_encrypted, readings))),
    }
    wrong = compared(case, checks)
    silent = [n for n, r in zip(names, readings, strict=True) if not r.present]
    return None if wrong is None else wrong | {"nothing_said_of": silent or None}


def _says_encrypted(reading: Reading) -> bool:
    flagged = any("encrypted" in r.flags for r in reading.records)
    return flagged or any("encrypted" in u.why_en for u in reading.unread)
