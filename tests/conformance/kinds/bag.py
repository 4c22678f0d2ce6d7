"""BagIt folders. Whatever the verdict, nothing outside the folder is opened: every opening is watched."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from conformance.evidence_case import Case, compared
from xiehuan.vault.bag_check import BagCheck, check_bag


def bag(case: Case) -> dict[str, object] | None:
    """Valid, invalid, or with a warning. A case of another system has a free verdict here."""
    folder = case.folder / case.fields["input"]
    with _watched() as opened:
        found = check_bag(folder)
    outside = [
        p for p in opened if not Path(p).resolve().is_relative_to(folder.resolve()) and not _of_python(p)
    ]
    here = "windows" if os.name == "nt" else "posix"
    free = case.fields.get("platform", here) != here
    wrong = compared(case, {"valid": lambda want: None if free or _fits(want, found) else _words(found)})
    return None if wrong is None else {**wrong, "opened_outside": outside or None}


def _fits(want: object, found: BagCheck) -> bool:
    """A warning is for a bag that is refused, or taken together with a warning."""
    return not found.valid or bool(found.warnings) if want == "warning" else found.valid is want


def _words(found: BagCheck) -> object:
    return found.valid, [(n.path, n.what.en) for n in (*found.problems, *found.warnings)]


def _of_python(path: str) -> bool:
    """A codec of the standard library, loaded when a list first needs it."""
    return Path(path).is_relative_to(sysconfig.get_paths()["stdlib"])


_OPENED: list[list[str]] = []


@contextmanager
def _watched() -> Iterator[list[str]]:
    _installed()
    opened: list[str] = []
    _OPENED.append(opened)
    try:
        yield opened
    finally:
        _OPENED.pop()


@cache
def _installed() -> None:
    """A hook cannot be taken away again: it is installed once and notes only while somebody watches."""
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple) -> None:
    if _OPENED and event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], (str, Path)):
        _OPENED[-1].append(os.fspath(arguments[0]))
