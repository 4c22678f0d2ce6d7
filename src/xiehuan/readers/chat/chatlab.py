"""ChatLab's exchange format, JSON and lines of JSON: other tools turn the chats of many apps into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Remark, Unread
from xiehuan.readers.chat.content import Content
from xiehuan.readers.chat.json_elements import Element, Elements, value_of, values_of
from xiehuan.readers.chat.lines import texts_of, whole
from xiehuan.readers.chat.said import Said, is_me, record_of
from xiehuan.readers.phone_json.sms_ie import lines
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item

SOURCE = "chatlab"
_BROKEN = Text("这条消息的JSON内容损坏", "the JSON of this message is damaged")
# the numbers of its specification 0.0.2
_TYPES = {
    0: Content.TEXT, 1: Content.PICTURE, 2: Content.VOICE, 3: Content.VIDEO, 4: Content.FILE, 5: Content.STICKER,
    7: Content.LINK, 8: Content.LOCATION, 20: Content.RED_PACKET, 21: Content.TRANSFER, 22: Content.SYSTEM,
    23: Content.CALL, 24: Content.LINK, 25: Content.QUOTE, 26: Content.FORWARDED, 27: Content.CARD,
    80: Content.SYSTEM, 81: Content.RECALLED,
}  # fmt: skip
_META = re.compile(r'"(?P<key>name|platform|type)"\s*:\s*"(?P<value>[^"\\\n]{1,200})"')


def recognises(name: str, head: bytes) -> bool:  # noqa: ARG001 - every reader is asked with the name
    """JSON that names the format before any message."""
    text = next(iter(texts_of(head[:8192])))
    return text.lstrip()[:1] == "{" and re.search(r'"chatlab"\s*:\s*\{', text) is not None


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every message; members and the header are no messages."""
    with path.open("rb") as file:
        head = next(iter(texts_of(file.read(8192))))
    by_line = '"_type"' in head.split("\n", 1)[0]
    part = head.partition('"meta"')[2]
    meta = {m["key"]: m["value"] for m in reversed(list(_META.finditer(part[:2000].partition("]")[0])))}
    ids, present = Ids(), 0
    with path.open("rb") as file:
        pairs = _by_line(lines(file)) if by_line else _in_list(Elements(file, ("messages",)).all())
        for element, value in pairs:
            present += 1
            yield _item(element, value, meta, name, ids)
    if not present:
        yield Unread(Place(name), _BROKEN.zh, _BROKEN.en)
    if platform := meta.get("platform"):
        yield Remark((f"platform={platform}",))


def _by_line(elements: Iterator[Element]) -> Iterator[tuple[Element, object | None]]:
    for element in elements:
        value = value_of(element.raw) if element.raw else None
        passed = isinstance(value, dict) and value.get("_type") in ("header", "member")
        if not passed and not (element.raw or b"").startswith(b"#"):
            yield element, value


def _in_list(elements: Iterator[Element]) -> Iterator[tuple[Element, object | None]]:
    for element in elements:
        yield from values_of(element)


def _item(part: Element, value: object, meta: Mapping[str, str], name: str, ids: Ids) -> Record | Unread:
    place = Place(name, byte=part.start, length=part.length)
    if not isinstance(value, dict) or "timestamp" not in value:
        return Unread(place, _BROKEN.zh, _BROKEN.en)
    kind, text, stamp = value.get("type"), value.get("content"), value.get("timestamp")
    sender = next((v for k in ("groupNickname", "accountName", "sender") if (v := _string(value, k))), None)
    said = Said(
        text=whole(text) if isinstance(text, str) else "",
        at_raw=str(stamp) if isinstance(stamp, (int, str)) else None,
        sender=sender,
        chat=meta.get("name"),
        group=meta.get("type") == "group",
        mine=True if is_me(sender) else None,
        kind=str(kind) if isinstance(kind, int) else None,
        content=_TYPES.get(kind) if isinstance(kind, int) else None,
        account=_string(value, "sender"),
    )
    return record_of(said, SOURCE, Origin(ids.id_for(SOURCE, part.sha256), place, part.sha256))


def _string(value: Mapping[str, object], key: str) -> str | None:
    found = value.get(key)
    return whole(found)[:400] if isinstance(found, str) and found.strip() else None
