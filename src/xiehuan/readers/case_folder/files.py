"""Which files lie in a case folder, and which of them must not be followed or read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import Text

FOLDERS = ("bills", "messages", "calls", "papers")
INPUTS = ("debts.toml", "case.toml", "payments.csv")
_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Found:
    """A path in the folder (relative, with `/`); `refused` says why it is not read, None when it may be."""

    name: str
    path: Path
    size: int
    refused: Text | None = None


def walk(folder: Path) -> list[Found]:
    """Every file below the folder in name order, symbolic links never followed, the three input files left out."""
    root = folder.resolve()
    found = []
    for parent, folders, names in os.walk(root, followlinks=False):
        links = [d for d in folders if (Path(parent) / d).is_symlink()]
        folders[:] = sorted(d for d in folders if d not in links)
        for name in sorted([*names, *links]):
            path = Path(parent) / name
            relative = path.relative_to(root).as_posix()
            if relative not in INPUTS:
                found.append(_look(path, relative, root))
    return sorted(found, key=lambda f: f.name)


def _look(path: Path, name: str, root: Path) -> Found:
    info = path.lstat()
    refused = _refusal(path, name, root, info)
    return Found(name, path, info.st_size, refused)


def _refusal(path: Path, name: str, root: Path, info: os.stat_result) -> Text | None:
    if stat.S_ISLNK(info.st_mode):
        if path.resolve().is_relative_to(root):
            return Text(
                "是指向文件夹内另一处的链接，原文件已单独处理",
                "a link to another place in the folder, which is read by itself",
            )
        return Text(
            "是指向文件夹外的链接，没有跟随；请把文件本身放进来",
            "a link out of the folder, not followed; put the file itself here",
        )
    if not stat.S_ISREG(info.st_mode):
        return Text("不是普通文件", "not a regular file")
    last = name.rpartition("/")[2].lower()
    if last in _SYSTEM or last.startswith(("._", "~$")):
        return Text("是系统或编辑器留下的文件，不算材料", "left by a system or an editor, not evidence")
    if name.partition("/")[0] not in FOLDERS or "/" not in name:
        return Text(
            "不在 bills、messages、calls、papers 里，没有当作材料；要用请移进去",
            "not in bills, messages, calls or papers, so not taken; move it there to use it",
        )
    return None
