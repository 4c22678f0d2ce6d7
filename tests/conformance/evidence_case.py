"""A published evidence case: its fields, the bytes it speaks of, and how an answer is compared with it."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Expected = dict[str, Any]
Check = Callable[[Any], object]  # what was got instead, or None when the expectation holds


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a cases file."""

    id: str
    kind: str
    expected: Expected
    folder: Path
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a case; `got` names each expectation that does not hold with what was there."""

    case: Case
    status: str
    got: dict[str, object] = field(default_factory=dict)


def samples_root(repository: Path) -> Path | None:
    """The samples folder: XIEHUAN_SAMPLES, or shared/samples beside the repository."""
    named = os.environ.get("XIEHUAN_SAMPLES")
    root = Path(named) if named else repository.parent / "shared" / "samples"
    return root if (root / "evidence").is_dir() else None


def cases_in(root: Path, kinds: Iterable[str]) -> Iterator[Case]:
    """The cases of these kinds in all folders below `root/evidence`."""
    wanted = frozenset(kinds)
    for file in sorted((root / "evidence").glob("*/cases.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            given = json.loads(line)
            if given["check"] in wanted:
                yield Case(given["id"], given["check"], given["expected"], file.parent, given)


def bytes_of(case: Case) -> bytes:
    """The input: newline first, then the edits in their order."""
    if "message" in case.fields:
        return str(case.fields["message"]).replace("\n", "\r\n").encode()
    data = (case.folder / case.fields["input"]).read_bytes()
    if case.fields.get("newline") == "crlf":
        data = re.sub(rb"\r?\n", b"\r\n", data)
    for edit in case.fields.get("edit", ()):
        data = data.replace(edit["find"].encode(), edit["replace"].encode(), 1)
    return data


def folded(text: str) -> str:
    """NFC, and every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def told(got: object) -> object:
    """What was got instead: None is not nothing to report, it is the wrong answer "none"."""
    return "none" if got is None else got


def equal(got: object) -> Check:
    return lambda want: None if got == want else told(got)


def any_of(got: object) -> Check:
    return lambda want: None if got in want else told(got)


def missing(got: Iterable[object]) -> Check:
    have = list(got)
    return lambda want: [w for w in want if w not in have] or None


def compared(case: Case, checks: Mapping[str, Check]) -> dict[str, object] | None:
    """What each expectation got instead; None when the case asks for what there is no check for."""
    if set(case.expected) - set(checks):
        return None
    return {k: checks[k](v) for k, v in case.expected.items()}
