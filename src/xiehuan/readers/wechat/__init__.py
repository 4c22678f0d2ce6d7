"""WeChat chats as third-party exporters write them: CSV, JSON, pages and text. README.md has the layouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Remark, Unread
from xiehuan.readers.stream import Item
from xiehuan.readers.wechat import json_export, page, table, text
from xiehuan.readers.wechat.origin import SOURCE

__all__ = ["SOURCE", "recognises", "stream"]

_FORMS = (json_export, page, table, text)
_NOTHING = Text("文件中没有聊天消息", "the file holds no chat message")
CARRIER = "keep_the_phone"


def recognises(name: str, head: bytes) -> bool:
    """Whether the file begins like an export of one of the known layouts."""
    return any(form.knows(name, head) for form in _FORMS)


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message as a record or as unread; `keep_the_phone` reminds that an export is a copy, not the carrier."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    form = next((f for f in _FORMS if f.knows(name, head)), text)
    present = 0
    for item in form.messages(path, name):
        present += not isinstance(item, Remark)
        yield item
    if present:
        yield Remark((CARRIER,))
    else:
        yield Unread(Place(name), _NOTHING.zh, _NOTHING.en)
