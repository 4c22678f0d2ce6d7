"""Prepared example packs, shared by the tests of the main job."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from xiehuan.services.prepare import Prepared, prepare
from xiehuan.vault import Taking

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NAMES = ("a-laid-off", "b-illness")
ON = date(2026, 11, 23)
CHINA = timezone(timedelta(hours=8))


def make(folder: Path, out: Path, *, at: int = 9, installation: str = "tests", on: date = ON) -> Prepared:
    taken = datetime(2026, 11, 23, at, tzinfo=CHINA)
    return prepare(folder, out, on=on, taking=lambda: Taking(taken, installation))


def digests(pack: Path) -> dict[str, str]:
    return {
        p.relative_to(pack).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(pack.rglob("*"))
        if p.is_file()
    }
