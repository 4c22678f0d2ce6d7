"""From a database to records: one pass over `message`, the joins beside it in the same order, nothing held."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from xiehuan.errors import Text
from xiehuan.evidence import Place, Record, Remark, Unread
from xiehuan.readers.chat.lines import whole
from xiehuan.readers.ios.database import DAMAGE, MAGIC, Database, opened_copy
from xiehuan.readers.ios.row import Around, record_of
from xiehuan.readers.stream import Item

_NAMES = ("sms.db", "chat.db", "3d0d7e5fb2ce288813306e4d4636395e047a3d28")
_SIGNS = (b"CREATE TABLE message", b"CREATE TABLE chat_message_join", b"attributedBody", b"madrid_handle")
_COLUMNS = (
    "guid", "text", "subject", "date", "date_read", "date_delivered", "date_edited", "date_retracted", "is_from_me",
    "is_sent", "is_delivered", "is_read", "error", "service", "account", "destination_caller_id", "item_type",
    "associated_message_type", "associated_message_guid", "attributedBody", "message_summary_info", "address",
    "flags", "handle_id",
)  # fmt: skip
_MOST_PEOPLE = 200_000
_MOST_OF_ONE = 1_000
_NO_TABLE = Text(
    "数据库里没有短信表, 不是sms.db或chat.db",
    "the database has no table of messages: it is no sms.db or chat.db",
)
_DAMAGED = Text(
    "数据库损坏, 这之后有消息读不出, 请重新备份手机后再导入",
    "the database is damaged and messages after this row cannot be read: back the phone up again",
)
_ENCRYPTED = Text(
    "数据库打不开, 可能是加密备份", "the database cannot be opened; the backup may be encrypted"
)
_STRANGE = Text("这条消息的内容无法理解", "the message could not be understood")


def recognises(name: str, head: bytes) -> bool:
    """An SQLite file with the name of Apple's or with its tables."""
    return head.startswith(MAGIC) and (
        name.rpartition("/")[2].lower() in _NAMES or sum(sign in head for sign in _SIGNS) > 1
    )


def stream(path: Path, name: str) -> Iterator[Item]:
    """Every row of `message` as a record; a damaged database gives what can be read from either end."""
    try:
        with opened_copy(path) as database:
            yield from _messages(database, name)
            yield Remark(database.digests)
    except DAMAGE:
        yield Unread(Place(name), _ENCRYPTED.zh, _ENCRYPTED.en)


def _messages(database: Database, name: str) -> Iterator[Item]:
    tables = database.tables()
    if "date" not in tables.get("message", set()):
        yield Unread(Place(name), _NO_TABLE.zh, _NO_TABLE.en)
        return
    columns = [c for c in _COLUMNS if c in tables["message"]]
    context = _Context(database, tables)
    last = 0
    try:
        for row in _rows(database, columns, "ASC"):
            last = _id(row)
            yield _item(row, columns, context, name)
    except DAMAGE:
        yield Unread(Place(name, row=last + 1), _DAMAGED.zh, _DAMAGED.en)
        yield from _from_the_end(database, columns, context, name, last)


def _from_the_end(
    database: Database, columns: list[str], context: _Context, name: str, last: int
) -> Iterator[Item]:
    """What lies behind the damage, the newest first."""
    try:
        for row in _rows(database, columns, "DESC"):
            if _id(row) <= last:
                return
            yield _item(row, columns, context, name)
    except DAMAGE:
        return


def _rows(database: Database, columns: list[str], order: str) -> Iterator[tuple[object, ...]]:
    named = ", ".join(f'"{c}"' for c in columns)
    return database.rows(f"SELECT rowid, {named} FROM message ORDER BY rowid {order}")  # noqa: S608 - our own names


def _id(row: tuple[object, ...]) -> int:
    return row[0] if isinstance(row[0], int) else 0


def _item(row: tuple[object, ...], columns: list[str], context: _Context, name: str) -> Record | Unread:
    values = dict(zip(columns, row[1:], strict=True))
    number = _id(row)
    try:
        return record_of(values, context.around(number, values), number, name)
    except (ValueError, ArithmeticError, LookupError, TypeError):  # one strange row never costs the others
        return Unread(Place(name, row=number), _STRANGE.zh, _STRANGE.en)


class _Context:
    """Handles by their number, and the joins as streams in the order of the messages."""

    def __init__(self, database: Database, tables: dict[str, set[str]]) -> None:
        self._handles = _pairs(database, tables, "handle", "rowid", "id")
        chats = _pairs(database, tables, "chat", "rowid", "display_name")
        self._chats = chats
        self._people = _people(database, tables, self._handles)
        self._of_chat = _Join(_join(database, tables, "chat_message_join", "message_id", "chat_id"))
        attached = (
            "SELECT j.message_id, coalesce(a.transfer_name, a.filename, '?') FROM message_attachment_join j "
            "LEFT JOIN attachment a ON a.rowid = j.attachment_id ORDER BY j.message_id"
        )
        has = {"message_id", "attachment_id"} <= tables.get("message_attachment_join", set())
        has = has and {"transfer_name", "filename"} <= tables.get("attachment", set())
        self._attached = _Join(_guarded(database, attached) if has else iter(()))

    def around(self, number: int, values: dict[str, object]) -> Around:
        """What belongs to the message; asked in rising order of numbers, later asks for earlier ones find nothing."""
        handle = self._handles.get(values.get("handle_id"), None)
        address = values.get("address")
        if handle is None and isinstance(address, str) and address:
            handle = whole(address)
        chat = next(iter(self._of_chat.at(number)), None)
        people = self._people.get(chat, ())
        name = self._chats.get(chat)
        group = (name or "、".join(people)) if len(people) > 1 else None
        if handle is None and len(people) == 1:
            handle = people[0]
        names = tuple(str(a).rpartition("/")[2][:200] for a in self._attached.at(number))
        return Around(handle, group, people, names)


class _Join:
    """A stream of (message, value) sorted by message, beside the stream of messages."""

    def __init__(self, rows: Iterator[tuple[object, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def at(self, number: int) -> list[object]:
        """The values of one message."""
        found: list[object] = []
        while self._next is not None and (not isinstance(self._next[0], int) or self._next[0] <= number):
            if self._next[0] == number and len(found) < _MOST_OF_ONE:
                found.append(self._next[1])
            self._next = next(self._rows, None)
        return found


def _guarded(database: Database, query: str) -> Iterator[tuple[object, ...]]:
    """The rows up to a damage: what is around a message is worth less than the message."""
    try:
        yield from database.rows(query)
    except DAMAGE:
        return


def _join(
    database: Database, tables: dict[str, set[str]], table: str, key: str, value: str
) -> Iterator[tuple[object, ...]]:
    if not {key, value} <= tables.get(table, set()):
        return iter(())
    return _guarded(database, f'SELECT "{key}", "{value}" FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - our own


def _pairs(
    database: Database, tables: dict[str, set[str]], table: str, key: str, value: str
) -> dict[object, str]:
    if value not in tables.get(table, set()):
        return {}
    rows = _guarded(database, f'SELECT {key}, "{value}" FROM "{table}" LIMIT {_MOST_PEOPLE}')  # noqa: S608 - our own
    return {number: whole(text)[:400] for number, text in rows if isinstance(text, str) and text}


def _people(
    database: Database, tables: dict[str, set[str]], handles: dict[object, str]
) -> dict[object, tuple[str, ...]]:
    found: dict[object, tuple[str, ...]] = {}
    rows = _join(database, tables, "chat_handle_join", "chat_id", "handle_id")
    for count, (chat, handle) in enumerate(chain(rows)):
        if count >= _MOST_PEOPLE:
            break
        if handle in handles:
            found[chat] = (*found.get(chat, ())[:_MOST_OF_ONE], handles[handle])
    return found
