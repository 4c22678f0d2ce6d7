"""JSON exports: a list of messages, or an object that says whose chat it is and holds the list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Unread
from xiehuan.readers.chat.json_elements import Element, Elements, values_of
from xiehuan.readers.chat.lines import texts_of
from xiehuan.readers.chat.said import record_of
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item
from xiehuan.readers.wechat.message import said_by
from xiehuan.readers.wechat.origin import SOURCE

NAMES = ("messages", "data", "msgs", "chatMessages", "msg_list", "items")
_BROKEN = Text("这条消息的JSON内容损坏", "the JSON of this message is damaged")
_LONG = Text("这条消息超过16 MiB", "this message has more than 16 MiB")
# the keys that only messages of these exporters have; two of them in the head name the format
_SIGNS = (
    ("type_name", "is_sender"), ("CreateTime", "StrContent"), ("localType", "isSend"),
    ("localId", "isSelf"), ("talkerName", "senderName"), ("senderDisplayName", "formattedTime"),
    ("localId", "createTime"), ("isChatRoom", "isSelf"),
)  # fmt: skip
ROLES: Mapping[str, tuple[str, ...]] = {
    "at": ("CreateTime", "createTime", "timestamp", "time", "StrTime", "formattedTime", "date", "create_time"),
    "sender": (
        "senderDisplayName", "groupNickname", "accountName", "senderName", "displayname", "Remark", "NickName",
        "nickname", "talkerDisplayName", "sender", "senderUsername", "Sender",
    ),
    "account": ("senderUsername", "sender", "Sender", "talker_id"),
    "mine": ("isSend", "isSelf", "is_sender", "IsSender", "is_send", "isSender"),
    "kind": ("localType", "type_name", "Type", "type", "msgType", "msg_type"),
    "sub": ("SubType", "subType", "sub_type"),
    "text": ("content", "msg", "StrContent", "text", "message"),
    "talker": ("talkerName", "room_name", "StrTalker", "chat"),
    "group": ("isChatRoom", "is_chatroom"),
}  # fmt: skip
_PYWXDUMP = "is_sender"


def knows(name: str, head: bytes) -> bool:  # noqa: ARG001 - every form is asked with the name
    """JSON whose keys are those of an exporter."""
    text = next(iter(texts_of(head)))
    return text.lstrip()[:1] in ("[", "{") and any(all(f'"{key}"' in text for key in keys) for keys in _SIGNS)


class Chat:
    """What the object around the list says of the whole chat; read from the bytes before the list."""

    def __init__(self, head: str) -> None:
        self.name = _first(head, "displayName", "name", "nickname", "talker")
        self.group = '"type": "group"' in head or '"type":"group"' in head or "@chatroom" in head


def _first(head: str, *keys: str) -> str | None:
    for key in keys:
        match = re.search(rf'"{key}"\s*:\s*("(?:[^"\\\n]|\\.){{0,200}}")', head)
        with suppress(ValueError):
            if match and (text := json.loads(match[1])):
                return str(text)
    return None


def messages(path: Path, name: str) -> Iterator[Item]:
    """Every element of the list."""
    with path.open("rb") as file:
        head = next(iter(texts_of(file.read(1 << 14))))
        chat = Chat(head.partition('"messages"')[0] if head.lstrip().startswith("{") else "")
        file.seek(0)
        ids = Ids()
        for element in Elements(file, NAMES).all():
            for part, value in values_of(element):
                yield item_of(part, value, chat, name, ids)


def item_of(part: Element, value: object, chat: Chat, name: str, ids: Ids) -> Record | Unread:
    """One element as a record; what is no object with a text or a time is unread."""
    place = Place(name, byte=part.start, length=part.length)
    if part.raw is None:
        return Unread(place, _LONG.zh, _LONG.en)
    if not isinstance(value, dict) or not any(key in value for key in (*ROLES["text"], *ROLES["at"])):
        return Unread(place, _BROKEN.zh, _BROKEN.en)
    said = said_by(lambda role: _value(value, role), content_is_json=_PYWXDUMP in value)
    said.chat = said.chat or chat.name
    said.group = said.group or chat.group
    said.flags.add("layout=json")
    if said.mine and said.sender == said.chat and not said.group:
        said.sender = None
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, part.sha256), place, part.sha256))


def _value(value: Mapping[str, object], role: str) -> str | None:
    for key in ROLES.get(role, ()):
        found = value.get(key)
        if isinstance(found, bool):
            return "1" if found else "0"
        if isinstance(found, (str, int)) and str(found).strip():
            return str(found)
    return None
