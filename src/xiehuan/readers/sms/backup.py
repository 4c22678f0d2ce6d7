"""From a backup file to a reading: what texts and calls share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Remark, Unread
from xiehuan.readers.sms.call_record import SOURCE as CALLS
from xiehuan.readers.sms.call_record import call_record
from xiehuan.readers.sms.message_record import SOURCE as TEXTS
from xiehuan.readers.sms.message_record import mms_record, sms_record
from xiehuan.readers.sms.origin import Ids, Origin
from xiehuan.readers.sms.scan import Claim, Damage, Element, Scanner
from xiehuan.readers.sms.utf16 import AsUtf8, RawRanges, encoding_of
from xiehuan.readers.sms.window import Source, Window
from xiehuan.readers.stream import Item

_BUILDERS = {b"sms": (TEXTS, sms_record), b"mms": (TEXTS, mms_record), b"call": (CALLS, call_record)}
_NOTHING = Text("文件中没有短信或通话记录", "the file holds neither messages nor calls")
_STRANGE = Text("这条记录的内容无法理解", "the record could not be understood")


def stream(path: Path, name: str) -> Iterator[Item]:
    """Records and unread ones as they come, without holding more than one; at the end what the file claims."""
    present, claimed = 0, list[int]()
    for item in _items(path, name):
        if isinstance(item, Claim):
            claimed.append(item.count)
            continue
        present += 1
        yield item
    if not (present or claimed):
        present = 1
        yield Unread(Place(name), _NOTHING.zh, _NOTHING.en)
    if claimed and sum(claimed) != present:
        yield Remark(("count_differs", f"count_claimed={sum(claimed)}"))


def _items(path: Path, name: str) -> Iterator[Record | Unread | Claim]:
    ids = Ids()
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        encoding = encoding_of(file.read(2))
        file.seek(0)
        source: Source = file
        ranges = None
        if encoding:
            source = AsUtf8(file, encoding)
            again = AsUtf8(stack.enter_context(path.open("rb")), encoding)
            ranges = RawRanges(again, stack.enter_context(path.open("rb")), encoding)
        for item in Scanner(Window(source)).elements():
            yield item if isinstance(item, Claim) else _item(item, name, ranges, ids)


def _item(found: Element | Damage, name: str, ranges: RawRanges | None, ids: Ids) -> Record | Unread:
    start, sha256 = found.start, "" if isinstance(found, Damage) else found.sha256
    if ranges:
        end = start if isinstance(found, Damage) else found.end
        start, sha256 = ranges.locate(start, end)
    place = Place(name, byte=start)
    if isinstance(found, Damage):
        return Unread(place, found.why.zh, found.why.en)
    try:
        source, build = _BUILDERS[found.name]
        return build(found, Origin(ids.id_for(source, sha256), place, sha256))
    except (ValueError, ArithmeticError, LookupError):  # one strange record never costs the others
        return Unread(place, _STRANGE.zh, _STRANGE.en)
