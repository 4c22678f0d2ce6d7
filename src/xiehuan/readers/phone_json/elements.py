"""What both apps share: a JSON element as a record, or unread with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Unread
from xiehuan.readers.chat.json_elements import Element
from xiehuan.readers.phone_json.columns import Columns, Find, call_record, is_call, is_message, message_record
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.stream import Item

LONG = Text("这条记录超过16 MiB", "this record has more than 16 MiB")
BROKEN = Text("这条记录的JSON内容损坏", "the JSON of this record is damaged")
NOTHING = Text("文件中没有短信或通话记录", "the file holds neither messages nor calls")
STRANGE = Text("这条记录不是短信也不是通话", "this record is neither a message nor a call")


def never_nothing(items: Iterator[Item], name: str) -> Iterator[Item]:
    """The items; a file without any is itself unread."""
    present = False
    for item in items:
        present = True
        yield item
    if not present:
        yield Unread(Place(name), NOTHING.zh, NOTHING.en)


def record_of(
    part: Element, value: object, source: str, place: Place, ids: Ids, find: Find
) -> Record | Unread:
    """One element; only its own damage makes it unread."""
    if part.raw is None:
        return Unread(place, LONG.zh, LONG.en)
    if not isinstance(value, dict):
        return Unread(place, BROKEN.zh, BROKEN.en)
    columns: Columns = value
    if not (is_call(columns) or is_message(columns)):
        return Unread(place, STRANGE.zh, STRANGE.en)
    origin = Origin(ids.id_for(source, part.sha256), place, part.sha256)
    if is_call(columns):
        return call_record(columns, source, origin)
    return message_record(columns, source, origin, find)
