"""Which files lie in a case folder, and which of them must not be followed or read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from xiehuan.errors import Text

FOLDERS = ("bills", "messages", "calls", "papers")
INPUTS = ("debts.toml", "case.toml", "payments.csv", "categories.toml")
_SYSTEM = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Found:
    """A path in the folder (relative, with `/`); `refused` says why it is not read, None when it may be."""

    name: str
    path: Path
    size: int
    refused: Text | None = None


def walk(folder: Path) -> list[Found]:
    """Every file below the folder in name order, symbolic links never followed, the input files left out.

    A folder that cannot be listed is accounted for like a file, its name ends with `/`.
    """
    root = folder.resolve()
    found = sorted((f for f in _below(root) if f.name not in INPUTS), key=lambda f: f.name)
    taken: set[str] = set()
    return [_unique(f, taken) for f in found]


def _below(root: Path) -> Iterator[Found]:
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as listed:
                entries = list(listed)
            folders = {e.name for e in entries if e.is_dir(follow_symlinks=False)}
        except OSError as error:
            yield Found(_name(parent, root) + "/", parent, 0, cannot_open(error))
            continue
        waiting += [parent / name for name in folders]
        for entry in entries:
            if entry.name not in folders:
                yield _look(parent / entry.name, root)


def _name(path: Path, root: Path) -> str:
    """The path as text that can be written anywhere: bytes that are no UTF-8 are shown in hexadecimal."""
    name = path.relative_to(root).as_posix()
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _unique(found: Found, taken: set[str]) -> Found:
    name = found.name
    while name in taken:
        name += "~"
    taken.add(name)
    return found if name == found.name else replace(found, name=name)


def _look(path: Path, root: Path) -> Found:
    name = _name(path, root)
    try:
        info = path.lstat()
        return Found(name, path, info.st_size, _refusal(path, name, root, info))
    except (OSError, RuntimeError) as error:  # RuntimeError: Python < 3.13 about a loop of links
        return Found(name, path, 0, cannot_open(error))


def cannot_open(error: Exception) -> Text:
    """Why a file could not be looked at, in the words of the system."""
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Text(
        f"打不开：{why}；检查权限，或重新复制一份", f"cannot be opened: {why}; check it or copy it again"
    )


def _refusal(path: Path, name: str, root: Path, info: os.stat_result) -> Text | None:
    if stat.S_ISLNK(info.st_mode):
        return _of_link(path.resolve(), root)
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


def _of_link(target: Path, root: Path) -> Text:
    if not target.is_relative_to(root):
        return Text(
            "是指向文件夹外的链接，没有跟随；请把文件本身放进来",
            "a link out of the folder, not followed; put the file itself here",
        )
    if not target.exists():
        return Text(
            "是链接，指向的文件不存在；请把文件本身放进来",
            "a link to a file that does not exist; put the file itself here",
        )
    return Text(
        "是指向文件夹内另一处的链接，原文件已单独处理",
        "a link to another place in the folder, which is read by itself",
    )
