"""QQ chats as the PC program exports them: text, and pages with pictures (MHT). README.md has the grammar."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Remark, Unread
from xiehuan.readers.qq import mht, text
from xiehuan.readers.qq.speaker import SOURCE
from xiehuan.readers.stream import Item

__all__ = ["SOURCE", "recognises", "stream"]

_NOTHING = Text("文件中没有聊天消息", "the file holds no chat message")


def recognises(name: str, head: bytes) -> bool:
    """Whether the file begins as QQ's message manager writes it."""
    return mht.knows(name, head) or text.knows(name, head)


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message as a record or as unread, and how many lines were taken as the continuation of another."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    form = mht if mht.knows(name, head) else text
    present = 0
    for item in form.messages(path, name):
        present += not isinstance(item, Remark)
        yield item
    if not present:
        yield Unread(Place(name), _NOTHING.zh, _NOTHING.en)
