"""The picked columns, kept in a small TOML file under the names of the header they are for."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from xiehuan.readers.columns.picking import ROLES, Picking
from xiehuan.readers.wechat.layouts import folded

FILE = "columns.toml"
_LARGEST = 1 << 20
_OPENING = (
    "# 表格的列：哪一列是时间、发送人、内容。Which column of a table is what; one block for each header.\n"
)


def kept(path: Path, header: tuple[str, ...]) -> Picking | None:
    """The picking for this header; None when the file has none, or is damaged (it can be picked again)."""
    key = [folded(name) for name in header]
    for table in _tables(path):
        names = table.get("header")
        roles = {r: str(table[r]) for r in ROLES if r in table}
        if (
            isinstance(names, list)
            and [folded(str(n)) for n in names] == key
            and set(roles.values()) <= set(header)
        ):
            return Picking(roles)
    return None


def keep(path: Path, header: tuple[str, ...], picking: Picking) -> None:
    """Write the picking for this header in place of an earlier one; other headers stay."""
    key = [folded(name) for name in header]
    others = [t for t in _tables(path) if [folded(str(n)) for n in _list(t.get("header"))] != key]
    blocks = [*others, {"header": list(header), **picking.roles}]
    path.write_text(_OPENING + "".join(map(_block, blocks)), encoding="utf-8")


def _tables(path: Path) -> list[Mapping[str, object]]:
    try:
        if path.stat().st_size > _LARGEST:
            return []
        found = tomllib.loads(path.read_text("utf-8")).get("table", [])
    except (FileNotFoundError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [t for t in _list(found) if isinstance(t, dict)]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _block(table: Mapping[str, object]) -> str:
    """TOML's basic strings are JSON's, but for DEL."""
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n".replace("\x7f", "\\u007F")
        for key, value in table.items()
    ]
    return "\n[[table]]\n" + "".join(lines)
