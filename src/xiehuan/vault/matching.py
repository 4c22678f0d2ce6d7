"""Compare what a bundle holds with its three lists: tag manifest, manifest and log.

Every original stands in two lists, manifest and log, and both lists stand in the tag manifest. So it can be told
whether a file was changed or the line about it, and a consistent change of a file and its line still shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xiehuan.vault import bag
from xiehuan.vault.shown import shown

_LINE = re.compile(r"([0-9a-f]{64})  ([0-9A-Za-z./-]+)")
# Digests of two different files agree in about 4 of 64 places; so much agreement means that somebody altered
# the line in the list, not the file.
_NEARLY = 48


class Status(StrEnum):
    """What became of one file."""

    OK = "ok"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"  # in no list

    @property
    def zh(self) -> str:
        """In Chinese."""
        return {"ok": "一致", "changed": "已改变", "missing": "缺失", "extra": "清单里没有"}[self.value]


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the bundle: its digest (None when its bytes are damaged), and the bytes of a list."""

    digest: str | None
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status of every file by its path in the bag, and what the lists tell beside."""

    statuses: dict[str, Status]
    originals: dict[str, str]
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class _Log:
    digests: dict[str, str]
    names: dict[str, str]


def match(held: Mapping[str, Held]) -> Outcome:
    """The status of every file listed or there."""
    statuses = _tags(held)
    log, manifest = _log(held.get(bag.LOG)), _manifest(held.get(bag.MANIFEST))
    for path, readable in ((bag.LOG, log is not None), (bag.MANIFEST, manifest is not None)):
        if statuses[path] is Status.OK and not readable:
            statuses[path] = Status.CHANGED
    lists = {bag.MANIFEST: manifest or {}, bag.LOG: log.digests if log else {}}
    trusted = [found for path, found in lists.items() if statuses[path] is Status.OK]
    statuses |= _payload(held, trusted or list(lists.values()))
    seal = held.get(bag.TAG_MANIFEST)
    return Outcome(statuses, log.names if log else {}, seal.digest if seal else None)


def _tags(held: Mapping[str, Held]) -> dict[str, Status]:
    seal = held.get(bag.TAG_MANIFEST)
    text = seal.data.decode("latin-1") if seal else ""
    paths = sorted({*bag.TAGS, *filter(_is_tag, held), *_gone(held, text)})
    found = {path: _tag(held.get(path), path, text) for path in paths}
    listed = [path for path in paths if found[path] is not Status.EXTRA]
    whole = text == "".join(_expected_line(path, found[path], held, text) for path in listed)
    status = Status.MISSING if seal is None else Status.OK if text and whole else Status.CHANGED
    return {**found, bag.TAG_MANIFEST: status}


def _is_tag(path: str) -> bool:
    return path != bag.TAG_MANIFEST and not path.startswith(bag.DATA)


def _gone(held: Mapping[str, Held], text: str) -> list[str]:
    """Tag files that are listed and not there; a damaged name of one that is there is none."""
    lines = (_LINE.fullmatch(line) for line in text.split("\n"))
    missing = [(p[2], p[1]) for p in lines if p and p[2] not in held and _is_tag(p[2])]
    there = [(path, file.digest) for path, file in held.items() if _is_tag(path)]
    return [path for path, digest in missing if not any(d == digest and _damaged(path, p) for p, d in there)]


def _damaged(listed: str, name: str) -> bool:
    """Whether what is listed is this name with a byte altered or, by a line end, cut off."""
    return _one_off(listed, name) or name.startswith(listed)


def _one_off(listed: str, name: str) -> bool:
    return len(listed) == len(name) and sum(a != b for a, b in zip(listed, name, strict=True)) == 1


def _tag(file: Held | None, path: str, text: str) -> Status:
    if file is None:
        return Status.MISSING
    if file.digest is None:
        return Status.CHANGED
    if not text:
        return Status.EXTRA
    end = text.find(f"  {path}\n")
    if end < 0 and path not in bag.TAGS and not _damaged_line(path, file.digest, text):
        return Status.EXTRA
    same = file.digest in text if end < 0 else _alike(file.digest, text[max(0, end - 64) : end])
    return Status.OK if same else Status.CHANGED


def _damaged_line(path: str, digest: str, text: str) -> bool:
    """Whether a line of the list is the one of this file but for a byte."""
    line, at = bag.manifest_line(path, digest), text.find(digest)
    return at >= 0 and _one_off(text[at : at + len(line)], line)


def _expected_line(path: str, status: Status, held: Mapping[str, Held], text: str) -> str:
    """The line as it must read; for a file that is changed or gone, as it does read if it is one at all."""
    if status is Status.OK:
        return bag.manifest_line(path, held[path].digest or "")
    return _line_for(path, text) or ""


def _line_for(path: str, text: str) -> str | None:
    for line in text.split("\n"):
        parts = _LINE.fullmatch(line)
        if parts and parts[2] == path:
            return line + "\n"
    return None


def _alike(digest: str, listed: str) -> bool:
    return sum(a == b for a, b in zip(digest, listed, strict=False)) >= _NEARLY


def _payload(held: Mapping[str, Held], lists: list[dict[str, str]]) -> dict[str, Status]:
    there = [path for path in held if path.startswith(bag.DATA)]
    listed = [path for digests in lists for path in digests]
    return {path: _original(held.get(path), [d.get(path) for d in lists]) for path in (*there, *listed)}


def _original(file: Held | None, wanted: list[str | None]) -> Status:
    """Every list must name it, and with this digest."""
    if file is None:
        return Status.MISSING
    if not any(wanted):
        return Status.EXTRA
    return Status.OK if all(file.digest == w for w in wanted) else Status.CHANGED


def _manifest(file: Held | None) -> dict[str, str] | None:
    """Path and digest of each line; None unless every line is one that `sha256sum -c` reads."""
    found: dict[str, str] = {}
    for line in (file.data if file else b"").decode("latin-1").splitlines(keepends=True):
        parts = _LINE.fullmatch(line.removesuffix("\n"))
        if not parts or not parts[2].startswith(bag.DATA) or parts[2] in found or not line.endswith("\n"):
            return None
        found[parts[2]] = parts[1]
    return found


def _log(file: Held | None) -> _Log | None:
    """None unless every line is an entry about one file of the payload."""
    found = _Log({}, {})
    for line in (file.data if file else b"").splitlines():
        try:
            entry = json.loads(line)
            path, digest, name = entry["file"], entry["sha256"], entry["name"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        if not all(isinstance(v, str) for v in (path, digest, name)):
            return None
        if not path.startswith(bag.DATA) or path in found.digests:
            return None
        found.digests[path], found.names[path] = digest, shown(name)
    return found
