"""A case that lives in a home: what the person wrote, read by the readers of a case folder and assessed with the vault's records.

debts.toml, case.toml and payments.csv are kept as documents in the database of the home (docs/adr/0010). They are the same
texts as in a case folder, so that everything that reads one reads the other.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from xiehuan.case.actions import Action, next_actions
from xiehuan.case.assessment import Assessment, assess
from xiehuan.errors import Finding
from xiehuan.readers.case_folder import read_case_folder
from xiehuan.services.evidence.home import Home
from xiehuan.services.evidence.take import files_in, take
from xiehuan.services.law_home import current_pack, current_workdays
from xiehuan.services.toml_text import to_toml
from xiehuan.store import case_documents, disclosure, records
from xiehuan.store.cases import case_for, case_of

DEBTS, CASE, PAYMENTS = "debts.toml", "case.toml", "payments.csv"
_NO_DEBTS = """
[[debt]]
id = "none"
lender = "-"
next_due = 2000-01-01
claim = [{ on = 2000-01-01, total = "0.01" }]
"""  # case.toml is checked beside it while no debt is written down
Tables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """The case on a day, what to do next, and what the reader remarked."""

    state: Assessment
    actions: tuple[Action, ...]
    findings: tuple[Finding, ...]


def written(home: Home, code: str) -> dict[str, str]:
    """The documents of the case as they stand; none for a case that is not there yet."""
    return case_documents.newest(case_for(code, code, home.now()))


def tables(home: Home, code: str, name: str) -> Tables:
    """One document as tables, to show in a form."""
    return tomllib.loads(written(home, code).get(name, ""))


def change(
    home: Home, code: str, name: str, edit: Callable[[Tables], None], *, on: date, token: str | None = None
) -> bool:
    """Change a document by its tables; False when the form with this token was done before.

    Raises InputRefused with every finding when a reader of case folders would refuse the result; nothing is written then.
    """
    case = case_for(code, code, home.now())

    def made(text: str) -> str:
        top = tomllib.loads(text)
        edit(top)
        new = to_toml(top)
        _check(home, {**case_documents.newest(case), name: new}, on)
        return new

    return case_documents.change(case, name, made, home.now(), home.actor, token)


def seen(home: Home, code: str, on: date) -> Seen | None:
    """Everything computed about the case on a day; None while no debt is written down.

    The last answers are kept in memory and used again while neither documents nor records changed.
    """
    case = case_for(code, code, home.now())
    key = (str(home.root), case.pk, on, case_documents.stamp(case))
    if key not in _ANSWERS:
        while len(_ANSWERS) >= _MOST_ANSWERS:
            _ANSWERS.pop(next(iter(_ANSWERS)))
        _ANSWERS[key] = _assessed(home, code, on)
    return _ANSWERS[key]


_ANSWERS: dict[tuple[object, ...], Seen | None] = {}
_MOST_ANSWERS = 4


def _assessed(home: Home, code: str, on: date) -> Seen | None:
    texts = written(home, code)
    if not tomllib.loads(texts.get(DEBTS, "")).get("debt"):
        return None
    with _folder(home, texts) as folder:
        read = read_case_folder(folder, on)
    case = replace(read.case, records=records.of_case(case_of(code)))
    state = assess(case, current_pack(home.root), on, current_workdays(home.root))
    return Seen(state, tuple(next_actions(state)), read.findings)


@contextmanager
def as_folder(home: Home, code: str) -> Iterator[Path]:
    """The case as a case folder for as long as it is needed: documents and originals, in a private folder of the home."""
    with _folder(home, written(home, code)) as folder:
        for part in disclosure.originals(case_of(code)):
            row = part.acquisition
            target = _place(folder, row.name, row.original.media_type, row.pk)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as sink:
                home.objects.copy(row.original_id, sink)
        yield folder


def take_example(home: Home, code: str, folder: Path) -> None:
    """Fill a case from a case folder: its documents as they are, all other files into the vault; a second time adds nothing."""
    case = case_for(code, code, home.now())
    have = case_documents.newest(case)
    for name in (DEBTS, CASE, PAYMENTS):
        text = (folder / name).read_text("utf-8") if (folder / name).is_file() else ""
        if text and name not in have:
            case_documents.change(case, name, lambda _, new=text: new, home.now(), home.actor)  # type: ignore[misc]
    inputs = {DEBTS, CASE, PAYMENTS}
    if next(disclosure.originals(case), None) is None:
        sources = [s for s in files_in(folder) if s.name not in inputs]
        for _ in take(home, code, sources, origin="示例 example"):
            pass


def _check(home: Home, texts: Mapping[str, str], on: date) -> None:
    known = dict(texts)
    if not tomllib.loads(known.get(DEBTS, "")).get("debt"):
        known[DEBTS] = _NO_DEBTS
    with _folder(home, known) as folder:
        read_case_folder(folder, on)


def _place(folder: Path, name: str, media_type: str, pk: int) -> Path:
    """Where an original lies in a case folder: as it came, else by its kind; no part of a name leads elsewhere."""
    parts = [p for p in name.replace("\\", "/").split("/") if p.strip(". ")] or [str(pk)]
    room = {"audio": "calls", "image": "papers"}.get(media_type.partition("/")[0], "messages")
    if media_type == "application/pdf":
        room = "papers"
    inside = parts if len(parts) > 1 else [room, *parts]
    target = folder.joinpath(*inside)
    return folder.joinpath(inside[0], str(pk), *inside[1:]) if target.exists() else target


@contextmanager
def _folder(home: Home, texts: Mapping[str, str]) -> Iterator[Path]:
    """The documents as files, for readers that read files; gone when they have been read."""
    with tempfile.TemporaryDirectory(dir=home.root, prefix=".reading-") as name:
        folder = Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text, "utf-8", newline="")
        yield folder
