"""Check a disclosure bundle: no database, no home folder, nothing unpacked to disk.

Three answers, because "cannot tell" must never be read as "changed" nor as "unchanged".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xiehuan.errors import Text, XiehuanError
from xiehuan.vault import bag
from xiehuan.vault.matching import Held, Status, match
from xiehuan.vault.shown import shown
from xiehuan.vault.zip_contents import Damaged, contents
from xiehuan.vault.zip_directory import MAX_BYTES, members
from xiehuan.vault.zip_entry import Member, refused

if TYPE_CHECKING:
    from xiehuan.vault.bundle_log import LogCheck
    from xiehuan.vault.certificates import Trust

__all__ = ["FileCheck", "Status", "Verdict", "Verification", "verify_bundle"]

_LISTS = frozenset({bag.MANIFEST, bag.TAG_MANIFEST, bag.LOG, bag.HEAD, bag.HEAD_SIGNATURE, bag.HEAD_KEY})
_MAX_LIST = 64 << 20  # these are read whole
_OWN = frozenset({bag.README, bag.INDEX, bag.LOG})  # what tells our bundle from any other BagIt bag
_NAMED = 3  # in the sentence; all of them stand in `files`
_UNCHANGED = Text(
    "与取存时的清单完全一致，没有改变。这不证明内容属实，也不证明话是谁说的。",
    "Exactly as listed when it was taken: not changed. It does not prove that the contents are true.",
)


class Verdict(StrEnum):
    """The three answers."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file, by its name in the zip and, for an original, the name it had when it was taken."""

    name: str
    status: Status
    original: str | None = None

    def as_json(self) -> dict[str, object]:
        """The check by name."""
        return {"file": self.name, "status": self.status.value, "original": self.original}


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer, the sentence that goes with it, and every file.

    `fingerprint` is the digest of the tag manifest: to be compared with the one noted when it was written.
    """

    verdict: Verdict
    message: Text
    files: tuple[FileCheck, ...] = ()
    fingerprint: str | None = None
    log: LogCheck | None = None

    @property
    def not_ok(self) -> tuple[FileCheck, ...]:
        """The files that are not as listed."""
        return tuple(f for f in self.files if f.status is not Status.OK)

    def as_json(self) -> dict[str, object]:
        """The keys of `xiehuan bundle verify --json`."""
        return {
            "verdict": self.verdict.value,
            "message": self.message.zh,
            "message_en": self.message.en,
            "fingerprint": self.fingerprint,
            "files": [f.as_json() for f in self.files],
            "log": self.log.as_json() if self.log else None,
        }


def verify_bundle(path: Path, limit: int = MAX_BYTES, trust: Trust | None = None) -> Verification:
    """Compare every byte with the lists in the bundle, and the lists with its log; `limit` bounds the unpacked bytes.

    `trust` holds the time authorities one believes: without any, a token proves nothing yet. Never raises.
    """
    try:
        if not path.is_file():
            return _cannot_tell(Text("没有这个文件", "there is no such file"))
        with path.open("rb") as stream:
            return _verify(stream, limit, trust)
    except XiehuanError as error:
        return _cannot_tell(error.message)
    except OSError as error:
        return _cannot_tell(Text("文件无法读取", f"the file cannot be read: {error.strerror}"))


def _cannot_tell(why: Text) -> Verification:
    zh, en = f"无法判断：{why.zh}。", f"Cannot tell: {why.en}."
    return Verification(Verdict.CANNOT_TELL, Text(zh, en))


def _verify(stream: IO[bytes], limit: int, trust: Trust | None) -> Verification:
    found = members(stream, limit)
    root = _root(found)
    if root is None:
        return _cannot_tell(Text("不是协还的证据包", "it is not a xiehuan evidence bundle"))
    inside = {m.name.removeprefix(root): m for m in found if m.name.startswith(root) and not m.folder}
    held = {path: _held(stream, m, path) for path, m in inside.items()}
    outcome = match(held)
    checks = [FileCheck(root + p, s, outcome.originals.get(p)) for p, s in outcome.statuses.items()]
    checks += [FileCheck(m.name, Status.EXTRA) for m in found if _stray(m, root, checks)]
    checks.sort(key=lambda c: c.name)
    wrong = [c for c in checks if c.status is not Status.OK]
    wrong.sort(key=lambda c: c.status is Status.EXTRA)  # the sentence names the worst first
    log = _log(held, trust)
    if wrong:
        return Verification(Verdict.CHANGED, _changed(wrong), tuple(checks), outcome.fingerprint, log)
    if log and log.answer.value == "refuted":
        return Verification(Verdict.CHANGED, log.reason, tuple(checks), outcome.fingerprint, log)
    return Verification(Verdict.UNCHANGED, _UNCHANGED, tuple(checks), outcome.fingerprint, log)


def _log(held: Mapping[str, Held], trust: Trust | None) -> LogCheck | None:
    if bag.HEAD not in held:
        return None
    from xiehuan.vault.bundle_log import check_log  # noqa: PLC0415 - certificates and tokens load slowly
    from xiehuan.vault.certificates import Trust  # noqa: PLC0415

    return check_log(held, trust or Trust())


def _root(found: Sequence[Member]) -> str | None:
    """The folder of the bag, "" when it was packed without one; None when there is no bundle of ours."""
    marks: dict[str, set[str]] = {}
    for member in found:
        head, slash, rest = member.name.partition("/")
        for root, path in (("", member.name), (head + slash, rest)):
            if path in bag.TAGS or path == bag.TAG_MANIFEST:
                marks.setdefault(root, set()).add(path)
    root = max(marks, key=lambda r: len(marks[r]), default="")
    ours = marks.get(root, set())
    return root if ours & _OWN and ours - _OWN else None


def _held(stream: IO[bytes], member: Member, path: str) -> Held:
    read_whole = path in _LISTS or path.startswith(bag.TIME)
    if read_whole and member.size > _MAX_LIST:
        raise refused("清单太大，无法核验", f"{path} is too large to be checked")
    digest, kept = hashlib.sha256(), []
    try:
        for piece in contents(stream, member):
            digest.update(piece)
            if read_whole:
                kept.append(piece)
    except Damaged:
        return Held(None)
    return Held(digest.hexdigest(), b"".join(kept))


def _stray(member: Member, root: str, checks: Sequence[FileCheck]) -> bool:
    """Files beside the bag, and folders that hold nothing listed."""
    if not member.folder:
        return not member.name.startswith(root)
    return member.name != root + bag.DATA and not any(c.name.startswith(member.name) for c in checks)


def _changed(wrong: Sequence[FileCheck]) -> Text:
    first, more = wrong[:_NAMED], len(wrong) - _NAMED
    zh = "、".join(f"{shown(c.name)}（{c.status.zh}）" for c in first)
    en = ", ".join(f"{shown(c.name)} ({c.status.value})" for c in first)
    if more > 0:
        zh, en = f"{zh}，另有 {more} 个", f"{en} and {more} more"
    return Text(f"已改变：{zh}。", f"Changed: {en}.")
