"""From an archive to the records of its members."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Unread
from xiehuan.readers.archive import tar_members, zip_members
from xiehuan.readers.archive.limits import DEEPEST, TOO_DEEP, Budget
from xiehuan.readers.archive.member import Broken, Member
from xiehuan.readers.archive.names import UNSAFE, harmless
from xiehuan.readers.stream import Item

SEPARATOR = "!/"
_HEAD = 1 << 16
_ZIP, _EMPTY_ZIP, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"
_USTAR, _USTAR_AT = b"ustar", 257
# formats that are zips inside but one document to people
_DOCUMENTS = (".docx", ".xlsx", ".xlsm", ".pptx", ".ofd", ".odt", ".ods", ".epub", ".apk", ".jar")
_PARTS = (
    b"[Content_Types].xml",
    b"_rels/.rels",
    b"OFD.xml",
    b"word/document.xml",
    b"xl/workbook.xml",
    b"mimetypeapplication/",
)
_NOTHING = Text("压缩包中没有文件", "the archive holds no file")
Inner = Callable[[Path, str], Iterator[Item]]


class Archives:
    """The reader of archives; `inner` reads a member that is none."""

    SOURCE = "archive"

    def __init__(self, inner: Inner) -> None:
        self._inner = inner

    def recognises(self, name: str, head: bytes) -> bool:
        """By the first bytes; documents that are zips inside are not archives."""
        if head.startswith((_ZIP, _EMPTY_ZIP)):
            return not (name.lower().endswith(_DOCUMENTS) or any(part in head for part in _PARTS))
        return head.startswith(_GZIP) or head[_USTAR_AT : _USTAR_AT + len(_USTAR)] == _USTAR

    def stream(self, path: Path, name: str) -> Iterator[Item]:
        """Every member's records; each member that cannot be read is unread, and so is what follows a break."""
        yield from self._items(path, name, Budget(path.stat().st_size), 1)

    def _items(self, path: Path, name: str, budget: Budget, depth: int) -> Iterator[Item]:
        if depth > DEEPEST:
            yield Unread(Place(name), TOO_DEEP.zh, TOO_DEEP.en)
            return
        seen: dict[str, int] = {}
        with tempfile.TemporaryDirectory(prefix="xiehuan-") as folder:
            room = Path(folder) / "member"
            try:
                for member in _members(path, name, budget):
                    budget.begin()
                    yield from self._member(member, _place(name, member, seen), room, budget, depth)
            except Broken as broken:
                yield Unread(Place(name), broken.why.zh, broken.why.en)
                return
        if not seen:
            yield Unread(Place(name), _NOTHING.zh, _NOTHING.en)

    def _member(self, member: Member, place: str, room: Path, budget: Budget, depth: int) -> Iterator[Item]:
        flags = {*member.flags, *((UNSAFE,) if harmless(member.name)[1] else ())}
        if member.blocks is None:
            why = member.why or _NOTHING
            yield Unread(Place(place), why.zh, why.en)
            return
        try:
            head = _unpack(member, room, budget)
        except Broken as broken:
            yield Unread(Place(place), broken.why.zh, broken.why.en)
            if budget.spent:
                raise
            return
        nested = self.recognises(place, head)
        items = self._items(room, place, budget, depth + 1) if nested else self._inner(room, place)
        for item in items:
            if flags and isinstance(item, Record):
                yield item._replace(flags=tuple(sorted({*item.flags, *flags})))
            else:
                yield item


def _members(path: Path, name: str, budget: Budget) -> Iterator[Member]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        if head.startswith((_ZIP, _EMPTY_ZIP)):
            yield from zip_members.members(file, path.stat().st_size)
        elif not head.startswith(_GZIP):
            yield from tar_members.members(file)
        elif _holds_tar(path):
            yield from tar_members.members(tar_members.Inflated(file, budget))
        else:
            yield _alone(tar_members.Inflated(file), name)


def _holds_tar(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            head = tar_members.Inflated(file).read(_USTAR_AT + len(_USTAR))
        except Broken:
            return False
    return head.endswith(_USTAR)


def _alone(content: tar_members.Inflated, name: str) -> Member:
    """The one file of a gzip, by the archive's own name."""

    def blocks() -> Iterator[bytes]:
        while block := content.read(1 << 20):
            yield block

    own = name.rpartition("/")[2]
    return Member(own[:-3] if own.lower().endswith(".gz") else own, blocks)


def _unpack(member: Member, room: Path, budget: Budget) -> bytes:
    """Write the member into the temporary file; its first bytes."""
    head, count = b"", 0
    with room.open("wb") as out:
        for block in member.blocks() if member.blocks else ():
            count += len(block)
            budget.take(len(block), count)
            head = head or block[:_HEAD]
            out.write(block)
    return head


def _place(name: str, member: Member, seen: dict[str, int]) -> str:
    """The path that records carry; a second member of the same name gets a number."""
    own = harmless(member.name)[0]
    seen[own] = seen.get(own, 0) + 1
    if seen[own] > 1:
        folder, slash, file = own.rpartition("/")
        stem, dot, ending = file.rpartition(".")
        number = f"#{seen[own]}"
        own = f"{folder}{slash}" + (f"{stem}{number}{dot}{ending}" if stem else f"{file}{number}")
    return f"{name}{SEPARATOR}{own}"
