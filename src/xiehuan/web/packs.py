"""The negotiation pack of a case: made in the home when asked for, its files offered one by one."""

from __future__ import annotations

from pathlib import Path

from xiehuan.services.case_file import as_folder
from xiehuan.services.evidence.home import Home
from xiehuan.services.law_home import current_lenders, current_pack, current_workdays
from xiehuan.services.prepare import prepare
from xiehuan.vault.bundle import Taking
from xiehuan.web.desk import desk

_ROOM = "packs"


def pack_of(home: Home, code: str) -> list[Path]:
    """The files of the pack that was made last, in the order of their names; none before it is made."""
    root = home.root / _ROOM / code
    return sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []


def shown_name(home: Home, code: str, file: Path) -> str:
    """The place of a file inside the pack."""
    return file.relative_to(home.root / _ROOM / code).as_posix()


def make_pack(home: Home, code: str) -> None:
    """Make the pack again from the case as it stands; it takes the place of the earlier one."""
    on = desk().day_of(code)

    def taking() -> Taking:
        return Taking(home.now().astimezone().replace(microsecond=0), home.key.key_id)

    with as_folder(home, code) as folder:
        prepare(
            folder,
            home.root / _ROOM / code,
            on=on,
            taking=taking,
            replace=True,
            law=current_pack(home.root),
            directory=current_lenders(home.root),
            calendar=current_workdays(home.root),
        )
