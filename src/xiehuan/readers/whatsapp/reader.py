"""From `_chat.txt` to records, in two passes: the first hears all dates, the second reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Attachment, Place, Record, Remark, Unread
from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.draft import Before, Draft, drafts
from xiehuan.readers.chat.lines import Line, Opener, lines_of, texts_of
from xiehuan.readers.chat.said import MISSING, Said, record_of
from xiehuan.readers.chat.zipped import LOCAL, Refused, Zipped, opened
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item
from xiehuan.readers.whatsapp.dates import ORDER_UNKNOWN, Dates
from xiehuan.readers.whatsapp.grammar import EDITED, Head, content_of, head_of

SOURCE = "whatsapp"
_NAMES = re.compile(r"_chat\.txt$|whatsapp.*\.txt$", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:WhatsApp Chat(?: with| -)|与|WhatsApp 与)\s?(?P<chat>.+?)\s?(?:的 ?WhatsApp ?(?:聊天|对话))?\.(?:txt|zip)$",
    re.IGNORECASE,
)
_LOOKED_AT = 200
_LONGEST_MARK = 60
_ENOUGH = 2
_GROUP = 2
_NOTHING = Text("文件中没有聊天消息", "the file holds no chat message")
_NO_CHAT = Text("压缩包里没有聊天记录文件", "the archive holds no chat file")
_UNKNOWN = Text("文件开头的内容没有时间", "the text before the first message has no time")


def recognises(name: str, head: bytes) -> bool:
    """The app's zip, or text with at least two of its header lines (one when the file has the app's name)."""
    if head.startswith(LOCAL):
        return b"_chat.txt" in head or ("whatsapp" in name.lower() and name.lower().endswith(".zip"))
    if name.startswith("calls/"):
        return False
    text = next(iter(texts_of(head)))
    if "\0" in text:
        return False
    heads = [h for line in text.splitlines()[:_LOOKED_AT] if (h := head_of(line))]
    named = sum(h.name is not None for h in heads)
    return named >= _ENOUGH or (bool(heads) and _NAMES.search(name) is not None)


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message; the remark says how the dates were read."""
    with path.open("rb") as file:
        zipped = file.read(4) == LOCAL
    if not zipped:
        yield from _messages(lambda: path.open("rb"), name, name, None)
        return
    try:
        with opened(path) as archive:
            chats = [n for n in archive.names() if _NAMES.search(n)]
            if not chats:
                yield Unread(Place(name), _NO_CHAT.zh, _NO_CHAT.en)
            for member in chats:
                yield from _messages(lambda m=member: archive.open(m), f"{name}/{member}", name, archive)  # type: ignore[misc]
    except Refused as refused:
        yield Unread(Place(name), refused.why.zh, refused.why.en)


def _messages(open_file: Opener, name: str, title: str, archive: Zipped | None) -> Iterator[Item]:
    dates, speakers = _heard(open_file)
    chat = _Chat(dates, title, speakers, archive)
    ids, before = Ids(), Before()
    present = 0
    for draft in drafts(lines_of(open_file), _head, before):
        present += 1
        yield chat.record(draft, name, ids)
    for place in before.places(name):
        yield Unread(place, _UNKNOWN.zh, _UNKNOWN.en)
    if not present and not before.lines:
        yield Unread(Place(name), _NOTHING.zh, _NOTHING.en)
    if len(dates.orders) == 1:
        how = ("date_order_from=sequence",) if dates.by_sequence else ()
        yield Remark((f"date_order={dates.orders[0].name}", *how))
    elif present:
        yield Remark((ORDER_UNKNOWN,))


def _head(line: Line) -> tuple[Head, str] | None:
    head = head_of(line.text)
    return (head, head.words) if head else None


def _heard(open_file: Opener) -> tuple[Dates, set[str]]:
    """All dates of the file, and who speaks (three names are enough to know a group)."""
    dates, speakers = Dates(), set[str]()
    for line in lines_of(open_file):
        if not line.further and (head := head_of(line.text)):
            dates.hear(head.parts)
            if head.name and len(speakers) <= _GROUP:
                speakers.add(head.name)
    return dates, speakers


class _Chat:
    """What is true of the whole file."""

    def __init__(self, dates: Dates, title: str, speakers: set[str], archive: Zipped | None) -> None:
        self._dates = dates
        self._archive = archive
        self._group = len(speakers) > _GROUP
        found = _TITLE.search(title.rpartition("/")[2])
        self._name = found["chat"].strip() if found else None
        pair = len(speakers) == _GROUP and self._name in speakers
        self._user = next(iter(speakers - {self._name})) if pair else None

    def record(self, draft: Draft[Head], name: str, ids: Ids) -> Record:
        """A message or a notice of the app."""
        head, text = draft.head, draft.text.strip("\u200e\u200f \n")
        said = Said(text=text, sender=head.name, chat=self._name, group=self._group, flags=draft.flags)
        if self._user is not None and head.name == self._user:
            said.mine = True  # the other of two, where the file is named after one
            said.flags.add("direction_inferred")
        said.content, file = content_of(text)
        if head.name is None:
            said.content = Content.SYSTEM
        if EDITED.search(text[-_LONGEST_MARK:]):
            said.flags.add("edited")
        if file:
            said.attachments = tuple(self._attachment(file, said.flags))
        said.at_raw = head.stamp
        said.at, said.at_known = self._dates.moment(head.parts, head.clock, said.flags), True
        sha256 = draft.sha256
        return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, sha256), draft.place(name), sha256))

    def _attachment(self, file: str, flags: set[str]) -> Iterator[Attachment]:
        found = self._archive.digest(file) if self._archive else None
        if found is None:
            flags.add(f"{MISSING}={file}")
        else:
            yield Attachment(file, "application/octet-stream", *found)
