"""The law that applies on this computer: the built-in pack with what the user added, kept in the home folder.

    HOME/law/trusted.json        keys whose signed updates are accepted
    HOME/law/updates/0001/       one folder an update: update.json and its files, applied in order
    HOME/law/undone/             updates taken back, kept

The built-in pack is never changed. An update becomes visible by one rename of a finished folder; each is checked
against its digests whenever it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from xiehuan.contact.directory import Lender
from xiehuan.errors import InputRefused, Text, Where, XiehuanError
from xiehuan.law.deadlines import WorkCalendar
from xiehuan.law.pack import Pack
from xiehuan.packs.fields import Refused, refuse_all
from xiehuan.packs.lenders import CONFIRMED, load_lenders, with_confirmations
from xiehuan.packs.loader import files_cn, load_cn, load_pack
from xiehuan.packs.lpr import FILE as LPR_FILE
from xiehuan.packs.lpr import merge_lpr, parse_lpr, write_lpr
from xiehuan.packs.workdays import load_workdays

RECORD = "update.json"


class Origin(StrEnum):
    """Where an update comes from."""

    SIGNED = "signed"
    TABLE = "table"  # an LPR table of the user's own, accepted by --trust
    CONFIRMATION = "confirmation"  # a directory value that the user confirmed


@dataclass(frozen=True, slots=True)
class Update:
    """One update as it lies in the home folder."""

    number: int
    origin: Origin
    name: str
    added_on: date
    issued: date | None
    key: str | None
    files: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """Everything but the texts of the files."""
        return {
            "number": self.number,
            "origin": self.origin.value,
            "name": self.name,
            "added_on": self.added_on.isoformat(),
            "issued": self.issued.isoformat() if self.issued else None,
            "key": self.key,
            "files": sorted(self.files),
        }


def updates(home: Path) -> tuple[Update, ...]:
    """The updates in force, in the order they were added; InputRefused when one is not what was added."""
    folder = home / "law" / "updates"
    if not folder.is_dir():
        return ()
    return tuple(_read(p) for p in sorted(folder.iterdir()) if p.name.isdecimal() and p.is_dir())


def texts_with(added: tuple[Update, ...]) -> dict[str, str]:
    """The files of the built-in pack with the updates applied in order."""
    texts = dict(files_cn())
    for update in added:
        if update.origin is Origin.SIGNED:
            texts.update(update.files)
        elif update.origin is Origin.TABLE:
            texts[LPR_FILE] = _with_table(texts[LPR_FILE], update)
    return texts


def current_pack(home: Path) -> Pack:
    """The pack that applies on this computer."""
    added = updates(home)
    return load_pack(texts_with(added)) if added else load_cn()


def current_workdays(home: Path) -> WorkCalendar:
    """The calendar of working days that applies on this computer."""
    texts = texts_with(updates(home))
    return load_workdays(texts["workdays.toml"], load_pack(texts))


def current_lenders(home: Path) -> tuple[Lender, ...]:
    """The directory with the user's confirmations, the latest first."""
    added = updates(home)
    return lenders_with(added)


def lenders_with(added: tuple[Update, ...]) -> tuple[Lender, ...]:
    """The directory under these updates."""
    directory = load_lenders(texts_with(added)["lenders.toml"])
    for update in added:
        if update.origin is Origin.CONFIRMATION:
            directory = with_confirmations(directory, update.files[CONFIRMED], update.added_on)
    return directory


def keep(home: Path, update: Update) -> Update:
    """Write an update that was checked; the folder appears whole or not at all."""
    folder = home / "law" / "updates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            for name, text in update.files.items():
                _write(work / name, text)
            _write(work / RECORD, _record(update))
            work.chmod(0o700)
            work.rename(folder / f"{update.number:04d}")
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
    except OSError as error:
        raise unwritable(home, error) from error
    return update


def next_number(home: Path) -> int:
    """The number of the next update; those taken back keep theirs."""
    used = [0]
    for part in ("updates", "undone"):
        folder = home / "law" / part
        if folder.is_dir():
            used += [int(p.name) for p in folder.iterdir() if p.name.isdecimal()]
    return max(used) + 1


def set_aside(home: Path, number: int) -> None:
    """Move an update out of force; it is kept under `undone`."""
    source, target = home / "law" / "updates" / f"{number:04d}", home / "law" / "undone"
    try:
        target.mkdir(parents=True, exist_ok=True)
        source.rename(target / source.name)
    except OSError as error:
        raise unwritable(home, error) from error


def trusted(home: Path) -> dict[str, dict[str, str]]:
    """Trusted keys with their name and the day they were added."""
    path = home / "law" / "trusted.json"
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _damaged(path) from error
    return {str(k): {str(a): str(b) for a, b in row.items()} for k, row in found.items()}


def write_trusted(home: Path, keys: Mapping[str, Mapping[str, str]]) -> None:
    """Replace the list of trusted keys in one step."""
    path = home / "law" / "trusted.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".trusted-", dir=path.parent)
        os.close(handle)
        _write(Path(name), json.dumps(keys, ensure_ascii=False, indent=1) + "\n")
        Path(name).replace(path)
    except OSError as error:
        raise unwritable(home, error) from error


def unwritable(home: Path, error: OSError) -> XiehuanError:
    """The home folder cannot be written."""
    return InputRefused(
        "home_unwritable",
        Text(f"不能写入 {home}：{error.strerror}", f"cannot write to {home}: {error.strerror}"),
        Text("换一个文件夹：--home 或 XIEHUAN_HOME", "name another folder with --home or XIEHUAN_HOME"),
    )


def _with_table(known: str, update: Update) -> str:
    """The series with a user's months; a pack that meanwhile holds them all leaves nothing to add."""
    try:
        quotes, own = parse_lpr(known), parse_lpr(update.files[LPR_FILE])
        return write_lpr(merge_lpr(quotes, own, update.added_on))
    except Refused as refused:
        if refused.finding.code == "nothing_new":
            return known
        raise refuse_all([refused.finding]) from refused


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _record(update: Update) -> str:
    digests = {name: _digest(text) for name, text in update.files.items()}
    return json.dumps(update.as_json() | {"sha256": digests}, ensure_ascii=False, indent=1) + "\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(folder: Path) -> Update:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text("utf-8"))
        files = {name: (folder / name).read_text("utf-8") for name in record["sha256"]}
        update = Update(
            int(folder.name),
            Origin(record["origin"]),
            record["name"],
            date.fromisoformat(record["added_on"]),
            date.fromisoformat(record["issued"]) if record["issued"] else None,
            record["key"],
            files,
        )
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise _damaged(folder) from error
    if any(_digest(text) != record["sha256"][name] for name, text in files.items()):
        raise _damaged(folder)
    return update


def _damaged(path: Path) -> InputRefused:
    return InputRefused(
        "update_changed",
        Text(f"{path.name} 和添加时不一样", f"{path.name} is not what was added"),
        Text(f"移走 {path}，再重新添加", f"move {path} away and add it again"),
        Where(str(path)),
    )
