"""Text exports in four shapes: name (time):words, time name, name time, and the phone's own mail of a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Record, Unread
from xiehuan.readers.chat.draft import Before, Draft
from xiehuan.readers.chat.lines import Line, lines_of, texts_of
from xiehuan.readers.chat.local_time import CLOCK, DATE, STAMP, plain
from xiehuan.readers.chat.said import Said, is_me, only_other, record_of
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item
from xiehuan.readers.wechat.origin import SOURCE

_TITLE = re.compile(r"(?P<chat>.{1,200}) - 微信聊天记录\s*")
_DAY = re.compile(rf"\s*[—–\-─═=]{{2,}}\s*(?P<day>{DATE})\s*[—–\-─═=]{{2,}}\s*", re.ASCII)
_NAME = r"(?P<name>[^\n]{1,80}?)"
_SHAPES = {
    "name_paren": re.compile(rf"{_NAME} ?[(（](?P<at>{STAMP})[)）][:：](?P<rest>.*)", re.ASCII | re.DOTALL),
    "time_name": re.compile(rf"\[?(?P<at>{STAMP})\]?[ \t]+{_NAME}[:：]?(?P<rest>)", re.ASCII),
    "name_time": re.compile(rf"{_NAME}[ \t]+(?P<at>{STAMP})(?P<rest>)", re.ASCII),
    "mail": re.compile(rf"{_NAME}[ \t]+(?P<at>{CLOCK})(?P<rest>)", re.ASCII),
}
_LONGEST_HEADER = 400
_ID = re.compile(r"(?P<name>.+?)[(（](?P<id>[^()（）]{1,60})[)）]")
_APP = re.compile(r"微信|wechat|weixin", re.IGNORECASE)
APP_ASSUMED = "app_assumed=wechat"
_LOOKED_AT = 400
_ENOUGH = 2
_UNKNOWN = Text(
    "文件开头的内容没有时间和姓名, 不能当作消息",
    "the text before the first message has neither time nor name",
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the header line of a message says."""

    at_raw: str
    name: str


def knows(name: str, head: bytes) -> bool:
    """A text file with a title of the exporter, or with at least two header lines of one shape."""
    if name.startswith(("calls/", "bills/")):  # there a text is the transcript of a recording, or a bill
        return False
    if not name.lower().endswith((".txt", ".log", ".md")):
        return False
    text = next(iter(texts_of(head)))
    if "\0" in text or text.lstrip()[:1] in ("<", "{"):
        return False
    return _shape(text) is not None


def _shape(text: str) -> str | None:
    """The shape that most lines of the head have."""
    lines = [plain(line) for line in islice(text.splitlines(), _LOOKED_AT) if len(line) < _LONGEST_HEADER]
    if any(_DAY.fullmatch(line) for line in lines) and any(_matched("mail", line) for line in lines):
        return "mail"
    counts = {
        shape: sum(_matched(shape, line) is not None for line in lines)
        for shape in _SHAPES
        if shape != "mail"
    }
    shape, count = max(counts.items(), key=lambda item: item[1])
    titled = any(_TITLE.fullmatch(line) for line in lines[:3])
    return shape if count >= (1 if titled else _ENOUGH) else None


def _matched(shape: str, line: str) -> re.Match[str] | None:
    """A header line: it has a clock, for tables and notes begin with a day too."""
    if len(line) >= _LONGEST_HEADER and shape != "name_paren":
        return None
    match = _SHAPES[shape].fullmatch(line)
    return match if match and match["H"] else None


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every header line with what follows it."""
    with path.open("rb") as file:
        head = next(iter(texts_of(file.read(1 << 16))))
    shape = _shape(head) or "time_name"
    grammar = _Grammar(shape)
    named = bool(_APP.search(name) or _APP.search(head[:200]))
    grammar.peer = only_other(_speakers(path, shape))
    ids, before = Ids(), Before()
    draft: Draft[Head] | None = None
    for line in lines_of(lambda: path.open("rb")):
        found = None if line.further else grammar.read(line)
        if isinstance(found, str):
            continue
        if found is not None:
            if draft:
                yield _record(draft, grammar, name, ids, named=named)
            draft = Draft(line, *found)
        elif draft:
            draft.add(line)
        else:
            before.add(line)
    if draft:
        yield _record(draft, grammar, name, ids, named=named)
    for place in before.places(name):
        yield Unread(place, _UNKNOWN.zh, _UNKNOWN.en)


def _speakers(path: Path, shape: str) -> Iterator[tuple[str, bool]]:
    """Who speaks in the whole file, and whether it is the user."""
    grammar = _Grammar(shape)
    for line in lines_of(lambda: path.open("rb")):
        found = None if line.further else grammar.read(line)
        if isinstance(found, tuple):
            yield found[0].name, is_me(found[0].name)


class _Grammar:
    """Reads header lines; a title and the days of the mail form are its context."""

    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.chat: str | None = None
        self.peer: str | None = None
        self._day: str | None = None

    def read(self, line: Line) -> tuple[Head, str] | str | None:
        """The head and the words behind it; a string for context lines; None for words."""
        text = plain(line.text)
        if line.number <= 3 and (title := _TITLE.fullmatch(text)):  # noqa: PLR2004 - the title stands on top
            self.chat = title["chat"].strip()
            return self.chat
        if self.shape == "mail" and (day := _DAY.fullmatch(text)):
            self._day = day["day"]
            return self._day
        match = _matched(self.shape, text)
        if match is None or (self.shape == "mail" and self._day is None):
            return None
        at = f"{self._day} {match['at']}" if self.shape == "mail" else match["at"]
        rest = line.text[len(line.text) - len(match["rest"]) :] if match["rest"] else ""
        return Head(at, match["name"].strip()), rest


def _record(draft: Draft[Head], grammar: _Grammar, name: str, ids: Ids, *, named: bool) -> Record:
    """The title of the exporter or the name of the file says that it is WeChat; without them it is assumed."""
    spoken = _ID.fullmatch(draft.head.name)
    said = Said(
        text=draft.text,
        at_raw=draft.head.at_raw,
        sender=(spoken["name"] if spoken else draft.head.name).strip(),
        chat=grammar.chat or grammar.peer,
        account=spoken["id"] if spoken else None,
        flags=draft.flags | {f"layout={grammar.shape}"} | (set() if named else {APP_ASSUMED}),
    )
    sha256 = draft.sha256
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, sha256), draft.place(name), sha256))
