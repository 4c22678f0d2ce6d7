"""Check any BagIt bag in a folder: complete, unchanged, and nothing in it that reaches outside.

Names in lists are only ever compared with the names that are there: no path from a list is opened, no link is
followed, nothing is fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.vault import bag_lists
from xiehuan.vault.bag_lists import DATA, Declaration, ListRefused, Manifest

_LARGEST_LIST = 64 << 20
_MOST_FILES = 1_000_000
_CHUNK = 1 << 20
_LIST_NAME = re.compile(r"(tag)?manifest-([a-z0-9-]+)\.txt")
_SYSTEM = frozenset(
    {".ds_store", "thumbs.db", "desktop.ini", "icon\r"}
)  # systems make and change them unasked


@dataclass(frozen=True, slots=True)
class BagNote:
    """One thing about one file of the bag; the path is as it stands there, to be shown with care."""

    path: str
    what: Text


@dataclass(frozen=True, slots=True)
class BagCheck:
    """What a bag is worth: valid without problems; with warnings it may be taken, and they have to be shown.

    `weak`: every list of the payload uses MD5 or SHA-1. An accident would show, a forger's change would not.
    """

    problems: tuple[BagNote, ...]
    warnings: tuple[BagNote, ...] = ()
    weak: bool = False

    @property
    def valid(self) -> bool:
        """Complete and unchanged by its own lists."""
        return not self.problems


def check_bag(folder: Path) -> BagCheck:
    """Every rule of BagIt 0.93 to 1.0 on a folder. Never raises; what cannot be read is a problem."""
    try:
        return _checked(folder)
    except ListRefused as error:
        return BagCheck((BagNote("bagit.txt", error.reason),))
    except OSError as error:
        note = Text("无法读取", f"cannot be read: {error.strerror}")
        return BagCheck((BagNote(Path(error.filename or folder).name, note),))


@dataclass(frozen=True, slots=True)
class _Lists:
    payload: tuple[Manifest, ...]
    tags: tuple[Manifest, ...]
    problems: tuple[BagNote, ...]
    warnings: tuple[BagNote, ...]


def _checked(folder: Path) -> BagCheck:
    if not folder.is_dir() or folder.is_symlink():
        return BagCheck((BagNote(folder.name, Text("不是文件夹", "it is no folder")),))
    files, problems = _walked(folder)
    if "bagit.txt" not in files:
        return BagCheck((BagNote("bagit.txt", Text("缺失", "it is missing")),))
    declared = bag_lists.declaration(_read(files["bagit.txt"]))
    if not (folder / "data").is_dir():
        problems.append(BagNote("data/", Text("缺失", "it is missing")))
    lists = _lists(files, declared)
    problems += lists.problems
    problems += _of_payload(files, lists.payload, declared)
    problems += _of_digests(files, (*lists.payload, *lists.tags))
    problems += _of_fetch(files, lists.payload, declared)
    problems += _of_oxum(files, declared)
    listed = {p for m in (*lists.payload, *lists.tags) for p in m.digests}
    warnings = (*lists.warnings, *_odd_names({*listed, *files}))
    weak = all(m.algorithm in bag_lists.WEAK for m in lists.payload)
    return BagCheck(tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(warnings)), weak)


def _walked(folder: Path) -> tuple[dict[str, Path], list[BagNote]]:
    """Regular files by their path in the bag; links and devices are problems and are not touched."""
    files: dict[str, Path] = {}
    problems: list[BagNote] = []
    for place, folders, names in os.walk(folder, onerror=_raised, followlinks=False):
        for name in (*folders, *names):
            path = Path(place, name)
            inside = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                files[inside] = path
            elif not stat.S_ISDIR(mode):
                problems.append(BagNote(inside, Text("不是普通文件", "a link or device, not a file")))
        if len(files) > _MOST_FILES:
            raise ListRefused(Text("文件太多", "more files than can be checked"))
    return files, problems


def _raised(error: OSError) -> None:
    raise error


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_LARGEST_LIST + 1)
    if len(data) > _LARGEST_LIST:
        raise ListRefused(Text("清单太大", "the list is too large"))
    return data


def _lists(files: Mapping[str, Path], declared: Declaration) -> _Lists:
    payload: list[Manifest] = []
    tags: list[Manifest] = []
    problems: list[BagNote] = []
    warnings: list[BagNote] = []
    for name in sorted(files):
        parts = _LIST_NAME.fullmatch(name)
        if parts is None:
            continue
        if parts[2] not in bag_lists.ALGORITHMS:
            warnings.append(BagNote(name, Text("不认识的摘要算法", "an algorithm that is not known here")))
            continue
        try:
            found = bag_lists.manifest(parts[2], _read(files[name]), declared)
        except ListRefused as error:
            problems.append(BagNote(name, error.reason))
            continue
        warnings += [BagNote(path, what) for path, what in found.warnings]
        (tags if parts[1] else payload).append(found)
    if not payload and not problems:
        problems.append(BagNote("manifest", Text("没有可用的清单", "there is no manifest that can be used")))
    return _Lists(tuple(payload), tuple(tags), tuple(problems), tuple(warnings))


def _of_payload(
    files: Mapping[str, Path], manifests: Iterable[Manifest], declared: Declaration
) -> Iterator[BagNote]:
    """A manifest is about data/ alone. From 1.0 every one lists every file there; before, one of them does."""
    listed = [set(m.digests) for m in manifests]
    for path in sorted(p for paths in listed for p in paths if not p.startswith(DATA)):
        yield BagNote(path, Text("清单里的文件不在 data/ 内", "listed in a manifest, but not in data/"))
    if not listed:
        return
    wanted = set.intersection(*listed) if declared.strict else set.union(*listed)
    for path in sorted(p for p in files if p.startswith(DATA) and p not in wanted):
        yield BagNote(path, Text("清单里没有", "in no manifest, or not in all of them"))


def _of_digests(files: Mapping[str, Path], manifests: Iterable[Manifest]) -> Iterator[BagNote]:
    """Each file is read once for all lists that name it."""
    wanted: dict[str, list[tuple[str, str]]] = {}
    for each in manifests:
        for path, digest in each.digests.items():
            wanted.setdefault(path, []).append((each.algorithm, digest))
    composed = {unicodedata.normalize("NFC", name): name for name in files}
    for path, digests in wanted.items():
        name = path if path in files else composed.get(unicodedata.normalize("NFC", path))
        if name is None:
            yield BagNote(path, Text("缺失", "it is missing"))
        elif _digests(files[name], {a for a, _ in digests}) != dict(digests):
            yield BagNote(path, Text("已改变", "changed"))


def _digests(path: Path, algorithms: Iterable[str]) -> dict[str, str]:
    made = {a: hashlib.new(a, usedforsecurity=False) for a in algorithms}
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        while chunk := file.read(_CHUNK):
            for digest in made.values():
                digest.update(chunk)
    return {a: d.hexdigest() for a, d in made.items()}


def _of_fetch(
    files: Mapping[str, Path], manifests: Iterable[Manifest], declared: Declaration
) -> Iterator[BagNote]:
    if "fetch.txt" not in files:
        return
    try:
        wanted = bag_lists.fetch_list(_read(files["fetch.txt"]), declared)
    except ListRefused as error:
        yield BagNote("fetch.txt", error.reason)
        return
    listed = {p for m in manifests for p in m.digests}
    for path in wanted:
        if path not in files:
            yield BagNote(path, Text("要从别处取来，这里没有", "to be fetched from elsewhere, not here"))
        elif path not in listed:
            yield BagNote(path, Text("清单里没有", "in no manifest"))


def _of_oxum(files: Mapping[str, Path], declared: Declaration) -> Iterator[BagNote]:
    """Payload-Oxum (section 2.2.2): the sum of bytes and the number of files."""
    if "bag-info.txt" not in files:
        return
    try:
        stated = bag_lists.oxum(_read(files["bag-info.txt"]), declared)
    except ListRefused as error:
        yield BagNote("bag-info.txt", error.reason)
        return
    sizes = [path.lstat().st_size for name, path in files.items() if name.startswith(DATA)]
    if stated not in {None, (sum(sizes), len(sizes))}:
        yield BagNote("bag-info.txt", Text("文件数或总大小不符", "states another number of files or bytes"))


def _odd_names(names: Iterable[str]) -> Iterator[BagNote]:
    """What becomes one file on another system, or is made by a system unasked (section 6)."""
    names = sorted(names)
    folded = Counter(unicodedata.normalize("NFC", n).casefold() for n in names)
    for name in names:
        if folded[unicodedata.normalize("NFC", name).casefold()] > 1:
            yield BagNote(
                name, Text("与另一个文件名只差大小写或写法", "differs from another name only in case or form")
            )
        if name.rpartition("/")[2].lower() in _SYSTEM:
            yield BagNote(name, Text("系统自动生成的文件", "a file that systems make unasked"))
