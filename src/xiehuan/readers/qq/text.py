"""The text export: context lines, header lines of time and speaker, and below each the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Record, Remark, Unread
from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.draft import Before, Draft
from xiehuan.readers.chat.lines import Line, lines_of, texts_of
from xiehuan.readers.chat.local_time import moment
from xiehuan.readers.chat.said import Said, record_of
from xiehuan.readers.qq.speaker import SOURCE, Chat, Speaker, speaker_of
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item

_FIRST = re.compile(r"消息记录\s?[(（]此消息记录为文本格式")
_RULE = re.compile(r"={8,}\s*")
_CONTEXT = re.compile(r"消息(?P<what>分组|对象)[:：]\s*(?P<name>.*?)\s*")
# the hour has no leading zero; programs set to English add AM and PM
_HEADER = re.compile(r"(?P<at>\d{4}-\d{2}-\d{2} \d{1,2}:\d{2}:\d{2}(?: [AP]M)?) (?P<who>.*)")
_LONGEST_HEADER = 400
_ENOUGH = 2
_UNKNOWN = Text("文件开头有不认识的内容", "there is text before the first message that is no header of QQ")


@dataclass(frozen=True, slots=True)
class Head:
    """The header line of one message with its context."""

    at_raw: str
    speaker: Speaker
    chat: Chat


def knows(name: str, head: bytes) -> bool:
    """The first line that QQ writes, its context lines, or several headers with numbers."""
    if name.startswith("calls/"):
        return False
    text = next(iter(texts_of(head)))
    lines = text.splitlines()[:200]
    if _FIRST.match(text.lstrip()) or any(_CONTEXT.fullmatch(line) for line in lines[:12]):
        return True
    numbered = [m for line in lines if (m := _HEADER.fullmatch(line)) and speaker_of(m["who"]).number]
    return len(numbered) >= _ENOUGH


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every header with the lines below it; `continued_lines=N` counts the lines that no grammar knows."""
    grammar, ids, before = _Grammar(), Ids(), Before()
    draft: Draft[Head] | None = None
    continued = 0
    for line, following in _pairs(lines_of(lambda: path.open("rb"))):
        what = grammar.read(line, following)
        if draft and what in (_What.HEADER, _What.CONTEXT):
            yield _record(draft, name, ids)
            draft = None
        if what is _What.HEADER and grammar.head:
            draft = Draft(line, grammar.head, "")
        elif draft:
            draft.add(line)
            continued += draft.lines > 1 and what is not _What.BLANK and not line.further
            if what is _What.LIKE_HEADER:
                draft.flags.add("holds_header_like_line")
        elif what not in (_What.CONTEXT, _What.BLANK):
            before.add(line)
    if draft:
        yield _record(draft, name, ids)
    for place in before.places(name):
        yield Unread(place, _UNKNOWN.zh, _UNKNOWN.en)
    if continued:
        yield Remark((f"continued_lines={continued}",))


def _pairs(lines: Iterator[Line]) -> Iterator[tuple[Line, str]]:
    """Each line with the text of the next."""
    last: Line | None = None
    for line in lines:
        if last:
            yield last, line.text
        last = line
    if last:
        yield last, ""


class _What(Enum):
    CONTEXT = auto()
    HEADER = auto()
    LIKE_HEADER = auto()
    BLANK = auto()
    WORDS = auto()


class _Grammar:
    """Knows what the lines before this one were; `head` is that of the last header."""

    def __init__(self) -> None:
        self.head: Head | None = None
        self._chat = Chat()
        self._last = _What.CONTEXT
        self._numbered: bool | None = None

    def read(self, line: Line, following: str) -> _What:
        """What the line is."""
        what = _What.WORDS if line.further else self._read(line.text, following)
        last_was_context, self._last = self._last, what
        if what is _What.BLANK and last_was_context is _What.CONTEXT:
            self._last = _What.CONTEXT
        return what

    def _read(self, text: str, following: str) -> _What:
        if not text.strip():
            return _What.BLANK
        if self._is_context(text, following):
            return _What.CONTEXT
        match = _HEADER.fullmatch(text) if len(text) < _LONGEST_HEADER else None
        if match is None:
            return _What.WORDS
        speaker = speaker_of(match["who"])
        if self._last not in (_What.BLANK, _What.CONTEXT) or (self._numbered and not speaker.number):
            return _What.LIKE_HEADER
        if self._numbered is None:
            self._numbered = speaker.number is not None
        self.head = Head(match["at"], speaker, self._chat)
        return _What.HEADER

    def _is_context(self, text: str, following: str) -> bool:
        """Context lines stand between rules, or above all messages, so the same words in a message do not count."""
        context = _CONTEXT.fullmatch(text)
        if _RULE.fullmatch(text):
            return self._last is _What.CONTEXT or _CONTEXT.fullmatch(following) is not None
        if _FIRST.match(text):
            return self.head is None
        if context is None or self._last is not _What.CONTEXT:
            return False
        if context["what"] == "分组":
            self._chat = Chat(folder=context["name"])
        else:
            self._chat = replace(self._chat, name=context["name"])
        self._numbered = None
        return True


def _record(draft: Draft[Head], name: str, ids: Ids) -> Record:
    sha256 = draft.sha256
    said = said_of(draft.head, draft.text)
    said.flags |= draft.flags
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, sha256), draft.place(name), sha256))


def said_of(head: Head, text: str) -> Said:
    """The message; the program does not say which speaker is the user, so only the other side is sure."""
    flags = {f"title={head.speaker.title}"} if head.speaker.title else set()
    group = head.chat.group or (
        head.chat.folder is None and head.speaker.number is not None and not head.chat.name
    )
    said = Said(
        text=text,
        sender=head.speaker.shown,
        chat=head.chat.name,
        group=group,
        account=head.speaker.number,
        flags=flags,
    )
    said.at_raw = head.at_raw
    said.at, said.at_known = moment(head.at_raw, said.flags), True
    if head.speaker.system:
        said.content = Content.SYSTEM
    return said
